"""The text of the package's `__init__.py`: what stays, the parts in order, the forwarding of assignments."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from pyagent_cli.core.model import Move
from pyagent_cli.core.split.forwarding import Helpers, forwarding
from pyagent_cli.core.split.needs import Plan
from pyagent_cli.core.split.page import (
    PACKAGE,
    WIDTH,
    Page,
    check_no_late_relative,
    first_line,
    import_from,
    late_relative,
    package_reader,
    unit_name,
)
from pyagent_cli.core.split.source import Refused, Unit

EXCEPTIONS = (
    "# The parts run in this order; whatever they bind or import is a name of this module.",
    "# flake8: noqa: F401",
    "# isort: skip_file",
)

ENUMS = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"})
MAKERS = ENUMS | {"namedtuple", "NamedTuple", "TypedDict", "make_dataclass", "NewType"}


def facade_page(plan: Plan, path: str, names: Sequence[str], early: bool, elsewhere: bool) -> Page:
    """The package's `__init__.py`: what stays, the parts in order, and the forwarding of assignments."""
    page = Page(path, plan.source)
    _head(page)
    later = {number: plan.needs(number).later for number in range(1, len(plan.parts) + 1)}
    starts = {part.start: number for number, part in enumerate(plan.parts, 1)}
    index, seen = 0, 0
    while index < len(plan.units):
        if plan.source.own_file and index == _first_code(plan):
            page.blank(1)
            page.write("# The file that this package was, beside which its data are.")
            page.write(f'{plan.source.own_file} = __path__[0] + ".py"', "")
        if index in starts:
            seen = starts[index]
            _stage(page, plan, seen, names, early)
            index = plan.parts[seen - 1].stop
        else:
            _stay(page, plan, index)
            index += 1
        if early and seen:
            _hand_over(page, plan, later, names, index, seen)
    _finish(page, plan, names, {} if early else later, elsewhere, early)
    page.mark = "\ufeff" if plan.source.text.startswith("\ufeff") else ""
    return page


def _first_code(plan: Plan) -> int:
    """The first unit that is more than the docstring, an import or a name for packaging."""
    return next(
        index
        for index, unit in enumerate(plan.units)
        if index in plan.place or plan.source.own_file in unit.names.reads or not (unit.is_import or index == 0)
    )


def _head(page: Page) -> None:
    head = page.source.head
    if head:
        page.moves.append(Move("", page.source.path, 1, page.path, len(page.lines) + 1, head, True))
        page.lines += page.source.lines[:head]


def _stay(page: Page, plan: Plan, index: int) -> None:
    unit = plan.units[index]
    first = unit.first
    if index - 1 in plan.place:
        page.blank(1)
        first = first_line(unit, plan.source)
    page.move(unit, first, unit_name(unit))


def _has_code(plan: Plan, index: int) -> bool:
    """Whether anything but imports stands in the facade above unit `index`."""
    docstring = isinstance(plan.units[0].node, ast.Expr)
    return any(not plan.units[i].is_import and not (i == 0 and docstring) for i in plan.facade if i < index)


def _stage(page: Page, plan: Plan, number: int, names: Sequence[str], early: bool) -> None:
    part = plan.parts[number - 1]
    late = "E402" if _has_code(plan, part.start) else ""
    if part.start - 1 not in plan.place:
        page.blank(1)
    if number == 1:
        page.write(*EXCEPTIONS)
    if early:
        page.write(import_from(".", [names[number - 1]], late))
    found = plan.reexported(part)
    if found:
        page.write(import_from("." + names[number - 1], found, late))
    elif not early:
        page.write(import_from(".", [names[number - 1]], late))


def _hand_over(page: Page, plan: Plan, later: dict[int, set[str]], names: Sequence[str], index: int, seen: int) -> None:
    """Hand names that came to exist with unit `index - 1` to the parts before it."""
    last = plan.place.get(index - 1)
    new = set(plan.reexported(plan.parts[last - 1])) if last else plan.units[index - 1].names.binds
    for number in range(1, seen + 1):
        found = sorted(later[number] & new)
        if found and number != last:
            if not page.lines[-1].startswith("vars("):
                page.blank(1)
            page.write(handed(names[number - 1], found))


