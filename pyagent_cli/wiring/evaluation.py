"""The test environment and the evaluator of a repository."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from pyagent_cli.errors import UsageError
from pyagent_cli.wiring.analysis import analyst
from pyagent_cli.wiring.memory import done, past, trusted
from pyagent_cli.wiring.places import Place, registry, repository

if TYPE_CHECKING:
    from pyagent_cli.adapters.git.repository import GitRepository
    from pyagent_cli.adapters.test_environment.environment import PythonTestEnvironment
    from pyagent_cli.agents.evaluate import Evaluator
    from pyagent_cli.config import Settings
    from pyagent_cli.core.model import (
        Analysis,
        Candidate,
        EvaluationReport,
    )


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

    known = registry(settings.plugins)

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
    working: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> EvaluationReport:
    """Evaluate a patch on HEAD, a commit on its parent, or the candidates of a run (None: the latest) on its base.

    `working` lasts as long as tests run; what the user has to put right or to answer comes before it.
    """
    found = repository(settings)
    base, candidates = _proposed(settings, found, patch, change, run)
    trusted(settings, found.root, ask, argv)
    with test_environment(settings, found) as tests, working():
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
    with past(where, settings) as known:
        context = done(known.store.get_context(known.header(run).evolution_id if run else None))
    if context.base is None or context.implementation_log is None:
        raise UsageError("That run has no candidates to evaluate; name another with --run, or a --patch or --change.")
    return context.base, context.implementation_log.candidates
