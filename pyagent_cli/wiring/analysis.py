"""The analyst and the planner of a place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyagent_cli.errors import UsageError
from pyagent_cli.plugins import Registry
from pyagent_cli.wiring.places import Place, inside, place, registry, selected

if TYPE_CHECKING:
    from pyagent_cli.agents.analyze import Analyst
    from pyagent_cli.config import Settings
    from pyagent_cli.core.fast import FactTable
    from pyagent_cli.core.model import (
        Analysis,
        Finding,
    )
    from pyagent_cli.plugins import Analyzer
    from pyagent_cli.ports import Scanner, SourceTree

SLOWER = "the reference runs, much slower."


@dataclass(frozen=True, slots=True)
class Analyzed:
    """An analysis with what showing it takes."""

    name: str
    analysis: Analysis
    table: FactTable
    known: Registry

    @property
    def codemods(self) -> Mapping[str, str]:
        """Rule -> the codemod that acts on its findings."""
        return codemods_by_rule(self.known)

    def json(self) -> str:
        """The whole analysis as one JSON document."""
        from pyagent_cli.core.analysis import report_json

        return report_json(self.analysis, self.table.modules_json())


def analyzed(
    settings: Settings, paths: Sequence[Path], *, flavour: str = "default", since: str | None = None
) -> Analyzed:
    """Scan a place and ask every selected rule; with `since`, only what was not found at that revision."""
    where = place(settings) if since or not _only_files(paths) else _named(settings, paths)
    wanted = selected(where.tree, where.root, paths, settings)
    if paths and not wanted:
        where = _ignored(settings)
        wanted = selected(where.tree, where.root, paths, settings)
    named = frozenset(inside(where.root, path) for path in paths if path.is_file())
    worker = analyst(settings, where.tree, where.root, wanted, flavour, named)
    table = worker.table()
    analysis = worker.judge(table)
    if since is not None:
        analysis = replace(analysis, findings=_added(settings, where, analysis, since))
    return Analyzed(where.root.name, analysis, table, registry(settings.plugins))


def _ignored(settings: Settings) -> Place:
    """What git ignores is looked at all the same when it was named; it is no part of a commit."""
    from pyagent_cli.adapters.files import FolderTree

    return Place(settings.root, FolderTree(settings.root), None)


def _only_files(paths: Sequence[Path]) -> bool:
    return bool(paths) and all(path.is_file() for path in paths)


def _named(settings: Settings, paths: Sequence[Path]) -> Place:
    """Named files need no repository: hooks and editors are answered without asking git anything."""
    from pyagent_cli.adapters.files import NamedFiles

    found = tuple(sorted({inside(settings.root, path) for path in paths}))
    return Place(settings.root, NamedFiles(settings.root, found), None)


def analyst(
    settings: Settings,
    tree: SourceTree,
    root: Path,
    paths: Sequence[str] | None = None,
    flavour: str = "default",
    named: Collection[str] = (),
) -> Analyst:
    """The analyst of a tree that is on disk at `root`."""
    from pyagent_cli.agents.analyze import Analyst

    rules = analyzers(settings, registry(settings.plugins))
    return Analyst(tree, engine(settings), rules, settings.limits, root, paths, flavour, named)


def engine(settings: Settings) -> Scanner:
    """The native scanner, or the reference where it is switched off or does not load; its `reason` says why."""
    from pyagent_cli.adapters.scan import reference_scanner, scanner

    return scanner() if settings.native else reference_scanner("The native engine is switched off; " + SLOWER)


def analyzers(settings: Settings, known: Registry) -> list[Analyzer]:
    """The rules that the settings select. Raises UsageError for a rule that does not exist."""
    for name in (*settings.select, *settings.ignore):
        known.load("analyzer", name)
    chosen = [n for n in known.names("analyzer") if n not in settings.ignore]
    return [known.load("analyzer", n) for n in chosen if not settings.select or n in settings.select]


def codemods_by_rule(known: Registry) -> dict[str, str]:
    """Rule -> the name of the codemod that acts on its findings."""
    return {rule: name for name in known.names("codemod") for rule in known.load("codemod", name).fixes}


def explanation(rule: str, plugins: Sequence[str] = ()) -> str:
    """What a rule finds, why it matters, and what to do: its documentation."""
    from inspect import getdoc

    found = registry(plugins).load("analyzer", rule)
    return f"{rule}\n\n{getdoc(type(found)) or 'It has no documentation.'}"


def _added(settings: Settings, where: Place, analysis: Analysis, since: str) -> tuple[Finding, ...]:
    if where.repository is None:
        raise UsageError(f"{where.root} is in no git repository; --since needs one.")
    with where.repository.worktree(where.repository.resolve(since)) as before:
        old = analyst(settings, where.repository.tree(before.revision), before.root).run()
    known = {finding.fingerprint for finding in old.findings}
    return tuple(finding for finding in analysis.findings if finding.fingerprint not in known)
