from pyagent_cli.core.model import Analysis, Finding, Severity, Skip, Summary
from pyagent_cli.core.reporting import act_on, counts, github, markdown, reaches, worst


def finding(rule: str, path: str = "a.py", severity: Severity = "warning", value: float | None = None) -> Finding:
    return Finding(rule, path, 3, 3, severity, f"about {rule}", value, "", path)


def analysis(*findings: Finding) -> Analysis:
    return Analysis(
        "abc", Summary(3, 2, 1, 10, 1), findings, (Skip("b.py", "not UTF-8"),), ("coverage: no coverage.json",)
    )


def test_severities_are_ordered_and_never_means_never() -> None:
    found = finding("x", severity="warning")
    assert [reaches(found, t) for t in ("info", "warning", "error", "never")] == [True, True, False, False]


def test_the_worst_show_each_rule_once_before_any_twice() -> None:
    found = [
        finding("long_module", "a.py", value=600),
        finding("long_module", "b.py", value=900),
        finding("unused_import", "c.py"),
        finding("conflict_marker", "d.py", "error"),
    ]
    assert [(f.rule, f.path) for f in worst(found)] == [
        ("conflict_marker", "d.py"),
        ("long_module", "b.py"),
        ("unused_import", "c.py"),
    ]
    assert worst([]) == ()


def test_the_command_acts_on_the_finding_or_explains_it() -> None:
    codemods = {"long_module": "split_module"}
    assert act_on(finding("long_module", "a.py"), codemods) == "pyagent refactor split a.py"
    assert act_on(finding("long_module", "it's.py"), codemods) == "pyagent refactor split 'it'\"'\"'s.py'"
    assert act_on(finding("import_cycle"), codemods) == "pyagent analyze --explain import_cycle"


def test_counts_put_the_most_frequent_rule_first() -> None:
    assert counts([finding("b"), finding("a"), finding("b")]) == "2 b, 1 a"


def test_annotations_cannot_be_forged_by_a_path_or_a_message() -> None:
    evil = Finding("r", "a,b:c\n::error::x.py", 1, 2, "error", "100%\n::warning::y", None, "", "f")
    assert github(analysis(evil)) == (
        "::error file=a%2Cb%3Ac%0A%3A%3Aerror%3A%3Ax.py,line=1,endLine=2,title=r::100%25%0A::warning::y\n"
    )


def test_the_report_names_what_was_not_read_and_not_measured() -> None:
    text = markdown(analysis(finding("a|b")))
    assert "2 of 3 files" in text
    assert "| a\\|b | a.py:3 | about a\\|b |" in text
    assert "- not read: b.py: not UTF-8" in text
    assert "- not measured: coverage: no coverage.json" in text
