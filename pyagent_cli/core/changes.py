"""Change sets over {path: text}: applied, taken back, rendered, measured."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator, Mapping

from pyagent_cli.core.diffs import from_unified_diff as from_unified_diff
from pyagent_cli.core.diffs import lines_of
from pyagent_cli.core.diffs import unified_diff as unified_diff
from pyagent_cli.core.model import ChangeSet, FileEdit, Move
from pyagent_cli.errors import UsageError


def apply(change: ChangeSet, files: Mapping[str, str]) -> dict[str, str]:
    """The files as the change leaves them. Raises UsageError when they are not what it was made for.

    >>> apply(ChangeSet("x", "a", (FileEdit("a", "1", "2"), FileEdit("b", None, "3"))), {"a": "1"})
    {'a': '2', 'b': '3'}
    """
    result = dict(files)
    for edit in change.edits:
        if result.get(edit.path) != edit.before:
            raise UsageError(f"{edit.path} is not the text that the change was made for; make the change again.")
        if edit.after is None:
            result.pop(edit.path, None)
        else:
            result[edit.path] = edit.after
    return result


def invert(change: ChangeSet) -> ChangeSet:
    """The change that takes this one back."""
    edits = tuple(FileEdit(edit.path, edit.after, edit.before) for edit in reversed(change.edits))
    moves = tuple(
        Move(m.name, m.destination, m.destination_line, m.source, m.source_line, m.lines, m.verbatim)
        for m in change.moves
    )
    return ChangeSet(change.codemod, change.path, edits, moves, change.notes)


def authored_lines(change: ChangeSet) -> int:
    """How many added lines somebody has to review: those that were not somewhere else before.

    >>> edits = (FileEdit("a.py", "x = 1\\ny = 2\\n", None), FileEdit("b.py", None, "import a\\nx = 1\\ny = 2\\n"))
    >>> authored_lines(ChangeSet("x", "a.py", edits, (Move("x", "a.py", 1, "b.py", 2, 2, True),)))
    1
    """
    return sum(len(lines) for lines in _authored(change).values())


def moved_lines(change: ChangeSet) -> int:
    """How many added lines come verbatim from elsewhere."""
    return sum(len(_added(edit)) for edit in change.edits) - authored_lines(change)


def authored_line_numbers(change: ChangeSet) -> dict[str, tuple[int, ...]]:
    """Path -> lines of the new text that the change wrote and the interpreter executes.

    A line counts when a statement starts on it that runs: not a docstring, not under TYPE_CHECKING.
    """
    authored = _authored(change)
    result = {}
    for edit in change.edits:
        if edit.after is not None and edit.path.endswith(".py") and authored.get(edit.path):
            lines = authored[edit.path] & _executable(edit.after)
            if lines:
                result[edit.path] = tuple(sorted(lines))
    return result


def _authored(change: ChangeSet) -> dict[str, set[int]]:
    added = {edit.path: _added(edit) for edit in change.edits}
    before = {edit.path: lines_of(edit.before) for edit in change.edits}
    after = {edit.path: lines_of(edit.after) for edit in change.edits}
    for move in change.moves:
        old, new = before.get(move.source, []), after.get(move.destination, [])
        for source, target in _pairs(move):
            if source <= len(old) and target <= len(new) and old[source - 1] == new[target - 1]:
                added[move.destination].discard(target)
    return added


def _pairs(move: Move) -> Iterator[tuple[int, int]]:
    for offset in range(move.lines):
        yield move.source_line + offset, move.destination_line + offset


def _added(edit: FileEdit) -> set[int]:
    old, new = lines_of(edit.before), lines_of(edit.after)
    if not old or not new:
        return set(range(1, len(new) + 1))
    opcodes = difflib.SequenceMatcher(None, old, new).get_opcodes()
    return {line + 1 for tag, _, _, start, stop in opcodes if tag != "equal" for line in range(start, stop)}


def _executable(text: str) -> set[int]:
    try:
        tree = ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError):
        return set()
    lines: set[int] = set()
    _collect(tree.body, lines)
    return lines


def _collect(body: list[ast.stmt], lines: set[int]) -> None:
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if not isinstance(statement, ast.Global | ast.Nonlocal):
            lines.add(statement.lineno)
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
            _collect(statement.orelse, lines)
            continue
        for block in _blocks(statement):
            _collect(block, lines)


def _blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(statement, name, None)
        if isinstance(block, list):
            yield block
    for holder in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield holder.body
