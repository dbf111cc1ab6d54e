from collections.abc import Callable, Mapping, Sequence
from math import ceil, log2
from pathlib import Path

import pytest

from pyagent_cli.adapters.git.repository import GitRepository
from pyagent_cli.adapters.ruff import RuffLinter
from pyagent_cli.adapters.test_environment.environment import PythonTestEnvironment, SuiteOptions
from pyagent_cli.agents.evaluate import Evaluator
from pyagent_cli.core.model import (
    Analysis,
    Candidate,
    ChangeSet,
    EvaluationReport,
    FileEdit,
    Finding,
    Goal,
    Move,
    Refusal,
    Summary,
    Task,
    TestCounts,
)
from pyagent_cli.errors import EnvironmentFailed
from tests.environments import SRC, path_file, project
from tests.fakes.tests import FakeTests, contains, in_turn
from tests.repositories import repository, snapshot

NAMES = tuple(f"m{n}" for n in range(8))
FILES = {f"{name}.py": f'"""Doc."""\n\n{name} = 1\nkeep = 2\n' for name in NAMES}
CHECKS = {f"test_{name}": contains(f"{name}.py", "keep = 2") for name in NAMES}


def analysis(root: Path, paths: Sequence[str]) -> Analysis:
    """Each line with `# bad` is a warning."""
    found = [
        Finding("bad", path, number, number, "warning", line, 1.0, "", f"{path}{number}")
        for path in paths
        if path.endswith(".py")
        for number, line in enumerate((root / path).read_text().splitlines(), 1)
        if "# bad" in line
    ]
    return Analysis(None, Summary(0, 0, 0, 0, 0), tuple(found), (), ())


def task(name: str, goal: Goal | None = None) -> Task:
    return Task(f"T-{name}", "codemod", f"{name}.py", "", f"improve {name}", (f"F-{name}",), goal, 3, (), False)


def candidate(name: str, after: str | None, before: str | None = "", goal: Goal | None = None) -> Candidate:
    path = f"{name}.py"
    edit = FileEdit(path, FILES.get(path) if before == "" else before, after)
    return Candidate(task(name, goal), ChangeSet("codemod", path, (edit,)), None)


def good(name: str) -> Candidate:
    return candidate(name, FILES[f"{name}.py"].replace(f"{name} = 1\n", ""))


def bad(name: str) -> Candidate:
    return candidate(name, FILES[f"{name}.py"].replace("keep = 2", "keep = 3"))


class Refuses:
    """A gate that refuses changes of one file."""

    name = "refuses"

    def __init__(self, path: str) -> None:
        self.path = path

    def check(self, before: Mapping[str, str], after: Mapping[str, str], change: ChangeSet) -> Refusal | None:
        assert after[change.path] != before[change.path]
        return Refusal(self.name, "no", change.path, 1, "not this one", "") if change.path == self.path else None


class Case:
    def __init__(self, tmp_path: Path, tests: FakeTests, *gates: Refuses) -> None:
        self.root = repository(tmp_path / "user", FILES)
        self.repo = GitRepository.open(self.root, tmp_path / "state")
        self.tests = tests
        self.evaluator = Evaluator(self.repo, tests, RuffLinter(self.root, (3, 11)), gates, analysis)

    def evaluate(self, *candidates: Candidate) -> EvaluationReport:
        before = snapshot(self.root)
        report = self.evaluator.evaluate(self.repo.head(), candidates)
        assert snapshot(self.root) == before
        return report


@pytest.fixture
def case(tmp_path: Path) -> Callable[..., Case]:
    def make(*gates: Refuses, **fields: object) -> Case:
        settings = {"checks": CHECKS, "loads": tuple(FILES), **fields}
        return Case(tmp_path, FakeTests(**settings), *gates)  # type: ignore[arg-type]

    return make


