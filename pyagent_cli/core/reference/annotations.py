"""Names inside annotations that are written as strings, and the names that `__all__` lists."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pyagent_cli.core.reference.types import last_segment

LONGEST = 1000  # longer strings are prose
DEEPEST = 3  # and nesting beyond this is not an annotation


def names_in(text: str, depth: int = 0) -> Iterator[str]:
    """The names that an annotation in a string uses; none when it does not parse.

    >>> list(names_in("dict[str, Literal['a']] | 'b.c'"))
    ['dict', 'str', 'Literal', 'b']
    """
    text = text.strip()
    if depth > DEEPEST or len(text.encode("utf-8", "surrogatepass")) > LONGEST or not text:
        return
    try:
        tree = ast.parse(f"({text})", mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    yield from _names(tree.body, depth, quotes=True)


def _names(node: ast.AST, depth: int, quotes: bool) -> Iterator[str]:
    match node:
        case ast.Name():
            yield node.id
        case ast.Constant(value=str() as text):
            if quotes:
                yield from names_in(text, depth + 1)
        case ast.JoinedStr():
            yield from _children(node, depth, quotes=False)
        case ast.Call():
            yield from _children(node, depth, quotes=False)
        case ast.Subscript():
            yield from _names(node.value, depth, quotes)
            yield from _subscripted(node, depth, quotes)
        case _:
            yield from _children(node, depth, quotes)


def _children(node: ast.AST, depth: int, quotes: bool) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        yield from _names(child, depth, quotes)


def _subscripted(node: ast.Subscript, depth: int, quotes: bool) -> Iterator[str]:
    name = last_segment(node.value)
    if name == "Annotated" and isinstance(node.slice, ast.Tuple):
        for number, element in enumerate(node.slice.elts):
            yield from _names(element, depth, quotes and number == 0)
        return
    yield from _names(node.slice, depth, quotes and name != "Literal")


def exported(value: ast.expr) -> Iterator[str]:
    """Every string of a list, tuple, sum of such, or call such as `list([...])`."""
    match value:
        case ast.Constant(value=str() as text):
            yield text
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts) | ast.Call(args=parts):
            for part in parts:
                yield from exported(part)
        case ast.BinOp():
            yield from exported(value.left)
            yield from exported(value.right)
        case ast.Starred():
            yield from exported(value.value)
