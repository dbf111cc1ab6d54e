"""The examples of docs/metrics.md are true, for both engines."""

import ast
import re
import sys
from pathlib import Path

import pytest

from pyagent_cli.adapters.scan import NativeScanner
from pyagent_cli.core.reference.table import ReferenceTable

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
EXAMPLE = re.compile(r"```python\n# default (\d+), radon (\d+)\n(.*?)```", re.DOTALL)
EXAMPLES = [(int(default), int(radon), source) for default, radon, source in EXAMPLE.findall(PAGE.read_text("utf-8"))]


@pytest.mark.parametrize(("default", "radon", "source"), EXAMPLES)
def test_examples(default: int, radon: int, source: str) -> None:
    ast.parse(source, feature_version=sys.version_info[:2])
    for flavour, expected in (("default", default), ("radon", radon)):
        files = [("example.py", source.encode())]
        for table in (NativeScanner().scan_texts(files, flavour), ReferenceTable(files, flavour)):
            (row,) = table.functions_over("cyclomatic", 0)
            assert row.cyclomatic == expected


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) == 4
