"""Each case is a package whose `shop.py` is split; `check.py` must print the same before and after."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from pyagent_cli.core.changes import apply, authored_lines, invert
from pyagent_cli.core.codemods.split_module import SplitModule
from pyagent_cli.core.gates.parses import Parses
from pyagent_cli.core.gates.public_api import PublicApi
from pyagent_cli.core.model import ChangeSet, CodemodOptions, Refusal

CASES = Path(__file__).parents[2] / "cases" / "codemods" / "split_module"
NAMES = sorted(path.name for path in CASES.iterdir())
OPTIONS = CodemodOptions(python=(3, 11), max_lines=80)
FILL = 50  # lines that `# fill` stands for
RUNNER = """
import contextlib, io, json, os, sys, traceback
results = {}
for root in sys.argv[1:]:
    name, output = os.path.basename(root), io.StringIO()
    sys.path.insert(0, root)
    modules = set(sys.modules)
    try:
        folder = os.path.join(root, name, "shop")
        for part in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if part.endswith(".py") and not part.startswith("__"):
                __import__(f"{name}.shop.{part[:-3]}")
                for module in set(sys.modules) - modules:
                    if module.partition(".")[0] == name:
                        del sys.modules[module]
        with contextlib.redirect_stdout(output):
            path = os.path.join(root, "check.py")
            exec(compile(open(path).read(), path, "exec"), {"__name__": "check"})
    except BaseException:
        output.write(traceback.format_exc())
    sys.path.remove(root)
    results[name] = output.getvalue()
