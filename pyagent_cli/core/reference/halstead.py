"""Halstead's counts and what follows from them, and the maintainability index."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from radon.metrics import HalsteadReport, halstead_visitor_report, mi_compute
from radon.visitors import HalsteadVisitor

from pyagent_cli.core.reference.raw import Raw

Function = ast.FunctionDef | ast.AsyncFunctionDef
Report = dict[str, float]
NAMES = HalsteadReport._fields


def halstead(node: ast.Module | Function, flavour: str) -> Report:
    """Of a module with all its functions, or of a function with those inside.

    >>> halstead(ast.parse("a + b + a"), "default")["N2"]
    4
    """
    if flavour == "radon":
        return _radon(node)
    counts = _Counts()
    counts.add(node.body if isinstance(node, ast.Module) else [node], None)
    return _report(len(counts.operators), len(counts.operands), counts.n1, counts.n2)


def _radon(node: ast.Module | Function) -> Report:
    visitor = HalsteadVisitor.from_ast(node)
    of_function = isinstance(node, Function)
    figures = halstead_visitor_report(visitor.function_visitors[0] if of_function else visitor)._asdict()
    return {name: float(value) if number > 5 else value for number, (name, value) in enumerate(figures.items())}


@dataclass(slots=True)
class _Counts:
    operators: set[str] = field(default_factory=set)
    operands: set[tuple[str | None, object]] = field(default_factory=set)
    n1: int = 0
    n2: int = 0

    def add(self, nodes: Iterable[ast.AST], function: str | None) -> None:
        """Operands are the same in functions of one name."""
        for node in nodes:
            self._own(node, function)
            if isinstance(node, Function):
                self.add(node.body, node.name)
            else:
                self.add(ast.iter_child_nodes(node), function)

    def _own(self, node: ast.AST, function: str | None) -> None:
        operators, operands = _operation(node)
        self.operators |= {type(operator).__name__ for operator in operators}
        self.operands |= {(function, _value(operand)) for operand in operands}
        self.n1 += len(operators)
        self.n2 += len(operands)


def _operation(node: ast.AST) -> tuple[list[ast.AST], list[ast.expr]]:
    match node:
        case ast.BinOp():
            return [node.op], [node.left, node.right]
        case ast.UnaryOp():
            return [node.op], [node.operand]
        case ast.BoolOp():
            return [node.op], node.values
        case ast.AugAssign():
            return [node.op], [node.target, node.value]
        case ast.Compare():
            return [*node.ops], [node.left, *node.comparators]
    return [], []


def _value(operand: ast.expr) -> object:
    match operand:
        case ast.Name(id=value) | ast.Attribute(attr=value) | ast.Constant(value=value):
            return value
    return operand


def _report(h1: int, h2: int, n1: int, n2: int) -> Report:
    length = h1 * math.log(h1, 2) + h2 * math.log(h2, 2) if h1 and h2 else 0.0
    volume = (n1 + n2) * math.log(h1 + h2, 2) if h1 + h2 else 0.0
    difficulty = h1 * n2 / (2 * h2) if h2 else 0.0
    effort = difficulty * volume
    figures = (h1, h2, n1, n2, h1 + h2, n1 + n2, length, volume, difficulty, effort, effort / 18, volume / 3000)
    return dict(zip(NAMES, figures, strict=True))


def maintainability(volume: float, complexity: int, raw: Raw) -> float:
    """The maintainability index of a module: 100 is best, 0 is worst."""
    commented = raw.comments + raw.multi
    percent = commented / raw.sloc * 100 if raw.sloc else 0.0
    return float(mi_compute(volume, complexity, raw.lloc, percent))
