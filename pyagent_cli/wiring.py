"""Settings -> working objects: the one file that knows which adapter is which.

Each function imports what it builds, so that a command loads only what it uses.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pyagent_cli.errors import UsageError
from pyagent_cli.plugins import Registry

if TYPE_CHECKING:
    from pyagent_cli.adapters.git.repository import GitRepository
    from pyagent_cli.adapters.history import History
    from pyagent_cli.adapters.test_environment.environment import PythonTestEnvironment
    from pyagent_cli.agents.analyze import Analyst
    from pyagent_cli.agents.evaluate import Evaluator
    from pyagent_cli.config import Settings
    from pyagent_cli.core.contexts import ChangeRecord, ContextHeader, ContextStatus
    from pyagent_cli.core.evidence import Evidence
    from pyagent_cli.core.fast import FactTable
    from pyagent_cli.core.model import Analysis, Candidate, ChangeSet, EvaluationReport, Finding, Plan
    from pyagent_cli.core.runs import RunSummary, Undone
    from pyagent_cli.core.scaffold import Offer
    from pyagent_cli.plugins import Analyzer
    from pyagent_cli.ports import SourceTree

T = TypeVar("T")


def settings(directory: Path, **flags: object) -> Settings:
    """The settings for acting on a folder; flags that were not given are None."""
    from pyagent_cli.config import load

    if not directory.is_dir():
        raise UsageError(f"There is no folder {str(directory)!r}; give one that exists.")
    return load(directory.absolute(), flags, os.environ)


def registry() -> Registry:
    """Everything that can be named: the built-ins, then installed plugins."""
    from pyagent_cli.default_plugins import register

    known = Registry()
    register(known)
    return known


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command acts: a git repository, or a plain folder when there is none."""

    root: Path
    tree: SourceTree
    repository: GitRepository | None


def repository(settings: Settings) -> GitRepository:
    """The git repository that holds the folder acted on. Raises UsageError when there is none."""
    from pyagent_cli.adapters.git.repository import GitRepository

    return GitRepository.open(settings.root, settings.state_dir)


def place(settings: Settings) -> Place:
    """The repository that holds the folder acted on, as it is on disk; the plain folder when it is in none."""
    from pyagent_cli.adapters.files import FolderTree

    if not any((folder / ".git").exists() for folder in (settings.root, *settings.root.parents)):
        return Place(settings.root, FolderTree(settings.root), None)
    found = repository(settings)
    return Place(found.root, found.working_tree(), found)


def selected(tree: SourceTree, root: Path, wanted: Sequence[Path], settings: Settings) -> tuple[str, ...]:
    """The paths of a tree that lie at or under those wanted (all of them when none is), and are not excluded."""
    from pyagent_cli.core.selection import excluded, under

    prefixes = tuple(_inside(root, path) for path in wanted)
    return tuple(p for p in tree.paths() if under(p, prefixes) and not excluded(p, settings.exclude))


def _inside(root: Path, path: Path) -> str:
    absolute = path.absolute()
    if not absolute.exists():
        raise UsageError(f"There is no {str(path)!r}; give a file or folder that exists.")
    try:
        return absolute.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        raise UsageError(f"{str(path)!r} is outside {str(root)!r}; use -C to act on another repository.") from None


# --- what is remembered --------------------------------------------------------------------------------


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
    if not _ever_ran(where, settings):
        return ()
    with history(where, settings) as known:
        return known.summaries()


def shown_run(settings: Settings, run: str) -> tuple[RunSummary, tuple[ChangeRecord, ...]]:
    """A run and its changes."""
    with _past(place(settings), settings) as known:
        return known.summary(known.header(run)), known.runs.changes(run)


def shown_change(settings: Settings, run: str, number: int) -> Evidence:
    """One change of a run with its evidence."""
    import json

    from pyagent_cli.core.evidence import evidence, proposed

    where = place(settings)
    with _past(where, settings) as known:
        context = _done(known.store.get_context(known.header(run).evolution_id))
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
    with _past(where, settings) as known:
        return Undo(where.root, known, where.repository).run(run, change)


def initialised(settings: Settings) -> tuple[Offer, ...]:
    """Write the files of `init` that are missing."""
    from pyagent_cli.adapters.scaffold import initialise

    return initialise(place(settings).root)