json.dump(results, sys.stdout)
"""


def files_of(name: str) -> dict[str, str]:
    root = CASES / name
    texts = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*") if path.is_file()}
    return {path: filled(text) for path, text in texts.items() if "__pycache__" not in path}


def filled(text: str) -> str:
    lines = []
    for line in text.splitlines(keepends=True):
        if line.strip() == "# fill":
            lines += [line.replace("fill", f"fill {number}") for number in range(FILL)]
        else:
            lines.append(line)
    return "".join(lines)


def split(name: str) -> ChangeSet | Refusal:
    return SplitModule().change(files_of(name), f"{name}/shop.py", "", OPTIONS)


def printed(root: Path, trees: dict[str, dict[str, str]]) -> dict[str, str]:
    for name, files in trees.items():
        for path, text in files.items():
            target = root / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
    arguments = [sys.executable, "-B", "-c", RUNNER, *(str(root / name) for name in trees)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, str]]:
    before = {name: files_of(name) for name in NAMES}
    after = {}
    for name in NAMES:
        change = split(name)
        if isinstance(change, ChangeSet):
            after[name] = apply(change, before[name])
    return printed(tmp_path_factory.mktemp("before"), before), printed(tmp_path_factory.mktemp("after"), after)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_outside_can_tell(name: str, outputs: tuple[dict[str, str], dict[str, str]]) -> None:
    before, after = outputs
    assert "Traceback" not in before[name]
    assert name in after, split(name)
    assert after[name] == before[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_result_is_the_module(name: str) -> None:
    files, change = files_of(name), split(name)
    assert isinstance(change, ChangeSet)
    assert change == split(name)
    after = apply(change, files)
    assert apply(invert(change), after) == files
    parts = [path for path in after if path.startswith(f"{name}/shop/")]
    assert len(parts) >= 3
    assert all(after[path].count("\n") <= OPTIONS.max_lines for path in parts)
    assert definitions(files[f"{name}/shop.py"]) <= sum((definitions(after[path]) for path in parts), Counter())
    assert Parses().check(files, after, change) is None
    assert PublicApi().check(files, after, change) is None
    assert authored_lines(change) < 100


def definitions(text: str) -> Counter[str]:
    """Functions and classes; relative imports and the own file aside."""
    tree = ast.parse(text.replace("(_FILE)", "(__file__)"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            node.level = 0
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return Counter(ast.dump(node) for node in ast.walk(tree) if isinstance(node, kinds))


LONG = "".join(f"def f{number}():\n    return {number}\n\n\n" for number in range(60))


@pytest.mark.parametrize(
    ("extra", "rule"),
    [
        ("def g():\n    globals()['x'] = 1\n", "module_uses_globals_call"),
        ("def g(code):\n    exec(code)\n", "module_uses_exec"),
        ("def g(code):\n    return eval(code)\n", "module_uses_exec"),
        ("NAMES = dir()\n", "module_uses_globals_call"),
        ("HERE = __file__\n", "dunder_file_use"),
        ("def g():\n    return __spec__\n", "dunder_spec_use"),
        ("import sys\n\n\ndef g():\n    return list(sys.modules)\n", "module_uses_sys_modules"),
        ("import sys\n\n\ndef g():\n    return sys._getframe().f_globals\n", "module_inspects_frames"),
        ("def g():\n    return __package__\n\n\ndef h():\n    from . import x\n", "dunder_package_use"),
        ("from elsewhere import *\n", "star_import"),
        ("if __name__ == '__main__':\n    f0()\nX = 1\n", "main_guard"),
        ("# coding: latin-1\n", None),
        ("def g(ns):\n    exec('x = 1', ns)\n", None),
        ("def g():\n    return locals(), vars()\n", None),
    ],
)
def test_what_the_module_itself_rules_out(extra: str, rule: str | None) -> None:
    result = SplitModule().change({"pkg/__init__.py": "", "pkg/mod.py": LONG + extra}, "pkg/mod.py", "", OPTIONS)
    assert (result.rule if isinstance(result, Refusal) else None) == rule
    if isinstance(result, Refusal):
        assert result.gate == "codemod" and result.why and result.remedy


@pytest.mark.parametrize(
    ("path", "text", "rule"),
    [
        ("pkg/mod.pyi", "", "stub_file_beside_module"),
        ("pkg/mod/data.txt", "", "package_folder_exists"),
        ("pkg/mod.pyx", "", "cython_beside_module"),
        ("tests/test_mod.py", "import importlib\nfrom pkg import mod\nimportlib.reload(mod)\n", "module_is_reloaded"),
        ("tests/test_mod.py", "import sys\nsys.modules.pop('pkg.mod')\n", "module_is_reimported"),
        ("tests/test_mod.py", "from pkg import mod\nx = open(mod.__file__)\n", "module_file_is_used"),
        ("tests/test_mod.py", "from pkg import mod\nx = vars(mod)\n", "module_dict_is_used"),
        ("tests/test_mod.py", "SHOWN = 'File \"mod.py\", line 3'\n", "file_named_in_tracebacks"),
        ("tests/test_mod.py", "TEXT = open('pkg/mod.py').read()\n", "file_read_by_path"),
        ("tests/test_mod.py", "def test():\n    list(root('pkg').glob('*.py'))\n    f1()\n", "files_read_by_pattern"),
        ("setup.cfg", "[flake8]\nper-file-ignores = pkg/mod.py:E1\n", "file_named_in_settings"),
        ("setup.py", "setup(packages=names())\n", "explicit_packaging"),
        ("setup.py", "setup(packages=['other'])\n", "explicit_packaging"),
        ("pyproject.toml", '[tool.setuptools]\npackages.find.include = ["pkg"]\n', "explicit_packaging"),
        ("pyproject.toml", '[tool.setuptools]\npackages.find.include = ["pkg*"]\n', None),
        ("setup.py", "setup(packages=find_packages(exclude=['tests']))\n", None),
        ("tests/test_mod.py", "from pkg.mod import f1\n", None),
        ("README.md", "See pkg/mod.py.\n", None),
    ],
)
def test_what_the_repository_rules_out(path: str, text: str, rule: str | None) -> None:
    files = {"pkg/__init__.py": "", "pkg/mod.py": LONG, path: text}
    result = SplitModule().change(files, "pkg/mod.py", "", OPTIONS)
    assert (result.rule if isinstance(result, Refusal) else None) == rule


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("pkg/__init__.py", "is_package_init"),
        ("tests/test_mod.py", "special_file"),
        ("pkg/none.py", "file_missing"),
        ("pkg/short.py", "already_short"),
        ("pkg/broken.py", "syntax_error"),
        ("pkg/latin.py", "encoding_cookie"),
    ],
)
def test_what_is_no_target(path: str, rule: str) -> None:
    files = {"pkg/__init__.py": LONG, "tests/test_mod.py": LONG, "pkg/short.py": "x = 1\n"}
    files |= {"pkg/broken.py": LONG + "def", "pkg/latin.py": "# coding: latin-1\n" + LONG}
    result = SplitModule().change(files, path, "", OPTIONS)
    assert isinstance(result, Refusal) and result.rule == rule


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("setup.py", "setup(packages=['pkg', 'other'])\n", "setup(packages=['pkg', 'pkg.mod', 'other'])\n"),
        ("setup.py", 'P = ["pkg"]\nsetup(packages=P)\n', 'P = ["pkg", "pkg.mod"]\nsetup(packages=P)\n'),
        (
            "setup.cfg",
            "[options]\npackages =\n    pkg\n    other\n",
            "[options]\npackages =\n    pkg\n    pkg.mod\n    other\n",
        ),
        (
            "pyproject.toml",
            '[tool.setuptools]\npackages = ["pkg"]  # all\n',
            '[tool.setuptools]\npackages = ["pkg", "pkg.mod"]  # all\n',
        ),
    ],
)
def test_lists_of_packages_are_extended(path: str, text: str, expected: str) -> None:
    files = {"pkg/__init__.py": "", "pkg/mod.py": LONG, path: text}
    change = SplitModule().change(files, "pkg/mod.py", "", OPTIONS)
    assert isinstance(change, ChangeSet)
    assert apply(change, files)[path] == expected


def test_line_ends_and_byte_order_mark_stay() -> None:
    text = "\ufeff" + ('"""Doc."""\nimport os\n\n\n' + LONG).replace("\n", "\r\n")
    files = {"pkg/__init__.py": "", "pkg/mod.py": text}
    change = SplitModule().change(files, "pkg/mod.py", "", OPTIONS)
    assert isinstance(change, ChangeSet)
    after = apply(change, files)
    assert after["pkg/mod/__init__.py"].startswith("\ufeff")
    assert all("\n" not in t.replace("\r\n", "") for p, t in after.items() if p.startswith("pkg/mod/"))


def test_a_definition_that_is_too_long_alone_makes_its_own_part_and_is_named() -> None:
    long = "class Huge:\n" + "".join(f"    x{number} = {number}\n" for number in range(100))
    files = {"pkg/__init__.py": "", "pkg/mod.py": LONG + long}
    change = SplitModule().change(files, "pkg/mod.py", "", OPTIONS)
    assert isinstance(change, ChangeSet)
    assert any("Huge alone is longer than the limit" in note for note in change.notes)
