import pytest

from pyagent_cli.core.model import Skip
from pyagent_cli.core.reference.table import ReferenceTable

BROKEN = b"def f(:\n" + b"<" * 7 + b" a\n" + b"=" * 7 + b"\n" + b">" * 7 + b" b\n"


def test_every_file_is_accounted_for() -> None:
    files = [("good.py", b"x = 1\n"), ("broken.py", BROKEN), ("nul.py", b"a\0"), ("notes.txt", b"text\n")]
    table = ReferenceTable(files, unread=[Skip("gone.py", "does not exist")])
    summary = table.summary()
    assert (summary.files_eligible, summary.files_scanned, summary.files_skipped) == (5, 2, 3)
    assert [skip.path for skip in table.skipped()] == ["broken.py", "gone.py", "nul.py"]
    assert [skip.lines for skip in table.skipped()] == [4, None, 1]


def test_a_file_that_does_not_parse_still_has_its_conflicts() -> None:
    assert ReferenceTable([("broken.py", BROKEN)]).conflict_markers() == (("broken.py", 2),)


def test_metrics_are_named() -> None:
    table = ReferenceTable([("a.py", b"def f():\n    pass\n"), ("b.py", b"")])
    assert [row.qualname for row in table.functions_over("lines", 1)] == ["f"]
    assert [row.path for row in table.modules_over("functions", 0)] == ["a.py"]
    assert table.functions_over("cyclomatic", 1) == ()
    with pytest.raises(ValueError, match="no metric"):
        table.modules_over("beauty", 0)
    with pytest.raises(ValueError, match="flavour"):
        ReferenceTable([], "vanilla")


def test_edges_leave_out_what_an_import_does_not_run() -> None:
    source = b"import a\nif TYPE_CHECKING:\n    import b\nelse:\n    import c\ndef f():\n    import d\n"
    table = ReferenceTable([("m.py", source)])
    assert [(fact.module, fact.guards) for fact in table.import_edges()] == [("a", ()), ("c", ("conditional",))]