def verdicts(report: EvaluationReport) -> dict[str, str]:
    return {
        one.task.id: one.verdict if one.refusal is None else f"{one.verdict} {one.refusal.gate}/{one.refusal.rule}"
        for one in report.evaluations
    }


def test_nothing_to_evaluate(case: Callable[..., Case]) -> None:
    report = case().evaluate()
    assert (report.evaluations, report.tip, report.suite_runs) == ((), None, 1)
    assert report.before == report.after == TestCounts(8, 0, 0, 0)


def test_good_changes_are_accepted_one_commit_each(case: Callable[..., Case]) -> None:
    this = case()
    report = this.evaluate(good("m0"), good("m1"), good("m2"))
    assert set(verdicts(report).values()) == {"accepted"}
    assert report.tip == report.evaluations[-1].commit
    assert report.suite_runs == this.tests.runs == 2
    tree = this.repo.tree(report.tip or "")
    assert [tree.read(f"m{n}.py").decode() for n in (0, 3)] == ['"""Doc."""\n\nkeep = 2\n', FILES["m3.py"]]
    again = this.evaluate(good("m0"), good("m1"), good("m2"))
    assert (again.tip, again.certificates) == (report.tip, report.certificates)


@pytest.mark.parametrize(
    "guilty", [("m0",), ("m3",), ("m7",), ("m2", "m5"), ("m0", "m1", "m7"), NAMES], ids=lambda names: "+".join(names)
)
def test_the_guilty_are_found_and_the_rest_goes_on(case: Callable[..., Case], guilty: Sequence[str]) -> None:
    this = case()
    report = this.evaluate(*(bad(name) if name in guilty else good(name) for name in NAMES))
    expected = {f"T-{n}": "refused tests/test_differs" if n in guilty else "accepted" for n in NAMES}
    assert verdicts(report) == expected
    refusals = {one.task.id: one.refusal for one in report.evaluations}
    for name in guilty:
        refusal = refusals[f"T-{name}"]
        assert refusal is not None
        assert (refusal.path, refusal.why) == (f"{name}.py", f"1 test differs: test_{name} (passed -> failed)")
    assert report.suite_runs == this.tests.runs <= 3 + len(guilty) * (1 + ceil(log2(len(NAMES))))
    assert report.after == TestCounts(8, 0, 0, 0)


def test_static_gates_come_first_and_cost_no_run(case: Callable[..., Case]) -> None:
    text = FILES["m0.py"]
    changes = {
        "m0": (candidate("m0", text + "x = undefined_name\n"), "names_resolve/F821"),
        "m1": (candidate("m1", FILES["m1.py"] + "y = 1  # bad\n"), "new_findings/bad"),
        "m2": (candidate("m2", "other\n", before="not what is there\n"), "applies/stale_preimage"),
        "m3": (candidate("m3", FILES["m3.py"] + "z = 1\n"), "imports/import_fails"),
        "m4": (candidate("m4", FILES["m4.py"] + "z = 1\n"), "refuses/no"),
        "m5": (Candidate(task("m5"), None, Refusal("codemod", "exec", "m5.py", 1, "", "")), "codemod/exec"),
        "m6": (Candidate(task("m6"), ChangeSet("codemod", "m6.py", ()), None), "applies/empty_change"),
    }
    this = case(Refuses("m4.py"))
    head = this.repo.head()
    with this.repo.worktree(head) as tree:
        assert tree.revision == head
    this.tests.import_alone = lambda root, modules: (  # type: ignore[method-assign]
        Refusal("imports", "import_fails", "m3", 1, "", "")
        if "m3" in modules and "z = 1" in (root / "m3.py").read_text()
        else None
    )
    report = this.evaluate(*(change for change, _ in changes.values()))
    assert verdicts(report) == {f"T-{name}": f"refused {rule}" for name, (_, rule) in changes.items()}
    assert (report.suite_runs, report.tip) == (1, None)


