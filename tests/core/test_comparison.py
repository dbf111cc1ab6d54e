from collections.abc import Mapping

import pytest

from pyagent_cli.core.comparison import (
    RED,
    counts,
    differences,
    failing,
    goal_results,
    is_red,
    success_rate,
    suite_refusal,
)
from pyagent_cli.core.model import Finding, Goal, GoalResult, Outcome, SuiteResult, TestCounts

ALL: tuple[Outcome, ...] = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")


def suite(failure: str | None = None, kinds: Mapping[str, str] | None = None, **outcomes: Outcome) -> SuiteResult:
    found = tuple(sorted((name.replace("__", "::"), outcome) for name, outcome in outcomes.items()))
    kinds = kinds or {}
    failures = tuple((test, kinds.get(test, "AssertionError")) for test, outcome in found if outcome in RED)
    return SuiteResult(found, (), (), (), 1.0, failure, failures)


def renamed(result: SuiteResult, names: Mapping[str, str]) -> SuiteResult:
    outcomes = tuple(sorted((names.get(test, test), outcome) for test, outcome in result.outcomes))
    return SuiteResult(outcomes, (), (), (), 1.0, None, ())


@pytest.mark.parametrize("before", ALL)
@pytest.mark.parametrize("after", ALL)
def test_every_pair_of_outcomes(before: Outcome, after: Outcome) -> None:
    found = differences(suite(t=before), suite(t=after))
    assert [str(one) for one in found] == ([] if before == after else [f"t ({before} -> {after})"])


def test_absent_tests_and_other_kinds_of_failure_differ() -> None:
    assert [str(d) for d in differences(suite(a="passed"), suite(b="passed"))] == [
        "a (passed -> absent)",
        "b (absent -> passed)",
    ]
    same, other = suite(t="failed"), suite(t="failed", kinds={"t": "KeyError"})
    assert differences(same, same) == ()
    assert [str(d) for d in differences(same, other)] == ["t (AssertionError -> KeyError)"]


MOVED = [
    # before, after, created, deleted, what differs
    ({"pkg/m.py::lint": "passed"}, {"pkg/m/a.py::lint": "passed", "pkg/m/b.py::lint": "passed"}, 0),
    ({"pkg/m.py::lint": "passed"}, {"pkg/m/a.py::lint": "failed"}, 2),
    ({"pkg/m.py::lint": "passed"}, {}, 1),
    ({"pkg/m.py::test_in_module": "passed"}, {"pkg/m/a.py::test_in_module": "passed"}, 0),
    ({"pkg/m.py::test_x": "passed"}, {"pkg/m/a.py::test_y": "passed"}, 1),
    ({"tests/test_m.py::test_x": "passed"}, {"tests/test_n.py::test_x": "passed"}, 2),
    ({}, {"pkg/m/a.py::new": "failed"}, 1),
    ({}, {"pkg/m/a.py::new": "passed"}, 0),
    ({}, {"pkg/other.py::new": "passed"}, 1),
]


@pytest.mark.parametrize(("before", "after", "count"), MOVED)
def test_items_of_moved_files(before: dict[str, Outcome], after: dict[str, Outcome], count: int) -> None:
    old, new = (SuiteResult(tuple(sorted(one.items())), (), (), (), 1.0, None) for one in (before, after))
    created = ("pkg/m/a.py", "pkg/m/b.py", "tests/test_n.py")
    assert len(differences(old, new, created, ("pkg/m.py", "tests/test_m.py"))) == count


def test_counts_and_red() -> None:
    result = suite(**{name: name for name in ALL})
    assert counts(result) == TestCounts(passed=2, failed=1, skipped=2, errors=1)
    assert failing(result) == ("error", "failed")
    assert is_red(result, suite()) and not is_red(result, result)
    assert is_red(suite("cannot be collected"), result)


def test_the_refusal_names_the_first_tests() -> None:
    found = differences(suite(a="passed", b="passed", c="passed", d="passed"), suite())
    assert suite_refusal("m.py", found).why == (
        "4 tests differ: a (passed -> absent), b (passed -> absent), c (passed -> absent) and 1 more"
    )
    assert suite_refusal("m.py", found[:1]).why == "1 test differs: a (passed -> absent)"
    assert suite_refusal("m.py", (), "the suite hangs").rule == "suite_fails"


def finding(rule: str, path: str, value: float) -> Finding:
    return Finding(rule, path, 1, 1, "warning", "", value, "", f"{rule}{path}{value}")


TEXTS = {"m/__init__.py": "a\n", "m/part.py": "a\nb\nc\n"}
GOALS = [
    (Goal("lines", "m.py", 9, 3), (), (3.0, "achieved")),
    (Goal("lines", "m.py", 9, 2), (), (3.0, "missed")),
    (Goal("cyclomatic", "m.py", 30, 25), (), (None, "achieved")),
    (Goal("cyclomatic", "m.py", 30, 25), (finding("complex_function", "m/part.py", 28),), (28, "missed")),
    (Goal("unused_import", "m.py", 2, 0), (finding("unused_import", "other.py", 1),), (0.0, "achieved")),
    (Goal("unused_import", "m.py", 2, 0), (finding("unused_import", "m/part.py", 1),), (1.0, "missed")),
    (Goal("lines", "m.py", 9, 2), None, (None, "unmeasured")),
]


@pytest.mark.parametrize(("goal", "findings", "expected"), GOALS)
def test_goals(goal: Goal, findings: tuple[Finding, ...] | None, expected: tuple[float | None, str]) -> None:
    (result,) = goal_results(goal, findings, TEXTS, TEXTS.keys())
    assert (result.after, result.status) == expected


def test_success_rate() -> None:
    goal = Goal("lines", "m.py", 9, 3)
    achieved, missed, unmeasured = (
        GoalResult(goal, 1, "achieved"),
        GoalResult(goal, 5, "missed"),
        GoalResult(goal, None, "unmeasured"),
    )
    assert success_rate((achieved, achieved, missed, unmeasured)) == 2 / 3
    assert success_rate((unmeasured,)) is None
    assert goal_results(None, (), {}, ()) == ()
