"""Scopes and bindings of the names that a file imports; all other names are of no interest here.

A load marks the binding that is live at that moment, a new binding of a name inherits the marks of
the one it replaces, and what counts in the end is the last binding of each name in each scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ScopeKind = Literal["module", "class", "function", "generator", "type"]
BindingKind = Literal["import", "submodule", "annotation", "deletion", "unbound", "global", "nonlocal", "other"]


@dataclass(slots=True, eq=False)
class Binding:
    kind: BindingKind
    number: int = -1  # of the import
    module: str | None = None  # what `import module as name` renames
    target: Binding | None = None  # of "global" and "nonlocal"; of "unbound", what the name meant before
    used: bool = False
    shared: bool = False  # declared global or nonlocal, hence visible elsewhere


@dataclass(slots=True, eq=False)
class Scope:
    kind: ScopeKind
    parent: Scope | None
    live: dict[str, Binding]

    def bind(self, name: str, binding: Binding) -> None:
        old = self.live.get(name)
        if old is not None and binding.kind == "annotation":
            return
        if old is not None and old.kind not in ("deletion", "unbound"):
            binding.used, binding.shared = old.used, old.shared
        binding.shared = binding.shared or binding.kind in ("global", "nonlocal")
        self.live[name] = binding

    def delete(self, name: str, conditional: bool) -> None:
        if name in self.live:
            self.live[name].used = True
        if not conditional:
            self.bind(name, Binding("deletion"))


class Names:
    """The scopes of one file."""

    def __init__(self, stub: bool) -> None:
        self.stub = stub
        self.module = Scope("module", None, {})
        self.scopes = [self.module]

    def push(self, kind: ScopeKind, parent: Scope) -> Scope:
        self.scopes.append(Scope(kind, parent, {}))
        return self.scopes[-1]

    def declare_global(self, scope: Scope, name: str) -> None:
        scope.bind(name, Binding("global", target=self.module.live.get(name)))

    def declare_nonlocal(self, scope: Scope, name: str) -> None:
        outer = scope.parent
        while outer is not None and outer.parent is not None:
            target = outer.live.get(name)
            if outer.kind == "function" and target is not None:
                target.used = True
                scope.bind(name, Binding("nonlocal", target=target))
                return
            outer = outer.parent

    def lookup(self, scope: Scope, name: str) -> Binding | None:
        """What a name means here, without using it."""
        current: Scope | None = scope
        while current is not None:
            if (current.kind != "class" or current is scope) and name in current.live:
                return current.live[name]
            current = current.parent
        return None

    def load_forward(self, scope: Scope, name: str) -> None:
        """A name in an annotation whose evaluation is put off: the module's meaning goes first."""
        binding = self.module.live.get(name)
        if binding is not None and binding.kind not in ("annotation", "deletion", "unbound"):
            _mark(self.module, binding)
        else:
            self.load(scope, name)

    def load(self, scope: Scope, name: str) -> None:
        current: Scope | None = scope
        class_visible = True
        while current is not None:
            if current.kind != "class" or class_visible:
                class_visible = current.kind == "type" and current is scope
                binding = current.live.get(name)
                if binding is not None and self._resolves(current, binding):
                    return
            current = current.parent

    def _resolves(self, scope: Scope, binding: Binding) -> bool:
        """Mark a binding; whether the search ends with it."""
        _mark(scope, binding)
        if binding.kind == "annotation" and not self.stub:
            return scope.kind == "function"
        if binding.target is not None:
            if binding.kind == "unbound":
                _mark(scope, binding.target)
            binding.target.used = True
        return True

    def unused(self) -> list[int]:
        """Imports that are the last binding of their name in their scope and that nothing uses, ascending.

        A class keeps what it imports: it is an attribute.
        """
        live = [binding for scope in self.scopes if scope.kind != "class" for binding in scope.live.values()]
        return sorted(b.number for b in live if b.kind in ("import", "submodule") and not b.used and not b.shared)


def _mark(scope: Scope, binding: Binding) -> None:
    """`import a as b` and `import a.c`: using `b` uses the submodule too."""
    binding.used = True
    other = scope.live.get(binding.module) if binding.module is not None else None
    if other is not None and other.kind == "submodule":
        other.used = True
