from __future__ import annotations

import os
from pathlib import Path

import pytest

from pyagent_cli.adapters import scan
from pyagent_cli.ports import Scanner


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "a.py").write_bytes(b"import os\n\n\ndef f(a):\n    return a or 1\n")
    (tmp_path / "latin.py").write_bytes(b"# coding: latin-1\nx = '\xe9'\n")
    (tmp_path / "broken.py").write_bytes(b"def f(:\n")
    (tmp_path / "bytes.py").write_bytes(b"x = '\xff'\n")
    (tmp_path / "script").write_bytes(b"#!/usr/bin/env python3\nimport re\n")
    (tmp_path / "Makefile").write_bytes(b"all:\n\ttrue\n")
    (tmp_path / "loop.py").symlink_to("loop.py")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "large.py").write_bytes(b"#" * (scan.MAX_BYTES + 1))
    return tmp_path


PATHS = (
    "Makefile", "broken.py", "bytes.py", "folder.py", "gone.py", "large.py", "latin.py", "loop.py", "pipe.py",
    "pkg/a.py", "script",
)  # fmt: skip


@pytest.mark.parametrize("scanner", [scan.native_scanner(), scan.reference_scanner()], ids=["native", "reference"])
def test_each_file_is_scanned_or_skipped_with_a_reason(scanner: Scanner, tree: Path) -> None:
    table = scanner.scan(tree, PATHS)
    reasons = {skip.path: skip.reason.partition(",")[0] for skip in table.skipped()}
    assert reasons == {
        "broken.py": "syntax error at line 1",
        "bytes.py": "not UTF-8 at byte 5",
        "folder.py": "not a regular file",
        "gone.py": "does not exist",
        "large.py": "larger than 16 MiB",
        "loop.py": "a loop of symbolic links",
        "pipe.py": "not a regular file",
    }
    summary = table.summary()
    assert (summary.files_eligible, summary.files_scanned, summary.functions) == (len(PATHS), 4, 1)
    assert [fact.bound for fact in table.unused_imports()] == ["os", "re"]


def test_both_give_the_same_bytes(tree: Path) -> None:
    paths = [path for path in PATHS if path != "broken.py"]
    native, reference = (s.scan(tree, paths, "radon") for s in (scan.native_scanner(), scan.reference_scanner()))
    assert native.modules_json() == reference.modules_json()
    assert native.skipped() == reference.skipped()


def test_the_order_of_paths_does_not_matter(tree: Path) -> None:
    forward, backward = (scan.native_scanner().scan(tree, paths) for paths in (PATHS, PATHS[::-1]))
    assert forward.modules_json() == backward.modules_json()
    assert forward.skipped() == backward.skipped()


def test_the_switch_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(scan.SWITCH, "1")
    assert "PYAGENT_NO_NATIVE" in scan.scanner().reason
    monkeypatch.setenv(scan.SWITCH, "")
    assert scan.scanner().reason == ""


def test_an_extension_that_does_not_load_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(scan.SWITCH, raising=False)
    monkeypatch.setitem(__import__("sys").modules, "pyagent_cli._native", None)
    found = scan.scanner()
    assert "does not load" in found.reason
    assert found.scan_texts([("a.py", b"import os\n")]).unused_imports()


@pytest.mark.parametrize("scanner", [scan.native_scanner(), scan.reference_scanner()], ids=["native", "reference"])
def test_unknown_names_are_refused(scanner: Scanner) -> None:
    with pytest.raises(ValueError, match='flavour named "vanilla"'):
        scanner.scan_texts([], "vanilla")
    with pytest.raises(ValueError, match='no metric named "beauty"'):
        scanner.scan_texts([]).functions_over("beauty", 0)
