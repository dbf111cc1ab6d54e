from __future__ import annotations

import pytest

from pyagent_cli.core.changes import apply
from pyagent_cli.core.gates.parses import Parses
from pyagent_cli.core.model import ChangeSet, FileEdit

OLD = '[project]\nrequires-python = ">=3.7"\n'


@pytest.mark.parametrize(
    ("path", "after", "settings", "rule"),
    [
        ("a.py", "x = 2\n", "", None),
        ("a.py", "x = = 2\n", "", "syntax_error"),
        ("a.py", None, "", None),
        ("a.txt", "x = = 2\n", "", None),
        ("a.py", "\ufeffx = 2\r\n", "", None),
        ("a.py", "if (x := 2): pass\n", "", None),
        ("a.py", "if (x := 2): pass\n", OLD, "syntax_error"),
        ("a.py", "if (x := 2): pass\n", "not toml =", None),
    ],
)
def test_parses(path: str, after: str | None, settings: str, rule: str | None) -> None:
    before = {path: "x = 1\n", "pyproject.toml": settings}
    change = ChangeSet("x", path, (FileEdit(path, "x = 1\n", after),))
    refusal = Parses().check(before, apply(change, before), change)
    assert (refusal and refusal.rule) == rule
