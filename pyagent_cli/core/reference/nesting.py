"""How deep the blocks of a function nest."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

COMPOUND = ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try | ast.TryStar | ast.Match


def nesting(body: Iterable[ast.stmt]) -> int:
    """The most compound statements around one; those of functions inside do not count.

    >>> nesting(ast.parse("for a in b:\\n    if a:\\n        c\\n    elif b:\\n        d").body)
    2
    """
    return max(map(_depth, body), default=0)


def _depth(node: ast.stmt) -> int:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return 0
        case ast.If() if chained := elif_of(node):
            return max(1 + nesting(node.body), _depth(chained))
    return isinstance(node, COMPOUND) + nesting(statements(node))


def statements(node: ast.AST) -> Iterator[ast.stmt]:
    """The statements directly inside one, in its handlers and cases too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            yield from statements(child)


def elif_of(node: ast.If) -> ast.If | None:
    """The `elif` of an `if`: what stands in an `else` is indented."""
    match node.orelse:
        case [ast.If() as inner] if inner.col_offset == node.col_offset:
            return inner
    return None
