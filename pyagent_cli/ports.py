"""What agents need from the world. Each Protocol is small; adapters and test fakes implement it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pyagent_cli.core.contexts import Artifact, ArtifactKind, AuditRow, ChangeRecord, ContextHeader
    from pyagent_cli.core.fast import FactTable
    from pyagent_cli.core.model import (
        ChangeSet,
        CommitRecord,
        Paper,
        PhaseRecord,
        PullRequest,
        Refusal,
        RemoteBase,
        Skip,
        SuiteResult,
    )


class SourceTree(Protocol):
    """The files of a folder or of a revision. Paths are sorted, relative, POSIX."""

    @property
    def revision(self) -> str | None:
        """The commit whose bytes these are; None when they are of no single commit."""

    def paths(self) -> tuple[str, ...]:
        """Every file, tracked or untracked, that git does not ignore."""

    def read(self, path: str) -> bytes:
        """The bytes of one file. Raises KeyError when there is none."""


class Scanner(Protocol):
    """Files -> facts; native where the extension loads, the reference elsewhere."""

    reason: str  # why this is not the native engine, in a sentence for the user; empty when it is

    def scan(self, root: Path, paths: Sequence[str], flavour: str = "default") -> FactTable: ...

    def scan_texts(self, files: Sequence[tuple[str, bytes]], flavour: str = "default") -> FactTable:
        """The same for files that are not on disk: pairs of path and bytes."""


class Worktree(Protocol):
    """A checkout that belongs to pyagent, outside the user's."""

    @property
    def root(self) -> Path: ...

    @property
    def revision(self) -> str:
        """The commit checked out here, without uncommitted changes."""

    def apply(self, change: ChangeSet) -> None:
        """Write a change set's edits into the tree; raises EnvironmentFailed when a preimage differs."""

    def commit(self, subject: str, body: str, trailers: Mapping[str, str]) -> str:
        """Commit everything. Same tree, same parent, same message: same commit id."""

    def reset(self, revision: str) -> None:
        """Make the tree exactly that revision, with nothing untracked left but copied build products."""


class Repository(Protocol):
    """A git repository of the user's, read only but for `deliver`."""

    @property
    def root(self) -> Path: ...

    def head(self) -> str:
        """The commit id of HEAD. Raises UsageError when there is no commit yet."""

    def resolve(self, revision: str) -> str:
        """The commit id behind a name. Raises UsageError when there is none."""

    def tree(self, revision: str) -> SourceTree:
        """The files of a commit."""

    def uncommitted(self) -> tuple[str, ...]:
        """Files that differ from HEAD (staged, unstaged, untracked), which a run does not see."""

    def worktree(self, revision: str) -> AbstractContextManager[Worktree]:
        """A worktree of pyagent's own bare clone, removed afterwards."""

    def deliver(self, commit: str, branch: str) -> None:
        """Bring a commit's objects and one new branch into the user's repository; nothing else changes."""

    def branches(self, prefix: str) -> Mapping[str, str]:
        """Branch name -> commit id, of the user's repository."""


class TestEnvironment(Protocol):
    """The target's interpreter and suite (decision 1); nothing is ever installed into it."""

    if not TYPE_CHECKING:
        __test__ = False  # pytest: not a test class

    @property
    def python_version(self) -> tuple[int, int]: ...

    @property
    def command(self) -> tuple[str, ...]:
        """How the suite is run, as shown to the user."""

    def run(
        self,
        root: Path,
        *,
        stop_early: bool = False,
        collect_only: bool = False,
        trace: Sequence[str] = (),
        only: Sequence[str] = (),
    ) -> SuiteResult:
        """Run the suite on the tree at `root` under the overlay.

        `trace` names files whose executed lines to record; `only` limits the run to these test ids.
        """

    def modules(self, root: Path, paths: Sequence[str]) -> tuple[str, ...]:
        """The dotted names under which these files are imported; files that nobody imports are left out."""

    def import_alone(self, root: Path, modules: Sequence[str]) -> Refusal | None:
        """Import each module first in a fresh interpreter; the first that fails is the refusal."""


class Linter(Protocol):
    """ruff over text: name resolution and the form of what codemods emit."""

    def check(self, files: Mapping[str, str], rules: Sequence[str]) -> tuple[tuple[str, int, str, str], ...]:
        """(path, line, rule, message) of every violation, sorted."""

    def format(self, path: str, text: str) -> str: ...


class PaperSource(Protocol):
    """Metadata of papers by id, politely."""

    def fetch(self, ids: Sequence[str]) -> tuple[tuple[Paper, ...], tuple[Skip, ...]]:
        """The papers found, and the ids that were not, with reasons. Raises EnvironmentFailed offline."""


class ContextBackend(Protocol):
    """Where contexts live. What is written inside one `transaction` is there as a whole, or not at all."""

    def transaction(self) -> AbstractContextManager[None]:
        """A unit of work: commits at its end; an exception inside leaves nothing behind."""

    def headers(self) -> tuple[ContextHeader, ...]:
        """Every context, oldest first."""

    def save(self, header: ContextHeader) -> None:
        """Add a context, or replace what is known of it; its results stay."""

    def phases(self, evolution_id: str) -> tuple[PhaseRecord, ...]:
        """The phases that have begun, in the order in which they did."""

    def save_phase(self, evolution_id: str, record: PhaseRecord) -> None: ...

    def artifacts(self, evolution_id: str, *, latest: bool = True) -> tuple[Artifact, ...]:
        """The results of a context by kind, then revision; only the latest of each kind unless told."""

    def add_artifact(self, evolution_id: str, kind: ArtifactKind, payload: bytes, digest: str) -> int:
        """Keep one more revision and return its number, from 1. The same payload is stored once."""

    def changes(self, evolution_id: str) -> tuple[ChangeRecord, ...]: ...

    def save_changes(self, evolution_id: str, changes: Sequence[ChangeRecord]) -> None:
        """Replace the changes of a context."""

    def audit(self) -> tuple[AuditRow, ...]: ...

    def note(self, at: str, who: str, what: str, evolution_id: str = "", digest: str = "") -> None:
        """Chain one row to the audit trail."""


class ExportFolder(Protocol):
    """The one folder that exports are written to."""

    def write(self, name: str, data: bytes) -> str:
        """Write a file as a whole or not at all, and return its path. Raises UsageError for a name with a folder."""

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of any file. Raises UsageError when there is none, or when it has more than `limit`."""


class Remote(Protocol):
    """The remote that pull requests go to, seen and written from pyagent's own clone."""

    def fetch(self) -> RemoteBase:
        """Bring the remote's default branch and pyagent's branches into the clone."""

    def branches(self, prefix: str) -> Mapping[str, str]:
        """Branch name -> commit id, of the remote as last fetched."""

    def commits(self, tip: str, base: str) -> tuple[CommitRecord, ...]:
        """The commits of `tip` that `base` lacks, newest first."""

    def push(self, branches: Mapping[str, str]) -> None:
        """Set branches of the remote, all or none, each only if it is still as last fetched."""


class PullRequests(Protocol):
    """The pull requests of one hosted repository."""

    def find(self, prefix: str) -> tuple[PullRequest, ...]:
        """Those, in any state, whose head is a branch of this same repository beginning with `prefix`."""

    def create(self, head: str, base: str, title: str, body: str) -> PullRequest:
        """Create one, or give back the one that `head` has already. Raises EnvironmentFailed or UsageError."""
