"""Where a walk over a module stands: the scope, what guards the code, and what has to wait."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from pyagent_cli.core.model import ImportFact
from pyagent_cli.core.reference.annotations import names_in
from pyagent_cli.core.reference.names import Binding, Names, Scope

Reading = Literal["value", "type", "literal"]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Import:
    """An imported name with what decides whether it may go unused."""

    fact: ImportFact
    statement: int  # the line on which its statement starts
    column: int
    explicit: bool  # `import a as a`, which says that others may import it from here
    unused: bool


@dataclass(frozen=True, slots=True)
class Place:
    scope: Scope
    guards: frozenset[str]


class Walker:
    def __init__(self, path: str) -> None:
        self.path = path
        self.stub = path.endswith(".pyi")
        self.names = Names(self.stub)
        self.place = Place(self.names.module, frozenset())
        self.reading: Reading = "value"
        self.forward = False
        self.postponed = self.stub
        self.found: list[Import] = []
        self.exported: list[str] = []
        self.queues: tuple[list[tuple[Callable[[], None], Place]], ...] = ([], [], [], [])

    def finish(self) -> tuple[Import, ...]:
        for name in self.exported:
            if name in self.names.module.live:
                self.names.module.live[name].used = True
        unused = set(self.names.unused())
        rows = [replace(row, unused=n in unused and not row.explicit) for n, row in enumerate(self.found)]
        return tuple(sorted(rows, key=lambda row: (row.fact.line, row.column)))

    # --- what waits ---------------------------------------------------------------------------------

    def defer(self, queue: Literal[0, 1, 2, 3], visit: Callable[[], None], place: Place | None = None) -> None:
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
