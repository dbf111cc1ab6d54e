import pytest

from pyagent_cli.core.model import Analysis, Finding, Insight, Plan, Research, Summary, Task
from pyagent_cli.core.planning import actionable, in_order, make_plan, task_id
from pyagent_cli.errors import UsageError

CODEMODS = {"unused_import": "remove_unused_imports", "long_module": "split_module"}
LIMITS = {"long_module": 500, "complex_function": 25}


def finding(rule: str, path: str, line: int = 1, value: float | None = None, symbol: str = "") -> Finding:
    return Finding(rule, path, line, line, "warning", f"{rule} here", value, symbol, f"{rule}-{path}-{line}")


def analysis(*findings: Finding) -> Analysis:
    return Analysis("abc", Summary(1, 1, 0, 10, 1), findings, (), ())


def plan(*findings: Finding) -> Plan:
    return make_plan(analysis(*findings), None, CODEMODS, LIMITS)


def task(name: str, *needs: str) -> Task:
    return Task(name, "split_module", f"{name}.py", "", name, (), None, 1, needs, False)


def test_no_finding_and_no_paper_make_an_empty_plan() -> None:
    assert plan().tasks == ()


def test_each_task_names_the_findings_it_comes_from_and_what_it_promises() -> None:
    (made,) = plan(finding("unused_import", "a.py", 1), finding("unused_import", "a.py", 4)).tasks
    assert made.codemod == "remove_unused_imports"
    assert made.reasons == ("unused_import-a.py-1", "unused_import-a.py-4")
    assert made.goal is not None
    assert (made.goal.metric, made.goal.before, made.goal.target) == ("unused_import", 2.0, 0.0)


def test_a_threshold_rule_promises_the_threshold() -> None:
    (made,) = plan(finding("long_module", "a.py", value=812)).tasks
    assert made.goal is not None
    assert (made.goal.metric, made.goal.before, made.goal.target) == ("lines", 812.0, 500.0)


def test_imports_are_cleaned_before_their_module_is_split() -> None:
    cleaning, splitting = plan(finding("long_module", "a.py", value=812), finding("unused_import", "a.py")).tasks
    assert (cleaning.codemod, splitting.codemod) == ("remove_unused_imports", "split_module")
    assert splitting.depends_on == (cleaning.id,)


def test_the_longest_module_comes_first() -> None:
    made = plan(finding("long_module", "a.py", value=600), finding("long_module", "b.py", value=900)).tasks
    assert [t.path for t in made] == ["b.py", "a.py"]


def test_tests_are_never_targets() -> None:
    assert (
        plan(finding("long_module", "tests/test_a.py", value=900), finding("unused_import", "conftest.py")).tasks == ()
    )


def test_what_no_codemod_acts_on_needs_a_person() -> None:
    made = plan(finding("complex_function", "a.py", value=30, symbol="knot"))
    assert made.tasks[0].requires_human
    assert actionable(made, None) == ()


def test_a_paper_becomes_a_reading_task_with_its_id_as_reason() -> None:
    research = Research((), (), (Insight("2401.15077", "EAGLE", ("a.py",), "draft, verify"),), (), ())
    (made,) = make_plan(analysis(), research, CODEMODS, LIMITS).tasks
    assert made.reasons == ("arXiv:2401.15077",)
    assert made.requires_human


def test_the_same_input_gives_the_same_plan_in_any_order_of_findings() -> None:
    found = [
        finding("unused_import", "b.py"),
        finding("long_module", "a.py", value=900),
        finding("import_cycle", "c.py"),
    ]
    assert plan(*found) == plan(*reversed(found))
    assert task_id("split_module", "a.py", "") == "T-" + task_id("split_module", "a.py", "")[2:]


def test_a_limit_takes_the_first_tasks() -> None:
    made = plan(finding("unused_import", "a.py"), finding("unused_import", "b.py"))
    assert [t.path for t in actionable(made, 1)] == ["a.py"]


def test_order_respects_dependencies_and_refuses_a_circle() -> None:
    assert [t.id for t in in_order([task("a", "b"), task("b"), task("c")])] == ["b", "a", "c"]
    with pytest.raises(UsageError, match="depend on one another"):
        in_order([task("a", "b"), task("b", "a")])


def test_a_finding_that_only_informs_makes_no_task() -> None:
    made = Finding("unused_import", "a/__init__.py", 1, 1, "info", "b is imported", None, "b", "f")
    assert plan(made).tasks == ()
