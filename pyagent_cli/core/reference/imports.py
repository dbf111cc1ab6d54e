"""The imports of a module, and those that nothing uses.

Bodies of functions and lambdas wait until their surroundings are known, as they do at run time.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from pyagent_cli.core.model import ImportFact
from pyagent_cli.core.reference.annotations import exported, names_in
from pyagent_cli.core.reference.names import Binding, Names, Scope
from pyagent_cli.core.reference.types import GENERICS, Slot, guards_of, keyword_slot, last_segment, slot

Reading = Literal["value", "type", "literal"]
ORDER = ("type_checking", "lazy", "conditional", "try")
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Import:
    """An imported name with what decides whether it may go unused."""

    fact: ImportFact
    statement: int  # the line on which its statement starts
    column: int
    explicit: bool  # `import a as a`, which says that others may import it from here
    unused: bool


def imports(path: str, module: ast.Module) -> tuple[Import, ...]:
    """Every imported name of a module in the order of the text.

    >>> tree = ast.parse("import a, b.c\\nprint(a)")
    >>> [(row.fact.module, row.unused) for row in imports("m.py", tree)]
    [('a', False), ('b.c', True)]
    """
    walker = _Walker(path)
    walker.visit_all(module.body)
    walker.run_deferred()
    return walker.finish()


@dataclass(frozen=True, slots=True)
class _Place:
    scope: Scope
    guards: frozenset[str]


class _Walker:
    def __init__(self, path: str) -> None:
        self.path = path
        self.stub = path.endswith(".pyi")
        self.names = Names(self.stub)
        self.place = _Place(self.names.module, frozenset())
        self.reading: Reading = "value"
        self.forward = False
        self.postponed = self.stub
        self.found: list[Import] = []
        self.exported: list[str] = []
        self.queues: tuple[list[tuple[Callable[[], None], _Place]], ...] = ([], [], [], [])

    def finish(self) -> tuple[Import, ...]:
        for name in self.exported:
            if name in self.names.module.live:
                self.names.module.live[name].used = True
        unused = set(self.names.unused())
        rows = [replace(row, unused=n in unused and not row.explicit) for n, row in enumerate(self.found)]
        return tuple(sorted(rows, key=lambda row: (row.fact.line, row.column)))

    # --- what waits ---------------------------------------------------------------------------------

    def defer(self, queue: Literal[0, 1, 2, 3], visit: Callable[[], None], place: _Place | None = None) -> None:
        """Queues, in the order in which they are emptied: functions, lambdas, annotations, strings."""
        self.queues[queue].append((visit, place or self.place))

    def run_deferred(self) -> None:
        while waiting := next((queue for queue in self.queues if queue), None):
            visit, self.place = waiting.pop()
            self.reading, self.forward = "value", False
            visit()

    def function_body(self, node: Function | ast.Lambda) -> None:
        arguments = node.args
        named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        for argument in named:
            if argument is not None:
                self.bind(argument.arg)
        self.visit_all(node.body if isinstance(node.body, list) else [node.body])

    def postponed_annotation(self, node: ast.expr) -> None:
        self.forward, self.reading = True, "type"
        self.visit(node)

    def string_annotation(self, text: str) -> None:
        for name in names_in(text):
            self.names.load_forward(self.place.scope, name)

    # --- small steps --------------------------------------------------------------------------------

    def bind(self, name: str | None, binding: Binding | None = None) -> None:
        if name is not None:
            self.place.scope.bind(name, binding or Binding("other"))

    def load(self, name: str) -> None:
        (self.names.load_forward if self.forward else self.names.load)(self.place.scope, name)

    @contextmanager
    def inside(self, scope: Scope) -> Iterator[None]:
        before, self.place = self.place, replace(self.place, scope=scope)
        yield
        self.place = before

    @contextmanager
    def guarded(self, *guards: str) -> Iterator[None]:
        before, self.place = self.place, replace(self.place, guards=self.place.guards | set(guards))
        yield
        self.place = before

    def read(self, reading: Reading, node: ast.expr) -> None:
        before, self.reading = self.reading, reading
        self.visit(node)
        self.reading = before

    def visit_all(self, nodes: Sequence[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def visit(self, node: ast.AST) -> None:
        visitor = getattr(self, f"visit_{type(node).__name__}", None)
        if visitor is not None:
            visitor(node)
        else:
            self.visit_all(list(ast.iter_child_nodes(node)))

    def annotation(self, node: ast.expr | None) -> None:
        if node is None:
            return
        if self.postponed:
            self.defer(2, partial(self.postponed_annotation, node))
        else:
            self.read("type", node)

    # --- statements ---------------------------------------------------------------------------------

    def visit_FunctionDef(self, node: Function) -> None:
        self.visit_all(node.decorator_list)
        with self.inside(self.type_scope(node)):
            arguments = node.args
            self.visit_all([*arguments.defaults, *arguments.kw_defaults])
            named = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
            for argument in named:
                self.annotation(argument.annotation if argument is not None else None)
            self.annotation(node.returns)
            scope = self.names.push("function", self.place.scope)
            place = _Place(scope, self.place.guards | {"lazy"})
            self.defer(0, partial(self.function_body, node), place)
        self.bind(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef

    def type_scope(self, node: ast.AST) -> Scope:
        """The scope of `[T]` after a name, opened when there is one."""
        params = getattr(node, "type_params", [])
        if not params:
            return self.place.scope
        scope = self.names.push("type", self.place.scope)
        with self.inside(scope):
            for param in params:
                self.bind(param.name)
            for param in params:
                for bound in filter(None, (getattr(param, "bound", None), getattr(param, "default_value", None))):
                    self.read("type", bound)
        return scope

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.visit_all(node.decorator_list)
        with self.inside(self.type_scope(node)):
            for base in [*node.bases, *(keyword.value for keyword in node.keywords)]:
                (self.annotation if self.stub else self.visit)(base)  # in a stub they may name what comes later
            with self.inside(self.names.push("class", self.place.scope)):
                self.visit_all(node.body)
        self.bind(node.name)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            first = alias.name.partition(".")[0]
            bound = alias.asname or first
            number = self.add(node, alias, alias.name, None, bound, 0)
            kind: Literal["import", "submodule"] = "import" if alias.asname or first == alias.name else "submodule"
            self.bind(bound, Binding(kind, number, module=alias.name if alias.asname else None))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        for alias in node.names:
            bound = alias.asname or alias.name
            number = self.add(node, alias, module, alias.name, bound, node.level)
            if module == "__future__":
                self.postponed = self.postponed or alias.name == "annotations"
                self.bind(bound)
            elif alias.name != "*":
                self.bind(bound, Binding("import", number))

    def add(self, node: ast.stmt, alias: ast.alias, module: str, name: str | None, bound: str, level: int) -> int:
        guards = tuple(guard for guard in ORDER if guard in self.place.guards)
        fact = ImportFact(self.path, alias.lineno, module, name, bound, level, guards)
        self.found.append(Import(fact, node.lineno, alias.col_offset, alias.asname == alias.name, False))
        return len(self.found) - 1

    def visit_If(self, node: ast.If) -> None:
        self.branches(node, frozenset())

    def branches(self, node: ast.If, inherited: frozenset[str]) -> None:
        self.visit(node.test)
        body, other = guards_of(node.test)
        with self.guarded(body, *inherited):
            self.visit_all(node.body)
        inherited |= {other}
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) and _is_elif(node, node.orelse[0]):
            self.branches(node.orelse[0], inherited)
            return
        with self.guarded(*inherited):
            self.visit_all(node.orelse)

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit_all([node.iter, node.target, *node.body, *node.orelse])

    visit_AsyncFor = visit_For

    def visit_While(self, node: ast.While) -> None:
        with self.guarded("conditional"):
            self.visit_all([node.test, *node.body, *node.orelse])

    def visit_Try(self, node: ast.Try | ast.TryStar) -> None:
        with self.guarded(*(["try"] if node.handlers else [])):
            self.visit_all(node.body)
            self.visit_all(node.handlers)
            self.visit_all(node.orelse)
        self.visit_all(node.finalbody)

    visit_TryStar = visit_Try

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        before = self.names.lookup(self.place.scope, node.name) if node.name else None
        self.bind(node.name)
        self.visit_all([node.type, *node.body])
        self.bind(node.name, Binding("unbound", target=before))

    def visit_Match(self, node: ast.Match) -> None:
        with self.guarded("conditional"):
            self.visit(node.subject)
            self.visit_all(node.cases)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        self.bind(node.name)
        self.visit_all(list(ast.iter_child_nodes(node)))

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self.bind(node.rest)
        self.visit_all([*node.keys, *node.patterns])

    def visit_Global(self, node: ast.Global) -> None:
        for name in node.names:
            if self.place.scope is not self.names.module:
                self.names.declare_global(self.place.scope, name)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        for name in node.names:
            if self.place.scope is not self.names.module:
                self.names.declare_nonlocal(self.place.scope, name)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)
            self.export(target, node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        if isinstance(node.target, ast.Name):
            self.load(node.target.id)
        self.visit(node.target)
        self.export(node.target, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.annotation(node.annotation)
        if node.value is None and isinstance(node.target, ast.Name):
            self.bind(node.target.id, Binding("annotation"))
            return
        if node.value is not None:
            self.read("type" if last_segment(node.annotation) == "TypeAlias" else "value", node.value)
        self.visit(node.target)
        if node.value is not None:
            self.export(node.target, node.value)

    def visit_TypeAlias(self, node: ast.stmt) -> None:
        """`type X[T] = ...` of Python 3.12, whose node an older interpreter does not have."""
        with self.inside(self.type_scope(node)):
            self.read("type", vars(node)["value"])
        self.visit(vars(node)["name"])

    def visit_Expr(self, node: ast.Expr) -> None:
        match node.value:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr="append" | "extend"), args=arguments):
                for argument in arguments:
                    self.export(ast.Name("__all__"), argument)
        self.visit(node.value)

    def export(self, target: ast.expr, value: ast.expr) -> None:
        if self.place.scope is self.names.module and isinstance(target, ast.Name) and target.id == "__all__":
            self.exported += exported(value)

    # --- expressions --------------------------------------------------------------------------------

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


def _is_elif(outer: ast.If, inner: ast.If) -> bool:
    """`elif` and `else:` with an `if` in it give the same tree but for the column."""
    return inner.col_offset == outer.col_offset
