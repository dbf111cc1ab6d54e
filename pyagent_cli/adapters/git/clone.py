"""pyagent's own bare clone of a repository, and the worktrees that it works in; both in the state folder."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyagent_cli.adapters.git.runner import OWN, Git
from pyagent_cli.adapters.process import Processes
from pyagent_cli.core.model import ChangeSet, FileEdit
from pyagent_cli.errors import EnvironmentFailed

# What is checked out is what is committed, to the byte: no filter, no change of line ends.
ATTRIBUTES = "* -text !eol -filter -ident !working-tree-encoding\n"
Identity = tuple[str, str]


def home(state: Path, common: Path) -> Path:
    """Where pyagent keeps what belongs to one repository."""
    return state / "repos" / hashlib.sha256(os.fsencode(common.resolve())).hexdigest()[:16]


def open_clone(processes: Processes, state: Path, common: Path, object_format: str) -> Git:
    """The bare clone of the repository whose git folder is `common`, made on first use; it borrows its objects."""
    folder = home(state, common)
    clone = folder / "clone.git"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (clone / "HEAD").exists():
            _create(processes, folder, clone, object_format)
        _follow(clone, common)
    except OSError as error:
        raise EnvironmentFailed(f"Cannot write to the state folder {folder}: {error.strerror}.") from None
    return Git(processes, clone, OWN, alone=True)


def _create(processes: Processes, folder: Path, clone: Path, object_format: str) -> None:
    with tempfile.TemporaryDirectory(dir=folder, prefix="new-") as fresh:
        made = Path(fresh, "clone.git")
        git = Git(processes, folder, OWN, alone=True)
        git.out("init", "-q", "--bare", "--template=", f"--object-format={object_format}", str(made))
        with contextlib.suppress(FileExistsError, OSError):
            made.rename(clone)
    if not (clone / "HEAD").exists():
        raise EnvironmentFailed(f"Cannot make {clone}; remove {folder} and try again.")


def _follow(clone: Path, common: Path) -> None:
    """Borrow the repository's objects, and its shallow boundary when it has one."""
    _write(clone / "objects/info/alternates", f"{common.resolve() / 'objects'}\n")
    _write(clone / "info/attributes", ATTRIBUTES)
    shallow = common / "shallow"
    if shallow.exists():
        _write(clone / "shallow", shallow.read_text("ascii"))
    else:
        (clone / "shallow").unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    """Write atomically, and only what differs."""
    if path.exists() and path.read_text("utf-8", "surrogateescape") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(text, "utf-8", "surrogateescape", newline="")
    fresh.replace(path)


@contextlib.contextmanager
def open_worktree(clone: Git, revision: str, identity: Identity) -> Iterator[OwnWorktree]:
    """A worktree for as long as the block lasts. What a killed process left behind is removed first."""
    folder = clone.folder.parent / "worktrees"
    folder.mkdir(parents=True, exist_ok=True)
    reap(clone)
    descriptor, name = tempfile.mkstemp(dir=folder, suffix=".lock")
    root = Path(name.removesuffix(".lock"))
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        clone.out("worktree", "add", "-q", "--detach", str(root), revision)
        yield OwnWorktree(Git(clone.processes, root, OWN, alone=True), revision, identity)
    finally:
        _remove(clone, root)
        os.close(descriptor)


def reap(clone: Git) -> None:
    """Remove worktrees whose process is gone: nobody holds their lock."""
    clone.run("worktree", "prune", "--expire=now")
    for lock in sorted((clone.folder.parent / "worktrees").glob("*.lock")):
        with contextlib.suppress(OSError), lock.open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(clone, lock.with_suffix(""))


def _remove(clone: Git, root: Path) -> None:
    if root.exists():
        shutil.rmtree(root, onerror=_retry_writable)
    root.with_name(f"{root.name}.lock").unlink(missing_ok=True)
    with contextlib.suppress(EnvironmentFailed):  # interrupted: the next run prunes
        clone.run("worktree", "prune", "--expire=now")


def _retry_writable(function: Callable[..., Any], path: str, _: object) -> None:
    """A test suite may have left a read-only folder behind."""
    with contextlib.suppress(OSError):
        Path(path).parent.chmod(stat.S_IRWXU)
        Path(path).chmod(stat.S_IRWXU)
        function(path)


@dataclass(slots=True)
class OwnWorktree:
    """A checkout that belongs to pyagent (`ports.Worktree`)."""

    git: Git
    revision: str
    identity: Identity
    _applied: set[str] = field(default_factory=set)

    @property
    def root(self) -> Path:
        return self.git.folder

    def apply(self, change: ChangeSet) -> None:
        for edit in change.edits:
            self._check(edit)
        for edit in change.edits:
            self._write(edit)
            self._applied.add(edit.path)

    def commit(self, subject: str, body: str, trailers: Mapping[str, str]) -> str:
        """Only what was applied is committed: what a test run wrote meanwhile is not."""
        paths = "".join(f"{path}\0" for path in sorted(self._applied))
        self.git.out("update-index", "-z", "--add", "--remove", "--stdin", stdin=os.fsencode(paths))
        tree = self.git.line("write-tree")
        parent = self.revision
        message = commit_message(subject, body, trailers)
        made = self.git.line(
            "commit-tree", tree, "-p", parent, stdin=message.encode("utf-8", "replace"), env=self._authorship(parent)
        )
        self.git.out("update-ref", "--no-deref", "HEAD", made, parent)
        self.revision = made
        self._applied.clear()
        return made

    def reset(self, revision: str) -> None:
        self.git.out("reset", "-q", "--hard", revision)
        self.git.out("clean", "-q", "-ffdx")
        self.revision = revision
        self._applied.clear()

    def _check(self, edit: FileEdit) -> None:
        """Nothing is written outside the tree or over what the change was not made for."""
        target = self.root / edit.path
        inside = target.resolve().is_relative_to(self.root.resolve())
        parts = Path(edit.path).parts
        if not inside or ".." in parts or ".git" in parts or edit.path.startswith("/") or target.is_symlink():
            raise EnvironmentFailed(f"The change names {edit.path}, which is not a plain file of the repository.")
        found = target.read_bytes() if target.is_file() else None
        if found != _encode(edit.before):
            raise EnvironmentFailed(f"{edit.path} is not what the change was made for; make the change again.")

    def _write(self, edit: FileEdit) -> None:
        target = self.root / edit.path
        data = _encode(edit.after)
        if data is None:
            target.unlink()
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def _authorship(self, parent: str) -> dict[str, str]:
        """The date is the parent's, so that the same change on the same base is the same commit."""
        when = self.git.line("rev-list", "--max-count=1", "--no-commit-header", "--format=%cd", "--date=raw", parent)
        name, email = self.identity
        roles = ("AUTHOR", "COMMITTER")
        fields = (("NAME", name), ("EMAIL", email), ("DATE", when))
        return {f"GIT_{role}_{key}": value for role in roles for key, value in fields}


def _encode(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogateescape")


def commit_message(subject: str, body: str, trailers: Mapping[str, str]) -> str:
    """Subject, body and trailers as git reads them.

    >>> commit_message("Split a", "Why.", {"Pyagent-Task": "t1"})
    'Split a\\n\\nWhy.\\n\\nPyagent-Task: t1\\n'
    """
    lines = "\n".join(f"{key}: {' '.join(value.split())}" for key, value in trailers.items())
    return "\n\n".join(part.strip() for part in (subject, body, lines) if part.strip()) + "\n"
