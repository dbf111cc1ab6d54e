"""Which names a block binds in its own scope, and which ones on every path."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

Definition = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def bindings(body: Iterable[ast.stmt]) -> tuple[set[str], set[str], set[str]]:
    """The names that a block binds in its own scope, those it declares global, and those nonlocal."""
    stores: set[str] = set()
    shared: set[str] = set()
    outer: set[str] = set()
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        stores.update(_bound_by(node))
        if isinstance(node, ast.Global):
            shared.update(node.names)
        elif isinstance(node, ast.Nonlocal):
            outer.update(node.names)
        pending.extend(_same_scope(node))
    return stores, shared, outer


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=bound):
            yield bound or name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name


def _same_scope(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, Definition | ast.ClassDef | ast.Lambda):
        outside = [*getattr(node, "decorator_list", ()), *getattr(node, "bases", ())]
        arguments = getattr(node, "args", None)
        if isinstance(arguments, ast.arguments):
            outside += [d for d in (*arguments.defaults, *arguments.kw_defaults) if d is not None]
        yield from outside
    elif isinstance(node, Comprehension):
        yield from (n for n in ast.walk(node) if isinstance(n, ast.NamedExpr))
    else:
        yield from ast.iter_child_nodes(node)


def certainly_bound(body: list[ast.stmt]) -> set[str] | None:
    """The names bound by every path through a block; None when no path leaves it.

    >>> certainly_bound(ast.parse("try:\\n import a\\nexcept ImportError:\\n a = b = None").body)
    {'a'}
    """
    bound: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.Raise | ast.Return | ast.Continue | ast.Break):
            return None
        found = _certain(statement)
        if found is None:
            return None
        bound |= found
        if isinstance(statement, ast.Delete):
            bound -= {n.id for n in statement.targets if isinstance(n, ast.Name)}
    return bound


def _certain(statement: ast.stmt) -> set[str] | None:
    if isinstance(statement, ast.If):
        return _either([certainly_bound(statement.body), certainly_bound(statement.orelse)])
    if isinstance(statement, ast.Try):
        done = certainly_bound([*statement.body, *statement.orelse])
        found = _either([done, *(certainly_bound(handler.body) for handler in statement.handlers)])
        final = certainly_bound(statement.finalbody)
        return None if found is None or final is None else found | final
    if isinstance(statement, ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Match):
        return set()
    if isinstance(statement, ast.AnnAssign) and statement.value is None:
        return set()
    if isinstance(statement, ast.Delete):
        return set()
    return bindings([statement])[0]


def _either(paths: list[set[str] | None]) -> set[str] | None:
    open_paths = [path for path in paths if path is not None]
    return set.intersection(*open_paths) if open_paths else None
