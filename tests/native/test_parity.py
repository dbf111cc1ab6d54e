"""The native result equals the reference: on the standard library, on mutated sources, on hostile ones."""

from __future__ import annotations

import os
import sysconfig
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyagent_cli.adapters.scan import NativeScanner
from pyagent_cli.core.fast import FactTable
from pyagent_cli.core.reference.table import ReferenceTable

LIBRARY = Path(sysconfig.get_path("stdlib"))
SAMPLE = 90
LEFT_OUT = {"site-packages", "pydoc_data"}


@cache
def everything() -> tuple[Path, ...]:
    """The running Python's library, but for pydoc's topics, one statement that radon reads anew for each line."""
    return tuple(sorted(path for path in LIBRARY.rglob("*.py") if not LEFT_OUT & set(path.parts) and path.is_file()))


@cache
def library() -> tuple[tuple[str, bytes], ...]:
    """A sample of it, evenly spread; all of it with PYAGENT_PARITY=full."""
    step = 1 if os.environ.get("PYAGENT_PARITY") == "full" else max(1, len(everything()) // SAMPLE)
    return read(everything()[::step])


def read(paths: tuple[Path, ...]) -> tuple[tuple[str, bytes], ...]:
    return tuple((path.relative_to(LIBRARY).as_posix(), path.read_bytes()) for path in paths)


def native(files: tuple[tuple[str, bytes], ...], flavour: str = "default") -> FactTable:
    return NativeScanner().scan_texts(files, flavour)


def assert_same(files: tuple[tuple[str, bytes], ...], flavour: str = "default") -> None:
    """Equal on every file that the reference understands; an older interpreter may not know all syntax."""
    reference = ReferenceTable(files, flavour)
    unknown = {skip.path for skip in reference.skipped()}
    table = native(files, flavour)
    assert {skip.path for skip in table.skipped()} <= unknown
    known = tuple((path, data) for path, data in files if path not in unknown)
    if unknown:
        reference, table = ReferenceTable(known, flavour), native(known, flavour)
    assert table.summary() == reference.summary()
    for ours, theirs in zip(table.modules_json().split("\n"), reference.modules_json().split("\n"), strict=True):
        assert ours == theirs
    assert table.functions_over("cyclomatic", 10) == reference.functions_over("cyclomatic", 10)
    assert table.modules_over("lines", 500) == reference.modules_over("lines", 500)
    assert table.unused_imports() == reference.unused_imports()
    assert table.import_edges() == reference.import_edges()
    assert table.cyclic_edges() == reference.cyclic_edges()
    assert table.allowances() == reference.allowances()


@pytest.mark.parametrize("flavour", ["default", "radon"])
def test_standard_library(flavour: str) -> None:
    assert len(library()) >= SAMPLE
    assert_same(library(), flavour)


def test_the_default_differs_from_radon_in_few_functions() -> None:
    files = read(everything())
    ours, radons = (native(files, flavour).functions_over("cyclomatic", 0) for flavour in ("default", "radon"))
    different = sum(a != b for a, b in zip(ours, radons, strict=True))
    assert different <= len(ours) / 500


CASES = Path(__file__).parent.parent / "cases" / "analyzers"


def test_cases_of_the_analyzers() -> None:
    for folder in sorted(path for path in CASES.glob("*/*") if path.is_dir()):
        files = sorted(path for path in folder.rglob("*.py*") if path.suffix != ".pyc")
        assert_same(tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in files))


FRAGMENTS = [
    "import os\n", "import os.path as os\n", "from os import path\n", "from . import a as a\n", "os = 1\n", "del os\n",
    "print(os)\n", "def os(os=os): return os\n", "def f(): global os; import os\n", "class C:\n    import os\n    os\n",
    "x: 'os'\n", "x: os = path\n", "__all__ = ['os']\n", "__all__ += ['path']\n", "[os for os in path]\n",
    "lambda path: (os, path)\n", "try:\n    import os\nexcept E as path:\n    os\n",
    "if TYPE_CHECKING:\n    import path\n",
    "from __future__ import annotations\n", "with os as path: pass\n", "for path in os: pass\n", "(os := path)\n",
    "def g():\n    os = 1\n    def h():\n        nonlocal os\n        import os\n", "match os:\n    case path: pass\n",
    "import os  # noqa\n", "cast('os', 1)\n", "List['path']\n", "x['path']\n", "import path.os\n",
    "import path as os\n", "  # pyagent: allow unused_import, b: c\n", "import os  # pyagent: allow unused_import\n",
    "def f(a: os, b: 'path') -> os: pass\n", "class os(path): os = os\n", "f'{os}'\n", "os += 1\n", "os.path = 1\n",
    "if os and path or 1: pass\nelif os: pass\n", "assert os and path\n", "\ufeff", "\x0c\n", "x = '\u2028'\n", "\\\n",
    "x = 1 \\\n\n", "'doc'\n", "'doc'  # why\n", '"""a\n\n  b"""\n', "f'''a\n{os}'''\n", "'a' 'b'\n", "b'a'\n",
    "# a\n", "x = {1: 2}; y = a[1:]\n", "if os: x; y\n", "if os: f(x); y\n", "x = (  # c\n\n  1)\n",
    "# a\x0cos = 1\n", "# a\u2028b\n", "lambda: 0; x: int\n", "x = '''\x85\n'''\n",
    "@os\ndef f():\n    '''d'''\n    return f(os < 1)\n", "x = 1.0 + 1 + True\n",
    "def g(os=1 < 2):\n    def g(): return 1 < 2\n    return g\n",
    "if os:\n    try: pass\n    finally:\n        with x: pass\n",
    "class C:\n    if os:\n        def f(): 1 or 2\n    class D:\n        x = 1 and 2\n",
    "x = not (os and (path or 1))\n", " \n", "'\\ud800' + '\\udfff' + '\ufffd'\n",
    "x = 0x1_0000_0000_0000_0000 + 18446744073709551616.0 + 1e999 + 0j\n", "\r\n", "x = '' \\\n", "\t# b\n",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(FRAGMENTS), max_size=9),
    st.sampled_from(["m.py", "m.pyi", "__init__.py"]),
    st.sampled_from(["default", "radon"]),
)
def test_names_scopes_and_lines(parts: list[str], path: str, flavour: str) -> None:
    assert_same(((path, "".join(parts).encode()),), flavour)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutated_sources_never_fail(data: st.DataObject) -> None:
    path, source = data.draw(st.sampled_from(library()[:40]))
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(len(source), start + 200)))
    table = native(((path, source[:start] + data.draw(st.binary(max_size=8)) + source[end:]),))
    summary = table.summary()
    assert summary.files_scanned + summary.files_skipped == summary.files_eligible == 1
