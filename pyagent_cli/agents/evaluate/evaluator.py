"""The loop: stack what the static gates let in, run the suite once on the tip, bisect what is red, prove the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyagent_cli.agents.evaluate.proof import Proof
from pyagent_cli.agents.evaluate.stack import Analyze, Remake, Stack, Staged, StaticGates
from pyagent_cli.agents.evaluate.suite import Suite
from pyagent_cli.core.bisection import Bisection
from pyagent_cli.core.changes import authored_lines, moved_lines
from pyagent_cli.core.comparison import Difference, counts, failing, flaky_refusal, goal_results, suite_refusal
from pyagent_cli.core.model import (
    Candidate,
    Evaluation,
    EvaluationReport,
    GoalResult,
    Refusal,
    SuiteResult,
    Task,
    Verdict,
)
from pyagent_cli.core.new_findings import origin
from pyagent_cli.errors import EnvironmentFailed
from pyagent_cli.plugins import Gate
from pyagent_cli.ports import Linter, Repository, TestEnvironment

Reasons = dict[str, tuple[Verdict, Refusal]]  # task -> why it is not accepted


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Proves candidates with the repository's own tests, in a worktree of pyagent's."""

    repository: Repository
    tests: TestEnvironment
    linter: Linter
    gates: tuple[Gate, ...]
    analyze: Analyze
    remake: Remake | None = None
    name: str = "evaluator"

    def baseline(self, base: str) -> SuiteResult:
        """The suite before any change. Raises EnvironmentFailed when it proves nothing."""
        with self.repository.worktree(base) as tree:
            return _usable(self.tests.run(tree.root))

    def evaluate(
        self, base: str, candidates: Sequence[Candidate], baseline: SuiteResult | None = None
    ) -> EvaluationReport:
        """A verdict for every candidate; the report's tip holds those accepted, one commit each."""
        with self.repository.worktree(base) as tree:
            before = _usable(self.tests.run(tree.root) if baseline is None else baseline)
            tree.reset(base)
            found = self.analyze(tree.root, self.repository.tree(base).paths()).findings
            suite = Suite(self.tests, tree, base, before)
            static = StaticGates(self.tests, self.linter, self.gates, self.analyze)
            stack = Stack(self.repository, static, tree, base, before, found, self.remake)
            session = _Session(stack, suite, Proof(self.tests, tree, before), tuple(candidates))
            return session.report(session.settle())


def _usable(baseline: SuiteResult) -> SuiteResult:
    if baseline.failure is not None:
        raise EnvironmentFailed(
            f"The tests prove nothing before any change: {baseline.failure.rstrip('.')}; "
            "make them run, or name the command that runs them in PYAGENT_TEST_COMMAND."
        )
    return baseline


