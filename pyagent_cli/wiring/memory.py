"""What is remembered of a place: its runs, changes and contexts, and whom the user trusts."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pyagent_cli.errors import UsageError
from pyagent_cli.wiring.places import Place, place

if TYPE_CHECKING:
    from pyagent_cli.adapters.history import History
    from pyagent_cli.config import Settings
    from pyagent_cli.core.contexts import ChangeRecord, ContextHeader, ContextStatus
    from pyagent_cli.core.evidence import Evidence
    from pyagent_cli.core.model import (
        ChangeSet,
    )
    from pyagent_cli.core.runs import RunSummary, Undone
    from pyagent_cli.core.scaffold import Offer


T = TypeVar("T")


def home(where: Place, settings: Settings) -> Path:
    """The folder of pyagent's state that belongs to a place."""
    from pyagent_cli.adapters.state import plain_home

    return where.repository.home if where.repository else plain_home(settings.state_dir, where.root)


def history(where: Place, settings: Settings) -> AbstractContextManager[History]:
    """The runs of a place, its context store among them; the state folder is made when it is not there."""
    from pyagent_cli.adapters.history import open_history

    return open_history(home(where, settings))


def summaries(settings: Settings) -> tuple[RunSummary, ...]:
    """Every run, newest first; looking creates nothing."""
    where = place(settings)
    if not ever_ran(where, settings):
        return ()
    with history(where, settings) as known:
        return known.summaries()


def shown_run(settings: Settings, run: str) -> tuple[RunSummary, tuple[ChangeRecord, ...]]:
    """A run and its changes."""
    with past(place(settings), settings) as known:
        return known.summary(known.header(run)), known.runs.changes(run)


def shown_change(settings: Settings, run: str, number: int) -> Evidence:
    """One change of a run with its evidence."""
    import json

    from pyagent_cli.core.evidence import evidence, proposed

    where = place(settings)
    with past(where, settings) as known:
        context = done(known.store.get_context(known.header(run).evolution_id))
        record = next((change for change in known.runs.changes(run) if change.number == number), None)
        if record is None:
            raise UsageError(f"The run {run} has no change {number}; `pyagent show {run}` lists them.")
        file = known.state.run(run).certificate(number)
        certified = json.loads(file.read_text("utf-8")) if file.is_file() else None
        change = proposed(context, record.evaluation) or _committed(where, record.evaluation.commit)
        return evidence(context, record, change, certified)


def _committed(where: Place, commit: str | None) -> ChangeSet | None:
    try:
        return where.repository.change(commit)[1] if where.repository and commit else None
    except UsageError:  # the commit has been pruned since
        return None


def undone(settings: Settings, run: str, change: int | None) -> Undone:
    """Take a run, or one change of it, back."""
    from pyagent_cli.adapters.undo import Undo

    where = place(settings)
    with past(where, settings) as known:
        return Undo(where.root, known, where.repository).run(run, change)


def initialised(settings: Settings) -> tuple[Offer, ...]:
    """Write the files of `init` that are missing."""
    from pyagent_cli.adapters.scaffold import initialise

    return initialise(place(settings).root)


def contexts(settings: Settings, status: ContextStatus | None, limit: int, offset: int) -> tuple[ContextHeader, ...]:
    """The contexts of a place, newest first; looking where nothing ever ran creates nothing."""
    where = place(settings)
    if not ever_ran(where, settings):
        return ()
    with history(where, settings) as known:
        return done(known.store.get_all_contexts(status=status, limit=limit, offset=offset))


def exported(settings: Settings, run: str | None) -> str:
    """Export a context, and return the file's path."""
    with past(place(settings), settings) as known:
        return done(known.store.export_context(run))


def imported(settings: Settings, file: Path, *, new_id: bool) -> str:
    """Import a context, and return its id."""
    with history(place(settings), settings) as known:
        return done(known.store.import_context(str(file), new_id=new_id))


def audited(settings: Settings) -> tuple[int, int | None]:
    """How many operations the audit trail holds, and the first that was altered or follows a removed one."""
    from pyagent_cli.core.contexts import first_broken

    with past(place(settings), settings) as known:
        rows = known.runs.audit()
        return len(rows), first_broken(rows)


def applied(where: Place, settings: Settings, changes: Sequence[ChangeSet]) -> tuple[str, tuple[str, ...]]:
    """Write change sets, all or none, into the user's files: the run that `undo` takes back, and the paths written.

    Whether that is wanted, and the files are committed, has been asked before.
    """
    from pyagent_cli.adapters.applied import AppliedChanges

    with history(where, settings) as known:
        run = done(known.store.create_context(str(where.root), sorted({change.codemod for change in changes})))
        writer = AppliedChanges(where.root, known.runs)
        try:
            paths = [path for number, change in enumerate(changes, 1) for path in writer.write(run, number, change)]
        except BaseException:
            if known.runs.preimages(run):
                writer.undo(run)
            done(known.store.finish("failed", run))
            raise
        done(known.store.finish("done", run))
        return run, tuple(dict.fromkeys(paths))


def trusted(settings: Settings, root: Path, ask: Callable[[str], bool] | None, argv: Sequence[str]) -> None:
    """Return when the code of `root` may be executed. Raises UsageError with the command that allows it."""
    from pyagent_cli.adapters.machine import MachineDatabase
    from pyagent_cli.adapters.trust import require_trust

    machine = MachineDatabase(settings.state_dir)
    try:
        require_trust(settings, machine, root, ask, argv)
    finally:
        machine.close()


def ever_ran(where: Place, settings: Settings) -> bool:
    from pyagent_cli.adapters.state import RepositoryState

    return RepositoryState(home(where, settings)).exists()


def past(where: Place, settings: Settings) -> AbstractContextManager[History]:
    if not ever_ran(where, settings):
        raise UsageError("There is no run here yet; start one with `pyagent run`.")
    return history(where, settings)


def done(work: Coroutine[Any, Any, T]) -> T:
    import asyncio

    return asyncio.run(work)
