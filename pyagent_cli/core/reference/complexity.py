"""Cyclomatic complexity of every function: radon's own, and the default flavour of docs/metrics.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from radon.visitors import ComplexityVisitor

from pyagent_cli.core.model import FunctionFacts

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: str, module: ast.Module, flavour: str) -> tuple[FunctionFacts, ...]:
    """Every function of a module by line, nested ones and those of nested classes included."""
    measure = _radon if flavour == "radon" else cyclomatic
    rows = (
        FunctionFacts(
            path, qualname, node.lineno, node.end_lineno or node.lineno, measure(node), mccabe(node), _parameters(node)
        )
        for qualname, node in named_functions(module, "")
    )
    return tuple(sorted(rows, key=lambda row: row.line))


def named_functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    """Each function below a node with its qualified name, as Python's `__qualname__` has it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield prefix + child.name, child
            yield from named_functions(child, f"{prefix}{child.name}.<locals>.")
        elif isinstance(child, ast.ClassDef):
            yield from named_functions(child, f"{prefix}{child.name}.")
        else:
            yield from named_functions(child, prefix)


def _radon(node: Function) -> int:
    visitor = ComplexityVisitor()
    visitor.visit(node)
    return int(visitor.functions[0].complexity)


def cyclomatic(node: Function) -> int:
    """One more than the decisions in a function's body.

    >>> cyclomatic(ast.parse("def f(a):\\n    return 1 if a and a > 1 else 0").body[0])
    3
    """
    return 1 + sum(_decisions(statement) for statement in node.body)


def mccabe(node: Function) -> int:
    """One more than the decisions among a function's statements, those of the functions inside added.

    >>> mccabe(ast.parse("def f(a):\\n    def g():\\n        return a or 1\\n    if a and g(): pass").body[0])
    3
    """
    return 1 + sum(map(_mccabe, node.body))


def _mccabe(node: ast.stmt) -> int:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return mccabe(node)
        case ast.Assert():
            return 0
        case ast.For() | ast.AsyncFor() | ast.While():
            own = 1
        case _:
            own = _own(node)
    return own + sum(map(_mccabe, _statements(node)))


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """The statements directly inside one, in its handlers and cases too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            yield from _statements(child)


def _parameters(node: Function) -> int:
    arguments = node.args
    named = len(arguments.posonlyargs) + len(arguments.args) + len(arguments.kwonlyargs)
    return named + (arguments.vararg is not None) + (arguments.kwarg is not None)


def _decisions(node: ast.AST) -> int:
    if isinstance(node, Function | ast.ClassDef):
        return 0
    if isinstance(node, ast.Assert):
        return 1
    return _own(node) + sum(_decisions(child) for child in ast.iter_child_nodes(node))


def _own(node: ast.AST) -> int:
    match node:
        case ast.BoolOp():
            return len(node.values) - 1
        case ast.If() | ast.IfExp():
            return 1
        case ast.For() | ast.AsyncFor() | ast.While():
            return 1 + bool(node.orelse)
        case ast.comprehension():
            return 1 + len(node.ifs)
        case ast.Try() | ast.TryStar():
            return len(node.handlers) + bool(node.orelse)
        case ast.Match():
            return len(node.cases) - any(case.guard is None and _irrefutable(case.pattern) for case in node.cases)
    return 0


def _irrefutable(pattern: ast.pattern) -> bool:
    """A pattern that always matches: a name, `_`, or alternatives of which one is such a pattern."""
    match pattern:
        case ast.MatchAs():
            return pattern.pattern is None or _irrefutable(pattern.pattern)
        case ast.MatchOr():
            return any(_irrefutable(alternative) for alternative in pattern.patterns)
    return False
