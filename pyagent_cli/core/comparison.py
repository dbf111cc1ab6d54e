"""The tests before and after, test by test; the goals of a plan beside what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyagent_cli.core.judges import is_judge
from pyagent_cli.core.model import Finding, Goal, GoalResult, Outcome, Refusal, SuiteResult, TestCounts

SHOWN = 3
RED = frozenset({"failed", "error"})
RULES = {"lines": "long_module", "cyclomatic": "complex_function"}  # of metrics that are not named after their rule


@dataclass(frozen=True, slots=True)
class Difference:
    """A test that does not end as it did; None where it did not run at all."""

    test: str
    before: Outcome | None
    after: Outcome | None
    kind_before: str = ""
    kind_after: str = ""

    def __str__(self) -> str:
        before, after = self.before or "absent", self.after or "absent"
        if before == after:
            return f"{self.test} ({self.kind_before} -> {self.kind_after})"
        return f"{self.test} ({before} -> {after})"


def differences(
    before: SuiteResult, after: SuiteResult, created: Collection[str] = (), deleted: Collection[str] = ()
) -> tuple[Difference, ...]:
    """Tests that differ, a failure of another kind included.

    Items of files that a change created or deleted (a linter's, tests inside modules) may move along with them.
    """
    old, new = dict(before.outcomes), dict(after.outcomes)
    old_kinds, new_kinds = dict(before.failures), dict(after.failures)
    aside = _moved(old, new, frozenset(created), frozenset(deleted))
    return tuple(
        Difference(test, old.get(test), new.get(test), old_kinds.get(test, ""), new_kinds.get(test, ""))
        for test in sorted({*old, *new} - aside)
        if old.get(test) != new.get(test) or old_kinds.get(test, "") != new_kinds.get(test, "")
    )


def _moved(
    old: Mapping[str, Outcome], new: Mapping[str, Outcome], created: frozenset[str], deleted: frozenset[str]
) -> set[str]:
    """Tests of deleted files that came back in created ones, and passing ones that came with a created file."""
    gone = {test for test in old if test not in new and _path(test) in deleted and not is_judge(_path(test))}
    come = {test for test in new if test not in old and _path(test) in created and not is_judge(_path(test))}
    back = {(_tail(test), new[test]) for test in come}
    kept = {test for test in gone if (_tail(test), old[test]) in back}
    tails = {_tail(test) for test in kept}
    return kept | {test for test in come if _tail(test) in tails or new[test] in ("passed", "skipped")}


def _path(test: str) -> str:
    return test.partition("::")[0]


def _tail(test: str) -> str:
    return test.partition("::")[2]


def failing(result: SuiteResult) -> tuple[str, ...]:
    """Tests that failed or could not be run."""
    return tuple(test for test, outcome in result.outcomes if outcome in RED)


def passing(result: SuiteResult) -> tuple[str, ...]:
    return tuple(test for test, outcome in result.outcomes if outcome == "passed")


def is_red(result: SuiteResult, baseline: SuiteResult) -> bool:
    """Whether a run failed where the baseline did not."""
    return result.failure is not None or not set(failing(result)) <= set(failing(baseline))


def counts(result: SuiteResult) -> TestCounts:
    """Unexpected passes count as passed, expected failures as skipped.

    >>> counts(SuiteResult((("a", "passed"), ("b", "xfailed")), (), (), (), 0.0, None))
    TestCounts(passed=1, failed=0, skipped=1, errors=0)
    """
    tally = Counter(outcome for _, outcome in result.outcomes)
    passed, skipped = tally["passed"] + tally["xpassed"], tally["skipped"] + tally["xfailed"]
    return TestCounts(passed=passed, failed=tally["failed"], skipped=skipped, errors=tally["error"])


def suite_refusal(path: str, found: Sequence[Difference], failure: str | None = None) -> Refusal:
    """The refusal of a change whose tests differ, naming the first of them."""
    remedy = "keep the behaviour that these tests hold, or change the tests in a commit of your own"
    if failure is not None:
        return Refusal("tests", "suite_fails", path, None, f"with this change {failure}", remedy)
    named = ", ".join(map(str, found[:SHOWN])) + (f" and {len(found) - SHOWN} more" if len(found) > SHOWN else "")
    verb = "test differs" if len(found) == 1 else "tests differ"
    return Refusal("tests", "test_differs", path, None, f"{len(found)} {verb}: {named}", remedy)


def flaky_refusal(path: str, found: Sequence[Difference] | str) -> Refusal:
    """Why nothing can be said: only tests differ that do not end the same each time on the base either."""
    named = found if isinstance(found, str) else ", ".join(map(str, found[:SHOWN]))
    remedy = "make these tests end the same each time, or leave them out of the suite"
    return Refusal("tests", "flaky_test", path, None, f"only flaky tests differ: {named}", remedy)


def goal_results(
    goal: Goal | None, findings: Iterable[Finding] | None, texts: Mapping[str, str], paths: Collection[str]
) -> tuple[GoalResult, ...]:
    """What became of a goal; `paths` are the files in which the target lives now."""
    if goal is None:
        return ()
    if findings is None:
        return (GoalResult(goal, None, "unmeasured"),)
    after = _value(goal, tuple(findings), texts, paths)
    achieved = goal.target if after is None else after
    return (GoalResult(goal, after, "achieved" if achieved <= goal.target else "missed"),)


def _value(goal: Goal, findings: tuple[Finding, ...], texts: Mapping[str, str], paths: Collection[str]) -> float | None:
    """The figure now. None: no finding is left above the target, and the exact value is not known."""
    if goal.metric == "lines":
        return float(max((_lines(texts[path]) for path in paths if path in texts), default=0))
    found = [one for one in findings if one.rule == RULES.get(goal.metric, goal.metric) and one.path in paths]
    if goal.metric in RULES:
        return max((one.value for one in found if one.value is not None), default=None)
    return float(len(found))


def _lines(text: str) -> int:
    return len(text.splitlines())


def success_rate(results: Iterable[GoalResult]) -> float | None:
    """Achieved of those that were measured; None when none was.

    >>> success_rate(())
    """
    tally = Counter(result.status for result in results)
    measured = tally["achieved"] + tally["missed"]
    return tally["achieved"] / measured if measured else None
