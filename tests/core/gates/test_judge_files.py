from __future__ import annotations

import pytest

from pyagent_cli.core.gates.judge_files import JudgeFiles
from pyagent_cli.core.model import ChangeSet, FileEdit

PROJECT = '[project]\nname = "a"\n[tool.setuptools]\npackages = ["a"]\n[tool.pytest.ini_options]\naddopts = "-q"\n'
SETUP = "[metadata]\nname = a\n[options]\npackages =\n    a\n[tool:pytest]\naddopts = -q\n"


@pytest.mark.parametrize(
    ("path", "before", "after", "rule"),
    [
        ("pkg/a.py", "x = 1\n", "x = 2\n", None),
        ("tests/test_a.py", "x = 1\n", "x = 2\n", "test_file"),
        ("pkg/conftest.py", None, "x = 2\n", "test_file"),
        ("tox.ini", "[tox]\n", None, "test_file"),
        ("pyproject.toml", PROJECT, PROJECT.replace('["a"]', '["a", "a.b"]'), None),
        ("pyproject.toml", PROJECT, PROJECT.replace("-q", "-x"), "tool_settings"),
        ("pyproject.toml", PROJECT, PROJECT + "[tool.coverage.report]\nfail_under = 1\n", "tool_settings"),
        ("setup.cfg", SETUP, SETUP.replace("    a\n", "    a\n    a.b\n"), None),
        ("setup.cfg", SETUP, SETUP.replace("-q", "-x"), "tool_settings"),
        ("setup.py", "setup()\n", "setup(packages=[])\n", None),
    ],
)
def test_judge_files(path: str, before: str | None, after: str | None, rule: str | None) -> None:
    refusal = JudgeFiles().check({}, {}, ChangeSet("x", path, (FileEdit(path, before, after),)))
    assert (refusal and refusal.rule) == rule
