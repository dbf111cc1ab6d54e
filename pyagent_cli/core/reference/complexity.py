"""Cyclomatic complexity of every function: radon's own, and the default flavour of docs/metrics.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from radon.visitors import ComplexityVisitor

from pyagent_cli.core.model import FunctionFacts
from pyagent_cli.core.reference.cognitive import cognitive
from pyagent_cli.core.reference.nesting import nesting, statements

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: str, module: ast.Module, flavour: str) -> tuple[FunctionFacts, ...]:
    """Every function of a module by line, nested ones and those of nested classes included."""
    return tuple(_facts(path, qualname, node, flavour) for qualname, node in sorted_functions(module))


def sorted_functions(module: ast.Module) -> list[tuple[str, Function]]:
    """Every function of a module with its qualified name, by line."""
    return sorted(named_functions(module, ""), key=lambda named: named[1].lineno)


def _facts(path: str, qualname: str, node: Function, flavour: str) -> FunctionFacts:
    return FunctionFacts(
        path,
        qualname,
        line=node.lineno,
        end_line=node.end_lineno or node.lineno,
        cyclomatic=_radon(node) if flavour == "radon" else cyclomatic(node),
        mccabe=mccabe(node),
        parameters=_parameters(node),
        cognitive=cognitive(node),
        nesting=nesting(node.body),
    )


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


def total(module: ast.Module, flavour: str) -> int:
    """The cyclomatic complexity of a whole module: one more than all its decisions, radon's but for inner classes."""
    if flavour == "radon":
        return int(ComplexityVisitor.from_ast(module).total_complexity)
    of_functions = sum(cyclomatic(node) - 1 for _, node in named_functions(module, ""))
    bodies = [module.body, *(node.body for node in ast.walk(module) if isinstance(node, ast.ClassDef))]
    return 1 + of_functions + sum(_decisions(statement) for body in bodies for statement in body)


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
    return own + sum(map(_mccabe, statements(node)))


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
