"""Where types are written: which subscripts and calls take them, and what `if TYPE_CHECKING` guards."""

from __future__ import annotations

import ast
from typing import Literal

Slot = Literal["value", "type", "pairs", "table"]

GENERIC_NAMES = """
    AbstractAsyncContextManager AbstractContextManager AbstractSet AsyncContextManager AsyncGenerator AsyncIterable
    AsyncIterator Awaitable BinaryIO ByteString Callable ChainMap ClassVar Collection Concatenate Container
    ContextManager Coroutine Counter DefaultDict Deque Dict Final FrozenSet Generator Generic IO ItemsView Iterable
    Iterator KeysView List Mapping MappingView Match MutableMapping MutableSequence MutableSet NotRequired Optional
    OrderedDict Pattern ReadOnly Required Reversible Sequence Set TextIO Tuple Type TypeForm TypeGuard TypeIs Union
    Unpack ValuesView WeakKeyDictionary WeakSet WeakValueDictionary defaultdict deque dict frozenset list set tuple
    type
"""
GENERICS = frozenset(GENERIC_NAMES.split())
SLOTS: dict[tuple[str, int], Slot] = {("cast", 0): "type", ("NewType", 1): "type", ("TypeAliasType", 1): "type"}
REST: dict[str, Slot] = {"TypeVar": "type", "NamedTuple": "pairs", "TypedDict": "table"}
KEYWORDS: dict[tuple[str, str], Slot] = {
    ("cast", "typ"): "type",
    ("NewType", "tp"): "type",
    ("TypeVar", "bound"): "type",
    ("TypeVar", "default"): "type",
    ("TypeAliasType", "value"): "type",
    ("TypeAliasType", "type_params"): "type",
    ("NamedTuple", ""): "table",
}


def last_segment(node: ast.expr) -> str:
    """`c` of `a.b.c`, the name of a bare name, else nothing."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
    return ""


def slot(callable_name: str, number: int) -> Slot:
    """What a positional argument of a call is."""
    return SLOTS.get((callable_name, number)) or (REST.get(callable_name, "value") if number else "value")


def keyword_slot(callable_name: str, name: str) -> Slot:
    """What a keyword argument of a call is; the name of `**` is empty."""
    if callable_name == "TypedDict" or (callable_name == "NamedTuple" and name):
        return "type"
    return KEYWORDS.get((callable_name, name), "value")


def guards_of(test: ast.expr) -> tuple[str, str]:
    """The guards of the body of `if test:` and of its other branches."""
    if _is_type_checking(test):
        return "type_checking", "conditional"
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and _is_type_checking(test.operand):
        return "conditional", "type_checking"
    return "lazy" if _is_main(test) else "conditional", "conditional"


def _is_main(test: ast.expr) -> bool:
    """`__name__ == "__main__"`, whose body an import does not run."""
    match test:
        case ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")]):
            return True
    return False


def _is_type_checking(test: ast.expr) -> bool:
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return any(map(_is_type_checking, test.values))
    return last_segment(test) == "TYPE_CHECKING"
