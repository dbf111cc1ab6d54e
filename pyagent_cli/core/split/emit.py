"""The text of the facade and of each part: verbatim units below explicit imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyagent_cli.core.model import Move
from pyagent_cli.core.split.forwarding import Helpers, forwarding
from pyagent_cli.core.split.needs import FACADE, Import, Needs, Plan
from pyagent_cli.core.split.source import Refused, Source, Unit

WIDTH = 88
FROM = re.compile(r"from(?:\s|\\\r?\n)*(?=\.)")
DIRECTIVE = re.compile(r"#\s*(?:mypy|pyright|ruff|flake8|pylint|pyre|isort|fmt|type:\s*ignore)\b", re.IGNORECASE)
PACKAGE = '__package__ = __name__.rpartition(".")[0]'
EXCEPTIONS = (
    "# The parts run in this order; whatever they bind or import is a name of this module.",
    "# flake8: noqa: F401",
    "# isort: skip_file",
)
KEEPS_NAME = "# Definitions keep the name of the module: pickles, reprs, loggers and warnings say it."


@dataclass(slots=True)
class Page:
    """A file being written: authored and moved lines, and where the moved ones came from."""

    path: str
    source: Source
    lines: list[str] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    mark: str = ""  # a byte order mark

    def write(self, *lines: str) -> None:
        """Add authored lines."""
        for line in lines:
            self.lines += [part + self.source.newline for part in line.split("\n")]

    def blank(self, count: int) -> None:
        """End with exactly so many blank lines."""
        while self.lines and not self.lines[-1].strip():
            self.lines.pop()
        self.write(*[""] * (count if self.lines else 0))

    def move(self, unit: Unit, first: int, name: str) -> None:
        """Add a unit verbatim but for its relative imports, from line `first` on."""
        lines = list(self.source.lines[first - 1 : unit.end])
        altered = self.source.own_file is not None and self.source.own_file in unit.names.reads
        verbatim = not _deepen(unit, first, lines) and not altered
        self.moves.append(Move(name, self.source.path, first, self.path, len(self.lines) + 1, len(lines), verbatim))
        self.lines += lines
        if not self.lines[-1].endswith(("\n", "\r")):
            self.lines[-1] += self.source.newline

    @property
    def text(self) -> str:
        return self.mark + "".join(self.lines)


def _deepen(unit: Unit, first: int, lines: list[str]) -> bool:
    """Relative imports go one package up; whether there were any."""
    nodes = [n for node in unit.nodes for n in ast.walk(node) if isinstance(n, ast.ImportFrom) and n.level]
    for node in sorted(nodes, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        at = node.lineno - first
        text = "".join(lines[at:])
        offset = len(lines[at].encode("utf-8")[: node.col_offset].decode("utf-8"))
        found = FROM.match(text, offset)
        if found is None:
            raise ValueError(f"no relative import at line {node.lineno}")
        line = at
        position = found.end()
        while position >= len(lines[line]):
            position -= len(lines[line])
            line += 1
        lines[line] = lines[line][:position] + "." + lines[line][position:]
    return bool(nodes)


def imported(statements: Iterable[Import], source: Source) -> list[str]:
    """Import statements one package deeper; blank lines between groups as in the module."""
    grouped: dict[int, tuple[ast.Import | ast.ImportFrom, list[str]]] = {}
    for node, alias in statements:
        name = alias.name + (f" as {alias.asname}" if alias.asname else "")
        grouped.setdefault(id(node), (node, []))[1].append(name)
    result: list[str] = []
    end = 0
    for node, names in sorted(grouped.values(), key=lambda item: item[0].lineno):
        if end and any(not line.strip() for line in source.lines[end : node.lineno - 1]):
            result.append("")
        end = node.end_lineno or node.lineno
        if isinstance(node, ast.Import):
            result += [f"import {name}" for name in sorted(set(names))]
        else:
            dots = "." * (node.level + 1 if node.level else 0)
            result.append(import_from(dots + (node.module or ""), names))
    return result


def import_from(module: str, names: Iterable[str], exception: str = "", indent: str = "") -> str:
    """One `from module import ...`, on one line when it fits."""
    ordered = list(dict.fromkeys(names))
    note = f"  # noqa: {exception}" if exception else ""
    line = f"{indent}from {module} import {', '.join(ordered)}"
    if len(line) <= WIDTH and len(line + note) <= WIDTH + 20:
        return line + note
    inner = "\n".join(f"{indent}    {name}," for name in ordered)
    return f"{indent}from {module} import ({note}\n{inner}\n{indent})"


def lazy_modules(plan: Plan) -> list[str]:
    """`__lazy_modules__ = ...`, which decides about the imports of the file that it stands in."""
    units = [plan.units[i] for i in sorted(plan.facade) if "__lazy_modules__" in plan.units[i].names.binds]
    texts = ["".join(plan.source.lines[u.start - 1 : u.end]) for u in units if isinstance(u.node, ast.Assign)]
    return [text.rstrip().replace("\r\n", "\n") for text in texts]


def part_page(plan: Plan, number: int, path: str, names: Sequence[str]) -> Page:
    """The file of part `number`; `names` are those of all parts."""
    page, needs = Page(path, plan.source), plan.needs(number)
    _directives(page)
    _docstring(page, plan, number)
    if plan.source.future:
        page.blank(1)
        page.write(import_from("__future__", plan.source.future))
    if lazy := lazy_modules(plan):
        page.blank(1)
        page.write(*lazy)
    _imports(page, needs, names)
    page.blank(1)
    page.write(KEEPS_NAME, '__name__ = __name__.rpartition(".")[0]')
    first = plan.parts[number - 1].start
    if reader := _package_reader([plan.units[i] for i in plan.parts[number - 1]], plan.source):
        _check_no_late_relative([plan.units[i] for i in plan.parts[number - 1]], reader, plan.source)
        page.write(PACKAGE)
    for index in plan.parts[number - 1]:
        unit = plan.units[index]
        start = _first_line(unit, plan.source) if index == first else unit.first
        if index == first:
            page.blank(2)
        page.move(unit, start, unit_name(unit))
    return page


def _package_reader(units: Sequence[Unit], source: Source) -> Unit | None:
    return next((unit for unit in units if "__package__" in unit.names.reads), None)


def _late_relative(units: Sequence[Unit]) -> bool:
    """Whether functions import relatively when they are called, which `__package__` decides."""
    found = (n for unit in units if not unit.is_import for node in unit.nodes for n in ast.walk(node))
    return any(isinstance(node, ast.ImportFrom) and node.level for node in found)


def _check_no_late_relative(units: Sequence[Unit], reader: Unit, source: Source) -> None:
    if _late_relative(units):
        why = "The module reads __package__ where it also imports relatively inside functions."
        raise Refused("dunder_package_use", source.path, reader.start, why, "Import at the top of the module.")


def _first_line(unit: Unit, source: Source) -> int:
    line = unit.first
    while line < unit.start and not source.lines[line - 1].strip():
        line += 1
    return line


def _directives(page: Page) -> None:
    for line in page.source.lines[: page.source.head]:
        if DIRECTIVE.match(line):
            page.write(line.rstrip("\r\n"))


def _docstring(page: Page, plan: Plan, number: int) -> None:
    names = list(dict.fromkeys(name for i in plan.parts[number - 1] for name in _defined(plan.units[i])))
    shown = [f"`{name}`" for name in names if not name.startswith("_")] or [f"`{name}`" for name in names]
    text = ", ".join(shown[:4]) + (" and more" if len(shown) > 4 else "")
    page.write(f'"""Part of `{plan.source.module}`: {text or "its statements"}."""')


def _defined(unit: Unit) -> list[str]:
    node = unit.node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    return sorted(unit.names.binds)


def unit_name(unit: Unit) -> str:
    """What a unit is called in a move: the definition, or the first name it binds."""
    return next(iter(_defined(unit)), "")


def _imports(page: Page, needs: Needs, names: Sequence[str]) -> None:
    used = [pair for pair in needs.imports if not _only_words(pair, needs)]
    statements = imported(used, page.source)
    if (needs.static or needs.static_local) and needs.test is None:
        statements.insert(0, "from typing import TYPE_CHECKING")
    local = _local(needs.local, names, needs.unused, "")
    words = [line + "  # noqa: F401 (doctests)" for line in _words(page, needs, names)]
    if statements:
        page.blank(1)
        page.write(*statements)
    for unit in needs.copied:
        page.blank(1)
        page.write(*"".join(page.source.lines[unit.start - 1 : unit.end]).rstrip().splitlines())
    if local or words:
        if not (not needs.copied and statements and statements[-1].startswith("from .")):
            page.blank(1)
        page.write(*local, *words)
    if needs.static or needs.static_local:
        page.blank(1)
        page.write(f"if {ast.unparse(needs.test) if needs.test else 'TYPE_CHECKING'}:")
        inner = imported(needs.static, page.source)
        page.write(*("    " + line.replace("\n", "\n    ") if line else "" for line in inner))
        if inner and needs.static_local and not inner[-1].startswith("from ."):
            page.write("")
        page.write(*_local(needs.static_local, names, set(), "    "))


def _local(local: dict[int, set[str]], names: Sequence[str], without: set[str], indent: str) -> list[str]:
    return [
        import_from("." if place == FACADE else f".{names[place - 1]}", sorted(found - without), indent=indent)
        for place, found in sorted(local.items(), key=lambda item: "" if item[0] == FACADE else names[item[0] - 1])
        if found - without
    ]


def _only_words(pair: Import, needs: Needs) -> bool:
    node, alias = pair
    first = alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name
    return (alias.asname or first) in needs.unused


def _words(page: Page, needs: Needs, names: Sequence[str]) -> list[str]:
    single = [line for pair in needs.imports if _only_words(pair, needs) for line in imported([pair], page.source)]
    for place, found in sorted(needs.local.items()):
        module = "." if place == FACADE else f".{names[place - 1]}"
        single += [f"from {module} import {name}" for name in sorted(found & needs.unused)]
    return single


# --- the facade


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
        first = _first_line(unit, plan.source)
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
    annotated = [names[k - 1] for k, part in enumerate(plan.parts, 1) if any(_annotates(plan.units[i]) for i in part)]
    if annotated:
        own = ["**__annotations__"] if any(_annotates(plan.units[i]) for i in plan.facade) else []
        page.blank(1)
        page.write(f"__annotations__ = {{{', '.join([*own, *(f'**{name}.__annotations__' for name in annotated)])}}}")
    dunders = {name for part in plan.parts for i in part for name in plan.units[i].names.reads}
    read = sorted(
        name for name in dunders & {*plan.binders, "__import__"} if name.startswith("__") and name.endswith("__")
    )
    if annotated or any(_annotates(plan.units[i]) for i in plan.facade):
        read.append("__annotations__")
    page.blank(1)
    page.write(*forwarding(helpers, names, read, live))
    _restore_package(page, plan, elsewhere)


def _annotates(unit: Unit) -> bool:
    return any(isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) for node in unit.nodes)


def _restore_package(page: Page, plan: Plan, elsewhere: bool) -> None:
    """A module's `__package__` is its parent; restored where somebody may look at it."""
    kept = [plan.units[i] for i in sorted(plan.facade)]
    reader = _package_reader(kept, plan.source)
    if reader is not None:
        _check_no_late_relative(kept, reader, plan.source)
        if "__package__" in reader.names.now:
            why = "The module reads __package__ while it is imported."
            raise Refused("dunder_package_use", plan.source.path, reader.start, why, "Write the package's name.")
    if reader is not None or (elsewhere and not _late_relative(kept)):
        page.write(PACKAGE)
