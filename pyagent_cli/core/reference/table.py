"""The table of facts in plain Python: what the native engine must return."""

from __future__ import annotations

import ast
import json
import sys
import warnings
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import TypeVar

from pyagent_cli.core.model import Allowance, FunctionFacts, ImportFact, ModuleEdge, ModuleFacts, Skip, Summary
from pyagent_cli.core.reference import cycles, suppressions
from pyagent_cli.core.reference.complexity import functions, sorted_functions, total
from pyagent_cli.core.reference.conflicts import conflict_lines
from pyagent_cli.core.reference.halstead import Report, halstead, maintainability
from pyagent_cli.core.reference.imports import imports
from pyagent_cli.core.reference.raw import Raw, raw
from pyagent_cli.core.reference.source import LINE_END, Unreadable, count_lines, decode
from pyagent_cli.core.reference.walker import Import

AT_IMPORT = frozenset({"type_checking", "lazy"})
FLAVOURS = ("default", "radon")
COLUMNS = ("qualname", "line", "end_line", "cyclomatic", "mccabe", "cognitive", "parameters", "nesting")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _Measures:
    raw: Raw | None
    halstead: Report
    maintainability: float | None
    functions: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    lines: int
    functions: tuple[FunctionFacts, ...] = ()
    imports: tuple[Import, ...] = ()
    unused: tuple[ImportFact, ...] = ()
    conflicts: tuple[int, ...] = ()
    allowances: tuple[tuple[int, bool, tuple[str, ...]], ...] = ()
    skip: Skip | None = None
    python: bool = True
    measures: _Measures | None = None


class ReferenceTable:
    """A FactTable of `files`, pairs of path and bytes; `unread` are files that had no bytes to give.

    >>> ReferenceTable([("a.py", b"import os\\n")]).unused_imports()[0].bound
    'os'
    """

    def __init__(
        self, files: Iterable[tuple[str, bytes]], flavour: str = "default", unread: Iterable[Skip] = ()
    ) -> None:
        if flavour not in FLAVOURS:
            raise ValueError(f'there is no flavour named "{flavour}"; choose default or radon')
        read = [_measured(path, data, flavour) for path, data in files]
        missing = [_File(skip.path, 0, skip=skip, python=False) for skip in unread]
        self._files = sorted([*read, *missing], key=lambda file: file.path)
        self._modules = [file for file in self._files if file.python and file.skip is None]

    def summary(self) -> Summary:
        skipped = len(self.skipped())
        return Summary(
            files_eligible=len(self._files),
            files_scanned=len(self._files) - skipped,
            files_skipped=skipped,
            lines=sum(file.lines for file in self._modules),
            functions=sum(len(file.functions) for file in self._modules),
        )

    def skipped(self) -> tuple[Skip, ...]:
        return tuple(file.skip for file in self._files if file.skip is not None)

    def modules_over(self, metric: str, above: int) -> tuple[ModuleFacts, ...]:
        columns: dict[str, Callable[[ModuleFacts], int]] = {
            "lines": lambda m: m.lines,
            "functions": lambda m: m.functions,
        }
        rows = (ModuleFacts(file.path, file.lines, len(file.functions)) for file in self._modules)
        return _over(rows, "modules", columns, metric, above)

    def functions_over(self, metric: str, above: int) -> tuple[FunctionFacts, ...]:
        columns: dict[str, Callable[[FunctionFacts], int]] = {
            "cyclomatic": lambda row: row.cyclomatic,
            "mccabe": lambda row: row.mccabe,
            "parameters": lambda row: row.parameters,
            "cognitive": lambda row: row.cognitive,
            "nesting": lambda row: row.nesting,
            "lines": lambda row: row.end_line - row.line + 1,
        }
        return _over((row for file in self._modules for row in file.functions), "functions", columns, metric, above)

    def unused_imports(self) -> tuple[ImportFact, ...]:
        return tuple(row for file in self._modules for row in file.unused)

    def import_edges(self) -> tuple[ImportFact, ...]:
        rows = (row.fact for file in self._modules for row in file.imports)
        return tuple(fact for fact in rows if AT_IMPORT.isdisjoint(fact.guards))

    def cyclic_edges(self) -> tuple[ModuleEdge, ...]:
        return cycles.cyclic_edges([file.path for file in self._files], self.import_edges())

    def conflict_markers(self) -> tuple[tuple[str, int], ...]:
        return tuple((file.path, line) for file in self._files for line in file.conflicts)

    def allowances(self) -> tuple[Allowance, ...]:
        return tuple(Allowance(file.path, *row) for file in self._files for row in file.allowances)

    def modules_json(self) -> str:
        modules = (json.dumps(_module(file), separators=(",", ":")) for file in self._modules)
        return "[" + ",\n".join(modules) + "]"


