"""A run of the whole loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyagent_cli.wiring.analysis import analyst
from pyagent_cli.wiring.documents import researcher, writer
from pyagent_cli.wiring.evaluation import evaluator, test_environment
from pyagent_cli.wiring.memory import done, history, trusted
from pyagent_cli.wiring.places import Place, registry, repository, selected
from pyagent_cli.wiring.refactoring import refactorer

if TYPE_CHECKING:
    from pyagent_cli.adapters.git.repository import GitRepository
    from pyagent_cli.adapters.state import RunFolder
    from pyagent_cli.adapters.test_environment.environment import PythonTestEnvironment
    from pyagent_cli.config import Settings
    from pyagent_cli.core.contexts import EvolutionContext
    from pyagent_cli.core.pull_request import RunReport
    from pyagent_cli.loop import Audience, Crew, Loop


@dataclass(frozen=True, slots=True)
class Session:
    """A run that is ready to start; everything that could be wrong with the repository has been asked."""

    name: str
    base: str
    command: str
    left_out: tuple[str, ...]
    loop: Loop
    folder: RunFolder

    @property
    def report_path(self) -> Path:
        return self.folder.report_text

    def run(self, audience: Audience) -> RunReport:
        """Run the loop and write its reports and certificates into the run's folder."""
        import asyncio
        import json

        from pyagent_cli.core.pull_request import pull_request_text, report_json

        report = _reported(asyncio.run(self.loop.run(audience)), self)
        certificates = dict(report.evaluation.certificates)
        for number, one in enumerate(report.evaluation.evaluations, 1):
            if one.commit in certificates:
                self.folder.write(self.folder.certificate(number), certificates[one.commit] + "\n")
        self.folder.write(self.folder.report_text, pull_request_text(report))
        data = json.dumps(report_json(report), indent=2, ensure_ascii=False)
        self.folder.write(self.folder.report_json, data + "\n")
        return report


@contextmanager
def running(
    settings: Settings, limit: int | None, ask: Callable[[str], bool] | None, argv: Sequence[str]
) -> Iterator[Session]:
    """Get a run ready: trust, commit, interpreter, suite, state. Nothing is written before all of it is there."""
    import json

    from pyagent_cli.loop import Loop

    found = repository(settings)
    base = found.head()
    trusted(settings, found.root, ask, argv)
    where = Place(found.root, found.tree(base), found)
    with test_environment(settings, found) as tests, history(where, settings) as known:
        command = " ".join(tests.command)
        taken = {branch.partition("/")[2] for branch in found.branches("pyagent/")}
        recorded = json.dumps(settings.recorded(), sort_keys=True, default=list)
        run = done(known.store.create_context(str(found.root), (), base=base, taken=taken, settings=recorded))
        with found.worktree(base) as tree:
            crew = _crew(settings, found, tests, base, tree.root)
            loop = Loop(found, known.store, crew, run, base, limit, tests.close)
            yield Session(found.root.name, base, command, found.uncommitted(), loop, known.state.run(run))


def _reported(context: EvolutionContext, session: Session) -> RunReport:
    from pyagent_cli.core.pull_request import RunReport, check_commands

    assert context.evaluation_results is not None
    delivered = context.tip if context.tip != session.base else None
    branch = context.branch if delivered else None
    return RunReport(
        run=context.evolution_id,
        base=session.base[:12],
        branch=branch,
        evaluation=context.evaluation_results,
        plan=context.improvement_plan,
        before=context.original_analysis,
        phases=context.phases,
        test_command=tuple(session.command.split()),
        left_out=session.left_out,
        commands=check_commands(context.evolution_id, session.base[:12], branch),
    )


def _crew(settings: Settings, found: GitRepository, tests: PythonTestEnvironment, base: str, root: Path) -> Crew:
    """The agents on the base revision, which is checked out at `root`."""
    from pyagent_cli.agents.plan import Planner
    from pyagent_cli.loop import Crew

    tree = found.tree(base)
    worker = replace(refactorer(settings, tree), check=None)  # the evaluator asks the same gates
    return Crew(
        analyst(settings, tree, root, selected(tree, root, [], settings)),
        researcher(settings, tree),
        Planner(registry(settings.plugins), settings.limits),
        worker,
        replace(evaluator(settings, found, tests), remake=worker.candidate),
        writer(settings, tree, found, " ".join(tests.command)),
    )
