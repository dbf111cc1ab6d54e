import json

import pytest

from pyagent_cli.core.analysis import check_all, measured, report_json
from pyagent_cli.core.analyzers.complex_function import ComplexFunction
from pyagent_cli.core.analyzers.conflict_marker import ConflictMarker
from pyagent_cli.core.analyzers.long_module import LongModule
from pyagent_cli.core.analyzers.unused_import import UnusedImport
from pyagent_cli.core.model import Analysis
from pyagent_cli.core.reference.table import ReferenceTable

FILES = [("b.py", b"import os\nimport re\n"), ("a.py", b"import sys\n" + b"\n" * 3), ("c.py", b"def f(:\n")]


def test_findings_come_by_path_line_and_rule() -> None:
    found = check_all([UnusedImport(), LongModule()], ReferenceTable(FILES), {"long_module": 1})
    where = [(f.path, f.line, f.rule) for f in found]
    assert where == sorted(where)
    assert [f.rule for f in found if f.path == "a.py"] == ["long_module", "unused_import"]


def test_limits_are_by_the_name_of_the_rule() -> None:
    table = ReferenceTable([("a.py", b"def f(a):\n    return a or 1\n")])
    assert not check_all([ComplexFunction()], table, {"long_module": 1})
    assert [f.value for f in check_all([ComplexFunction()], table, {"complex_function": 1})] == [2]


@pytest.mark.parametrize(
    ("comment", "rules"),
    [
        ("x = 1", ["long_module", "unused_import"]),
        ("# pyagent: allow long_module", ["unused_import"]),
        ("# pyagent: allow long_module, unused_import", []),
        ("# pyagent: allow unused_import (a plugin reads it)", ["long_module"]),
        ("x = 1  # pyagent: allow long_module", ["long_module", "unused_import"]),
        ("# pyagent: allow unused_imports", ["long_module", "unused_import"]),
    ],
)
def test_a_comment_allows_a_rule(comment: str, rules: list[str]) -> None:
    table = ReferenceTable([("a.py", f"x = 0\n{comment}\nimport os\n".encode())])
    assert [f.rule for f in check_all([LongModule(), UnusedImport()], table, {"long_module": 1})] == rules


@pytest.mark.parametrize(
    ("paths", "coverage", "expected"),
    [
        ([], b"", "coverage: no coverage.json"),
        (["coverage.json"], b"{}", "coverage: coverage.json has no totals"),
        (["coverage.json"], b"not json", "coverage: coverage.json has no totals"),
    ],
)
def test_an_absent_figure_is_named(paths: list[str], coverage: bytes, expected: str) -> None:
    known, unknown = measured(paths, lambda path: coverage)
    assert known == ()
    assert unknown[0] == expected


def test_coverage_says_where_it_is_from() -> None:
    known, unknown = measured(["coverage.json"], lambda path: b'{"totals": {"percent_covered": 91.25}}')
    assert known == ("coverage: 91.2 % of lines, read from coverage.json",)
    assert unknown == ("tests: not run",)


def test_json_holds_every_file_and_every_finding() -> None:
    table = ReferenceTable(FILES)
    findings = check_all([UnusedImport(), ConflictMarker()], table, {})
    analysis = Analysis(None, table.summary(), findings, table.skipped(), ("tests: not run",))
    report = json.loads(report_json(analysis, table.modules_json()))
    assert report["schema_version"] == 1
    summary = report["summary"]
    assert summary["files_scanned"] + summary["files_skipped"] == summary["files_eligible"] == 3
    assert [module["path"] for module in report["modules"]] == ["a.py", "b.py"]
    assert [skip["path"] for skip in report["skipped"]] == ["c.py"]
    wanted = {"rule", "path", "line", "end_line", "severity", "message", "value", "fingerprint"}
    assert len(report["findings"]) == 3
    assert all(wanted <= finding.keys() for finding in report["findings"])
    assert report["not_measured"] == ["tests: not run"]


def test_json_of_nothing_is_json() -> None:
    table = ReferenceTable([])
    report = json.loads(report_json(Analysis(None, table.summary(), (), (), ()), table.modules_json()))
    assert report["modules"] == report["findings"] == report["skipped"] == []
