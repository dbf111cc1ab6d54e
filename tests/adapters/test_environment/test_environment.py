from collections.abc import Mapping
from pathlib import Path

import pytest

from pyagent_cli.adapters.test_environment.environment import PythonTestEnvironment, SuiteOptions
from pyagent_cli.errors import EnvironmentFailed
from tests.environments import FLAT, MODULE, SRC, WAYS, copied, copy_of, environment, path_file, project, without_pytest
from tests.repositories import git, snapshot, write

RAISE = {"pkg/mod.py": "raise RuntimeError('canary')\n"}


def opened(
    root: Path, options: SuiteOptions | None = None, environ: Mapping[str, str] | None = None
) -> PythonTestEnvironment:
    def ignored() -> tuple[str, ...]:
        listed = git(root, "ls-files", "--others", "--ignored", "--exclude-standard", "--directory")
        return tuple(listed.splitlines())

    environ = {"PATH": "/usr/bin:/bin"} if environ is None else environ
    return PythonTestEnvironment([root], options or SuiteOptions(), ignored, environ=environ)


def below(files: Mapping[str, str], name: str) -> str:
    return next(path for path in files if path.endswith(name))


@pytest.mark.parametrize("way", WAYS)
def test_the_tests_test_the_worktree(tmp_path: Path, way: str) -> None:
    files, install = WAYS[way]
    root = project(tmp_path / "user", files, install)
    before = snapshot(root)
    module = below(files, "pkg/mod.py")
    good = copy_of(root, tmp_path / "good", {})
    broken = copy_of(root, tmp_path / "broken", {module: "raise RuntimeError('canary')\n"})
    with opened(root) as tests:
        fine, red = tests.run(good), tests.run(broken, collect_only=True)
    expected = {"tests/test_mod.py::test_here": "passed", "tests/test_mod.py::test_in_a_process": "passed"}
    assert dict(fine.outcomes) == expected
    assert (fine.failure, fine.origins) == (None, ())
    assert module in fine.loaded
    assert red.outcomes == (("collect::tests/test_mod.py", "error"),)
    assert (red.failures, red.origins) == ((("collect::tests/test_mod.py", "RuntimeError: canary"),), ())
    assert snapshot(root) == before


@pytest.mark.parametrize("way", ["flat, path file", "src, import hook", "src, copied"])
def test_a_module_from_elsewhere_is_reported(tmp_path: Path, way: str) -> None:
    files, install = WAYS[way]
    root = project(tmp_path / "user", files, install)
    place = root / ".venv" if install is copied else root / below(files, "pkg/__init__.py").removesuffix("/__init__.py")
    code = f"import sys, runpy; runpy.run_path({str(next(place.rglob('mod.py')))!r}); import os; os._exit(0)"
    test = f"import subprocess, sys\ndef test_escape():\n    subprocess.check_call([sys.executable, '-c', {code!r}])\n"
    worktree = copy_of(root, tmp_path / "work", {"tests/test_escape.py": test})
    with opened(root) as tests:
        result = tests.run(worktree)
    assert dict(result.outcomes)["tests/test_escape.py::test_escape"] == "passed"
    assert [Path(origin).name for origin in result.origins] == ["mod.py"]


def test_a_program_started_without_an_environment_is_still_under_the_overlay(tmp_path: Path) -> None:
    root = project(tmp_path / "user", SRC, path_file)
    call = "subprocess.run([sys.executable, '-c', 'import pkg.mod'], env={}, check=True)"
    test = f"import subprocess, sys\ndef test_it():\n    {call}\n"
    worktree = copy_of(root, tmp_path / "work", {"tests/test_mod.py": test, "src/pkg/mod.py": "raise SystemExit(3)\n"})
    with opened(root) as tests:
        result = tests.run(worktree)
    assert dict(result.outcomes) == {"tests/test_mod.py::test_it": "failed"}
    assert result.failures == (("tests/test_mod.py::test_it", "CalledProcessError"),)


def test_ignored_build_products_are_copied_and_nothing_else(tmp_path: Path) -> None:
    files = {**SRC, ".gitignore": ".venv/\n_version.py\ndata/\n.env\n__pycache__/\n*.egg-info/\n"}
    files["src/pkg/__init__.py"] = "from pkg._version import version\n"
    root = project(tmp_path / "user", files, path_file)
    worktree = copy_of(root, tmp_path / "work", {})
    wanted = {"src/pkg/_version.py": "version = '1'\n", "src/pkg/data/x/y.txt": "y", "src/pkg.egg-info/PKG-INFO": "n"}
    left_out = {".env": "SECRET=1\n", "data/big": "b", "src/pkg/__pycache__/a.pyc": "c"}
    write(root, {**wanted, **left_out})
    with opened(root) as tests:
        assert tests.run(worktree).failure is None
    assert {path for path in {**wanted, **left_out} if (worktree / path).exists()} == set(wanted)


