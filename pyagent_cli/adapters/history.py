"""The runs of one repository, as `status`, `show` and `undo` see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pyagent_cli.adapters.run_database import RunDatabase
from pyagent_cli.adapters.state import RepositoryState, is_alive, now, this_process
from pyagent_cli.context_store import SharedContextStore
from pyagent_cli.core.contexts import ContextHeader
from pyagent_cli.core.runs import RunSummary, is_run_id, summary_of
from pyagent_cli.errors import UsageError


@dataclass(frozen=True, slots=True)
class History:
    """An open state folder. Reading it through here leaves no row in the audit trail; the store's methods do."""

    state: RepositoryState
    runs: RunDatabase
    store: SharedContextStore

    def headers(self) -> tuple[ContextHeader, ...]:
        """Every run, newest first; one whose process is gone is interrupted, not running."""
        return tuple(_as_it_is(header) for header in reversed(self.runs.headers()))

    def header(self, run: str) -> ContextHeader:
        """One run. Raises UsageError when there is none of that id."""
        found = next((header for header in self.headers() if header.evolution_id == run), None)
        if found is None:
            raise UsageError(f"There is no run {run!r} here; `pyagent status` lists them.")
        return found

    def summaries(self) -> tuple[RunSummary, ...]:
        """Every run with its phases and how its changes fared, newest first."""
        return tuple(self.summary(header) for header in self.headers())

    def summary(self, header: ContextHeader) -> RunSummary:
        name = header.evolution_id
        folder = self.state.run(name) if is_run_id(name) else None
        report = str(folder.report_text) if folder and folder.report_text.exists() else None
        return summary_of(header, self.runs.phases(name), self.runs.changes(name), report)


@contextmanager
def open_history(home: Path) -> Iterator[History]:
    """The state folder of one repository, made when it is not there."""
    state = RepositoryState(home)
    runs = RunDatabase(state.database)
    try:
        yield History(state, runs, _store(state, runs))
    finally:
        runs.close()


def _store(state: RepositoryState, runs: RunDatabase) -> SharedContextStore:
    return SharedContextStore(
        runs, state.exports, now, exists=lambda path: Path(path).exists(), owner=this_process(), alive=is_alive
    )


def _as_it_is(header: ContextHeader) -> ContextHeader:
    if header.status == "running" and not is_alive(header.owner):
        return replace(header, status="interrupted")
    return header