def _over(
    rows: Iterable[Row], kind: str, columns: dict[str, Callable[[Row], int]], metric: str, above: int
) -> tuple[Row, ...]:
    if metric not in columns:
        raise ValueError(f'{kind} have no metric named "{metric}"')
    value = columns[metric]
    return tuple(row for row in rows if value(row) > above)


def _measured(path: str, data: bytes, flavour: str) -> _File:
    python = _is_python(path, data)
    file = _understood(path, data, flavour) if python else _File(path, 0, python=False)
    return replace(file, conflicts=conflict_lines(data), allowances=tuple(suppressions.allowances(data)))


def _understood(path: str, data: bytes, flavour: str) -> _File:
    lines = count_lines(data)
    try:
        text = decode(data)
        tree = _parse(text)
        rows = imports(path, tree)
        measures = _measures(tree, text, flavour)
        return _File(path, lines, functions(path, tree, flavour), rows, _unused(rows, text), measures=measures)
    except Unreadable as error:
        return _File(path, lines, skip=Skip(path, str(error), lines))
    except (RecursionError, MemoryError):
        return _File(path, lines, skip=Skip(path, "nested too deeply", lines))


def _measures(tree: ast.Module, text: str, flavour: str) -> _Measures:
    lines, counts = raw(text, tree, flavour), halstead(tree, flavour)
    index = maintainability(counts["volume"], total(tree, flavour), lines) if lines else None
    return _Measures(lines, counts, index, tuple(halstead(node, flavour) for _, node in sorted_functions(tree)))


def _is_python(path: str, data: bytes) -> bool:
    """By its suffix, or, without one, by its first line."""
    name = path.rpartition("/")[2]
    _, dot, suffix = name.rpartition(".")
    first = data.split(b"\n", 1)[0]
    return suffix in ("py", "pyi", "pyw") if dot else first.startswith(b"#!") and b"python" in first


def _parse(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except SyntaxError as error:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            raise Unreadable(f"syntax error at line {error.lineno or 1}, read as Python {version}") from None
        except ValueError as error:
            raise Unreadable(f"not Python: {error}") from None


def _unused(rows: Iterable[Import], text: str) -> tuple[ImportFact, ...]:
    unused = [row for row in rows if row.unused]
    if not unused or suppressions.whole_file(text):
        return ()
    lines = LINE_END.sub(b"\n", text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass").split("\n")
    return tuple(
        row.fact
        for row in unused
        if not any(suppressions.keeps(_logical_line(lines, line)) for line in (row.fact.line, row.statement))
    )


def _logical_line(lines: list[str], line: int) -> str:
    """A line together with those that it goes on in after a backslash."""
    last = line - 1
    while last + 1 < len(lines) and lines[last].endswith("\\"):
        last += 1
    return "\n".join(lines[line - 1 : last + 1])


def _module(file: _File) -> dict[str, object]:
    measures = file.measures or _Measures(None, {}, None, ())
    return {
        "path": file.path,
        "lines": file.lines,
        "raw": asdict(measures.raw) if measures.raw else None,
        "halstead": measures.halstead,
        "maintainability": measures.maintainability,
        "functions": [_function(*row) for row in zip(file.functions, measures.functions, strict=True)],
        "imports": [_import(row.fact) for row in file.imports],
    }


def _function(row: FunctionFacts, report: Report) -> dict[str, object]:
    return {name: getattr(row, name) for name in COLUMNS} | {"halstead": report}


def _import(fact: ImportFact) -> dict[str, object]:
    return {
        "module": fact.module,
        "name": fact.name,
        "bound": fact.bound,
        "level": fact.level,
        "line": fact.line,
        "guards": list(fact.guards),
    }