def test_a_module_that_could_not_be_imported_before_is_not_blamed(case: Callable[..., Case]) -> None:
    report = case(unimportable=frozenset({"m0"})).evaluate(good("m0"))
    assert verdicts(report) == {"T-m0": "accepted"}


def test_a_change_made_on_top_of_a_refused_one_is_refused(case: Callable[..., Case]) -> None:
    first = bad("m0")
    assert first.change is not None
    second = candidate("m0", "keep = 4\n", before=first.change.edits[0].after)
    second = Candidate(task("again"), second.change, None)
    assert verdicts(case().evaluate(first, second)) == {
        "T-m0": "refused tests/test_differs",
        "T-again": "refused applies/stale_preimage",
    }


def test_what_the_tests_do_not_load_or_load_from_elsewhere_is_unmeasured(case: Callable[..., Case]) -> None:
    assert verdicts(case(loads=("m1.py",)).evaluate(good("m0"), good("m1"))) == {
        "T-m0": "unmeasured canary/tests_do_not_notice",
        "T-m1": "accepted",
    }


def test_foreign_origins_prove_nothing(case: Callable[..., Case]) -> None:
    report = case(foreign=("/checkout/m0.py",)).evaluate(good("m0"), bad("m1"))
    assert set(verdicts(report).values()) == {"unmeasured origin/loaded_from_outside"}
    assert (report.tip, report.suite_runs) == (None, 1)


def test_a_created_module_that_no_test_notices_is_unmeasured(case: Callable[..., Case]) -> None:
    new = Candidate(task("new"), ChangeSet("codemod", "new.py", (FileEdit("new.py", None, "x = 1\n"),)), None)
    report = case().evaluate(good("m0"), new)
    assert verdicts(report) == {"T-m0": "accepted", "T-new": "unmeasured canary/tests_do_not_notice"}
    assert report.tip == report.evaluations[0].commit


def test_failing_before_is_named_and_must_fail_the_same_way(case: Callable[..., Case]) -> None:
    checks = {**CHECKS, "test_old": contains("m0.py", "never")}
    report = case(checks=checks).evaluate(good("m0"))
    assert (verdicts(report), report.failing_before) == ({"T-m0": "accepted"}, ("test_old",))
    assert report.before == report.after == TestCounts(8, 1, 0, 0)
    fixed = candidate("m0", FILES["m0.py"] + "never = 1\n")
    assert verdicts(case(checks=checks).evaluate(fixed)) == {"T-m0": "refused tests/test_differs"}


def test_a_flaky_test_is_named_rather_than_blamed(case: Callable[..., Case]) -> None:
    flaky = {**CHECKS, "test_flaky": in_turn("passed", "failed", "passed", "failed")}
    report = case(checks=flaky).evaluate(good("m0"), good("m1"))
    assert set(verdicts(report).values()) == {"accepted"}
    assert "test_flaky" in report.evaluations[0].notes[-1]
    assert case(checks=flaky).evaluate(good("m0"), bad("m1")).evaluations[1].verdict == "refused"


def test_a_test_that_only_flickers_afterwards_leaves_everything_unmeasured(case: Callable[..., Case]) -> None:
    checks = {
        **CHECKS,
        "test_new_flicker": in_turn("passed", "failed", "passed", "passed", "passed", "passed", "passed"),
    }
    report = case(checks=checks).evaluate(good("m0"))
    assert verdicts(report) == {"T-m0": "unmeasured tests/flaky_test"}


def test_a_suite_that_does_not_run_is_the_environments_fault(case: Callable[..., Case]) -> None:
    with pytest.raises(EnvironmentFailed, match="the suite cannot be collected: no module x"):
        case(failure="the suite cannot be collected: no module x").evaluate(good("m0"))


