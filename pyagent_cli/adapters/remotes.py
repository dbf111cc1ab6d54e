"""The remote of a repository, fetched into pyagent's own clone and pushed from there; the checkout is only read."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from pyagent_cli.adapters.git.repository import GitRepository
from pyagent_cli.adapters.git.runner import OWN, Git
from pyagent_cli.core.hosting import place, without_credentials
from pyagent_cli.core.model import CommitRecord, RemoteBase
from pyagent_cli.errors import EnvironmentFailed, UsageError

NETWORK = OWN | {"fetch", "push", "ls-remote"}
PROTOCOLS = tuple((f"protocol.{name}.allow", "always") for name in ("https", "ssh", "file"))
FETCHED = "refs/pyagent/remote/"
OURS = "pyagent/"


@dataclass(frozen=True, slots=True)
class Credential:
    """A token, and the only host that it is sent to, over https."""

    host: str
    token: str


class GitRemote:
    """`ports.Remote` on git. The user's credential helpers and ssh keys serve it; nothing ever prompts."""

    def __init__(self, repository: GitRepository, name: str = "origin", credential: Credential | None = None) -> None:
        self._repository = repository
        self._name = name
        self._credential = credential

    @cached_property
    def url(self) -> str:
        """Raises UsageError when there is no such remote."""
        found = self._configured(f"remote.{self._name}.url")
        if found is None:
            raise UsageError(f"There is no remote named {self._name}; add it with git remote add, or use --remote.")
        return found

    def fetch(self) -> RemoteBase:
        branch = self._default_branch()
        heads = (f"+refs/heads/{branch}:{FETCHED}{branch}", f"+refs/heads/{OURS}*:{FETCHED}{OURS}*")
        options = ("-q", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--prune")
        self._talk("fetch", *options, "--end-of-options", self.url, *heads)
        return RemoteBase(branch, self._git.line("rev-parse", "--verify", f"{FETCHED}{branch}^{{commit}}"))

    def branches(self, prefix: str) -> Mapping[str, str]:
        listed = self._git.line("for-each-ref", "--format=%(objectname) %(refname)", FETCHED).splitlines()
        pairs = (line.split(" ", 1) for line in listed)
        found = {name.removeprefix(FETCHED): commit for commit, name in pairs}
        return {name: commit for name, commit in found.items() if name.startswith(prefix)}

    def commits(self, tip: str, base: str) -> tuple[CommitRecord, ...]:
        form = "--format=%H%x00%ae%x00%ce%x00%B%x00"
        text = self._git.out("rev-list", "--no-commit-header", form, tip, f"^{base}").decode("utf-8", "replace")
        fields = iter(text.split("\0"))
        return tuple(CommitRecord(*(part.strip() for part in parts)) for parts in zip(*[fields] * 4, strict=False))

    def push(self, branches: Mapping[str, str]) -> None:
        if not branches:
            return
        there = self.branches(OURS)
        leases = [f"--force-with-lease=refs/heads/{name}:{there.get(name, '')}" for name in sorted(branches)]
        heads = [f"{commit}:refs/heads/{name}" for name, commit in sorted(branches.items())]
        target = self._configured(f"remote.{self._name}.pushurl") or self.url
        self._talk("push", "-q", "--atomic", "--no-verify", *leases, "--end-of-options", target, *heads)

    @cached_property
    def _git(self) -> Git:
        """The clone, with the user's own configuration: credential helpers and proxies stand there."""
        return replace(self._repository.clone, verbs=NETWORK, alone=False, settings=PROTOCOLS)

    def _default_branch(self) -> str:
        lines = self._talk("ls-remote", "--symref", "--end-of-options", self.url, "HEAD").splitlines()
        found = [line.split()[1] for line in lines if line.startswith("ref: refs/heads/")]
        if not found:
            raise UsageError(f"The remote {self._name} has no default branch; push a first commit to it.")
        return found[0].removeprefix("refs/heads/")

    def _talk(self, verb: str, *args: str) -> str:
        done = self._git.run(verb, *args, env=self._authorization())
        if done.code:
            words = without_credentials(" ".join(done.error.replace("fatal:", "").split()))
            raise EnvironmentFailed(f"git {verb} failed for the remote {self._name}: {words}")
        return os.fsdecode(done.out)

    def _authorization(self) -> dict[str, str]:
        """The token as configuration in git's environment: never an argument, never in a file."""
        where = place(self.url)
        if self._credential is None or where is None or where.host != self._credential.host:
            return {}
        if not self.url.startswith("https://"):
            return {}
        secret = base64.b64encode(f"x-access-token:{self._credential.token}".encode()).decode()
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.https://{where.host}/.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
        }

    def _configured(self, key: str) -> str | None:
        """A setting of the user's repository; a relative path is made absolute, since the clone lies elsewhere."""
        entries = self._repository.git.names("config", "--list", "-z")
        values = [entry.partition("\n")[2] for entry in entries if entry.partition("\n")[0] == key]
        if not values:
            return None
        folder = self._repository.root / values[-1]
        return str(folder) if place(values[-1]) is None and folder.is_dir() else values[-1]
