"""Takes a run, or one change of it, back: a branch of pyagent's, or files that `--apply` wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pyagent_cli.adapters.applied import AppliedChanges
from pyagent_cli.adapters.git.repository import GitRepository
from pyagent_cli.adapters.history import History
from pyagent_cli.adapters.state import now
from pyagent_cli.core.contexts import ContextHeader
from pyagent_cli.core.model import ChangeSet, FileEdit
from pyagent_cli.core.runs import Undone
from pyagent_cli.errors import EnvironmentFailed, UsageError


@dataclass(frozen=True, slots=True)
class Undo:
    root: Path
    history: History
    repository: GitRepository | None

    def run(self, run: str, change: int | None = None) -> Undone:
        """Take back a run, or one change. Raises UsageError, changing nothing, when that would lose other work."""
        header = self.history.header(run)
        if header.status == "running":
            raise UsageError(f"The run {run} is still under way; stop it first.")
        if self.history.runs.preimages(run, change):
            return self._files(header, change)
        if header.branch is None or header.tip is None or self.repository is None:
            raise UsageError(f"The run {run} changed nothing, so there is nothing to take back.")
        if change is None:
            return self._branch(header, header.branch, header.tip, self.repository)
        return self._commit(header, change, header.branch, header.tip, self.repository)

    def _files(self, header: ContextHeader, change: int | None) -> Undone:
        restored = AppliedChanges(self.root, self.history.runs).undo(header.evolution_id, change)
        left = bool(self.history.runs.preimages(header.evolution_id))
        self._record(header if left else replace(header, status="undone"), change, "files")
        return Undone(header.evolution_id, change, restored=restored)

    def _branch(self, header: ContextHeader, branch: str, tip: str, repository: GitRepository) -> Undone:
        if branch not in repository.branches(branch):
            raise UsageError(f"The branch {branch} is gone already; there is nothing to take back.")
        _keep(repository, tip, header.evolution_id)
        repository.withdraw(branch, tip)
        self._record(replace(header, status="undone"), None, f"{branch} was at {tip}")
        return Undone(header.evolution_id, None, branch=branch, was=tip)

    def _commit(self, header: ContextHeader, number: int, branch: str, tip: str, repository: GitRepository) -> Undone:
        commit = self._commit_of(header.evolution_id, number)
        if repository.branches(branch).get(branch) != tip:
            raise UsageError(f"The branch {branch} has other commits than pyagent gave it; revert {commit} yourself.")
        reverted = self._reverted(repository, commit, tip, header.evolution_id, number)
        _keep(repository, tip, header.evolution_id)
        repository.withdraw(branch, tip)
        repository.deliver(reverted, branch)
        self._record(replace(header, tip=reverted), number, f"{branch} was at {tip}")
        return Undone(header.evolution_id, number, branch=branch, was=tip, now=reverted)

    def _commit_of(self, run: str, number: int) -> str:
        changes = {change.number: change.evaluation for change in self.history.runs.changes(run)}
        if number not in changes:
            raise UsageError(f"The run {run} has no change {number}; `pyagent show {run}` lists them.")
        commit = changes[number].commit
        if commit is None:
            raise UsageError(f"Change {number} of {run} was {changes[number].verdict}, so nothing is to be taken back.")
        return commit

    def _reverted(self, repository: GitRepository, commit: str, tip: str, run: str, number: int) -> str:
        _, change = repository.change(commit)
        with repository.worktree(tip) as worktree:
            try:
                worktree.apply(_inverse(change))
            except EnvironmentFailed:
                raise UsageError(
                    f"Change {number} of {run} is undone already, or a later change builds on it; "
                    f"take that back first, or all of {run}."
                ) from None
            return worktree.commit(
                f"Take back change {number} of {run}", f"This reverts {commit}.", {"Pyagent-Reverts": commit}
            )

    def _record(self, header: ContextHeader, change: int | None, what: str) -> None:
        runs = self.history.runs
        place = "" if change is None else f"/{change}"
        with runs.transaction():
            runs.save(header)
            runs.note(now(), "user", f"undo {header.evolution_id}{place}: {what}", header.evolution_id)


def _keep(repository: GitRepository, commit: str, run: str) -> None:
    """Hold on to a commit in pyagent's own clone, so that it can be brought back."""
    repository.clone.out("update-ref", f"refs/pyagent/undone/{run}", commit)


def _inverse(change: ChangeSet) -> ChangeSet:
    edits = tuple(FileEdit(edit.path, edit.after, edit.before) for edit in change.edits)
    return replace(change, edits=edits, moves=())
