"""One HTTP request with a time limit, a size limit, and redirects that stay with the same host family."""

from __future__ import annotations

import errno
import time
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPMessage, HTTPResponse
from socket import gaierror
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

LOOPBACK = ("localhost", "127.0.0.1", "::1")
CHUNK = 65_536


class NoAnswer(Exception):
    """The server could not be reached, broke off, or took too long; asking again after `wait` seconds may help."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class Unwanted(Exception):
    """The server answered with something that asking again does not change."""


class Unreachable(Exception):
    """There is no network, or not this far; asking again at once is of no use."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True, slots=True)
class Transport:
    user_agent: str
    silence: float = 30.0  # seconds without a byte
    deadline: float = 120.0  # seconds for the whole answer
    limit: int = 32 * 1024 * 1024

    def get(self, url: str) -> Answer:
        """The answer, whatever its status. Raises NoAnswer or Unwanted."""
        request = Request(url, headers={"User-Agent": self.user_agent, "Accept": "application/atom+xml"})
        started = time.monotonic()
        try:
            with _opener(url).open(request, timeout=self.silence) as response:
                return Answer(response.status, response.headers, self._body(response, started))
        except HTTPError as error:
            with error:
                return Answer(error.code, error.headers, self._body(error, started))
        except (URLError, HTTPException, OSError) as error:
            if _is_unreachable(getattr(error, "reason", None)):
                raise Unreachable(str(getattr(error, "reason", error))) from error
            raise NoAnswer(str(getattr(error, "reason", None) or error or type(error).__name__)) from error

    def _body(self, response: HTTPResponse | HTTPError, started: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := response.read1(CHUNK):
            parts.append(part)
            size += len(part)
            if size > self.limit:
                raise Unwanted(f"an answer of more than {self.limit} bytes")
            if time.monotonic() - started > self.deadline:
                raise NoAnswer(f"not complete after {self.deadline:g} seconds")
        expected = response.headers.get("Content-Length", "")
        if expected.isdecimal() and size < int(expected):
            raise NoAnswer(f"broke off after {size} of {expected} bytes")
        return b"".join(parts)


def _is_unreachable(reason: object) -> bool:
    """Whether there is no way to the server at all: no name, no route, nobody who answers the call."""
    if isinstance(reason, gaierror | TimeoutError):
        return True
    return isinstance(reason, OSError) and reason.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH)


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    return urlsplit(url).hostname in LOOPBACK


def same_family(start: str, target: str) -> bool:
    """Whether a redirect stays where it began: the same server, or arXiv's own hosts; never from https to http.

    >>> same_family("https://export.arxiv.org/api", "https://arxiv.org/api")
    True
    >>> same_family("https://export.arxiv.org/api", "https://arxiv.org.example.net/")
    False
    """
    a, b = urlsplit(start), urlsplit(target)
    if b.scheme not in ("http", "https") or (a.scheme == "https" and b.scheme != "https"):
        return False
    hosts = (a.hostname or "", b.hostname or "")
    if all(host == "arxiv.org" or host.endswith(".arxiv.org") for host in hosts):
        return True
    return (a.hostname, a.port) == (b.hostname, b.port)


class _Redirects(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if not same_family(req.full_url, newurl):
            raise Unwanted(f"a redirect to {urlsplit(newurl).hostname}, which is not followed")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener(url: str) -> OpenerDirector:
    proxies = [ProxyHandler({})] if is_loopback(url) else []
    return build_opener(_Redirects, *proxies)
