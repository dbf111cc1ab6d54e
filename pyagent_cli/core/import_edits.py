"""Aliases cut out of import statements; every other byte stays."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Statement = ast.Import | ast.ImportFrom
BLOCKS = ("body", "orelse", "finalbody")


@dataclass(frozen=True, slots=True)
class Removal:
    """Aliases of one statement, and the block that the statement stands in."""

    statement: Statement
    aliases: tuple[ast.alias, ...]
    block: Sequence[ast.stmt]


def remove_aliases(text: str, removals: Sequence[Removal]) -> str | None:
    """The text without these aliases; None when that cannot be done without touching anything else.

    >>> tree = ast.parse("from os import path, sep\\n")
    >>> remove_aliases("from os import path, sep\\n", [Removal(tree.body[0], (tree.body[0].names[0],), tree.body)])
    'from os import sep\\n'
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    data = text.removeprefix(mark).encode("utf-8")
    starts = [0, *(match.end() for match in re.finditer(rb"\r\n|\r|\n", data))]
    spans = [span for removal in removals for span in _spans(removal, removals, data, starts)]
    after = data
    for start, stop, new in sorted(spans, reverse=True):
        after = after[:start] + new + after[stop:]
    result = after.decode("utf-8")
    return mark + result if _is_exact(data.decode("utf-8"), result, removals) else None


def _spans(
    removal: Removal, removals: Sequence[Removal], data: bytes, starts: list[int]
) -> Iterator[tuple[int, int, bytes]]:
    node = removal.statement
    if len(removal.aliases) < len(node.names):
        yield from ((start, stop, b"") for start, stop in _alias_spans(removal, data, starts))
        return
    gone = {id(r.statement) for r in removals if len(r.aliases) == len(r.statement.names)}
    first, last = _offset(node, starts), _end(node, starts)
    inside = removal.block[0].col_offset > 0  # an empty module needs no `pass`
    if inside and all(id(other) in gone for other in removal.block):
        yield (first, last, b"pass") if node is removal.block[0] else (*_statement_span(removal, data, starts), b"")
    else:
        yield (*_statement_span(removal, data, starts), b"")


def _offset(node: ast.stmt | ast.alias, starts: list[int]) -> int:
    return starts[node.lineno - 1] + node.col_offset


def _end(node: ast.stmt | ast.alias, starts: list[int]) -> int:
    return starts[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)


def _statement_span(removal: Removal, data: bytes, starts: list[int]) -> tuple[int, int]:
    node = removal.statement
    at = next(index for index, other in enumerate(removal.block) if other is node)
    following = removal.block[at + 1] if at + 1 < len(removal.block) else None
    before = removal.block[at - 1] if at else None
    if following is not None and following.lineno == node.end_lineno:
        return _offset(node, starts), _offset(following, starts)
    if before is not None and before.end_lineno == node.lineno:
        return _end(before, starts), _end(node, starts)
    return _line_span(node, data, starts)


def _line_span(node: ast.stmt, data: bytes, starts: list[int]) -> tuple[int, int]:
    """Whole lines, and the shorter of two blank runs that would meet."""
    last = node.end_lineno or node.lineno
    stop = starts[last] if last < len(starts) else len(data)
    above = _blank(data, starts, range(node.lineno - 2, -1, -1))
    below = _blank(data, starts, range(last, len(starts)))
    top = not data[: starts[node.lineno - 1 - above]].strip()
    if (above and below) or (top and below):
        drop = below if top else min(above, below)
        index = last + drop
        stop = starts[index] if index < len(starts) else len(data)
    return starts[node.lineno - 1], stop


def _blank(data: bytes, starts: list[int], lines: range) -> int:
    count = 0
    for line in lines:
        stop = starts[line + 1] if line + 1 < len(starts) else len(data)
        if data[starts[line] : stop].strip() or starts[line] == len(data):
            break
        count += 1
    return count


def _alias_spans(removal: Removal, data: bytes, starts: list[int]) -> Iterator[tuple[int, int]]:
    names = removal.statement.names
    gone = [alias in removal.aliases for alias in names]
    tail = len(names) - next(index for index, lost in enumerate(reversed(gone)) if not lost)
    for index, alias in enumerate(names):
        if not gone[index]:
            continue
        line = (starts[alias.lineno - 1], starts[alias.lineno] if alias.lineno < len(starts) else len(data))
        own = data[line[0] : line[1]].strip()
        if own.rstrip(b",") == data[_offset(alias, starts) : _end(alias, starts)] and _in_parentheses(
            removal, data, starts
        ):
            yield line
        elif index < tail:
            yield _offset(alias, starts), _offset(names[index + 1], starts)
        else:
            yield _end(names[index - 1], starts), _end(alias, starts)


def _in_parentheses(removal: Removal, data: bytes, starts: list[int]) -> bool:
    return data[_offset(removal.statement, starts) : _end(removal.statement, starts)].endswith(b")")


# --- nothing but the aliases is gone


def _is_exact(before: str, after: str, removals: Sequence[Removal]) -> bool:
    try:
        new = ast.parse(after)
    except SyntaxError:
        return False
    if _comments(before) != _comments(after):
        return False
    wanted = {
        (r.statement.lineno, r.statement.col_offset): {a.name + str(a.asname) for a in r.aliases} for r in removals
    }
    old = _Without(wanted).visit(ast.parse(before))
    return ast.dump(old) == ast.dump(new)


def _comments(text: str) -> list[str]:
    return re.findall(r"#[^\r\n]*", text)


class _Without(ast.NodeTransformer):
    def __init__(self, wanted: dict[tuple[int, int], set[str]]) -> None:
        self.wanted = wanted

    def _import(self, node: Statement) -> Statement | None:
        gone = self.wanted.get((node.lineno, node.col_offset), set())
        node.names = [alias for alias in node.names if alias.name + str(alias.asname) not in gone]
        return node if node.names else None

    visit_Import = visit_ImportFrom = _import

    def generic_visit(self, node: ast.AST) -> ast.AST:
        filled = [] if isinstance(node, ast.Module) else [name for name in BLOCKS if getattr(node, name, None)]
        super().generic_visit(node)
        for name in filled:
            if not getattr(node, name):
                setattr(node, name, [ast.Pass()])
        return node
