"""A file being written: verbatim units, explicit imports, and where every line came from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyagent_cli.core.model import Move
from pyagent_cli.core.split.needs import Import
from pyagent_cli.core.split.source import Refused, Source, Unit

WIDTH = 88
FROM = re.compile(r"from(?:\s|\\\r?\n)*(?=\.)")
PACKAGE = '__package__ = __name__.rpartition(".")[0]'


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


# --- units


def package_reader(units: Sequence[Unit], source: Source) -> Unit | None:
    return next((unit for unit in units if "__package__" in unit.names.reads), None)


def late_relative(units: Sequence[Unit]) -> bool:
    """Whether functions import relatively when they are called, which `__package__` decides."""
    found = (n for unit in units if not unit.is_import for node in unit.nodes for n in ast.walk(node))
    return any(isinstance(node, ast.ImportFrom) and node.level for node in found)


def check_no_late_relative(units: Sequence[Unit], reader: Unit, source: Source) -> None:
    if late_relative(units):
        why = "The module reads __package__ where it also imports relatively inside functions."
        raise Refused("dunder_package_use", source.path, reader.start, why, "Import at the top of the module.")


def first_line(unit: Unit, source: Source) -> int:
    line = unit.first
    while line < unit.start and not source.lines[line - 1].strip():
        line += 1
    return line


def defined(unit: Unit) -> list[str]:
    node = unit.node
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    return sorted(unit.names.binds)


def unit_name(unit: Unit) -> str:
    """What a unit is called in a move: the definition, or the first name it binds."""
    return next(iter(defined(unit)), "")
