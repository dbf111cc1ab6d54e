"""Each way in which others get pyagent gives them the native engine."""

import json
import shutil
import sys

from tests.packaging.conftest import ROOT, TOOLS, Installed, call


def native(done):
    return done.stderr == "" and len(json.loads(done.stdout)["findings"]) == 1


def test_pip_install_of_a_checkout(checkout, example, tmp_path):
    call(sys.executable, "-m", "venv", tmp_path / "venv")
    call(tmp_path / "venv" / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", checkout)
    found = Installed(tmp_path / "venv" / "bin")
    assert native(found.pyagent("analyze", "--json", "a.py", cwd=example))
    assert checkout not in found.package.parents


def test_an_editable_install_takes_the_prompts_of_the_top_folder():
    code = "import pyagent_cli, pathlib; print(pathlib.Path(pyagent_cli.__file__).parent / 'prompts' / 'plan.md')"
    path = call(sys.executable, "-c", code, cwd=ROOT / "docs").stdout.strip()
    assert (ROOT / "prompts" / "plan.md").samefile(path)


def test_uvx_from_a_checkout(checkout, example):
    uvx = (TOOLS / "uv", "tool", "run", "--quiet", "--python", sys.executable, "--from", checkout, "pyagent")
    assert call(*uvx, "--version", cwd=example).stdout == "pyagent 0.1.0\n"
    assert native(call(*uvx, "analyze", "--json", "a.py", cwd=example))


def test_the_source_distribution_builds_the_same_wheel(wheel, tmp_path):
    call(TOOLS / "maturin", "sdist", "--out", tmp_path)
    (sdist,) = tmp_path.glob("*.tar.gz")
    call(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path / "out", sdist)
    code = "import sys, zipfile; print('\\n'.join(sorted(zipfile.ZipFile(sys.argv[1]).namelist())))"
    (built,) = (tmp_path / "out").glob("*.whl")
    names = [set(call(sys.executable, "-c", code, path).stdout.split()) for path in (wheel, built)]
    assert {name for name in names[0] ^ names[1] if ".dist-info/" not in name} == set()


def test_the_example_plugin_beside_it(installed, example, tmp_path):
    plugin = tmp_path / "plugin"  # its build leaves files behind
    shutil.copytree(ROOT / "plugins" / "pyagent-long-function", plugin)
    call(TOOLS / "uv", "pip", "install", "--quiet", "--no-deps", "--python", installed.bin / "python", plugin)
    (example / "long.py").write_text("def work():\n" + "    print(1)\n" * 70)
    words = ("analyze", "--json", "--select", "long_function")
    assert "long_function" in installed.pyagent(*words, cwd=example, code=2).stderr
    home = example.parent / "config" / "pyagent"
    home.mkdir(parents=True)
    (home / "config.toml").write_text('plugins = ["long-function"]\n')
    for more in ({"PYAGENT_PLUGINS": "long-function"}, {"XDG_CONFIG_HOME": str(home.parent)}):
        found = json.loads(installed.pyagent(*words, cwd=example, **more).stdout)["findings"]
        assert [(finding["path"], finding["value"]) for finding in found] == [("long.py", 71)]