@dataclass(slots=True)
class _Session:
    """One evaluation while it goes on. `reasons` holds what was taken out of the stack, and why."""

    stack: Stack
    suite: Suite
    proof: Proof
    candidates: tuple[Candidate, ...]
    reasons: Reasons = field(default_factory=dict)

    def settle(self) -> tuple[Staged, ...]:
        """Build, test and prove until nothing is left that has to go; what remains is accepted."""
        while True:
            left = [one for one in self.candidates if one.task.id not in self.reasons]
            staged, refusals = self.stack.build(left)
            self._take_out("refused", refusals)
            taken = len(self.reasons)
            for check in (self._unloaded, self._red, self._unproven):
                if staged and taken == len(self.reasons):
                    check(staged)
            if taken == len(self.reasons):
                return staged

    def _take_out(self, verdict: Verdict, refusals: Mapping[str, Refusal]) -> None:
        self.reasons.update({task: (verdict, refusal) for task, refusal in refusals.items()})

    def _unloaded(self, staged: Sequence[Staged]) -> None:
        """What the baseline already shows costs no run."""
        found = {one.task.id: self.proof.hopeless(one.change) for one in staged}
        self._take_out("unmeasured", {task: refusal for task, refusal in found.items() if refusal})

    def _red(self, staged: Sequence[Staged]) -> None:
        """Take the guilty change out when the suite differs; everything, when only flaky tests do."""
        broken = self._broken(staged)
        if not broken:
            return
        if self.suite.undecided(broken):
            self._take_out("unmeasured", {one.task.id: flaky_refusal(one.change.path, broken) for one in staged})
            return
        guilty = self._bisect(staged)
        found = self._broken(staged[: guilty + 1])
        failure, named = (found, ()) if isinstance(found, str) else (None, found)
        one = staged[guilty]
        self._take_out("refused", {one.task.id: suite_refusal(one.change.path, named, failure)})

    def _broken(self, staged: Sequence[Staged]) -> tuple[Difference, ...] | str:
        return self.suite.broken(staged[-1].commit, [one.change for one in staged])

    def _bisect(self, staged: Sequence[Staged]) -> int:
        good = max((n for n in range(len(staged)) if n and self.suite.is_known_good(staged[n - 1].commit)), default=0)
        search = Bisection(good, len(staged))
        while (prefix := search.next) is not None:
            broken = self._broken(staged[:prefix])
            search = search.told(prefix, bool(broken) and not self.suite.undecided(broken))
        return search.guilty

    def _unproven(self, staged: Sequence[Staged]) -> None:
        result = self.suite.at(staged[-1].commit)
        found = {one.task.id: self.proof.unproven(staged[-1], one, result) for one in staged}
        self._take_out("unmeasured", {task: refusal for task, refusal in found.items() if refusal})

    def report(self, accepted: tuple[Staged, ...]) -> EvaluationReport:
        tip = accepted[-1] if accepted else None
        after = self.suite.at(tip.commit) if tip else self.suite.baseline
        unexercised = self.proof.unexercised(tip, accepted) if tip else {}
        staged = {one.task.id: one for one in accepted}
        return EvaluationReport(
            evaluations=tuple(self._evaluation(one, staged.get(one.task.id), unexercised) for one in self.candidates),
            before=counts(self.suite.baseline),
            after=counts(after),
            suite_runs=self.suite.runs + self.proof.traces,
            suite_seconds=self.suite.baseline.seconds,
            failing_before=failing(self.suite.baseline),
            findings_before=len(self.stack.findings),
            findings_after=len(tip.findings if tip else self.stack.findings),
            tip=tip.commit if tip else None,
            certificates=tuple((one.commit, one.certificate) for one in accepted),
        )

    def _evaluation(
        self, candidate: Candidate, staged: Staged | None, unexercised: Mapping[str, int | None]
    ) -> Evaluation:
        task, change = candidate.task, staged.change if staged else candidate.change
        verdict, refusal = self._verdict(task)
        flaky = tuple(f"flaky, compared with all that it did on the base: {test}" for test in sorted(self.suite.flaky))
        return Evaluation(
            task=task,
            codemod=change.codemod if change else task.codemod or "",
            path=change.path if change else task.path,
            verdict=verdict,
            commit=staged.commit if staged else None,
            authored_lines=authored_lines(change) if change else 0,
            moved_lines=moved_lines(change) if change else 0,
            unexercised_lines=unexercised.get(task.id),
            refusal=refusal,
            goals=_goals(task, staged, verdict),
            notes=(*(change.notes if change else ()), *(flaky if staged else ())),
        )

    def _verdict(self, task: Task) -> tuple[Verdict, Refusal | None]:
        return self.reasons.get(task.id) or ("accepted", None)


def _goals(task: Task, staged: Staged | None, verdict: Verdict) -> tuple[GoalResult, ...]:
    """Of a change that was refused nothing has changed; of an unmeasured one nothing is known."""
    goal = task.goal
    if goal is None:
        return ()
    if staged is None:
        missed = verdict == "refused"
        return (GoalResult(goal, goal.before if missed else None, "missed" if missed else "unmeasured"),)
    parts = [edit.path for edit in staged.change.edits if origin(edit.path, staged.change) == goal.path]
    return goal_results(goal, staged.findings, staged.texts, {goal.path, *parts})