def test_commands_of_the_environment_start_through_the_overlay(tmp_path: Path) -> None:
    test = (
        "import os, subprocess\ndef test_tool():\n"
        "    assert subprocess.check_output(['tool'], env={'PATH': os.environ['PATH']}) == b'2\\n'\n"
    )
    root = project(tmp_path / "user", {**SRC, "tests/test_tool.py": test}, path_file)
    tool = root / ".venv/bin/tool"
    tool.write_text(f"#!{root}/.venv/bin/python\nfrom pkg.mod import f\nprint(f(0))\n")
    tool.chmod(0o755)
    worktree = copy_of(root, tmp_path / "work", {"src/pkg/mod.py": "def f(n): return 2\n"})
    with opened(root) as tests:
        assert dict(tests.run(worktree).outcomes)["tests/test_tool.py::test_tool"] == "passed"


OUTCOMES = """
import pytest

def test_passed(): pass
def test_failed(): assert 0
@pytest.fixture
def broken(): raise ValueError
def test_error(broken): pass
@pytest.mark.skip
def test_skipped(): pass
@pytest.mark.xfail
def test_xfailed(): assert 0
@pytest.mark.xfail
def test_xpassed(): pass
@pytest.mark.parametrize("n", [1, 2])
def test_many(n): pass
"""
UNITTEST = """
import unittest

class T(unittest.TestCase):
    def test_passed(self): pass
    def test_failed(self): self.fail()
    def test_error(self): raise ValueError
    @unittest.skip("x")
    def test_skipped(self): pass
    @unittest.expectedFailure
    def test_xfailed(self): self.fail()
    @unittest.expectedFailure
    def test_xpassed(self): pass
    def test_sub(self):
        for n in (1, 2):
            with self.subTest(n=n): self.assertEqual(n, 1)
"""


@pytest.mark.parametrize("command", [(), ("pytest", "tests", "-q"), ("python", "-m", "pytest", "-p", "no:terminal")])
def test_outcomes_of_pytest(tmp_path: Path, command: tuple[str, ...]) -> None:
    root = project(tmp_path / "user", {**FLAT, "tests/test_mod.py": OUTCOMES, "tests/test_b.py": "import absent\n"})
    script = root / ".venv/bin/pytest"
    script.write_text(f"#!{root}/.venv/bin/python\nimport sys, pytest\nsys.exit(pytest.main())\n")
    script.chmod(0o755)
    with opened(root, SuiteOptions(command=command)) as tests:
        result = tests.run(copy_of(root, tmp_path / "work", {}))
        again = tests.run(tmp_path / "work", only=["tests/test_mod.py::test_many[2]", "tests/test_mod.py::test_failed"])
        first = tests.run(tmp_path / "work", stop_early=True, only=["tests/test_mod.py::test_failed"])
    found = {test.rpartition("test_mod.py::test_")[2]: outcome for test, outcome in result.outcomes}
    assert found == {
        **{name: name for name in ("passed", "failed", "error", "skipped", "xfailed", "xpassed")},
        "many[1]": "passed",
        "many[2]": "passed",
        "collect::tests/test_b.py": "error",
    }
    assert dict(result.failures)["tests/test_mod.py::test_error"] == "ValueError"
    assert [outcome for test, outcome in again.outcomes if "::test_" in test] == ["failed", "passed"]
    assert dict(first.outcomes)["collect::tests/test_b.py"] == "error"
    assert (tests.command, result.failure) == (command or ("python", "-m", "pytest"), None)


@pytest.mark.parametrize("command", [(), ("python", "-m", "unittest", "discover", "-s", "tests", "-t", ".")])
def test_outcomes_of_unittest(tmp_path: Path, command: tuple[str, ...]) -> None:
    root = project(tmp_path / "user", {**FLAT, "tests/__init__.py": "", "tests/test_mod.py": UNITTEST})
    without_pytest(root)
    with opened(root, SuiteOptions(command=command)) as tests:
        result = tests.run(copy_of(root, tmp_path / "work", {}))
        one = tests.run(tmp_path / "work", only=["tests.test_mod.T.test_passed"])
        collected = tests.run(tmp_path / "work", collect_only=True)
    found = {test.rpartition("test_")[2]: outcome for test, outcome in result.outcomes}
    names = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")
    assert found == {**{name: name for name in names}, "sub": "failed"}
    assert one.outcomes == (("tests.test_mod.T.test_passed", "passed"),)
    assert (collected.failure, collected.outcomes) == (None, ())


DOCTEST = 'def g():\n    """\n    >>> g()\n    1\n    """\n    return 1\n'


def test_a_doctest_keeps_its_id_when_it_moves(tmp_path: Path) -> None:
    root = project(tmp_path / "user", {"pkg/__init__.py": "", "pkg/a.py": DOCTEST, "pkg/b.py": ""})
    moved = copy_of(root, tmp_path / "moved", {"pkg/b.py": DOCTEST, "pkg/a.py": "from pkg.b import g\n"})
    with opened(root, SuiteOptions(command=("python", "-m", "pytest", "--doctest-modules"))) as tests:
        before, after = tests.run(copy_of(root, tmp_path / "base", {})), tests.run(moved)
    assert before.outcomes == after.outcomes
    assert before.outcomes[0][0].startswith("doctest::")


