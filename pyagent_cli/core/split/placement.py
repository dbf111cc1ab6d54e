"""Which units stay in the facade, which ones may move earlier, and what must not be cut apart."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyagent_cli.core.split.source import Refused, Source, Unit, alias_names

SMALL = 25  # a stretch of fewer lines between statements of the facade stays there
IN_FACADE = frozenset({"__doc__", "__annotations__"})  # names whose value is the facade's own
COMPOUND = (ast.If, ast.Try, ast.With, ast.Match, ast.For, ast.While)


@dataclass(frozen=True, slots=True)
class Placement:
    """`units` in the order in which they will run; `facade` are the indices of those that stay."""

    units: tuple[Unit, ...]
    facade: frozenset[int]
    main: Unit | None  # the `if __name__ == "__main__":` at the end

    def stretches(self) -> list[range]:
        """Maximal runs of units that move into parts."""
        runs: list[range] = []
        for index in range(len(self.units)):
            if index in self.facade:
                continue
            if runs and runs[-1].stop == index:
                runs[-1] = range(runs[-1].start, index + 1)
            else:
                runs.append(range(index, index + 1))
        return runs


def place(source: Source, package: str) -> Placement:
    """Sort the units of a module; `package` is its top-level package. Raises Refused."""
    units, main = _without_main(source)
    units = _hoisted(units, package)
    facade = {index for index, unit in enumerate(units) if _stays(unit, index, units)}
    facade |= _live_in_facade(units, facade, source)
    facade = _with_deleted(units, facade)
    facade = _with_small(units, facade)
    return Placement(tuple(units), frozenset(facade), main)


# --- the main guard


def is_main_guard(node: ast.stmt) -> bool:
    """Whether a statement is `if __name__ == "__main__":`."""
    if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare):
        return False
    sides = [node.test.left, *node.test.comparators]
    named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
    return named and any(isinstance(side, ast.Constant) and side.value == "__main__" for side in sides)


def _without_main(source: Source) -> tuple[list[Unit], Unit | None]:
    units = list(source.units)
    guards = [index for index, unit in enumerate(units) if is_main_guard(unit.node)]
    if not guards:
        return units, None
    guard = units[guards[0]]
    outside = frozenset[str]().union(*(u.names.reads | u.names.rebinds for u in units if u is not guard))
    node = guard.node
    if guards != [len(units) - 1] or len(guard.nodes) > 1 or (isinstance(node, ast.If) and node.orelse):
        raise _guard(source, guard, "is not the last statement of the module")
    if guard.names.binds & outside or guard.names.rebinds:
        raise _guard(source, guard, "binds names that the module's functions read")
    if source.lines[0].startswith("#!"):
        raise _guard(source, guard, "belongs to a script that is run by its path")
    return units[:-1], guard


def _guard(source: Source, guard: Unit, what: str) -> Refused:
    why = f'The `if __name__ == "__main__":` block {what}.'
    return Refused("main_guard", source.path, guard.start, why, "Move the block into a script of its own.")


# --- statements that may run earlier without anybody noticing


def _hoisted(units: list[Unit], package: str) -> list[Unit]:
    """Imports of other distributions, and literal metadata, move up to the facade's first statements."""
    top = next((i for i, unit in enumerate(units) if unit.is_definition), len(units))
    body = units[:top]
    late: list[Unit] = []
    for index in range(top, len(units)):
        unit, between = units[index], units[top:index]
        if _may_rise(unit, package) and not _met(unit, between):
            late.append(unit)
    risen = set(map(id, late))
    at = max((i + 1 for i, unit in enumerate(body) if _is_import_like(unit)), default=0)
    rest = [unit for unit in units[top:] if id(unit) not in risen]
    return [*body[:at], *late, *body[at:], *rest]


def _is_import_like(unit: Unit) -> bool:
    return unit.is_import or _is_docstring(unit) or _is_metadata(unit)


def _may_rise(unit: Unit, package: str) -> bool:
    if _is_metadata(unit):
        return isinstance(unit.node, ast.Assign | ast.AugAssign) and _is_literal(unit.node.value)
    return unit.is_import and all(_is_foreign(node, package) for node in unit.nodes)


def _is_foreign(node: ast.stmt, package: str) -> bool:
    if isinstance(node, ast.Import):
        return all(_is_other(alias.name, package) for alias in node.names)
    if not isinstance(node, ast.ImportFrom) or node.level or any(alias.name == "*" for alias in node.names):
        return False
    return _is_other(node.module or "", package)


def _is_other(module: str, package: str) -> bool:
    top = module.partition(".")[0]
    return top in sys.stdlib_module_names or bool(package and top != package)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return False
    return True


def _met(unit: Unit, between: Sequence[Unit]) -> bool:
    """Whether a statement in between binds, deletes or reads now what the unit binds."""
    names = unit.names.binds
    touched = frozenset[str]().union(*(u.names.binds | u.names.deletes | u.names.now for u in between))
    return bool(names & touched) and not (_is_metadata(unit) and not _read(names, between))


