"""Which module-level names a statement binds and reads, and when: while it runs, or when a function is called."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from pyagent_cli.core.bindings import Comprehension, Definition, bindings, certainly_bound

# Methods that Python itself calls when a class is made from, or subscripted with, the class that has them.
HOOKS = frozenset({"__class_getitem__", "__init_subclass__", "__mro_entries__", "__set_name__"})
NAMES_IN_STRINGS = frozenset({"cast", "ForwardRef", "NamedTuple", "NewType", "TypedDict", "TypeVar"})


@dataclass(frozen=True, slots=True)
class Names:
    """The module-level names of one statement. `active` may be called while it runs; `bases` only subclassed.

    >>> names = names_of(ast.parse("def f(x=LIMIT): return helper(x)").body[0])
    >>> sorted(names.binds), sorted(names.now), sorted(names.later)
    (['f'], ['LIMIT'], ['helper'])
    """

    binds: frozenset[str]
    certain: frozenset[str]  # bound whichever way the statement goes
    deletes: frozenset[str]
    now: frozenset[str]
    active: frozenset[str]
    bases: frozenset[str]
    later: frozenset[str]  # in functions, string annotations
    hooks: frozenset[str]  # those of `later` that are read by methods in HOOKS
    rebinds: frozenset[str]  # stored or deleted by a function that declares them global
    metaclasses: frozenset[str]  # those of `active` that make the class

    @property
    def reads(self) -> frozenset[str]:
        return self.now | self.later


def names_of(statement: ast.stmt, future_annotations: bool = False) -> Names:
    """The names of one top-level statement."""
    walker = _Walker(future_annotations)
    walker.visit(statement)
    active = walker.now if walker.acts else frozenset[str]()
    return Names(
        frozenset(walker.binds),
        frozenset(certainly_bound([statement]) or ()),
        frozenset(walker.deletes),
        frozenset(walker.now | walker.inert | walker.bases),
        frozenset(active),
        frozenset(walker.bases),
        frozenset(walker.later),
        frozenset(walker.hooks),
        frozenset(walker.rebinds),
        frozenset(walker.metaclasses),
    )


@dataclass(slots=True)
class _Scope:
    kind: Literal["module", "class", "function", "comprehension"]
    parent: _Scope | None = None
    local: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)  # declared global
    bound: set[str] = field(default_factory=set)  # in a class body: bound so far
    hook: bool = False

    @property
    def deferred(self) -> bool:
        return self.kind == "function" or (self.parent is not None and self.parent.deferred)

    @property
    def hooked(self) -> bool:
        return self.hook or (self.parent is not None and self.parent.hooked)

    def is_global(self, name: str) -> bool:
        scope: _Scope | None = self
        while scope is not None and scope.kind != "module":
            if name in scope.shared:
                return True
            if scope.kind == "class":
                if scope is self and name in scope.local:
                    return name not in scope.bound
            elif name in scope.local:
                return False
            scope = scope.parent
        return True


class _Walker(ast.NodeVisitor):
    def __init__(self, future_annotations: bool) -> None:
        self.future = future_annotations
        self.scope = _Scope("module")
        self.classes: list[str] = []
        self.acts = False
        self.mode: Literal["plain", "base", "annotation"] = "plain"
        self.binds: set[str] = set()
        self.deletes: set[str] = set()
        self.now: set[str] = set()
        self.inert: set[str] = set()
        self.bases: set[str] = set()
        self.later: set[str] = set()
        self.hooks: set[str] = set()
        self.rebinds: set[str] = set()
        self.metaclasses: set[str] = set()

    # --- names

    def load(self, name: str) -> None:
        name = mangled(name, self.classes)
        if not self.scope.is_global(name):
            return
        if self.scope.deferred or (self.mode == "annotation" and self.future):
            self.later.add(name)
            if self.scope.hooked:
                self.hooks.add(name)
        else:
            {"plain": self.now, "base": self.bases, "annotation": self.inert}[self.mode].add(name)

    def store(self, name: str, delete: bool = False) -> None:
        name = mangled(name, self.classes)
        scope = self.scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        if scope.kind == "class":
            (scope.bound.discard if delete else scope.bound.add)(name)
        if scope.kind != "module" and name not in scope.shared:
            return
        if scope.deferred:
            self.rebinds.add(name)
        else:
            (self.deletes if delete else self.binds).add(name)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.load(node.id)
        elif self.scope.kind != "comprehension" or node.id not in self.scope.local:
            self.store(node.id, isinstance(node.ctx, ast.Del))

    def visit_alias(self, node: ast.alias) -> None:
        self.store(node.asname or node.name.partition(".")[0])

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._capture(node, node.name)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self._capture(node, node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._capture(node, node.rest)

    def _capture(self, node: ast.AST, name: str | None) -> None:
        if name:
            self.store(name)
        self.generic_visit(node)

    # --- scopes

    def visit_FunctionDef(self, node: Definition) -> None:
        hook = self.scope.kind == "class" and node.name in HOOKS
        for decorator in node.decorator_list:
            self._act(decorator)
        for argument in _arguments(node.args):
            self._annotation(argument.annotation)
        self._annotation(node.returns)
        self._defaults(node.args)
        self.store(node.name)
        scope = _function_scope(self.scope, node.args, node.body, self.classes)
        scope.hook = hook
        scope.local |= {parameter.name for parameter in getattr(node, "type_params", ())}
        self._inside(scope, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._defaults(node.args)
        self._inside(_function_scope(self.scope, node.args, [ast.Expr(node.body)], self.classes), [node.body])

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for decorator in node.decorator_list:
            self._act(decorator)
        before, self.mode = self.mode, "base"
        for base in node.bases:
            self.visit(base)
        self.mode = before
        for keyword in node.keywords:
            self._act(keyword.value)
            if keyword.arg == "metaclass" and not self.scope.deferred:
                self.metaclasses |= {n.id for n in ast.walk(keyword.value) if isinstance(n, ast.Name)}
        self.classes.append(node.name)
        stores, shared, _ = bindings(node.body)
        inner = self.classes
        implicit = {"__module__", "__qualname__", *(["__doc__"] if ast.get_docstring(node, clean=False) else [])}
        local = {mangled(n, inner) for n in stores - shared} | implicit
        scope = _Scope("class", self.scope, local, set(shared), set(implicit))
        self._inside(scope, node.body)
        self.classes.pop()
        self.store(node.name)

    def _comprehension(self, node: Comprehension) -> None:
        self.acts |= not self.scope.deferred
        self.visit(node.generators[0].iter)
        targets = {n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
        elements = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        rest = [g.iter for g in node.generators[1:]]
        conditions = [condition for g in node.generators for condition in g.ifs]
        holders = [g.target for g in node.generators]
        self._inside(_Scope("comprehension", self.scope, targets), [*holders, *rest, *conditions, *elements])

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def _inside(self, scope: _Scope, nodes: Iterable[ast.AST]) -> None:
        outer, self.scope = self.scope, scope
        mode, self.mode = self.mode, "plain"
        for node in nodes:
            self.visit(node)
        self.scope, self.mode = outer, mode

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self.visit(target)

    # --- annotations and the strings that hold names

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._annotation(node.annotation)
        if node.value is None:
            if not isinstance(node.target, ast.Name):
                self.visit(node.target)
            return
        self.visit(node.value)
        self.visit(node.target)

    def _annotation(self, node: ast.expr | None) -> None:
        if node is None:
            return
        mode, self.mode = self.mode, "annotation"
        self.visit(node)
        self.mode = mode

    def visit_Constant(self, node: ast.Constant) -> None:
        if self.mode == "annotation" and isinstance(node.value, str):
            self._named(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        self._acting(node)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in NAMES_IN_STRINGS:
            for value in (*node.args, *(keyword.value for keyword in node.keywords)):
                for part in ast.walk(value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        self._named(part.value)

    def _named(self, text: str) -> None:
        try:
            expression = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError):
            return
        for part in ast.walk(expression):
            if isinstance(part, ast.Name) and self.scope.is_global(part.id):
                self.later.add(part.id)

    # --- what may call something while the statement runs

    def _act(self, node: ast.AST) -> None:
        self.acts |= not self.scope.deferred
        self.visit(node)

    def _acting(self, node: ast.AST) -> None:
        if self.mode == "plain":
            self.acts |= not self.scope.deferred
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.load(node.target.id)
        self._acting(node)

    visit_BinOp = visit_UnaryOp = visit_Compare = visit_Attribute = visit_JoinedStr = _acting
    visit_For = visit_While = visit_With = visit_Await = _acting

    def visit_Subscript(self, node: ast.Subscript) -> None:
        name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if name == "Literal":
            self.visit(node.value)
            return
        if name[:1].isupper() and self.scope.kind == "module":  # an alias of a type, as `Union["A", int]`
            for part in ast.walk(node.slice):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    self._named(part.value)
        self._acting(node)

    def _defaults(self, arguments: ast.arguments) -> None:
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None:
                self.visit(default)


def mangled(name: str, classes: list[str]) -> str:
    """The name that a private name has inside classes.

    >>> mangled("__v", ["_X"]), mangled("__v__", ["X"]), mangled("__v", [])
    ('_X__v', '__v__', '__v')
    """
    if not classes or not name.startswith("__") or name.endswith("__"):
        return name
    owner = classes[-1].lstrip("_")
    return f"_{owner}{name}" if owner else name


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    stars = [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *stars]


def _function_scope(parent: _Scope, arguments: ast.arguments, body: Iterable[ast.stmt], classes: list[str]) -> _Scope:
    stores, shared, outer = bindings(body)
    local = ({a.arg for a in _arguments(arguments)} | stores) - shared - outer
    return _Scope("function", parent, {mangled(n, classes) for n in local}, {mangled(n, classes) for n in shared})