FAILURES: Mapping[str, tuple[Mapping[str, str], str]] = {
    "no tests": ({"tests/test_mod.py": ""}, "no tests were collected"),
    "os._exit": ({"tests/test_mod.py": "def test_a():\n    import os\n    os._exit(0)\n"}, "ended before its report"),
    "conftest": ({"tests/conftest.py": "import absent_thing\n"}, "No module named 'absent_thing'"),
    "slow": ({"tests/test_mod.py": "import time\ndef test_a():\n    time.sleep(30)\n"}, "did not end within 2 seconds"),
    "not python": ({"tests/test_mod.py": "def test_a(:\n"}, "SyntaxError"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_suite_without_outcomes_says_why(tmp_path: Path, name: str) -> None:
    files, why = FAILURES[name]
    root = project(tmp_path / "user", {**FLAT, **files})
    with opened(root, SuiteOptions(time_limit=2)) as tests:
        result = tests.run(copy_of(root, tmp_path / "work", {}))
    assert result.failure is not None
    assert why in result.failure
    assert str(tmp_path) not in result.failure


def test_lines_executed(tmp_path: Path) -> None:
    threaded = (
        "import threading\nfrom pkg.mod import f\ndef test_a():\n"
        "    t = threading.Thread(target=f, args=(1,))\n    t.start()\n    t.join()\n"
    )
    root = project(tmp_path / "user", {**SRC, "tests/test_mod.py": threaded})
    with opened(root) as tests:
        result = tests.run(copy_of(root, tmp_path / "work", {}), trace=["src/pkg/mod.py"])
    assert result.executed == (("src/pkg/mod.py", (1, 2, 4)),)


def test_a_suite_sees_no_secrets_and_its_own_home(tmp_path: Path) -> None:
    test = (
        "import os\ndef test_a():\n"
        "    assert [k for k in os.environ if 'TOKEN' in k or 'KEY' in k or 'SECRET' in k] == []\n"
        "    assert os.environ['HOME'] != '/home/me' and os.environ['KEPT'] == 'yes'\n"
    )
    root = project(tmp_path / "user", {**FLAT, "tests/test_mod.py": test})
    environ = {
        "PATH": "/bin",
        "HOME": "/home/me",
        "GITHUB_TOKEN": "t",
        "OPENAI_API_KEY": "k",
        "MY_SECRET": "s",
        "KEPT": "yes",
    }
    with opened(root, environ=environ) as tests:
        assert dict(tests.run(copy_of(root, tmp_path / "work", {})).outcomes) == {"tests/test_mod.py::test_a": "passed"}


def test_each_module_imports_first(tmp_path: Path) -> None:
    cyclic = {"src/pkg/a.py": "from pkg.b import y\nx = 1\n", "src/pkg/b.py": "from pkg.a import x\ny = 2\n"}
    root = project(tmp_path / "user", {**SRC, **cyclic, "src/pkg/__main__.py": "raise SystemExit\n", "setup.py": ""})
    work = copy_of(root, tmp_path / "work", {})
    with opened(root) as tests:
        paths = ["src/pkg/__init__.py", "src/pkg/mod.py", "src/pkg/__main__.py", "setup.py", "tests/test_mod.py"]
        names = tests.modules(work, paths)
        assert names == ("pkg", "pkg.mod")
        assert tests.import_alone(work, names) is None
        refusal = tests.import_alone(work, ("pkg.mod", "pkg.b"))
    assert refusal is not None
    assert (refusal.gate, refusal.path, refusal.line) == ("imports", "src/pkg/a.py", 1)
    assert "pkg.b cannot be imported first: ImportError" in refusal.why


def test_which_interpreter(tmp_path: Path) -> None:
    root = project(tmp_path / "user")
    other = environment(tmp_path / "other").parents[2]
    with opened(root) as tests:
        assert tests.interpreter.prefix == root / ".venv"
    with opened(root, environ={"VIRTUAL_ENV": str(other)}) as tests:
        assert tests.interpreter.prefix == other
    for named in (str(other), str(other / "bin/python")):
        with opened(root, SuiteOptions(python=named), {"VIRTUAL_ENV": "/nowhere"}) as tests:
            assert tests.interpreter.prefix == other
    bare = tmp_path / "bare"
    bare.mkdir()
    with pytest.raises(EnvironmentFailed, match="--python"):
        opened(bare)
    with pytest.raises(EnvironmentFailed, match="/no/python"):
        opened(root, SuiteOptions(python="/no/python"))
    with pytest.raises(EnvironmentFailed, match="does not start"):
        opened(root, SuiteOptions(python="/bin/true"))


def test_no_test_command(tmp_path: Path) -> None:
    root = project(tmp_path / "user", {"pkg/__init__.py": MODULE})
    without_pytest(root)
    with opened(root) as tests, pytest.raises(EnvironmentFailed, match="no test command"):
        tests.run(root)