def contexts(settings: Settings, status: ContextStatus | None, limit: int, offset: int) -> tuple[ContextHeader, ...]:
    """The contexts of a place, newest first; looking where nothing ever ran creates nothing."""
    where = place(settings)
    if not _ever_ran(where, settings):
        return ()
    with history(where, settings) as known:
        return _done(known.store.get_all_contexts(status=status, limit=limit, offset=offset))


def exported(settings: Settings, run: str | None) -> str:
    """Export a context, and return the file's path."""
    with _past(place(settings), settings) as known:
        return _done(known.store.export_context(run))


def imported(settings: Settings, file: Path, *, new_id: bool) -> str:
    """Import a context, and return its id."""
    with history(place(settings), settings) as known:
        return _done(known.store.import_context(str(file), new_id=new_id))


def audited(settings: Settings) -> tuple[int, int | None]:
    """How many operations the audit trail holds, and the first that was altered or follows a removed one."""
    from pyagent_cli.core.contexts import first_broken

    with _past(place(settings), settings) as known:
        rows = known.runs.audit()
        return len(rows), first_broken(rows)


def applied(where: Place, settings: Settings, changes: Sequence[ChangeSet]) -> tuple[str, tuple[str, ...]]:
    """Write change sets, all or none, into the user's files: the run that `undo` takes back, and the paths written.

    Whether that is wanted, and the files are committed, has been asked before.
    """
    from pyagent_cli.adapters.applied import AppliedChanges

    with history(where, settings) as known:
        run = _done(known.store.create_context(str(where.root), sorted({change.codemod for change in changes})))
        writer = AppliedChanges(where.root, known.runs)
        try:
            paths = [path for number, change in enumerate(changes, 1) for path in writer.write(run, number, change)]
        except BaseException:
            if known.runs.preimages(run):
                writer.undo(run)
            _done(known.store.finish("failed", run))
            raise
        _done(known.store.finish("done", run))
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


def _ever_ran(where: Place, settings: Settings) -> bool:
    from pyagent_cli.adapters.state import RepositoryState

    return RepositoryState(home(where, settings)).exists()


def _past(where: Place, settings: Settings) -> AbstractContextManager[History]:
    if not _ever_ran(where, settings):
        raise UsageError("There is no run here yet; start one with `pyagent run`.")
    return history(where, settings)


def _done(work: Coroutine[Any, Any, T]) -> T:
    import asyncio

    return asyncio.run(work)


# --- analyze and plan ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Analyzed:
    """An analysis with what showing it takes."""

    name: str
    analysis: Analysis
    table: FactTable
    engine_note: str  # why the native engine does not run; "" when it does

    @property
    def codemods(self) -> Mapping[str, str]:
        """Rule -> the codemod that acts on its findings."""
        return codemods_by_rule(registry())

    def json(self) -> str:
        """The whole analysis as one JSON document."""
        from pyagent_cli.core.analysis import report_json

        return report_json(self.analysis, self.table.modules_json())


def analyzed(
    settings: Settings, paths: Sequence[Path], *, flavour: str = "default", since: str | None = None
) -> Analyzed:
    """Scan a place and ask every selected rule; with `since`, only what was not found at that revision."""
    where = place(settings)
    worker = analyst(settings, where.tree, where.root, selected(where.tree, where.root, paths, settings), flavour)
    table = worker.table()
    analysis = worker.judge(table)
    if since is not None:
        analysis = replace(analysis, findings=_added(settings, where, analysis, since))
    return Analyzed(where.root.name, analysis, table, worker.scanner.reason)


def analyst(
    settings: Settings, tree: SourceTree, root: Path, paths: Sequence[str] | None = None, flavour: str = "default"
) -> Analyst:
    """The analyst of a tree that is on disk at `root`."""
    from pyagent_cli.adapters.scan import reference_scanner, scanner
    from pyagent_cli.agents.analyze import Analyst

    engine = scanner() if settings.native else reference_scanner("The native engine is switched off in the settings.")
    return Analyst(tree, engine, analyzers(settings, registry()), settings.limits, root, paths, flavour)


