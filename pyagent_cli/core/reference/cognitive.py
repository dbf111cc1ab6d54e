"""Cognitive complexity, as complexipy counts it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from pyagent_cli.core.reference.nesting import elif_of

Function = ast.FunctionDef | ast.AsyncFunctionDef
Operator = ast.BoolOp | ast.UnaryOp


def cognitive(node: Function) -> int:
    """What a reader of a function must keep in mind, more for what is nested deeper.

    >>> cognitive(ast.parse("def f(a):\\n    if a:\\n        return 1 if f(a) else 0").body[0])
    4
    """
    return _function(node, 0) + any(_calls(part, node.name) for part in _own_nodes(node.body))


def _function(node: Function, nesting: int) -> int:
    match node.body:
        case [(ast.FunctionDef() | ast.AsyncFunctionDef()) as inner, ast.Return()]:
            return _function(inner, nesting)
    return sum(_statement(child, nesting + isinstance(child, Function)) for child in node.body)


def _block(body: Iterable[ast.stmt], nesting: int) -> int:
    return sum(_statement(statement, nesting) for statement in body)


def _statement(node: ast.stmt, nesting: int) -> int:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return _function(node, nesting)
        case ast.ClassDef():
            return sum(_function(child, nesting) for child in node.body if isinstance(child, Function))
        case ast.If():
            return nesting + _clause(node, nesting)
        case ast.For(iter=control) | ast.AsyncFor(iter=control) | ast.While(test=control):
            own = 1 + nesting + _expression(control, nesting)
            return own + _block(node.body, nesting + 1) + _block(node.orelse, nesting)
        case ast.Try() | ast.TryStar():
            handlers = sum(1 + nesting + _block(handler.body, nesting + 1) for handler in node.handlers)
            return handlers + sum(_block(body, nesting) for body in (node.body, node.orelse, node.finalbody))
        case ast.Match():
            return 1 + nesting + sum(_block(case.body, nesting + 1) for case in node.cases)
        case ast.With() | ast.AsyncWith():
            return sum(_expression(item.context_expr, nesting) for item in node.items) + _block(node.body, nesting)
        case ast.Assert(test=first, msg=second) | ast.Raise(exc=first, cause=second):
            return _expression(first, nesting) + _expression(second, nesting)
        case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Return() | ast.Expr():
            return _expression(node.value, nesting)
    return 0


def _clause(node: ast.If, nesting: int) -> int:
    """`if` or `elif`, with the clauses after it."""
    own = 1 + _expression(node.test, nesting) + _block(node.body, nesting + 1)
    if chained := elif_of(node):
        return own + _clause(chained, nesting)
    return own + bool(node.orelse) + _block(node.orelse, nesting + 1)


def _expression(node: ast.expr | None, nesting: int) -> int:
    """Of what stands as a value or an argument; not of what is inside arithmetic, attributes or subscripts."""
    match node:
        case ast.BoolOp():
            return 1 + _alternations(node)
        case ast.UnaryOp():
            return _alternations(node)
        case ast.IfExp():
            branches = _expression(node.body, nesting + 1) + _expression(node.orelse, nesting + 1)
            return 1 + nesting + _expression(node.test, nesting) + branches
        case ast.Lambda():
            return _expression(node.body, nesting + 1)
        case ast.ListComp(elt=element) | ast.SetComp(elt=element) | ast.GeneratorExp(elt=element):
            return _generators(node.generators, nesting) + _expression(element, nesting + 1)
        case ast.DictComp():
            own = _generators(node.generators, nesting)
            return own + _expression(node.key, nesting + 1) + _expression(node.value, nesting + 1)
    return sum(_expression(part, nesting) for part in _parts(node))


def _parts(node: ast.expr | None) -> Sequence[ast.expr]:
    match node:
        case ast.Compare():
            return [node.left, *node.comparators]
        case ast.Call():
            return node.args
        case ast.Tuple() | ast.List() | ast.Set():
            return node.elts
        case ast.Dict():
            return node.values
    return ()


def _generators(generators: Iterable[ast.comprehension], nesting: int) -> int:
    own = (1 + nesting + len(each.ifs) + _expression(each.iter, nesting) for each in generators)
    return sum(own) + sum(_expression(condition, nesting + 1) for each in generators for condition in each.ifs)


def _alternations(node: Operator) -> int:
    """The boolean operators inside one that differ from what they stand in: another operator, or a negation."""
    inside = [part for part in _operands(node) if isinstance(part, Operator)]
    changes = sum(isinstance(part, ast.BoolOp) and type(part.op) is not type(node.op) for part in inside)
    return changes + sum(map(_alternations, inside))


def _operands(node: Operator) -> Sequence[ast.expr]:
    return node.values if isinstance(node, ast.BoolOp) else (node.operand,)


def _own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All below that belongs to no function, class or lambda inside."""
    for node in body:
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            yield node
            yield from _own_nodes(ast.iter_child_nodes(node))


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
