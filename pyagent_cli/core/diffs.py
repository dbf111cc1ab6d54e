"""Patches as change sets; see `unified` for the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyagent_cli.core.model import ChangeSet, FileEdit, Refusal
from pyagent_cli.core.unified import lines_of as lines_of
from pyagent_cli.core.unified import unified_diff as unified_diff

HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
OCTAL = re.compile(r"\\[0-7]{3}")
UNESCAPE = re.compile(r"\\([0-7]{3}|.)")


@dataclass(slots=True)
class _Section:
    """What a patch says about one file."""

    old: str | None = None
    new: str | None = None
    created: bool = False
    deleted: bool = False
    renamed: bool = False
    hunks: list[tuple[int, list[str]]] = field(default_factory=list)


class _Unusable(Exception):
    def __init__(self, rule: str, path: str, line: int | None, why: str) -> None:
        super().__init__(why)
        self.refusal = Refusal("patch", rule, path, line, why, "Make the patch with `git diff` on this revision.")


def from_unified_diff(text: str, files: Mapping[str, str]) -> ChangeSet | Refusal:
    """A patch as a change set; every context line must match exactly, at the line that the patch says."""
    try:
        edits = [edit for section in _sections(text) for edit in _edits(section, files)]
    except _Unusable as problem:
        return problem.refusal
    if not edits:
        return _Unusable("empty_patch", "", None, "The patch changes no file.").refusal
    if len({edit.path for edit in edits}) < len(edits):
        return _Unusable("file_twice", edits[0].path, None, "The patch changes one file in two sections.").refusal
    return ChangeSet("patch", edits[0].path, tuple(edits))


def _sections(text: str) -> Iterator[_Section]:
    lines = text.split("\n")
    section, at = _Section(), 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.startswith("diff --git ") or (line.startswith("--- ") and section.hunks):
            yield section
            section = _Section()
        if line.startswith("diff --git "):
            section.old, section.new = _header_paths(line)
        elif line.startswith("@@ "):
            hunk, at = _hunk(lines, at)
            section.hunks.append((_start(line), hunk))
        else:
            _extended_header(line, section)
    yield section


def _header_paths(line: str) -> tuple[str | None, str | None]:
    names = re.fullmatch(r'diff --git ("(?:[^"\\]|\\.)*"|a/.*) ("(?:[^"\\]|\\.)*"|b/.*)', line.rstrip("\r"))
    return (_path(names[1]), _path(names[2])) if names else (None, None)


def _extended_header(line: str, section: _Section) -> None:
    if line.startswith("--- "):
        section.old = _path(line[4:])
    elif line.startswith("+++ "):
        section.new = _path(line[4:])
    elif line.startswith("rename from "):
        section.old, section.renamed = _path("a/" + line[12:]), True
    elif line.startswith("rename to "):
        section.new = _path("b/" + line[10:])
    elif line.startswith(("GIT binary patch", "Binary files ")):
        raise _Unusable("binary_patch", section.new or "", None, "The patch changes a file that is not text.")
    section.created |= line.startswith("new file mode")
    section.deleted |= line.startswith("deleted file mode")


def _path(name: str) -> str | None:
    name = name.rstrip("\r").split("\t")[0]
    if name.startswith('"') and name.endswith('"') and len(name) > 1:
        octal = OCTAL.search(name) is not None
        name = UNESCAPE.sub(_unescaped, name[1:-1])
        name = name.encode("latin-1", "ignore").decode("utf-8", "replace") if octal else name
    if name == "/dev/null":
        return None
    path = name[2:] if name.startswith(("a/", "b/")) else name
    if path.startswith("/") or ".." in path.split("/") or not path:
        raise _Unusable("path_outside", path, None, f"The patch names {path!r}, which is not inside the repository.")
    return path


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code, 8)) if len(code) == 3 else {"t": "\t", "n": "\n", "r": "\r"}.get(code, code)


def _start(header: str) -> int:
    match = HUNK.match(header)
    if match is None:
        raise _Unusable("malformed_patch", "", None, f"Not a hunk header: {header!r}.")
    return int(match[1]) + (match[2] == "0")


def _hunk(lines: list[str], at: int) -> tuple[list[str], int]:
    match = HUNK.match(lines[at - 1])
    old, new = (int(match[2] or 1), int(match[4] or 1)) if match else (0, 0)
    hunk: list[str] = []
    while (old > 0 or new > 0) and at < len(lines):
        line = lines[at] or " "
        hunk.append(line)
        old -= line[0] in " -"
        new -= line[0] in " +"
        at += 1
        if line[0] not in " +-\\":
            raise _Unusable("malformed_patch", "", None, f"Not a line of a hunk: {line!r}.")
    if at < len(lines) and lines[at].startswith("\\"):
        hunk.append(lines[at])
        at += 1
    return hunk, at


def _edits(section: _Section, files: Mapping[str, str]) -> Iterator[FileEdit]:
    old, new = section.old, section.new
    if old is None and new is None:
        return
    created, deleted = section.created or old is None, section.deleted or new is None
    path = (old if deleted else new) or old or new or ""
    source = None if created else old or path
    if source is not None and source not in files:
        raise _Unusable("file_missing", source, None, f"There is no text file {source}.")
    if created and path in files:
        raise _Unusable("file_exists", path, None, f"{path} exists already.")
    before = None if source is None else files[source]
    after = "".join(_patched(lines_of(before), section.hunks, source or path))
    if section.renamed and source != path:
        yield FileEdit(source or "", before, None)
        before = None
    if before != after or deleted:
        yield FileEdit(path, before, None if deleted else after)


def _patched(old: list[str], hunks: list[tuple[int, list[str]]], path: str) -> Iterator[str]:
    at = 0
    for start, hunk in hunks:
        yield from old[at : start - 1]
        at = start - 1
        for mark, line in _content(hunk):
            if mark == "+":
                yield line
                continue
            if at >= len(old) or old[at] != line:
                raise _Unusable("context_differs", path, at + 1, f"Line {at + 1} of {path} is not what the patch says.")
            at += 1
            if mark == " ":
                yield line
    yield from old[at:]


def _content(hunk: list[str]) -> Iterator[tuple[str, str]]:
    for line, following in zip(hunk, [*hunk[1:], ""], strict=True):
        if not line.startswith("\\"):
            yield line[0], line[1:] + ("" if following.startswith("\\") else "\n")