def analyzers(settings: Settings, known: Registry) -> list[Analyzer]:
    """The rules that the settings select. Raises UsageError for a rule that does not exist."""
    for name in (*settings.select, *settings.ignore):
        known.load("analyzer", name)
    chosen = [n for n in known.names("analyzer") if n not in settings.ignore]
    return [known.load("analyzer", n) for n in chosen if not settings.select or n in settings.select]


def codemods_by_rule(known: Registry) -> dict[str, str]:
    """Rule -> the name of the codemod that acts on its findings."""
    return {rule: name for name in known.names("codemod") for rule in known.load("codemod", name).fixes}


def explanation(rule: str) -> str:
    """What a rule finds, why it matters, and what to do: its documentation."""
    from inspect import getdoc

    return f"{rule}\n\n{getdoc(type(registry().load('analyzer', rule))) or 'It has no documentation.'}"


def _added(settings: Settings, where: Place, analysis: Analysis, since: str) -> tuple[Finding, ...]:
    if where.repository is None:
        raise UsageError(f"{where.root} is in no git repository; --since needs one.")
    with where.repository.worktree(where.repository.resolve(since)) as before:
        old = analyst(settings, where.repository.tree(before.revision), before.root).run()
    known = {finding.fingerprint for finding in old.findings}
    return tuple(finding for finding in analysis.findings if finding.fingerprint not in known)


def planned(settings: Settings, paths: Sequence[Path]) -> Plan:
    """The plan for what a place holds now."""
    from pyagent_cli.agents.plan import Planner

    return Planner(registry(), settings.limits).run(analyzed(settings, paths).analysis, None)


# --- evaluate ------------------------------------------------------------------------------------------


def test_environment(settings: Settings, repository: GitRepository) -> PythonTestEnvironment:
    """The target's interpreter and suite; close it to remove the overlay. Its code must be trusted by now."""
    from pyagent_cli.adapters.test_environment.environment import PythonTestEnvironment, SuiteOptions

    options = SuiteOptions(settings.python, tuple(settings.test_command or ()), "", settings.test_timeout)
    return PythonTestEnvironment(repository.checkouts(), options, repository.ignored)


def evaluator(settings: Settings, repository: GitRepository, tests: PythonTestEnvironment) -> Evaluator:
    """The evaluator with every registered gate."""
    from pyagent_cli.adapters.files import FolderTree
    from pyagent_cli.adapters.ruff import RuffLinter
    from pyagent_cli.agents.evaluate import Evaluator

    known = registry()

    def analyze(root: Path, paths: Sequence[str]) -> Analysis:
        return analyst(settings, FolderTree(root), root, paths).run()

    gates = tuple(known.load("gate", name) for name in known.names("gate"))
    return Evaluator(repository, tests, RuffLinter(repository.root, tests.python_version), gates, analyze)


def evaluated(
    settings: Settings,
    ask: Callable[[str], bool] | None,
    argv: Sequence[str],
    *,
    patch: str | None = None,
    change: str | None = None,
    run: str | None = None,
) -> EvaluationReport:
    """Evaluate a patch on HEAD, a commit on its parent, or the candidates of a run (None: the latest) on its base."""
    found = repository(settings)
    base, candidates = _proposed(settings, found, patch, change, run)
    trusted(settings, found.root, ask, argv)
    with test_environment(settings, found) as tests:
        return evaluator(settings, found, tests).evaluate(base, candidates)


def _proposed(
    settings: Settings, found: GitRepository, patch: str | None, change: str | None, run: str | None
) -> tuple[str, Sequence[Candidate]]:
    from pyagent_cli.core.diffs import from_unified_diff
    from pyagent_cli.core.proposals import proposal
    from pyagent_cli.core.texts import Texts

    if patch is not None:
        base = found.head()
        tree = found.tree(base)
        return base, (proposal(from_unified_diff(patch, Texts(tree.paths(), tree.read)), "patch"),)
    if change is not None:
        base, made = found.change(change)
        return base, (proposal(made, f"change {change}"),)
    where = Place(found.root, found.working_tree(), found)
    with _past(where, settings) as known:
        context = _done(known.store.get_context(known.header(run).evolution_id if run else None))
    if context.base is None or context.implementation_log is None:
        raise UsageError("That run has no candidates to evaluate; name another with --run, or a --patch or --change.")
    return context.base, context.implementation_log.candidates
