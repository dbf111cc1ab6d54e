"""Change sets as git-style patches."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from pyagent_cli.core.model import ChangeSet, FileEdit

NO_NEWLINE = "\\ No newline at end of file"
ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r"}


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
