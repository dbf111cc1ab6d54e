from dataclasses import replace

import pytest

from pyagent_cli.core.model import (
    Analysis,
    Evaluation,
    EvaluationReport,
    Finding,
    Goal,
    GoalResult,
    PullRequest,
    Refusal,
    RemoteBase,
    Skip,
    Summary,
    Task,
    TestCounts,
)
from pyagent_cli.core.publishing import (
    MOST,
    Publication,
    Published,
    RemoteBranch,
    SizedTask,
    Theme,
    body,
    branch_name,
    held_back,
    marked,
    publishable,
    themes,
    title,
)

BASE = RemoteBase("main", "b" * 40)


def task(path: str, codemod: str = "remove_unused_imports", reasons: tuple[str, ...] = ("f",)) -> Task:
    return Task(f"T-{codemod}-{path}".replace("/", "."), codemod, path, "", f"tidy {path}", reasons, None, 1, (), False)


def shapes(changes: list[SizedTask], limit: int = 400) -> list[tuple[str, str, list[str]]]:
    return [(t.codemod, t.package, [one.path for one in t.tasks]) for t in themes(changes, limit)[0]]


TIDY = [SizedTask(task(f"pkg/{name}.py"), 100) for name in "edcba"]
SPLIT = [SizedTask(task(f"pkg/{name}.py", "split_module"), 700) for name in "ba"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], []),
        (TIDY[:1], [("remove_unused_imports", "pkg", ["pkg/e.py"])]),
        (TIDY, [("remove_unused_imports", "pkg", ["pkg/a.py", "pkg/b.py", "pkg/c.py", "pkg/d.py"]),
                ("remove_unused_imports", "pkg", ["pkg/e.py"])]),
        (SPLIT, [("split_module", "pkg", ["pkg/a.py"]), ("split_module", "pkg", ["pkg/b.py"])]),
        ([TIDY[0], SizedTask(task("top.py"), 1)],
         [("remove_unused_imports", "", ["top.py"]), ("remove_unused_imports", "pkg", ["pkg/e.py"])]),
        ([SizedTask(task("pkg/a.py"), 400)], [("remove_unused_imports", "pkg", ["pkg/a.py"])]),
    ],
)  # fmt: skip
def test_one_theme_each_and_few_lines(changes, expected):
    assert shapes(changes) == expected
    assert shapes(list(reversed(changes))) == expected, "the order in which they were found does not matter"


def test_a_change_that_is_too_large_is_named():
    groups, skipped = themes([SizedTask(task("pkg/a.py"), 401)], 400)
    assert groups == ()
    assert skipped == (Skip("pkg/a.py", "401 authored lines, and a pull request has at most 400; do it in parts"),)


def test_a_request_has_a_text_that_can_be_read():
    changes = [SizedTask(task(f"pkg/m{n:03}.py"), 1) for n in range(MOST + 1)]
    assert [len(group) for _, _, group in shapes(changes)] == [MOST, 1]


@pytest.mark.parametrize(
    ("theme", "expected"),
    [
        (Theme("split_module", "pkg", (task("pkg/a.py"),)), "Split module: pkg/a.py"),
        (Theme("remove_unused_imports", "pkg", (task("pkg/a.py"),) * 2), "Remove unused imports in pkg (2 files)"),
        (Theme("remove_unused_imports", "", (task("a.py"),) * 2), "Remove unused imports in the top folder (2 files)"),
        (Theme("split_module", "", (task("a\n\u202eb.py"),)), "Split module: a \ufffdb.py"),
    ],
)
def test_title(theme, expected):
    assert title(theme) == expected


def test_a_branch_is_named_after_its_changes():
    one, two = task("a.py"), task("b.py")
    assert branch_name((one, two)) == branch_name((two, one))
    names = {branch_name((one,)), branch_name((two,)), branch_name((replace(one, reasons=("new finding",)),))}
    assert len(names) == 3
    assert all(name.startswith("pyagent/pr/") for name in names)


@pytest.mark.parametrize(("pending", "missing"), [(0, 51), (50, 1), (51, 0), (60, 0)])
def test_more_than_the_threshold(pending, missing):
    assert Publication(BASE, pending, 50, (), ()).missing == missing


def test_what_stands_already():
    requests = [
        PullRequest(1, "pyagent/pr/open", "o", "<!-- pyagent-tasks: T-1 T-2 -->", "open", "u1"),
        PullRequest(2, "pyagent/pr/shut", "c", "edited by hand", "closed", "u2"),
        PullRequest(3, "pyagent/pr/done", "m", "<!-- pyagent-tasks: T-4 -->", "merged", "u3"),
    ]
    branches = [
        RemoteBranch("pyagent/pr/shut", "1", frozenset({"T-3"}), True),
        RemoteBranch("pyagent/pr/hers", "2", frozenset({"T-5"}), False),
        RemoteBranch("pyagent/pr/begun", "3", frozenset({"T-6"}), True),
    ]
    published = Published({b.name: b for b in branches}, {r.head: r for r in requests})
    assert [(row.branch[11:], row.status) for row in published.settled()] == [
        ("hers", "person"),
        ("open", "open"),
        ("shut", "closed"),
    ]
    assert published.taken() == {"T-1", "T-2", "T-3", "T-5"}
    assert published.begun() == {"T-6"}
    assert published.standing("pyagent/pr/done") == ("merged", "it exists, and is not touched")
    assert published.standing("pyagent/pr/begun") is None
    assert published.standing("pyagent/pr/new") is None


GOAL = Goal("remove_unused_imports", "a.py", 6, 0)
GOOD = Evaluation(
    task("a.py"), "remove_unused_imports", "a.py", "accepted", "c" * 40, 6, 0, 0, None,
    (GoalResult(GOAL, 0, "achieved"),),
)  # fmt: skip
UNTESTED = replace(GOOD, path="b.py", unexercised_lines=3)
UNKNOWN = replace(GOOD, path="c.py", unexercised_lines=None)
REFUSED = replace(GOOD, path="d.py", verdict="refused", refusal=Refusal("tests", "same", "d.py", 1, "a test fails", ""))
COUNTS = TestCounts(50, 0, 0, 0)
REPORT = EvaluationReport((GOOD, UNTESTED, UNKNOWN, REFUSED), COUNTS, COUNTS, 2, 1.0, (), 9, 3, "d" * 40)


def test_what_no_test_executes_is_held_back_unless_asked_for():
    assert publishable(REPORT, False) == (GOOD,)
    assert publishable(REPORT, True) == (GOOD, UNTESTED, UNKNOWN)
    assert held_back(REPORT, (GOOD,)) == (
        Skip("b.py", "no test executes what it changes (3 lines); publish it with --include-unexercised"),
        Skip("c.py", "no test executes what it changes (how many is unknown); publish it with --include-unexercised"),
        Skip("d.py", "a test fails"),
    )


def test_the_text_carries_this_evaluations_figures_and_the_mark():
    finding = Finding("unused_import", "a.py", 1, 1, "warning", "'os' is unused", 1, "", "f")
    before = Analysis(BASE.commit, Summary(1, 1, 0, 9, 1), (finding,), (), ())
    text = body(replace(REPORT, evaluations=(GOOD,)), before, BASE, "pyagent/pr/x", "origin")
    assert "| findings | 9 | 3 |" in text
    assert "'os' is unused" in text
    assert "git diff origin/main...origin/pyagent/pr/x" in text
    assert "Measured on commit `bbbbbbbbbbbb`" in text
    assert marked(text) == (GOOD.task.id,)
    assert marked("no mark") == ()
