import json
from dataclasses import replace
from pathlib import Path

import pytest

from pyagent_cli.core.model import (
    Analysis,
    Evaluation,
    EvaluationReport,
    Finding,
    Goal,
    GoalResult,
    PhaseRecord,
    Plan,
    Refusal,
    Summary,
    Task,
    TestCounts,
)
from pyagent_cli.core.pull_request import (
    RunReport,
    check_commands,
    goals_json,
    headline,
    not_measured,
    pull_request_text,
    report_json,
)

CASES = Path(__file__).parent.parent / "cases" / "pull_request"

GOAL = Goal("unused_import", "a.py", 6, 0)
TASK = Task(
    "T-1", "remove_unused_imports", "a.py", "", "tidy a.py", ("f1", "f2", "f3", "arXiv:2401.15077"), GOAL, 1, (), False
)
READ = Task("T-9", None, "b.py", "", "read arXiv:2401.15077 for b.py", (), None, 0, (), True)
DONE = Evaluation(
    TASK, "remove_unused_imports", "a.py", "accepted", "c" * 40, 6, 0, 0, None, (GoalResult(GOAL, 0, "achieved"),)
)
REFUSAL = Refusal("codemod", "module_has_exec", "odd|name.py", 7, "it runs exec", "split it by hand")
REFUSED = replace(
    DONE, task=replace(TASK, id="T-2"), codemod="split_module", path="odd|name.py", verdict="refused", commit=None,
    refusal=REFUSAL, goals=(),
)  # fmt: skip
UNMEASURED = replace(REFUSED, path="c.py", verdict="unmeasured", refusal=replace(REFUSAL, why="the canary passed"))
COUNTS = TestCounts(50, 1, 2, 0)
EVALUATED = EvaluationReport((DONE, REFUSED, UNMEASURED), COUNTS, COUNTS, 3, 1.5, ("t.py::old",), 14, 8, "d" * 40)
BEFORE = Analysis(
    "b" * 40,
    Summary(3, 3, 0, 700, 40),
    tuple(Finding("unused_import", "a.py", n, n, "warning", f"'os{n}' is unused", 1, "", f"f{n}") for n in (1, 2, 3)),
    (),
    ("coverage: no coverage.json", "tests: not run"),
)
PHASES = (
    PhaseRecord("analyze", "analyst", "done", 0.25, None),
    PhaseRecord("research", "researcher", "skipped", None, "no network", "llama"),
)
FULL = RunReport(
    "R-1", "main", "pyagent/R-1", EVALUATED, Plan((TASK, READ)), BEFORE, None, PHASES, ("pytest", "-q"), ("dirty.py",),
    check_commands("R-1", "main", "pyagent/R-1"),
)  # fmt: skip
EMPTY = RunReport("R-0", "main", None, EvaluationReport((), None, None, 0, None, (), None, None, None))


@pytest.mark.parametrize(("name", "report"), [("full", FULL), ("empty", EMPTY)])
def test_the_text_is_the_reviewed_one(name, report):
    assert pull_request_text(report) == (CASES / f"{name}.md").read_text()


def test_json_has_the_promised_shape():
    data = json.loads(json.dumps(report_json(FULL)))
    assert list(data) == ["run", "base", "branch", "phases", "changes", "tests", "findings", "not_measured"]
    assert [c["status"] for c in data["changes"]] == ["accepted", "refused", "unmeasured"]
    assert list(data["changes"][0]) == [
        "task", "codemod", "path", "status", "commit", "authored_lines", "moved_lines", "unexercised_lines", "refusal",
    ]  # fmt: skip
    assert list(data["changes"][1]["refusal"]) == ["gate", "rule", "path", "line", "why", "remedy"]
    assert data["phases"][0] == {
        "name": "analyze", "agent": "analyst", "status": "done", "seconds": 0.25, "reason": None,
    }  # fmt: skip
    assert data["tests"] == {
        "before": {"passed": 50, "failed": 1, "skipped": 2, "errors": 0},
        "after": {"passed": 50, "failed": 1, "skipped": 2, "errors": 0},
        "runs": 3,
    }
    assert data["findings"] == {"before": 14, "after": 8}


def test_what_nobody_measured_is_null_and_never_zero():
    data = report_json(EMPTY)
    assert data["tests"] == {"before": None, "after": None, "runs": 0}
    assert data["findings"] == {"before": None, "after": None}
    text = pull_request_text(replace(FULL, evaluation=replace(EVALUATED, before=None, findings_after=None)))
    assert "| tests passed | not measured | 50 |" in text
    assert "| findings | 14 | not measured |" in text


def test_not_measured_names_each_thing_once():
    assert not_measured(FULL) == (
        "coverage: no coverage.json",
        "split_module in c.py: the canary passed",
        "research: no network",
    )
    untested = replace(FULL, evaluation=replace(EVALUATED, before=None))
    assert not_measured(untested)[:2] == ("coverage: no coverage.json", "tests: not run")


@pytest.mark.parametrize(
    ("evaluations", "expected"),
    [
        ((), "No change was tried."),
        ((DONE,), "1 change accepted: the tests give the same results before and after."),
        ((REFUSED,), "No change accepted; 1 refused."),
        ((DONE, DONE, REFUSED, UNMEASURED),
         "2 changes accepted: the tests give the same results before and after; 1 refused; 1 not measured."),
    ],
)  # fmt: skip
def test_headline(evaluations, expected):
    assert headline(replace(EVALUATED, evaluations=evaluations)) == expected


def test_goals():
    assert goals_json(EVALUATED) == [
        {"task": "T-1", "metric": "unused_import", "path": "a.py", "before": 6, "target": 0, "after": 0,
         "status": "achieved"},
    ]  # fmt: skip


def test_without_a_branch_there_is_no_diff_to_show():
    assert check_commands("R-1", "main", None) == ("pyagent show R-1",)
