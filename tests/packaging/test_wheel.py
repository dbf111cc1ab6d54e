"""The built wheel: what is in it, and that it runs on the native engine."""

import json
import shutil
import zipfile

import pytest

from tests.packaging.conftest import ROOT, Installed, call

NOTE = "the reference runs"


def test_it_holds_the_package_and_nothing_else(wheel):
    assert "-cp311-abi3-" in wheel.name
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        prompts = {name for name in names if name.startswith("pyagent_cli/prompts/")}
        shipped = {name.rpartition("/")[2]: archive.read(name) for name in prompts}
    tracked = call("git", "ls-files", "pyagent_cli").stdout.split()
    assert set(tracked) <= names
    assert {"pyagent_cli/py.typed", "pyagent_cli/_native.pyi", "pyagent_cli/_native.abi3.so"} <= names
    assert {name.partition("/")[0] for name in names} == {"pyagent_cli", "pyagent_cli-0.1.0.dist-info"}
    assert shipped == {path.name: path.read_bytes() for path in (ROOT / "prompts").glob("*.md")}


def test_it_runs_on_the_native_engine(installed: Installed, example):
    done = installed.pyagent("analyze", "--json", "a.py", cwd=example)
    assert [finding["rule"] for finding in json.loads(done.stdout)["findings"]] == ["unused_import"]
    assert done.stderr == ""
    assert installed.pyagent("--version", cwd=example).stdout == "pyagent 0.1.0\n"


def test_without_the_native_engine_it_says_so_once(installed: Installed, example):
    native = installed.pyagent("analyze", "--json", cwd=example)
    for words in (("analyze", "--json"), ("analyze", "--json", "a.py"), ("plan", "--json")):
        done = installed.pyagent(*words, cwd=example, PYAGENT_NO_NATIVE="1")
        assert done.stderr.count(NOTE) == 1 and done.stderr.count("\n") == 1, words
    assert installed.pyagent("analyze", "--json", cwd=example, PYAGENT_NO_NATIVE="1").stdout == native.stdout


@pytest.mark.parametrize("broken", ["removed", "damaged"])
def test_an_extension_that_does_not_load_is_said_once(installed: Installed, example, tmp_path, broken):
    package = tmp_path / "site" / "pyagent_cli"
    shutil.copytree(installed.package, package)
    extension = package / "_native.abi3.so"
    extension.unlink() if broken == "removed" else extension.write_bytes(b"\x7fELF, and then nothing")
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from pyagent_cli.__main__ import main; main()"
    done = call(installed.bin / "python", "-c", code, package.parent, "analyze", "--json", "a.py", cwd=example)
    assert done.stderr.count("does not load") == 1 and done.stderr.count(NOTE) == 1
    assert json.loads(done.stdout)["findings"]
