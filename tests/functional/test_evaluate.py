"""The real command on real small repositories."""

import difflib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.environments import SRC, path_file, project
from tests.repositories import git, snapshot, write

FILES = {
    **SRC,
    "src/pkg/mod.py": "import os\n\nSCALE = 1\n\n\ndef f(n, scale=SCALE):\n    return n + scale\n",
    "src/pkg/alone.py": "import os\n",
    "tests/conftest.py": "",
}
TEXT = FILES["src/pkg/mod.py"]


def pyagent(root: Path, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYAGENT_", "GIT_", "VIRTUAL"))}
    env = {**kept, **{f"XDG_{name}_HOME": str(root.parent / name) for name in ("STATE", "CACHE", "CONFIG")}}
    command = [sys.executable, "-m", "pyagent_cli", *args]
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, input=stdin, check=False)


def patch(path: str, after: str) -> str:
    old, new = FILES[path].splitlines(True), after.splitlines(True)
    body = "".join(difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"))
    return f"diff --git a/{path} b/{path}\n{body}"


MOD, TEST = "src/pkg/mod.py", "tests/test_mod.py"
VERDICTS: Mapping[str, tuple[str, str, str]] = {
    "an unused import": (MOD, TEXT.replace("import os\n\n", ""), "accepted"),
    "an off-by-one": (MOD, TEXT.replace("n + scale", "n + scale + 1"), "refused tests/test_differs"),
    "a changed default": (MOD, TEXT.replace("SCALE = 1", "SCALE = 2"), "refused tests/test_differs"),
    "a lost function": (MOD, TEXT.replace("def f(", "def _g("), "refused public_api"),
    "a name that is not there": (MOD, TEXT.replace("n + scale", "n + scael"), "refused names_resolve/F821"),
    "not Python": (MOD, TEXT + "def (:\n", "refused parses"),
    "a weaker assert": (TEST, FILES[TEST].replace("== 2", ">= 0"), "refused judge_files"),
    "an edited conftest": ("tests/conftest.py", "import pytest\n", "refused judge_files"),
    "an early end": (MOD, TEXT + "import os as _o\n_o._exit(0)\n", "refused"),
    "a module without tests": ("src/pkg/alone.py", "", "unmeasured canary/tests_do_not_notice"),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdicts(tmp_path: Path, name: str) -> None:
    path, after, expected = VERDICTS[name]
    root = project(tmp_path / "user", FILES, path_file)
    write(root, {"src/pkg/mod.py": "work in progress(\n", "new.txt": "untracked"})
    before = snapshot(root)
    done = pyagent(root, "evaluate", "--patch", "-", "--trust", "--json", stdin=patch(path, after))
    assert snapshot(root) == before
    assert done.stdout, done.stderr
    (change,) = json.loads(done.stdout)["changes"]
    refusal = change["refusal"]
    verdict = change["status"] + (f" {refusal['gate']}/{refusal['rule']}" if refusal else "")
    assert verdict.startswith(expected), done.stdout
    assert done.returncode == (0 if expected == "accepted" else 1)


def test_a_commit_is_compared_with_its_parent(tmp_path: Path) -> None:
    root = project(tmp_path / "user", FILES, path_file)
    write(root, {MOD: VERDICTS["an unused import"][1]})
    git(root, "commit", "-q", "-am", "Remove an import")
    done = pyagent(root, "evaluate", "--change", "HEAD", "--trust")
    assert (done.returncode, "accepted" in done.stdout) == (0, True), done.stderr
    assert "2 passed, 0 failed, 0 skipped, 0 errors" in done.stdout


WRONG = {
    "two options": (("--patch", "x", "--change", "HEAD"), 2, "one of --patch"),
    "no such file": (("--patch", "nowhere.diff"), 2, "no file nowhere.diff"),
    "no such commit": (("--change", "nope"), 2, "no commit 'nope'"),
    "no trust": (("--change", "HEAD"), 2, "--trust"),
    "no run": (("--trust",), 2, "pyagent run"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_says_what_to_do(tmp_path: Path, name: str) -> None:
    args, code, words = WRONG[name]
    root = project(tmp_path / "user", FILES, path_file)
    write(root, {"x.py": ""})
    git(root, "add", "x.py")
    git(root, "commit", "-q", "-m", "second")
    before = snapshot(root)
    done = pyagent(root, "evaluate", *args)
    assert (done.returncode, words in done.stderr, done.stdout) == (code, True, ""), done.stderr
    assert snapshot(root) == before


def test_no_interpreter_and_a_suite_that_cannot_be_collected(tmp_path: Path) -> None:
    root = project(tmp_path / "user", {**FILES, TEST: "import absent_thing\n"}, path_file)
    text = patch(MOD, VERDICTS["an unused import"][1])
    done = pyagent(root, "evaluate", "--patch", "-", "--trust", stdin=text)
    assert (done.returncode, "No module named 'absent_thing'" in done.stderr) == (3, True), done.stderr
    (root / ".venv/bin/python").unlink()
    done = pyagent(root, "evaluate", "--patch", "-", "--trust", stdin=text)
    assert (done.returncode, "--python" in done.stderr) == (3, True), done.stderr
