"""What commits say of themselves: the only state that outlives a machine."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyagent_cli.core.model import CommitRecord

LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]*): (.*)")
TASK, CERTIFICATE = "Pyagent-Task", "Pyagent-Certificate"


def trailers(message: str) -> dict[str, str]:
    """The `Key: value` lines that end a commit message; of a repeated key, the last.

    >>> trailers("Split a\\n\\nWhy: because.\\n\\nPyagent-Task: T-1\\nPyagent-Certificate: ab\\n")
    {'Pyagent-Task': 'T-1', 'Pyagent-Certificate': 'ab'}
    """
    _, blank, last = message.strip().rpartition("\n\n")
    found = [LINE.fullmatch(line) for line in last.splitlines()]
    return {match[1]: match[2].strip() for match in found if match} if blank and all(found) else {}


def verified_tasks(commits: Iterable[CommitRecord]) -> frozenset[str]:
    """The tasks of commits that carry a certificate: distinct, however many branches carry them."""
    known = (trailers(commit.message) for commit in commits)
    return frozenset(found[TASK] for found in known if found.keys() >= {TASK, CERTIFICATE})


def tasks_of(commits: Iterable[CommitRecord]) -> frozenset[str]:
    return frozenset(found[TASK] for commit in commits if TASK in (found := trailers(commit.message)))


def is_own(commits: Iterable[CommitRecord], email: str) -> bool:
    """Whether pyagent alone made these commits: nobody wrote, amended or merged one.

    >>> is_own([CommitRecord("1", "pyagent@localhost", "ann@example.org", "x")], "pyagent@localhost")
    False
    """
    return all(c.author == c.committer == email and TASK in trailers(c.message) for c in commits)
