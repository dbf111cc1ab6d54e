"""Runs one rule over the folders of its cases, with both engines."""

from __future__ import annotations

from pathlib import Path

from pyagent_cli.adapters.scan import native_scanner, reference_scanner
from pyagent_cli.core.analysis import check_all
from pyagent_cli.core.interests import Rule

CASES = Path(__file__).parent / "cases" / "analyzers"


def check_cases(rule: Rule) -> None:
    """`positive` and `negative` hold files and `expected.txt`, one line per finding."""
    folder = CASES / rule.name
    limit = folder / "limit.txt"
    limits = {rule.name: int(limit.read_text())} if limit.exists() else {}
    for case in ("positive", "negative"):
        root = folder / case
        paths = sorted(str(path.relative_to(root)) for path in root.rglob("*.py*") if path.suffix != ".pyc")
        for scanner in (native_scanner(), reference_scanner()):
            findings = check_all([rule], scanner.scan(root, paths), limits)
            lines = [f"{f.path}:{f.line} {f.severity} {f.message}\n" for f in findings]
            assert "".join(lines) == (root / "expected.txt").read_text(), (case, scanner)
