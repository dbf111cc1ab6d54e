"""A git repository of the user's: read, never written to, but for one new branch (`ports.Repository`)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pyagent_cli.adapters.git.clone import Identity, OwnWorktree, home, open_clone, open_worktree
from pyagent_cli.adapters.git.runner import DELIVER, READ, Git
from pyagent_cli.adapters.git.trees import RevisionTree, WorkingTree, changed
from pyagent_cli.adapters.process import Processes
from pyagent_cli.core.model import ChangeSet, FileEdit
from pyagent_cli.errors import EnvironmentFailed, UsageError

IDENTITY = ("pyagent", "pyagent@localhost")
PREFIX = "pyagent/"


@dataclass(frozen=True, slots=True)
class Location:
    """Where a repository lives; `common` is its git folder, shared by linked worktrees."""

    root: Path
    common: Path
    object_format: str


def locate(processes: Processes, path: Path) -> Location:
    """The repository that holds `path`. Raises UsageError with what to do when there is none to work on."""
    folder = path.parent if path.is_file() else path
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}; name one that exists.")
    git = Git(processes, folder)
    done = git.run("rev-parse", "--path-format=absolute", "--is-bare-repository", "--git-common-dir", "--show-toplevel")
    words = done.out.split(b"\n")
    if words[0] == b"true":
        raise UsageError(f"{folder} is a bare repository; run pyagent in a checkout of it.")
    if done.code:
        raise _why_not(folder, done.error)
    common, root = (Path(os.fsdecode(word)) for word in words[1:3])
    return Location(root, common, git.line("rev-parse", "--show-object-format"))


def _why_not(folder: Path, words: str) -> UsageError | EnvironmentFailed:
    if "dubious ownership" in words:
        return UsageError(
            f"{folder} belongs to another user; if you trust it, run: git config --global --add safe.directory {folder}"
        )
    if "not a git repository" in words or "work tree" in words:
        return UsageError(f"{folder} is not in a git repository; run git init and commit there first.")
    return EnvironmentFailed(f"git cannot read {folder}: {' '.join(words.split())}")


class GitRepository:
    def __init__(self, processes: Processes, location: Location, state: Path, identity: Identity = IDENTITY) -> None:
        self._processes = processes
        self._location = location
        self._state = state
        self._identity = identity

    @classmethod
    def open(
        cls, path: Path, state: Path, processes: Processes | None = None, identity: Identity = IDENTITY
    ) -> GitRepository:
        """The repository that holds `path`; `state` is the folder that pyagent's own clone lives in."""
        processes = processes or Processes()
        return cls(processes, locate(processes, path), state, identity)

    @property
    def root(self) -> Path:
        return self._location.root

    @property
    def home(self) -> Path:
        """The folder of pyagent's state that belongs to this repository."""
        return home(self._state, self._location.common)

    @cached_property
    def git(self) -> Git:
        """Reads only; filters that the repository's configuration names are off, since `status` would run them."""
        git = Git(self._processes, self.root, READ)
        listed = git.run("config", "--list", "-z", "--name-only").out.split(b"\0")
        drivers = {os.fsdecode(name).rpartition(".")[0] for name in listed if name.startswith(b"filter.")}
        off = [(f"{driver}.{key}", "") for driver in sorted(drivers) for key in ("clean", "smudge", "process")]
        return replace(git, settings=(*off, *((f"{driver}.required", "false") for driver in sorted(drivers))))

    @cached_property
    def clone(self) -> Git:
        return open_clone(self._processes, self._state, self._location.common, self._location.object_format)

    def head(self) -> str:
        done = self.git.run("rev-parse", "--verify", "-q", "HEAD^{commit}")
        if done.code:
            raise UsageError(f"{self.root} has no commit yet; commit something first.")
        return done.text.strip()

    def resolve(self, revision: str) -> str:
        """Names are the user's; an id may also be of a commit that is not delivered yet."""
        for git in (self.git, self.clone_or_git):
            done = git.run("rev-parse", "--verify", "-q", "--end-of-options", f"{revision}^{{commit}}")
            if not done.code:
                return done.text.strip()
        raise UsageError(f"There is no commit {revision!r} in {self.root}; name one that git log shows.")

    def tree(self, revision: str) -> RevisionTree:
        return RevisionTree(self.clone_or_git, revision)

    def working_tree(self) -> WorkingTree:
        return WorkingTree(self.git)

    def uncommitted(self) -> tuple[str, ...]:
        return changed(self.git)

    def checkouts(self) -> tuple[Path, ...]:
        """Every working tree of the user's, this one first: an editable install may point at another."""
        lines = self.git.line("worktree", "list", "--porcelain").splitlines()
        others = (Path(line.removeprefix("worktree ")) for line in lines if line.startswith("worktree "))
        return (self.root, *sorted(path for path in others if path != self.root and path.is_dir()))

    def ignored(self) -> tuple[str, ...]:
        """What git ignores here; a folder ignored as a whole ends with a slash."""
        return self.git.names("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")

    @contextmanager
    def worktree(self, revision: str) -> Iterator[OwnWorktree]:
        with open_worktree(self.clone, revision, self._identity) as worktree:
            yield worktree

    def branches(self, prefix: str) -> Mapping[str, str]:
        lines = self.git.line("for-each-ref", "--format=%(objectname) %(refname:strip=2)", "refs/heads/").splitlines()
        pairs = (line.split(" ", 1) for line in lines)
        return {name: commit for commit, name in pairs if name.startswith(prefix)}

    def deliver(self, commit: str, branch: str) -> None:
        reference = self._reference(branch)
        existing = self.branches(branch).get(branch)
        if existing == commit:
            return
        if existing is not None:
            raise UsageError(f"The branch {branch} exists with other commits; delete or rename it first.")
        writer = replace(self.git, verbs=DELIVER)
        writer.out("unpack-objects", "-q", stdin=self._pack(commit))
        writer.out("update-ref", "--no-deref", reference, commit, "0" * len(commit))

    def withdraw(self, branch: str, commit: str) -> None:
        """Delete a branch of pyagent's, when it still is at `commit` and nobody has it checked out."""
        reference = self._reference(branch)
        if f"branch {reference}" in self.git.line("worktree", "list", "--porcelain").splitlines():
            raise UsageError(f"The branch {branch} is checked out; switch to another one first.")
        if self.branches(branch).get(branch) != commit:
            raise UsageError(f"The branch {branch} has other commits than pyagent gave it; delete it yourself.")
        replace(self.git, verbs=DELIVER).out("update-ref", "--no-deref", "-d", reference, commit)

    def change(self, revision: str) -> tuple[str, ChangeSet]:
        """A commit's parent, and what the commit changed against it."""
        commit = self.resolve(revision)
        done = self.git.run("rev-parse", "--verify", "-q", f"{commit}^1")
        if done.code:
            raise UsageError(f"The commit {revision} has no parent to compare with; name a later one.")
        parent = done.text.strip()
        listed = self.git.names("diff-tree", "-r", "-z", "--no-renames", "--name-only", parent, commit)
        before, after = RevisionTree(self.git, parent), RevisionTree(self.git, commit)
        edits = tuple(FileEdit(path, _text(before, path), _text(after, path)) for path in sorted(set(listed)))
        return parent, ChangeSet("patch", edits[0].path if edits else "", edits)

    @property
    def clone_or_git(self) -> Git:
        """The clone sees what is not delivered yet; until it exists, the user's repository has everything."""
        return self.clone if (self.home / "clone.git").exists() else self.git

    def _reference(self, branch: str) -> str:
        reference = f"refs/heads/{branch}"
        if not branch.startswith(PREFIX) or self.git.run("check-ref-format", reference).code:
            raise UsageError(f"{branch!r} is not a branch of pyagent's; its name must begin with {PREFIX}.")
        if PREFIX.rstrip("/") in self.branches(PREFIX.rstrip("/")):
            raise UsageError("A branch named pyagent stands where pyagent/... has to go; rename it.")
        return reference

    def _pack(self, commit: str) -> bytes:
        """The objects that the user's repository lacks."""
        known = self.git.line("for-each-ref", "--format=^%(objectname)", "refs/heads/", "refs/remotes/").split()
        head = self.git.run("rev-parse", "--verify", "-q", "HEAD^{commit}").text.split()
        wanted = "\n".join([commit, *sorted({*known, *(f"^{one}" for one in head)}), ""])
        return self.clone.out("pack-objects", "--revs", "--stdout", "-q", "--local", stdin=wanted.encode())


def _text(tree: RevisionTree, path: str) -> str | None:
    try:
        return tree.read(path).decode("utf-8", "surrogateescape")
    except KeyError:
        return None
