"""Change sets as git-style patches, and patches as change sets."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyagent_cli.core.model import ChangeSet, FileEdit, Refusal

NO_NEWLINE = "\\ No newline at end of file"
HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"}
OCTAL = re.compile(r"\\[0-7]{3}")
UNESCAPE = re.compile(r"\\([0-7]{3}|.)")


def lines_of(text: str | None) -> list[str]:
    r"""The lines of a text as git sees them: only `\n` ends a line.

    >>> lines_of("a\r\nb")
    ['a\r\n', 'b']
    """
    return re.findall(r"[^\n]*\n|[^\n]+", text) if text else []


def unified_diff(change: ChangeSet) -> str:
    """The change as text that `git apply` understands.

    >>> print(unified_diff(ChangeSet("x", "a.py", (FileEdit("a.py", "one\\n", "two\\n"),))), end="")
    diff --git a/a.py b/a.py
    --- a/a.py
    +++ b/a.py
    @@ -1 +1 @@
    -one
    +two
    """
    return "".join(line for edit in change.edits for line in _file_diff(edit))


def _file_diff(edit: FileEdit) -> Iterator[str]:
    if edit.before == edit.after:
        return
    old, new = _quoted("a/" + edit.path), _quoted("b/" + edit.path)
    yield f"diff --git {old} {new}\n"
    if edit.before is None:
        yield "new file mode 100644\n"
    if edit.after is None:
        yield "deleted file mode 100644\n"
    if not edit.before and not edit.after:
        yield "index 0000000..e69de29\n" if edit.before is None else "index e69de29..0000000\n"
        return
    yield f"--- {'/dev/null' if edit.before is None else _named(old)}\n"
    yield f"+++ {'/dev/null' if edit.after is None else _named(new)}\n"
    yield from _hunks(lines_of(edit.before), lines_of(edit.after))


def _quoted(path: str) -> str:
    if not any(character in ESCAPES for character in path):
        return path
    return '"' + "".join(ESCAPES.get(character, character) for character in path) + '"'


def _named(path: str) -> str:
    return path + "\t" if " " in path and not path.startswith('"') else path


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    for group in _groups(old, new):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"
        for tag, i, j, k, m in group:
            if tag == "equal":
                yield from (_line(" ", line) for line in old[i:j])
                continue
            yield from (_line("-", line) for line in old[i:j])
            yield from (_line("+", line) for line in new[k:m])


def _groups(old: list[str], new: list[str]) -> list[list[tuple[str, int, int, int, int]]]:
    if not old or not new:
        return [[("replace", 0, len(old), 0, len(new))]]
    return [list(group) for group in difflib.SequenceMatcher(None, old, new).get_grouped_opcodes(3)]


def _range(start: int, stop: int) -> str:
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _line(mark: str, line: str) -> str:
    return mark + line if line.endswith("\n") else f"{mark}{line}\n{NO_NEWLINE}\n"


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
