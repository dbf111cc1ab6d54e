"""The imports of a module, and those that nothing uses.

Bodies of functions and lambdas wait until their surroundings are known, as they do at run time.
"""

from __future__ import annotations

import ast
from functools import partial
from typing import Literal

from pyagent_cli.core.model import ImportFact
from pyagent_cli.core.reference.annotations import exported
from pyagent_cli.core.reference.expressions import Expressions
from pyagent_cli.core.reference.names import Binding, Scope
from pyagent_cli.core.reference.types import guards_of, last_segment
from pyagent_cli.core.reference.walker import Function, Import, Place

ORDER = ("type_checking", "lazy", "conditional", "try")


def imports(path: str, module: ast.Module) -> tuple[Import, ...]:
    """Every imported name of a module in the order of the text.

    >>> tree = ast.parse("import a, b.c\\nprint(a)")
    >>> [(row.fact.module, row.unused) for row in imports("m.py", tree)]
    [('a', False), ('b.c', True)]
    """
    walker = _Statements(path)
    walker.visit_all(module.body)
    walker.run_deferred()
    return walker.finish()


class _Statements(Expressions):
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
            place = Place(scope, self.place.guards | {"lazy"})
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


def _is_elif(outer: ast.If, inner: ast.If) -> bool:
    """`elif` and `else:` with an `if` in it give the same tree but for the column."""
    return inner.col_offset == outer.col_offset
