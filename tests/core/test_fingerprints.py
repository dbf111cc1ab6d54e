from dataclasses import replace

from pyagent_cli.core.fingerprints import with_fingerprints
from pyagent_cli.core.model import Finding

LONG = Finding("long_module", "a.py", 1, 812, "warning", "812 lines (limit 500)", 812, "", "")
UNUSED = Finding("unused_import", "a.py", 3, 3, "warning", "os is imported but unused", None, "os", "")


def prints(*findings: Finding) -> list[str]:
    return [finding.fingerprint for finding in with_fingerprints(findings)]


def test_moved_lines_and_changed_figures_are_the_same_finding() -> None:
    grown = replace(LONG, end_line=900, message="900 lines (limit 500)", value=900)
    assert prints(LONG) == prints(grown)
    assert prints(UNUSED) == prints(replace(UNUSED, line=30, end_line=30))


def test_two_of_a_kind_are_told_apart_in_the_order_of_lines() -> None:
    first, second = prints(replace(UNUSED, line=9), UNUSED)
    assert first != second
    assert first == prints(UNUSED)[0]


def test_another_rule_path_or_symbol_is_another_finding() -> None:
    others = [replace(UNUSED, path="b.py"), replace(UNUSED, symbol="re"), replace(UNUSED, rule="long_module")]
    assert len({*prints(UNUSED), *(prints(other)[0] for other in others)}) == 4
