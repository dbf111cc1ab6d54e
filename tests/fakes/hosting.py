"""A remote and its host, as small real ones in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pyagent_cli.core.model import CommitRecord, PullRequest, RemoteBase
from pyagent_cli.errors import EnvironmentFailed

BASE = RemoteBase("main", "b" * 40)


@dataclass
class FakeRemote:
    """Branches are lists of commits on top of the base, newest first; a tip is the id of the first."""

    base: RemoteBase = BASE
    there: dict[str, tuple[CommitRecord, ...]] = field(default_factory=dict)
    known: dict[str, tuple[CommitRecord, ...]] = field(default_factory=dict)  # by tip: what the clone has
    pushes: list[dict[str, str]] = field(default_factory=list)

    def fetch(self) -> RemoteBase:
        self.known.update({commits[0].id: commits for commits in self.there.values()})
        return self.base

    def branches(self, prefix: str) -> Mapping[str, str]:
        return {name: commits[0].id for name, commits in sorted(self.there.items()) if name.startswith(prefix)}

    def commits(self, tip: str, base: str) -> tuple[CommitRecord, ...]:
        return self.known[tip]

    def push(self, branches: Mapping[str, str]) -> None:
        if branches:
            self.pushes.append(dict(branches))
        self.there.update({name: self.known[commit] for name, commit in branches.items()})


@dataclass
class FakePullRequests:
    """`failing` attempts to create a request end in an error before one succeeds."""

    requests: list[PullRequest] = field(default_factory=list)
    failing: int = 0

    def find(self, prefix: str) -> tuple[PullRequest, ...]:
        return tuple(request for request in self.requests if request.head.startswith(prefix))

    def create(self, head: str, base: str, title: str, body: str) -> PullRequest:
        existing = [request for request in self.requests if request.head == head]
        if existing:
            return existing[-1]
        if self.failing:
            self.failing -= 1
            raise EnvironmentFailed("the host answered 500; try again later.")
        number = len(self.requests) + 1
        self.requests.append(PullRequest(number, head, title, body, "open", f"https://host/{number}"))
        return self.requests[-1]

    def close(self, head: str) -> None:
        self.requests = [replace(r, state="closed") if r.head == head else r for r in self.requests]
