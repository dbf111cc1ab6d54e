"""The refactorer of a place, and writing what it made."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyagent_cli.errors import UsageError
from pyagent_cli.wiring.evaluation import evaluator, test_environment
from pyagent_cli.wiring.memory import applied, trusted
from pyagent_cli.wiring.places import Place, inside, place, registry, repository
from pyagent_cli.wiring.planning import planned

if TYPE_CHECKING:
    from pyagent_cli.agents.refactor import Refactorer
    from pyagent_cli.config import Settings
    from pyagent_cli.core.model import (
        Candidate,
        ChangeSet,
        Evaluation,
        Refusal,
        Task,
    )
    from pyagent_cli.ports import SourceTree


@dataclass(frozen=True, slots=True)
class Refactored:
    """Candidates and refusals; `tested` says what they went through."""

    where: Place
    candidates: tuple[Candidate, ...]
    tested: str


def refactored(
    settings: Settings,
    codemod: str | None,
    path: Path | None,
    limit: int | None,
    *,
    verify: bool,
    ask: Callable[[str], bool] | None,
    argv: Sequence[str],
) -> Refactored:
    """Carry out one codemod on a file, or the plan's tasks; with `verify`, keep only what the tests prove."""
    where = place(settings)
    tasks = _tasks(settings, where, codemod, path, limit)
    if not verify:
        return Refactored(where, refactorer(settings, where.tree).run(tasks).candidates, "not tested")
    found = repository(settings)
    trusted(settings, found.root, ask, argv)
    base = found.head()
    candidates = refactorer(settings, found.tree(base)).run(tasks).candidates
    with test_environment(settings, found) as tests:
        report = evaluator(settings, found, tests).evaluate(base, candidates)
    verdicts = {one.task.id: one for one in report.evaluations}
    proven = tuple(_proven(candidate, verdicts[candidate.task.id]) for candidate in candidates)
    return Refactored(where, proven, f"tested on {base[:12]}: {report.suite_runs} suite runs")


def _proven(candidate: Candidate, evaluation: Evaluation) -> Candidate:
    return (
        candidate if evaluation.verdict == "accepted" else replace(candidate, change=None, refusal=evaluation.refusal)
    )


def written(settings: Settings, made: Refactored) -> tuple[str, tuple[str, ...]] | None:
    """Write what was made into the user's files; None when there is nothing to write.

    Raises UsageError, writing nothing, when a file to change has uncommitted changes.
    """
    changes = [candidate.change for candidate in made.candidates if candidate.change]
    touched = {edit.path for change in changes for edit in change.edits}
    dirty = touched.intersection(made.where.repository.uncommitted()) if made.where.repository else set()
    if dirty:
        raise UsageError(f"{min(dirty)} has uncommitted changes; commit or stash them, then run the command again.")
    return applied(made.where, settings, changes) if changes else None


def refactorer(settings: Settings, tree: SourceTree) -> Refactorer:
    """The refactorer over a tree, with the static gates; nothing of the tree is executed."""

    from pyagent_cli.adapters.ruff import RuffLinter
    from pyagent_cli.agents.evaluate import refusal_of_text
    from pyagent_cli.agents.refactor import Refactorer
    from pyagent_cli.core.model import CodemodOptions
    from pyagent_cli.core.python_version import target_python
    from pyagent_cli.core.texts import Texts

    known = registry(settings.plugins)
    python = target_python(Texts(tree.paths(), tree.read), sys.version_info[:2])
    gates = tuple(known.load("gate", name) for name in known.names("gate"))
    linter = RuffLinter(settings.root, python)

    def check(before: Texts, after: Texts, change: ChangeSet) -> Refusal | None:
        return refusal_of_text(gates, linter, before, after, change)

    return Refactorer(tree, known, CodemodOptions(python, settings.max_lines), check)


def _tasks(
    settings: Settings, where: Place, codemod: str | None, path: Path | None, limit: int | None
) -> Sequence[Task]:
    from pyagent_cli.core.model import Task
    from pyagent_cli.core.planning import actionable, task_id

    if codemod is None or path is None:
        return actionable(planned(settings, []), limit)
    target = inside(where.root, path)
    if not target.isprintable():
        raise UsageError(f"{target!a} has characters in its name that no module can have; rename it first.")
    title = f"{codemod.replace('_', ' ')}: {target}"
    return [Task(task_id(codemod, target, ""), codemod, target, "", title, (), None, 3, (), False)]