def _read(names: frozenset[str], units: Sequence[Unit]) -> bool:
    return any(names & (u.names.now | u.names.later) and not _is_metadata(u) for u in units)


# --- statements that stay


def _stays(unit: Unit, index: int, units: Sequence[Unit]) -> bool:
    names = unit.names
    return (
        (index == 0 and _is_docstring(unit))
        or unit.is_import
        or _is_metadata(unit)
        or is_type_checking(unit.node)
        or bool(names.binds & {"__getattr__", "__dir__"})
        or bool(names.reads & IN_FACADE)
        or isinstance(unit.node, ast.For | ast.While)
        or (isinstance(unit.node, COMPOUND) and (_imports(unit.node) or not names.binds <= names.certain))
        or (not unit.is_definition and _warns(unit))
    )


def _is_docstring(unit: Unit) -> bool:
    return isinstance(unit.node, ast.Expr) and isinstance(unit.node.value, ast.Constant)


def _is_metadata(unit: Unit) -> bool:
    if not isinstance(unit.node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr):
        return False
    if isinstance(unit.node, ast.Expr):
        return _is_all_call(unit.node.value)
    binds = unit.names.binds
    return bool(binds) and all(name.startswith("__") and name.endswith("__") for name in binds)


def _is_all_call(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "__all__"
    )


def is_type_checking(node: ast.stmt) -> bool:
    """Whether a statement is `if TYPE_CHECKING:` without an else."""
    if not isinstance(node, ast.If) or node.orelse:
        return False
    test = node.test
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"


def _imports(node: ast.stmt) -> bool:
    pending: list[ast.AST] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, ast.Import | ast.ImportFrom):
            return True
        if not isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            pending.extend(ast.iter_child_nodes(current))
    return False


def _warns(unit: Unit) -> bool:
    for node in unit.nodes:
        for call in ast.walk(node):
            if isinstance(call, ast.Call):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                if name in {"warn", "warn_explicit"}:
                    return True
    return False


def _live_in_facade(units: Sequence[Unit], facade: set[int], source: Source) -> set[int]:
    """Users of a rebound name that star imports or the facade itself need go to the facade with it."""
    rebound = frozenset[str]().union(*(unit.names.rebinds for unit in units))
    has_all = any("__all__" in unit.names.binds for unit in units)
    moved: set[int] = set()
    for name in sorted(rebound):
        users = {i for i, unit in enumerate(units) if name in unit.names.binds | unit.names.reads | unit.names.rebinds}
        public = not name.startswith("_") and not has_all
        if users & (facade | moved) or (public and any(name in units[i].names.binds for i in users)):
            moved |= users
    return moved


def _with_deleted(units: Sequence[Unit], facade: set[int]) -> set[int]:
    """Whatever lies between the binding and the `del` of a name of the facade stays there too."""
    result = set(facade)
    for index, unit in enumerate(units):
        for name in unit.names.deletes:
            binders = [i for i in range(index + 1) if name in units[i].names.binds]
            if binders and any(i in result for i in binders):
                result.update(i for i in range(binders[0], index + 1) if not units[i].is_definition)
                result.update((*binders, index))
    return result


def _with_small(units: Sequence[Unit], facade: set[int]) -> set[int]:
    placement = Placement(tuple(units), frozenset(facade), None)
    runs = placement.stretches()
    small = [run for run in runs if sum(units[i].lines for i in run) < SMALL]
    if len(small) == len(runs):
        return facade
    return facade | {index for run in small for index in run}


def joined(units: Sequence[Unit], placement: Placement) -> frozenset[int]:
    """Indices i such that no cut may be made before unit i: users of rebound names, repeated bindings."""
    cuts: set[int] = set()
    for first, last in _ranges(units):
        if not any(index in placement.facade for index in range(first, last + 1)):
            cuts.update(range(first + 1, last + 1))
    return frozenset(cuts)


def _ranges(units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    rebound = frozenset[str]().union(*(unit.names.rebinds for unit in units))
    everything = frozenset[str]().union(*(unit.names.binds | unit.names.deletes for unit in units))
    read_later = frozenset[str]().union(*(unit.names.later for unit in units))
    for name in sorted(everything | rebound):
        if name in rebound:
            users = [i for i, u in enumerate(units) if name in u.names.binds | u.names.reads | u.names.rebinds]
        else:
            users = [i for i, u in enumerate(units) if name in u.names.binds | u.names.deletes]
            plain = all(name in units[i].names.certain for i in users)
            if plain and name not in read_later:
                continue
        if len(users) > 1:
            yield users[0], users[-1]


def bound_by_imports(unit: Unit) -> Iterator[tuple[str, ast.Import | ast.ImportFrom, ast.alias]]:
    """Each name that an import statement binds, with the alias that binds it."""
    for node in unit.nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name, alias in alias_names(node):
                yield name, node, alias