def test_goals_and_unexercised_lines(case: Callable[..., Case]) -> None:
    def at(name: str, target: float, metric: str = "lines") -> Goal:
        return Goal(metric, f"{name}.py", 4, target)

    changes = (
        candidate("m0", '"""Doc."""\n\nkeep = 2\nnew = 1\n', goal=at("m0", 4)),
        candidate("m1", FILES["m1.py"] + "a = 1\nb = 2\n", goal=at("m1", 4)),
        candidate("m2", FILES["m2.py"].replace("keep = 2", "keep = 3"), goal=at("m2", 3)),
        candidate("m3", FILES["m3.py"] + "c = 1\n", goal=at("m3", 0, "bad")),
    )
    this = case(executed={"m0.py": (1, 4), "m1.py": (5,), "m3.py": (5,)})
    report = this.evaluate(*changes)
    statuses = [(one.goals[0].status, one.goals[0].after) for one in report.evaluations]
    assert statuses == [("achieved", 4.0), ("missed", 6.0), ("missed", 4.0), ("achieved", 0.0)]
    assert [one.unexercised_lines for one in report.evaluations] == [0, 1, None, 0]
    assert report.suite_runs == this.tests.runs


def test_a_split_keeps_its_findings_and_lint_through_the_move_map(case: Callable[..., Case]) -> None:
    this = case()
    old = FILES["m0.py"]
    edits = (
        FileEdit("m0.py", old, None),
        FileEdit("m0/__init__.py", None, '"""Doc."""\n\nfrom m0.part import keep, m0\n'),
        FileEdit("m0/part.py", None, "m0 = 1\nkeep = 2\n"),
    )
    moves = (Move("m0", "m0.py", 3, "m0/part.py", 1, 2, True),)
    checks = {**CHECKS, "test_m0": lambda root: "passed"}
    this.tests.checks = checks  # type: ignore[assignment]
    this.tests.loads = (*FILES, "m0/__init__.py", "m0/part.py")
    goal = Goal("lines", "m0.py", 4, 3)
    report = this.evaluate(Candidate(task("m0", goal), ChangeSet("split_module", "m0.py", edits, moves), None))
    (one,) = report.evaluations
    assert (one.verdict, one.goals[0].status, one.goals[0].after) == ("accepted", "achieved", 3.0)
    assert (one.authored_lines, one.moved_lines) == (3, 2)


REAL = {
    **SRC,
    "src/pkg/mod.py": "import os\n\n\ndef f(n):\n    if n < 0:\n        return -1\n    return n + 1\n",
    "src/pkg/alone.py": "import os\n",
}


def test_with_a_real_environment(tmp_path: Path) -> None:
    root = project(tmp_path / "user", REAL, path_file)
    repo = GitRepository.open(root, tmp_path / "state")
    text = REAL["src/pkg/mod.py"]

    def change(name: str, path: str, after: str) -> Candidate:
        return Candidate(task(name), ChangeSet("codemod", path, (FileEdit(path, REAL[path], after),)), None)

    candidates = (
        change("alone", "src/pkg/alone.py", ""),
        change("good", "src/pkg/mod.py", text.replace("import os\n\n\n", "")),
    )
    before = snapshot(root)
    options = SuiteOptions()
    with PythonTestEnvironment(repo.checkouts(), options, repo.ignored, environ={"PATH": "/usr/bin:/bin"}) as tests:
        evaluator = Evaluator(repo, tests, RuffLinter(root, tests.python_version), (), analysis)
        baseline = evaluator.baseline(repo.head())
        report = evaluator.evaluate(repo.head(), candidates, baseline)
        wrong = change("wrong", "src/pkg/mod.py", text.replace("n + 1", "n + 2"))
        second = evaluator.evaluate(repo.head(), (wrong,), baseline)
    assert snapshot(root) == before
    assert verdicts(report) == {"T-alone": "unmeasured canary/tests_do_not_notice", "T-good": "accepted"}
    assert verdicts(second) == {"T-wrong": "refused tests/test_differs"}
    repo.deliver(report.tip or "", "pyagent/run")
    assert repo.branches("pyagent/") == {"pyagent/run": report.tip}
