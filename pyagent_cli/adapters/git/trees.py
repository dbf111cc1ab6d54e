"""The files of a working tree and of a commit, as SourceTree."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property

from pyagent_cli.adapters.git.runner import Git
from pyagent_cli.errors import EnvironmentFailed

FILES = frozenset({"100644", "100755"})  # neither symbolic links nor submodules


class WorkingTree:
    """Tracked and untracked files of the user's checkout, those that git ignores left out."""

    def __init__(self, git: Git) -> None:
        self._git = git

    @cached_property
    def revision(self) -> str | None:
        head = self._git.run("rev-parse", "--verify", "-q", "HEAD^{commit}")
        if head.code or changed(self._git):
            return None
        return head.text.strip()

    def paths(self) -> tuple[str, ...]:
        return self._paths

    def read(self, path: str) -> bytes:
        if path not in self._known:
            raise KeyError(path)
        return (self._git.folder / path).read_bytes()

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        listed = set(self._git.names("ls-files", "-z", "--cached", "--others", "--exclude-standard"))
        return tuple(sorted(path for path in listed if self._is_file(path)))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._paths)

    def _is_file(self, path: str) -> bool:
        found = self._git.folder / path
        return found.is_file() and not found.is_symlink()


def changed(git: Git) -> tuple[str, ...]:
    """Files that differ from HEAD: staged, unstaged and untracked; nothing runs inside submodules."""
    entries = iter(git.names("status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignore-submodules=dirty"))
    found = set()
    for entry in entries:
        found.add(entry[3:])
        if entry[0] in "RC" or entry[1] in "RC":
            found.add(next(entries))
    return tuple(sorted(found))


@dataclass(slots=True)
class RevisionTree:
    """The files of one commit. Python files are read in one go, since whoever reads one reads more."""

    git: Git
    revision: str
    _ids: dict[str, str] = field(default_factory=dict)
    _texts: dict[str, bytes] = field(default_factory=dict)

    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self._blobs()))

    def read(self, path: str) -> bytes:
        blobs = self._blobs()
        if path not in blobs:
            raise KeyError(path)
        if path not in self._texts:
            wanted = [p for p in sorted(blobs) if p.endswith(".py")] if path.endswith(".py") else [path]
            self._texts.update(read_blobs(self.git, {p: blobs[p] for p in wanted}))
        return self._texts[path]

    def _blobs(self) -> dict[str, str]:
        if not self._ids:
            for entry in self.git.names("ls-tree", "-r", "-z", "--full-tree", self.revision):
                (mode, _, blob), path = entry.partition("\t")[0].split(), entry.partition("\t")[2]
                if mode in FILES:
                    self._ids[path] = blob
        return self._ids


def read_blobs(git: Git, blobs: dict[str, str]) -> dict[str, bytes]:
    """Path -> content of many blobs through one process."""
    data = git.out("cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in blobs.values()).encode())
    found, at = {}, 0
    for path in blobs:
        end = data.index(b"\n", at)
        header = data[at:end].split()
        if len(header) != 3:
            raise EnvironmentFailed(f"The repository lacks the content of {os.fsdecode(path)}; run git fetch there.")
        at = end + 1 + int(header[2])
        found[path] = data[end + 1 : at]
        at += 1
    return found
