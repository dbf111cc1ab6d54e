"""`pyagent run` on a real small repository: what it brings, and that it leaves the checkout as it was."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.environments import SRC, path_file, project
from tests.functional.test_evaluate import FILES, pyagent
from tests.repositories import git, snapshot, write


def dirty(root: Path) -> None:
    write(root, {"src/pkg/mod.py": "work in progress(\n", "new.txt": "untracked", "staged.txt": "staged"})
    git(root, "add", "staged.txt")


def detached(root: Path) -> None:
    git(root, "checkout", "-q", "--detach")


def hooked(root: Path) -> None:
    for name in ("pre-commit", "post-checkout", "reference-transaction", "post-commit"):
        hook = root / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {root}/hooked\n")
        hook.chmod(0o755)


STATES: dict[str, Callable[[Path], None]] = {"dirty": dirty, "detached": detached, "hooked": hooked}


def without_own(found: dict[str, str]) -> dict[str, str]:
    """A snapshot without what a run may add: objects, and the one branch with the folders above it."""
    return {name: state for name, state in found.items() if "objects/" not in name and "heads/pyagent" not in name}


@pytest.mark.parametrize("state", STATES)
def test_a_run_adds_one_branch_and_nothing_else(tmp_path: Path, state: str) -> None:
    root = project(tmp_path / "user", FILES, path_file)
    STATES[state](root)
    before = snapshot(root)
    done = pyagent(root, "run", "--trust", "--offline", "--json")
    assert done.returncode == 0, done.stderr
    assert without_own(snapshot(root)) == without_own(before)
    report = json.loads(done.stdout)
    assert git(root, "branch", "--list", "pyagent/*", "--format=%(refname:short)") == report["branch"]
    statuses = {change["path"]: change["status"] for change in report["changes"]}
    assert statuses == {"src/pkg/alone.py": "unmeasured", "src/pkg/mod.py": "accepted"}
    assert report["tests"]["before"] == report["tests"]["after"]
    assert "import os" not in git(root, "show", f"{report['branch']}:src/pkg/mod.py")


def test_a_test_that_fails_before_is_named_and_fails_the_same_way(tmp_path: Path) -> None:
    broken = {**FILES, "tests/test_broken.py": "def test_broken():\n    assert 1 == 2\n"}
    root = project(tmp_path / "user", broken, path_file)
    done = pyagent(root, "run", "--trust", "--offline", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["tests"]["before"]["failed"], report["tests"]["after"]["failed"]) == (1, 1)
    assert "accepted" in {change["status"] for change in report["changes"]}
    text = next((tmp_path / "STATE").rglob("report.md")).read_text()
    assert "test_broken" in text


def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path) -> None:
    slow = {**SRC, "tests/test_slow.py": "import time\n\n\ndef test_slow():\n    time.sleep(60)\n"}
    root = project(tmp_path / "user", slow, path_file)
    before = snapshot(root)
    started = time.monotonic()
    with subprocess.Popen(
        (sys.executable, "-m", "pyagent_cli", "run", "--trust", "--offline"),
        cwd=root,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "STATE")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it has begun
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert (process.returncode, b"Traceback" in said) == (130, False), said
    assert time.monotonic() - started < 30
    assert snapshot(root) == before
    assert not list((tmp_path / "STATE").rglob("test_slow.py"))