def handed(part: str, found: Sequence[str]) -> str:
    """The statement that gives a part names which were defined after it."""
    line = f"vars({part}).update({', '.join(f'{name}={name}' for name in found)})"
    if len(line) <= WIDTH:
        return line
    inner = "\n".join(f"    {name}={name}," for name in found)
    return f"vars({part}).update(\n{inner}\n)"


def _finish(
    page: Page, plan: Plan, names: Sequence[str], later: dict[int, set[str]], elsewhere: bool, early: bool
) -> None:
    helpers = Helpers.free(plan.source.bound | frozenset(names) | {plan.source.own_file or ""})
    live = {name: names[place - 1] for name, place in plan.live().items()}
    page.blank(1)
    late = "  # noqa: E402" if _has_code(plan, len(plan.units)) or early else ""
    page.write(f"import sys as {helpers.sys}{late}")
    if live:
        page.write(f"import typing as {helpers.typing}{late}")
    page.write(f"from types import ModuleType as {helpers.module_type}{late}")
    if not early:
        page.blank(1)
        page.write(import_from(".", sorted(names), "E402" if late else ""))
    if any(later.values()):
        page.blank(1)
        page.write("# Names that these parts read when they are called, and that are defined after them.")
        page.write(*(handed(names[k - 1], sorted(found)) for k, found in sorted(later.items()) if found))
    _name_made_types(page, plan)
    joined = _join_annotations(page, plan, names)
    page.blank(1)
    page.write(*forwarding(helpers, names, _dunders(plan) + ["__annotations__"] * joined, live))
    _restore_package(page, plan, elsewhere)


def _name_made_types(page: Page, plan: Plan) -> None:
    """Types that a call makes take their module from the frame, which from Python 3.12 on is the part's."""
    types = (_made_type(plan.units[i]) for part in plan.parts for i in part)
    made = [name for name in types if name and _is_bound_once(name, plan)]
    if made:
        page.blank(1)
        page.write("# A call names these after the file that it stands in.")
        page.write(*(f"{name}.__module__ = __name__" for name in made))


def _made_type(unit: Unit) -> str | None:
    """The name of a type that this statement makes by a call: `Point = namedtuple("Point", "x y")`."""
    node = unit.node
    if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.value, ast.Call)):
        return None
    target, made = node.targets[0], node.value.func
    called = made.attr if isinstance(made, ast.Attribute) else made.id if isinstance(made, ast.Name) else ""
    return target.id if isinstance(target, ast.Name) and called in MAKERS else None


def _is_bound_once(name: str, plan: Plan) -> bool:
    return len(plan.binders[name]) == 1 and name not in plan.rebound


def _join_annotations(page: Page, plan: Plan, names: Sequence[str]) -> bool:
    """The facade's annotations are those of all parts; whether there are any."""
    annotated = [names[k - 1] for k, part in enumerate(plan.parts, 1) if any(_annotates(plan.units[i]) for i in part)]
    own = any(_annotates(plan.units[i]) for i in plan.facade)
    if annotated:
        joined = ["**__annotations__"] * own + [f"**{name}.__annotations__" for name in annotated]
        page.blank(1)
        page.write(f"__annotations__ = {{{', '.join(joined)}}}")
    return own or bool(annotated)


def _dunders(plan: Plan) -> list[str]:
    """The module's own names with two underscores that a part reads."""
    read = {name for part in plan.parts for i in part for name in plan.units[i].names.reads}
    wanted = read & {*plan.binders, "__import__"}
    return sorted(name for name in wanted if name.startswith("__") and name.endswith("__"))


def _annotates(unit: Unit) -> bool:
    return any(isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) for node in unit.nodes)


def _restore_package(page: Page, plan: Plan, elsewhere: bool) -> None:
    """A module's `__package__` is its parent; restored where somebody may look at it."""
    kept = [plan.units[i] for i in sorted(plan.facade)]
    reader = package_reader(kept, plan.source)
    if reader is not None:
        check_no_late_relative(kept, reader, plan.source)
        if "__package__" in reader.names.now:
            why = "The module reads __package__ while it is imported."
            raise Refused("dunder_package_use", plan.source.path, reader.start, why, "Write the package's name.")
    if reader is not None or (elsewhere and not late_relative(kept)):
        page.write(PACKAGE)
