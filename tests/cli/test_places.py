"""Where a command acts, by what was typed and from where."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@localhost")
    subprocess.run(("git", *identity, *words), cwd=folder, check=True, capture_output=True)


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A repository `shop` with a module and an ignored folder, and a plain folder `plain` beside it."""
    for name in ("shop/pkg/a.py", "shop/build/b.py", "plain/c.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("import os\n")
    (tmp_path / "shop/.gitignore").write_text("build/\n")
    git(tmp_path / "shop", "init", "--quiet", ".")
    git(tmp_path / "shop", "add", ".")
    git(tmp_path / "shop", "commit", "--quiet", "-m", "first")
    return tmp_path


@pytest.mark.parametrize(
    ("cwd", "words", "found"),
    [
        ("shop", (), ["pkg/a.py"]),
        ("shop/pkg", ("a.py",), ["a.py"]),
        ("shop", ("pkg",), ["pkg/a.py"]),
        ("shop", ("build",), ["build/b.py"]),
        ("shop", ("../plain",), ["c.py"]),
        ("plain", ("../shop",), ["pkg/a.py"]),
        ("plain", ("../shop/pkg",), ["pkg/a.py"]),
        ("plain", ("../shop/build",), ["b.py"]),
        ("plain", ("../shop/pkg/a.py",), ["a.py"]),
        ("plain", (), ["c.py"]),
        (".", ("shop",), ["pkg/a.py"]),
        (".", ("plain",), ["plain/c.py"]),
        ("plain", ("-C", "../shop", "pkg"), ["pkg/a.py"]),
    ],
)
def test_analyze_acts_where_the_paths_lie(places: Path, cwd: str, words: tuple[str, ...], found: list[str]) -> None:
    command = (sys.executable, "-m", "pyagent_cli", "analyze", "--json", *words)
    done = subprocess.run(command, cwd=places / cwd, check=True, capture_output=True)
    assert [module["path"] for module in json.loads(done.stdout)["modules"]] == found
