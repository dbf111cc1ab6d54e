from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyagent_cli.core.changes import (
    apply,
    authored_line_numbers,
    authored_lines,
    from_unified_diff,
    invert,
    moved_lines,
    unified_diff,
)
from pyagent_cli.core.model import ChangeSet, FileEdit, Move, Refusal
from pyagent_cli.errors import UsageError

TEXT = st.text(alphabet="ab \t\r\n\ufeffé\x0c", max_size=40)
NAMES = st.sampled_from(["a.py", "b/c.py", "d e.txt", 'q"uote.py', "ü.py"])


@st.composite
def changes(draw: st.DrawFn) -> tuple[dict[str, str], ChangeSet]:
    files = draw(st.dictionaries(NAMES, TEXT))
    edits = []
    for path in sorted(draw(st.sets(NAMES, min_size=1))):
        after = draw(st.none() | TEXT)
        if files.get(path) != after:
            edits.append(FileEdit(path, files.get(path), after))
    return files, ChangeSet("x", "a.py", tuple(edits))


@given(changes())
def test_apply_then_invert_gives_back_the_bytes(case: tuple[dict[str, str], ChangeSet]) -> None:
    files, change = case
    assert apply(invert(change), apply(change, files)) == files


@given(changes())
def test_a_rendered_patch_reads_back_as_the_same_edits(case: tuple[dict[str, str], ChangeSet]) -> None:
    files, change = case
    parsed = from_unified_diff(unified_diff(change), files)
    if isinstance(parsed, Refusal):
        assert parsed.rule == "empty_patch" and not change.edits
    else:
        assert parsed.edits == change.edits


@settings(max_examples=15, deadline=None)
@given(changes())
def test_git_applies_what_is_rendered(tmp_path_factory: pytest.TempPathFactory, case: object) -> None:
    files, change = case  # type: ignore[misc]
    root = tmp_path_factory.mktemp("tree")
    for path, text in files.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(text.encode())
    patch = unified_diff(change)
    if not patch:
        return
    command = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=root, input=patch.encode(), check=True)
    assert _tree(root) == apply(change, files)


def _tree(root: Path) -> dict[str, str]:
    return {p.relative_to(root).as_posix(): p.read_bytes().decode() for p in root.rglob("*") if p.is_file()}


def test_a_change_for_other_text_is_not_applied() -> None:
    with pytest.raises(UsageError, match="make the change again"):
        apply(ChangeSet("x", "a", (FileEdit("a", "1", "2"),)), {"a": "other"})


OLD = "import os\n\n\ndef a():\n    return 1\n\n\ndef b():\n    return 2\n"
PART = '"""What a is."""\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from . import b\n\n\n'
SPLIT = ChangeSet(
    "split",
    "m.py",
    (
        FileEdit("m.py", OLD, None),
        FileEdit("m/__init__.py", None, "import os\n\nfrom ._a import a\n\n\ndef b():\n    return 2\n"),
        FileEdit("m/_a.py", None, PART + "def a():\n    return 1\n"),
    ),
    (
        Move("os", "m.py", 1, "m/__init__.py", 1, 1, True),
        Move("b", "m.py", 6, "m/__init__.py", 4, 4, True),
        Move("a", "m.py", 2, "m/_a.py", 7, 4, True),
    ),
)


def test_only_lines_that_were_nowhere_before_are_authored() -> None:
    assert authored_lines(SPLIT) == 2 + 6
    assert moved_lines(SPLIT) == 1 + 4 + 4


def test_authored_line_numbers_are_those_that_run() -> None:
    assert authored_line_numbers(SPLIT) == {"m/__init__.py": (3,), "m/_a.py": (3, 5)}


def test_a_moved_definition_that_was_altered_counts_its_altered_lines() -> None:
    edits = (
        FileEdit("m.py", "def a():\n    from .x import y\n    return y\n", None),
        FileEdit("m/_a.py", None, "def a():\n    from ..x import y\n    return y\n"),
    )
    change = ChangeSet("split", "m.py", edits, (Move("a", "m.py", 1, "m/_a.py", 1, 3, False),))
    assert (authored_lines(change), moved_lines(change)) == (1, 2)


PATCH = "--- a/f.py\n+++ b/f.py\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"


@pytest.mark.parametrize(
    ("patch", "rule"),
    [
        ("", "empty_patch"),
        ("hello\n", "empty_patch"),
        (PATCH.replace("two", "deux"), "context_differs"),
        (PATCH.replace("f.py", "g.py"), "file_missing"),
        (PATCH.replace("f.py", "../f.py"), "path_outside"),
        (PATCH.replace("a/f.py", "/dev/null"), "file_exists"),
        ("diff --git a/x b/x\nBinary files a/x and b/x differ\n", "binary_patch"),
        (PATCH.replace("@@ -1,2 +1,2 @@", "@@ wrong @@"), "malformed_patch"),
    ],
)
def test_a_patch_that_does_not_fit_is_refused(patch: str, rule: str) -> None:
    refusal = from_unified_diff(patch, {"f.py": "one\ntwo\n"})
    assert isinstance(refusal, Refusal) and (refusal.gate, refusal.rule) == ("patch", rule)


def test_a_path_that_git_quoted_is_read() -> None:
    patch = PATCH.replace("a/f.py", '"a/\\303\\274 \\"x.py"').replace("b/f.py", '"b/\\303\\274 \\"x.py"')
    change = from_unified_diff(patch, {'ü "x.py': "one\ntwo\n"})
    assert isinstance(change, ChangeSet) and change.path == 'ü "x.py'


def test_a_patch_may_rename_and_may_come_without_a_git_header() -> None:
    assert from_unified_diff(PATCH, {"f.py": "one\ntwo\n"}) == ChangeSet(
        "patch", "f.py", (FileEdit("f.py", "one\ntwo\n", "one\n2\n"),)
    )
    rename = "diff --git a/f.py b/g.py\nsimilarity index 100%\nrename from f.py\nrename to g.py\n"
    change = from_unified_diff(rename, {"f.py": "one\n"})
    assert isinstance(change, ChangeSet)
    assert apply(change, {"f.py": "one\n"}) == {"g.py": "one\n"}
