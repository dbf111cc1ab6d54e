import pytest

from pyagent_cli.core.model import ChangeSet, FileEdit, Finding, Move, Severity
from pyagent_cli.core.new_findings import findings_refusal, names_refusal, new_findings, new_violations

SPLIT = ChangeSet(
    "split_module",
    "m.py",
    (FileEdit("m.py", "", None), FileEdit("m/__init__.py", None, ""), FileEdit("m/a.py", None, "")),
    (Move("f", "m.py", 10, "m/a.py", 3, 5, True),),
)


def at(
    path: str, value: float | None = 1, symbol: str = "", rule: str = "r", severity: Severity = "warning", line: int = 1
) -> Finding:
    return Finding(rule, path, line, line, severity, "message", value, symbol, f"{path}{line}")


CASES = [
    ([], [], 0),
    ([], [at("m.py")], 1),
    ([], [at("m.py", severity="info")], 0),
    ([], [at("m.py", severity="error")], 1),
    ([at("m.py", line=3)], [at("m.py", line=9)], 0),
    ([at("m.py", 5)], [at("m.py", 6)], 1),
    ([at("m.py", 5)], [at("m.py", 4)], 0),
    ([at("m.py", None)], [at("m.py", None), at("m.py", None, line=2)], 1),
    ([at("m.py", 9, "f")], [at("m/a.py", 9, "f")], 0),
    ([at("m.py", 9, "f")], [at("m/a.py", 9, "g")], 1),
    ([at("m.py", 812)], [at("m/__init__.py", 510)], 0),
    ([at("m.py", 812)], [at("m/__init__.py", 510), at("m/a.py", 520)], 1),
    ([at("m.py", 9)], [at("other.py", 9)], 1),
    ([], [at("m/a.py", 2, rule="import_cycle")], 0),
    ([at("other.py", 2, rule="import_cycle")], [at("other.py", 4, rule="import_cycle")], 0),
    ([], [at("other.py", 2, rule="import_cycle")], 1),
]


@pytest.mark.parametrize(("before", "after", "count"), CASES)
def test_what_is_new(before: list[Finding], after: list[Finding], count: int) -> None:
    found = new_findings(before, after, SPLIT)
    assert len(found) == count
    refusal = findings_refusal(found)
    assert (refusal is None) == (count == 0)
    if refusal:
        assert (refusal.gate, refusal.rule, refusal.path) == ("new_findings", found[0].rule, found[0].path)


def test_violations_are_compared_by_what_they_say() -> None:
    old = [("m.py", 1, "F821", "Undefined name `x`")]
    moved = [("m/a.py", 7, "F821", "Undefined name `x`")]
    assert new_violations(old, moved) == ()
    twice = [*moved, ("m/b.py", 2, "F821", "Undefined name `x`")]
    refusal = names_refusal(new_violations(old, twice))
    assert refusal is not None
    assert (refusal.gate, refusal.rule, refusal.path, refusal.line) == ("names_resolve", "F821", "m/b.py", 2)
    assert names_refusal(()) is None
