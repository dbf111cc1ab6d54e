from __future__ import annotations

from pathlib import Path

import pytest

from pyagent_cli.core.codemods.remove_unused_imports import RemoveUnusedImports
from pyagent_cli.core.model import CodemodOptions, FileEdit, Refusal

CASES = Path(__file__).parents[2] / "cases" / "codemods" / "remove_unused_imports"
OPTIONS = CodemodOptions(python=(3, 11))


def outcome(files: dict[str, str], path: str, symbol: str = "") -> str:
    """The text after the change; before, when it is refused."""
    result = RemoveUnusedImports().change(files, path, symbol, OPTIONS)
    if isinstance(result, Refusal):
        assert result.gate == "codemod" and result.why and result.remedy
        return files[path]
    assert result.edits == (FileEdit(path, files[path], result.edits[0].after),)
    return result.edits[0].after or ""


@pytest.mark.parametrize("name", sorted(path.stem for path in (CASES / "before").glob("*.py")))
def test_cases(name: str) -> None:
    before, after = (CASES / side / f"{name}.py" for side in ("before", "after"))
    assert outcome({"pkg/mod.py": before.read_bytes().decode()}, "pkg/mod.py") == after.read_bytes().decode()


@pytest.mark.parametrize(
    ("path", "text", "kept"),
    [
        ("pkg/other.py", "x = 1\n", False),
        ("pkg/other.py", "from .mod import name\n", True),
        ("pkg/other.py", "from pkg.mod import (\n    a,\n    name,\n)\n", True),
        ("pkg/other.py", "from .mod import *\n", True),
        ("pkg/other.py", "from . import mod\nmod.name()\n", True),
        ("tests/test_mod.py", "from unittest import mock\nmock.patch('pkg.mod.name')\n", True),
        ("tests/test_mod.py", "def test(monkeypatch):\n    monkeypatch.setattr(mod, 'name', 1)\n", True),
        ("pyproject.toml", '[project.scripts]\nx = "pkg.mod:name"\n', True),
        ("pkg/other.py", "from .another import name\n", False),
    ],
)
def test_a_name_that_somebody_may_take_from_the_module_stays(path: str, text: str, kept: bool) -> None:
    before = "from os import name\n"
    after = outcome({"pkg/mod.py": before, path: text}, "pkg/mod.py")
    assert after == (before if kept else "")


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("pkg/__init__.py", "import os\n", "is_package_init"),
        ("tests/test_a.py", "import os\n", "test_file"),
        ("a.py", "# ruff: noqa\nimport os\n", "noqa"),
        ("a.py", "import os\nexec('os')\n", "module_uses_namespace"),
        ("a.py", "import os\nprint(os)\n", "nothing_certain"),
        ("a.py", "import = os\n", "syntax_error"),
    ],
)
def test_refusals(path: str, text: str, rule: str) -> None:
    result = RemoveUnusedImports().change({path: text}, path, "", OPTIONS)
    assert isinstance(result, Refusal) and result.rule == rule


def test_a_submodule_of_the_repository_may_be_imported_for_its_effects() -> None:
    files = {"pkg/mod.py": "from . import plugins\n", "pkg/plugins.py": ""}
    assert outcome(files, "pkg/mod.py") == files["pkg/mod.py"]


def test_one_name_may_be_asked_for() -> None:
    files = {"a.py": "import os\nimport re\n"}
    assert outcome(files, "a.py", "re") == "import os\n"
    assert outcome(files, "a.py", "json") == files["a.py"]
