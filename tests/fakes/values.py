"""One small value of each phase's result."""

from __future__ import annotations

from pyagent_cli.core.model import (
    Analysis,
    Candidate,
    ChangeSet,
    Evaluation,
    EvaluationReport,
    FileEdit,
    Finding,
    Goal,
    GoalResult,
    Implementation,
    Insight,
    Mention,
    Paper,
    Plan,
    Refusal,
    Research,
    Skip,
    Summary,
    Task,
    TestCounts,
)

FINDING = Finding("long_module", "a.py", 1, 812, "warning", "812 lines (limit 500)", 812, "", "f1")
ANALYSIS = Analysis("0d5082a9c1", Summary(2, 1, 1, 812, 3), (FINDING,), (Skip("b.py", "not UTF-8"),), ("coverage",))
RESEARCH = Research(
    (Mention("2401.15077", None, "README.md", 3, "see 2401.15077"),),
    (Paper("2401.15077", 1, "EAGLE", ("A. B.",), "An abstract.", "2024-01-26", ("cs.LG",), "https://arxiv.org/x"),),
    (Insight("2401.15077", "EAGLE", ("a.py",), "both speak of drafts"),),
    (),
    (Skip("2401.99999", "unknown"),),
)
TASK = Task("t1", "split_module", "a.py", "", "Split a.py", ("f1",), Goal("lines", "a.py", 812, 500), 2, (), False)
PLAN = Plan((TASK,))
CHANGE = ChangeSet("split_module", "a.py", (FileEdit("a.py", "x = 1\r\n", None), FileEdit("a/b.py", None, "\ufeffx")))
REFUSAL = Refusal("tests", "outcome_changed", "a.py", 3, "test_x fails", "look at it")
IMPLEMENTATION = Implementation((Candidate(TASK, CHANGE, None), Candidate(TASK, None, REFUSAL)))
ACCEPTED = Evaluation(
    TASK,
    "split_module",
    "a.py",
    "accepted",
    "c0ffee",
    12,
    800,
    0,
    None,
    (GoalResult(TASK.goal, 90, "achieved"),),  # type: ignore[arg-type]
)
REFUSED = Evaluation(TASK, "split_module", "b.py", "refused", None, 3, 0, None, REFUSAL, ())
REPORT = EvaluationReport(
    (ACCEPTED, REFUSED), TestCounts(7, 1, 0, 0), TestCounts(7, 1, 0, 0), 3, 1.5, ("test_old",), 4, 3, "c0ffee"
)
