"""The whole loop on one repository: each agent's result goes into the shared context, the next one reads it there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from pyagent_cli.agents.analyze import Analyst
from pyagent_cli.agents.evaluate import Evaluator
from pyagent_cli.agents.plan import Planner
from pyagent_cli.agents.refactor import Refactorer
from pyagent_cli.agents.research import Researcher
from pyagent_cli.agents.roadmap import Writer
from pyagent_cli.context_store import SharedContextStore
from pyagent_cli.core.certificate import certificate_id
from pyagent_cli.core.contexts import EvolutionContext
from pyagent_cli.core.model import PhaseName, PhaseRecord, SuiteResult
from pyagent_cli.core.phases import PHASES
from pyagent_cli.core.planning import actionable
from pyagent_cli.errors import EnvironmentFailed
from pyagent_cli.pipeline import Step, Threads, run_phases
from pyagent_cli.ports import Repository

GRACE = 5.0  # seconds for worktrees to be removed when the run is interrupted


@dataclass(frozen=True, slots=True)
class Crew:
    """The agents of a run; none keeps anything between its calls."""

    analyst: Analyst
    researcher: Researcher
    planner: Planner
    refactorer: Refactorer
    evaluator: Evaluator
    writer: Writer


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told how the run goes."""

    baseline: Callable[[SuiteResult], None]
    phase: Callable[[PhaseRecord], None]


@dataclass(frozen=True, slots=True)
class Loop:
    """One run on `base`, under the id that the store gave it."""

    repository: Repository
    store: SharedContextStore
    crew: Crew
    evolution_id: str
    base: str
    limit: int | None
    stop: Callable[[], None]  # ends every process that still runs
    threads: Threads = field(default_factory=Threads)

    async def run(self, audience: Audience) -> EvolutionContext:
        """Measure the suite, then run every phase; what the store holds at the end is returned.

        Raises EnvironmentFailed, before anything is planned, when the suite cannot be run.
        """
        try:
            baseline = await self.threads.run(self.crew.evaluator.baseline, self.base)
            if baseline.failure is not None:
                raise EnvironmentFailed(f"The test suite cannot be run: {baseline.failure}")
            audience.baseline(baseline)
            await run_phases(PHASES, self._steps(baseline), self._watcher(audience))
        except asyncio.CancelledError:
            self.stop()
            self.threads.wait(GRACE)
            await self.store.finish("interrupted", self.evolution_id)
            raise
        except BaseException:
            await self.store.finish("failed", self.evolution_id)
            raise
        return await self._context()

    def _steps(self, baseline: SuiteResult) -> dict[PhaseName, Step]:
        async def evaluate() -> None:
            await self._evaluate(baseline)

        return {
            "analyze": self._analyze,
            "research": self._research,
            "plan": self._plan,
            "refactor": self._refactor,
            "evaluate": evaluate,
            "roadmap": self._roadmap,
        }

    def _watcher(self, audience: Audience) -> Callable[[PhaseRecord], None]:
        def watch(record: PhaseRecord) -> None:
            self.store.note_phase(record, self.evolution_id)
            audience.phase(record)

        return watch

    async def _context(self) -> EvolutionContext:
        return await self.store.get_context(self.evolution_id)

    async def _analyze(self) -> None:
        analysis = await self.threads.run(self.crew.analyst.run)
        await self.store.store_original_analysis(analysis, self.evolution_id)

    async def _research(self) -> None:
        research = await self.threads.run(self.crew.researcher.run)
        await self.store.store_external_research(research, self.evolution_id)
        if research.failure:
            raise EnvironmentFailed(research.failure)

    async def _plan(self) -> None:
        context = await self._context()
        assert context.original_analysis is not None
        plan = self.crew.planner.run(context.original_analysis, context.external_research)
        await self.store.store_improvement_plan(plan, self.evolution_id)

    async def _refactor(self) -> None:
        context = await self._context()
        assert context.improvement_plan is not None
        tasks = actionable(context.improvement_plan, self.limit)
        made = await self.threads.run(self.crew.refactorer.run, tasks)
        await self.store.store_implementation_log(made, self.evolution_id)

    async def _evaluate(self, baseline: SuiteResult) -> None:
        context = await self._context()
        assert context.implementation_log is not None
        candidates = context.implementation_log.candidates
        report = await self.threads.run(self.crew.evaluator.evaluate, self.base, candidates, baseline)
        proofs = dict(report.certificates)
        numbered = enumerate(report.evaluations, 1)
        hashes = {n: certificate_id(proofs[one.commit]) for n, one in numbered if one.commit in proofs}
        await self.store.store_evaluation_results(report, self.evolution_id, certificates=hashes)

    async def _roadmap(self) -> None:
        """The documents are the last commit of the branch, which is brought home only now."""
        tip = await self.threads.run(self._written, await self._context())
        if tip != self.base:
            await self.threads.run(self.repository.deliver, tip, f"pyagent/{self.evolution_id}")
        await self.store.finish("done", self.evolution_id, tip=tip)

    def _written(self, context: EvolutionContext) -> str:
        report = context.evaluation_results
        tip = (report.tip if report else None) or self.base
        with self.repository.worktree(tip) as worktree:
            change = self.crew.writer.run(context)
            if not change.edits:
                return tip
            worktree.apply(change)
            return worktree.commit("Keep the documents true", "What this run measured, planned and proved.", {})
