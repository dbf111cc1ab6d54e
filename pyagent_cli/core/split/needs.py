"""What a part has to import: from outside, from the facade, from earlier parts; and what it is handed later."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyagent_cli.core.split.placement import Placement, bound_by_imports, is_type_checking
from pyagent_cli.core.split.reach import binders_of
from pyagent_cli.core.split.source import Refused, Source, Unit

FACADE = 0
Import = tuple[ast.Import | ast.ImportFrom, ast.alias]


@dataclass(slots=True)
class Needs:
    """Places are 0 for the facade and 1, 2, ... for the parts."""

    imports: list[Import] = field(default_factory=list)
    local: dict[int, set[str]] = field(default_factory=dict)
    static: list[Import] = field(default_factory=list)  # only for type checkers
    static_local: dict[int, set[str]] = field(default_factory=dict)
    later: set[str] = field(default_factory=set)  # set by the facade once they exist
    unused: set[str] = field(default_factory=set)  # read by doctests or type comments only
    copied: list[Unit] = field(default_factory=list)  # `if` statements that only import
    test: ast.expr | None = None  # the module's own way of asking for TYPE_CHECKING


class Plan:
    """The places of a module's units, and who needs what from whom."""

    def __init__(
        self, source: Source, placement: Placement, parts: Sequence[range], aliased: Mapping[str, frozenset[str]]
    ) -> None:
        self.source = source
        self.aliased = aliased  # imported name -> names that its strings need
        self.units: Sequence[Unit] = placement.units
        self.facade = placement.facade
        self.parts = parts
        self.place = {index: number for number, part in enumerate(parts, 1) for index in part}
        self.binders: Mapping[str, list[int]] = binders_of(self.units)
        self.rebound = frozenset[str]().union(*(unit.names.rebinds for unit in self.units))
        self.static = {
            name
            for name, found in self.binders.items()
            if all(is_type_checking(self.units[index].node) for index in found)
        }

    def live(self) -> dict[str, int]:
        """Names that functions of a part rebind, and that part."""
        result = {}
        for name in sorted(self.rebound):
            users = (i for i, u in enumerate(self.units) if name in u.names.rebinds | u.names.binds | u.names.reads)
            places = {self.place.get(index, FACADE) for index in users}
            if len(places) > 1:
                line = next(u.start for u in self.units if name in u.names.rebinds)
                why = f"`global {name}` is used from parts that cannot be kept together."
                raise Refused("global_users_apart", self.source.path, line, why, f"Keep the users of {name} adjacent.")
            if places != {FACADE}:
                result[name] = places.pop()
        return result

    def reexported(self, part: range) -> list[str]:
        """The names that a part leaves bound."""
        left: set[str] = set()
        for index in part:
            names = self.units[index].names
            left = (left | names.binds) - (names.deletes - names.binds)
        return sorted(left - self.live().keys() - self.static)

    def needs(self, number: int) -> Needs:
        """What part `number` needs. Raises Refused when a name may not exist."""
        part, needs = self.parts[number - 1], Needs()
        code = frozenset[str]().union(*(self.units[i].names.reads for i in part))
        words = frozenset[str]().union(*(self.units[i].doctest for i in part))
        for name in sorted((code | words) & self.binders.keys()):
            self._add(name, part, needs, name in code)
        self._add_borrowed(part, needs)
        if self.source.own_file in code:
            needs.local.setdefault(FACADE, set()).add(self.source.own_file or "")
        if needs.static or needs.static_local:
            self._add_test(part, needs)
        return needs

    def _add(self, name: str, part: range, needs: Needs, code: bool) -> None:
        found = self.binders[name]
        before = [i for i in found if i < part.start]
        inside = [i for i in found if i in part]
        after = [i for i in found if i >= part.stop]
        if not code:
            needs.unused.add(name)
        if name in self.static:
            self._add_static(name, needs)
            return
        if before and (not inside or self._read_before(name, part, inside[0])):
            self._add_early(name, before, needs)
        if after:
            self._add_late(name, after, needs, not before and not inside)

    def _read_before(self, name: str, part: range, first: int) -> bool:
        read = any(name in self.units[i].names.now for i in part if i <= first)
        return read or name not in self.units[first].names.certain

    def _add_early(self, name: str, before: list[int], needs: Needs) -> None:
        last = before[-1]
        if any(name in self.units[i].names.deletes for i in range(last + 1, len(self.units))):
            if not any(name in self.units[i].names.later for i in range(len(self.units))):
                return
            raise self._uncertain(name, last, "is deleted at the end of the module's execution")
        imports = self._imports_of(name, before)
        if imports:
            needs.imports += [pair for pair in imports if pair not in needs.imports]
            return
        if name != "__builtins__" and not any(name in self.units[i].names.certain for i in before):
            if len(before) == 1 and _only_imports(self.units[last].node):
                self._copy(self.units[last], last, needs)
                return
            raise self._uncertain(name, last, "is bound on some paths only")
        needs.local.setdefault(self.place.get(last, FACADE), set()).add(name)

    def _copy(self, unit: Unit, index: int, needs: Needs) -> None:
        """An `if` around imports is repeated in the part, as the imports themselves would be."""
        if unit in needs.copied:
            return
        needs.copied.append(unit)
        for name in sorted(unit.names.now & self.binders.keys()):
            needs.unused.discard(name)
            found = [i for i in self.binders[name] if i < index]
            if found:
                self._add_early(name, found, needs)

    def _imports_of(self, name: str, found: list[int]) -> list[Import]:
        """The aliases that bind a name, when nothing but unconditional imports does."""
        if not all(self.units[index].is_import for index in found):
            return []
        pairs = [(node, a) for i in found for bound, node, a in bound_by_imports(self.units[i]) if bound == name]
        starred = any(alias.name == "*" for i in found for _, _, alias in bound_by_imports(self.units[i]))
        return [] if starred else pairs

    def _add_late(self, name: str, after: list[int], needs: Needs, unbound: bool) -> None:
        if not any(name in self.units[i].names.certain for i in after):
            raise self._uncertain(name, after[-1], "is bound on some paths only")
        if any(name in self.units[i].names.deletes for i in range(after[-1] + 1, len(self.units))):
            return
        needs.later.add(name)
        imports = self._imports_of(name, after)
        if unbound and imports:
            needs.static += imports
        elif unbound:
            needs.static_local.setdefault(self.place.get(after[-1], FACADE), set()).add(name)

    def _add_static(self, name: str, needs: Needs) -> None:
        for index in self.binders[name]:
            node = self.units[index].node
            assert isinstance(node, ast.If)
            pairs = [pair for child in node.body for pair in _aliases(child, name)]
            if pairs:
                needs.static += [pair for pair in pairs if pair not in needs.static]
            else:
                needs.static_local.setdefault(FACADE, set()).add(name)

    def _add_test(self, part: range, needs: Needs) -> None:
        blocks = [u.node for u in self.units if is_type_checking(u.node) and isinstance(u.node, ast.If)]
        if not blocks:
            if "TYPE_CHECKING" in self.binders:
                self._add("TYPE_CHECKING", part, needs, True)
                needs.test = ast.Name("TYPE_CHECKING", ast.Load())
            return
        needs.test = blocks[0].test
        for node in ast.walk(blocks[0].test):
            if isinstance(node, ast.Name) and node.id in self.binders:
                needs.unused.discard(node.id)
                self._add(node.id, part, needs, True)

    def _add_borrowed(self, part: range, needs: Needs) -> None:
        """Names that what is imported takes from the namespace it is found in.

        doctest runs the examples of a class in every part that imports it; `get_type_hints` resolves the
        strings in an alias of a type where the alias is used.
        """
        for name in sorted(self._code(part) & self.aliased.keys()):
            self._add_words(self.aliased[name], part, needs)
        done: set[str] = set()
        while pending := ({n for names in needs.local.values() for n in names} | needs.later) - done:
            for name in sorted(pending):
                done.add(name)
                unit = self.units[self.binders[name][-1]]
                words = unit.doctest if isinstance(unit.node, ast.ClassDef) else frozenset[str]()
                if isinstance(unit.node, ast.Assign | ast.AnnAssign):
                    words = unit.names.later
                self._add_words(words, part, needs)

    def _add_words(self, words: frozenset[str], part: range, needs: Needs) -> None:
        known = {n for names in needs.local.values() for n in names} | needs.later
        own = {n for i in part for n in self.units[i].names.binds}
        for word in sorted((words & self.binders.keys()) - known - own - self._code(part)):
            self._add(word, part, needs, False)

    def _code(self, part: range) -> frozenset[str]:
        return frozenset[str]().union(*(self.units[i].names.reads for i in part))

    def _uncertain(self, name: str, index: int, what: str) -> Refused:
        line = self.units[index].start
        why = f"{name} {what}, and another part reads it."
        return Refused("conditional_name", self.source.path, line, why, f"Bind {name} on every path.")


def _only_imports(node: ast.stmt) -> bool:
    """Whether a statement is an `if` without calls around absolute imports."""
    if not isinstance(node, ast.If) or any(isinstance(n, ast.Call | ast.NamedExpr) for n in ast.walk(node.test)):
        return False
    return all(
        _only_imports(child)
        or isinstance(child, ast.Import | ast.Pass)
        or (isinstance(child, ast.ImportFrom) and not child.level)
        for child in (*node.body, *node.orelse)
    )


def _aliases(node: ast.stmt, name: str) -> list[Import]:
    unit_names = []
    if isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            first = alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name
            if (alias.asname or first) == name:
                unit_names.append((node, alias))
    return list(unit_names)
