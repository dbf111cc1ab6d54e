from __future__ import annotations

import pytest

from pyagent_cli.core.changes import apply
from pyagent_cli.core.gates.public_api import PublicApi
from pyagent_cli.core.model import ChangeSet, FileEdit

OLD = """\
import os
from sys import path

LIMIT = 3


def f(a, b=1): ...


class C:
    size = 1

    def go(self, x): ...
"""


@pytest.mark.parametrize(
    ("after", "rule"),
    [
        (OLD, None),
        (OLD.replace("import os\n", ""), None),
        (OLD.replace("LIMIT = 3", "LIMIT = 4"), None),
        (OLD + "\n\ndef more(): ...\n", None),
        (OLD.replace("LIMIT = 3\n", ""), "name_removed"),
        (OLD.replace("b=1", "b=2"), "signature_changed"),
        (OLD.replace("a, b", "b, a"), "signature_changed"),
        (OLD.replace("    size = 1\n", ""), "name_removed"),
        (OLD.replace("go(self, x)", "go(self)"), "signature_changed"),
        (OLD.replace("def f(a, b=1): ...", "f = 3"), "kind_changed"),
    ],
)
def test_one_module(after: str, rule: str | None) -> None:
    change = ChangeSet("x", "m.py", (FileEdit("m.py", OLD, after),))
    refusal = PublicApi().check({"m.py": OLD}, {"m.py": after}, change)
    assert (refusal and refusal.rule) == rule
    assert refusal is None or refusal.line


def test_an_import_that_is_listed_in_all_is_part_of_the_module() -> None:
    old = "import os\n__all__ = ['os']\n"
    new = "__all__ = ['os']\n"
    change = ChangeSet("x", "m.py", (FileEdit("m.py", old, new),))
    refusal = PublicApi().check({"m.py": old}, {"m.py": new}, change)
    assert refusal is not None and (refusal.rule, refusal.path) == ("name_removed", "m.py")


PART = "def f(a, b=1): ...\n\n\nclass C:\n    size = 1\n\n    def go(self, x): ...\n"
FACADE = "import os\nfrom sys import path\n\nfrom ._part import C, f\n\nLIMIT = 3\n"


@pytest.mark.parametrize(
    ("facade", "part", "rule"),
    [
        (FACADE, PART, None),
        (FACADE.replace("C, f", "f"), PART, "name_removed"),
        (FACADE.replace("import os\n", ""), PART, "name_removed"),
        (FACADE, PART.replace("self, x", "self"), "signature_changed"),
        (None, PART, "module_removed"),
    ],
)
def test_a_facade_is_the_module(facade: str | None, part: str, rule: str | None) -> None:
    edits = [FileEdit("m.py", OLD, None), FileEdit("m/_part.py", None, part)]
    if facade is not None:
        edits.append(FileEdit("m/__init__.py", None, facade))
    change = ChangeSet("x", "m.py", tuple(edits))
    refusal = PublicApi().check({"m.py": OLD}, apply(change, {"m.py": OLD}), change)
    assert (refusal and refusal.rule) == rule
