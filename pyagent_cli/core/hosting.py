"""Addresses of remotes and of the host's API, and which belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pyagent_cli.errors import UsageError

WEB = re.compile(r"(?:https?|ssh|git)://(?:[^/@]*@)?(?P<host>[^/:@]+)(?::\d+)?/(?P<slug>[^/]+/[^/]+?)(?:\.git)?/?")
SCP = re.compile(r"(?:[^/@:]+@)?(?P<host>[^/:@]{2,}):(?P<slug>[^/]+/[^/]+?)(?:\.git)?/?")
API = re.compile(r"https?://(?:[^/@]*@)?(?P<host>[^/:@]+)")
SLUG = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
CREDENTIALS = re.compile(r"(?<=://)[^/@\s]*@")


@dataclass(frozen=True, slots=True)
class Place:
    host: str
    slug: str  # "owner/name"


def place(url: str) -> Place | None:
    """The host and repository of a remote's address; None for a path or anything else.

    >>> place("git@github.com:acme/shop.git")
    Place(host='github.com', slug='acme/shop')
    """
    found = WEB.fullmatch(url) or SCP.fullmatch(url)
    return Place(found["host"].lower(), found["slug"]) if found and SLUG.fullmatch(found["slug"]) else None


def slug_of(given: str | None, url: str, api: str) -> str:
    """The repository that pull requests go to: the one given, else the remote's, which has to be on the API's host.

    >>> slug_of(None, "https://github.com/acme/shop", "https://api.github.com")
    'acme/shop'
    """
    if given is not None:
        if SLUG.fullmatch(given) is None:
            raise UsageError(f"{given!r} is not a repository; write it as owner/name.")
        return given
    found = place(url)
    if found is None or found.host != web_host(api):
        raise UsageError(
            f"The remote {without_credentials(url)} is not on {web_host(api)}; say which repository with "
            "--repo owner/name, and which API with --base-url."
        )
    return found.slug


def web_host(api: str) -> str:
    """The host whose repositories an API serves.

    >>> web_host("https://api.github.com"), web_host("https://git.example.org/api/v3")
    ('github.com', 'git.example.org')
    """
    found = API.match(api)
    return found["host"].lower().removeprefix("api.") if found else ""


def without_credentials(text: str) -> str:
    """Text whose addresses name no user and no password.

    >>> without_credentials("https://ann:secret@example.org/x")
    'https://example.org/x'
    """
    return CREDENTIALS.sub("", text)
