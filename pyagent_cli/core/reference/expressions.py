"""Expressions: the names they load, and where types are written as strings."""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import partial

from pyagent_cli.core.reference.types import GENERICS, Slot, keyword_slot, last_segment, slot
from pyagent_cli.core.reference.walker import Walker

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Expressions(Walker):
    def visit_Name(self, node: ast.Name) -> None:
        match node.ctx:
            case ast.Load():
                self.load(node.id)
            case ast.Store():
                self.bind(node.id)
            case _:
                conditional = bool(self.place.guards & {"conditional", "type_checking"})
                self.place.scope.delete(node.id, conditional)

    def visit_ListComp(self, node: Comprehension) -> None:
        outer = self.place
        for number, generator in enumerate(node.generators):
            self.visit(generator.iter)
            if number == 0:
                self.place = replace(outer, scope=self.names.push("generator", outer.scope))
            self.visit_all([generator.target, *generator.ifs])
        self.visit_all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self.place = outer

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit_all([*node.args.defaults, *node.args.kw_defaults])
        scope = self.names.push("function", self.place.scope)
        self.defer(1, partial(self.function_body, node), replace(self.place, scope=scope))

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        scope = self.place.scope
        while scope.kind == "generator" and scope.parent is not None:
            scope = scope.parent
        with self.inside(scope):
            self.visit(node.target)

    def visit_Call(self, node: ast.Call) -> None:
        self.visit(node.func)
        name = last_segment(node.func)
        for number, argument in enumerate(node.args):
            self.argument(slot(name, number), argument)
        for keyword in node.keywords:
            self.argument(keyword_slot(name, keyword.arg or ""), keyword.value)

    def argument(self, kind: Slot, node: ast.expr) -> None:
        match kind, node:
            case "type", _:
                self.read("type", node)
            case "pairs", ast.List(elts=elements) | ast.Tuple(elts=elements):
                for element in elements:
                    self.pair(element)
            case "table", ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if key is not None:
                        self.read("value", key)
                    self.read("type", value)
            case _:
                self.read("value", node)

    def pair(self, node: ast.expr) -> None:
        match node:
            case ast.List(elts=[name, kind]) | ast.Tuple(elts=[name, kind]):
                self.read("value", name)
                self.read("type", kind)
            case _:
                self.read("value", node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        name = last_segment(node.value)
        if not isinstance(node.ctx, ast.Load):
            self.read("value", node.slice)
        elif name == "Literal":
            self.read("literal", node.slice)
        elif name == "Annotated" and isinstance(node.slice, ast.Tuple):
            for number, element in enumerate(node.slice.elts):
                self.read("value" if number else "type", element)
        else:
            self.read("type" if name in GENERICS else self.reading, node.slice)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.visit_all([part for part in node.values if not isinstance(part, ast.Constant)])

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and self.reading == "type":
            self.defer(3, partial(self.string_annotation, node.value))
