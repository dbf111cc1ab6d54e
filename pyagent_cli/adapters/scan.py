"""Files -> facts: the native engine behind the Scanner port, and the reference where it does not load."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from pyagent_cli.core.model import Allowance, FunctionFacts, ImportFact, ModuleEdge, ModuleFacts, Skip, Summary

if TYPE_CHECKING:
    from pathlib import Path

    from pyagent_cli import _native
    from pyagent_cli.core.fast import FactTable
    from pyagent_cli.ports import Scanner

MAX_BYTES = 16 * 1024 * 1024
SWITCH = "PYAGENT_NO_NATIVE"
ImportRow = tuple[str, int, str, str | None, str, int, list[str]]


def scanner() -> Scanner:
    """The native scanner, or the reference with the reason why."""
    if os.environ.get(SWITCH, "") not in ("", "0"):
        return reference_scanner(f"The native engine is switched off by {SWITCH}; the reference runs, much slower.")
    try:
        return native_scanner()
    except ImportError as error:
        return reference_scanner(f"The native engine does not load ({error}); the reference runs, much slower.")


def native_scanner() -> Scanner:
    """The scanner in Rust. Raises ImportError when the extension does not load."""
    import_module("pyagent_cli._native")
    return NativeScanner()


def reference_scanner(reason: str = "The reference was asked for.") -> Scanner:
    """The scanner in plain Python."""
    return ReferenceScanner(reason)


class NativeScanner:
    """Reads, parses and measures on all cores; rows become Python objects only when asked for."""

    reason = ""

    def scan(self, root: Path, paths: Sequence[str], flavour: str = "default") -> FactTable:
        from pyagent_cli import _native

        named = [path for path in paths if _is_unicode(path)]
        unnamed = tuple(_unnamed(path) for path in paths if not _is_unicode(path))
        return NativeTable(_native.scan_files(root, named, flavour), unnamed)

    def scan_texts(self, files: Sequence[tuple[str, bytes]], flavour: str = "default") -> FactTable:
        from pyagent_cli import _native

        return NativeTable(_native.scan_texts(list(files), flavour))


class NativeTable:
    """The native table's tuples as the values of core.model."""

    def __init__(self, facts: _native.Facts, unnamed: tuple[Skip, ...] = ()) -> None:
        self._facts = facts
        self._unnamed = unnamed

    def summary(self) -> Summary:
        found, more = Summary(*self._facts.summary()), len(self._unnamed)
        return replace(found, files_eligible=found.files_eligible + more, files_skipped=found.files_skipped + more)

    def skipped(self) -> tuple[Skip, ...]:
        found = (*(Skip(*row) for row in self._facts.skipped()), *self._unnamed)
        return tuple(sorted(found, key=lambda skip: skip.path))

    def modules_over(self, metric: str, above: int) -> tuple[ModuleFacts, ...]:
        return tuple(ModuleFacts(*row) for row in self._facts.modules_over(metric, above))

    def functions_over(self, metric: str, above: int) -> tuple[FunctionFacts, ...]:
        return tuple(FunctionFacts(*row) for row in self._facts.functions_over(metric, above))

    def unused_imports(self) -> tuple[ImportFact, ...]:
        return _imports(self._facts.unused_imports())

    def import_edges(self) -> tuple[ImportFact, ...]:
        return _imports(self._facts.import_edges())

    def cyclic_edges(self) -> tuple[ModuleEdge, ...]:
        return tuple(ModuleEdge(*row) for row in self._facts.cyclic_edges())

    def conflict_markers(self) -> tuple[tuple[str, int], ...]:
        return tuple(self._facts.conflict_markers())

    def allowances(self) -> tuple[Allowance, ...]:
        return tuple(
            Allowance(path, line, alone, tuple(rules)) for path, line, alone, rules in self._facts.allowances()
        )

    def modules_json(self) -> str:
        return self._facts.modules_json()


def _imports(rows: Iterable[ImportRow]) -> tuple[ImportFact, ...]:
    return tuple(
        ImportFact(path, line, module, name, bound, level, tuple(guards))
        for path, line, module, name, bound, level, guards in rows
    )


class ReferenceScanner:
    """One file after the other, in plain Python."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def scan(self, root: Path, paths: Sequence[str], flavour: str = "default") -> FactTable:
        from pyagent_cli.core.reference.table import ReferenceTable

        read = [(path, _read(root / path)) for path in paths if _is_unicode(path)]
        files = [(path, data) for path, data in read if isinstance(data, bytes)]
        skipped = [Skip(path, why) for path, why in read if isinstance(why, str)]
        return ReferenceTable(files, flavour, [*skipped, *(_unnamed(path) for path in paths if not _is_unicode(path))])

    def scan_texts(self, files: Sequence[tuple[str, bytes]], flavour: str = "default") -> FactTable:
        from pyagent_cli.core.reference.table import ReferenceTable

        return ReferenceTable(files, flavour)


def _is_unicode(path: str) -> bool:
    """Whether a path can be written down; on Linux a file name may be any bytes."""
    return not any("\ud800" <= character <= "\udfff" for character in path)


def _unnamed(path: str) -> Skip:
    return Skip(path.encode("utf-8", "backslashreplace").decode(), "its name is not UTF-8")


def _read(path: Path) -> bytes | str:
    """The bytes of a regular file, or why there are none."""
    try:
        if not path.is_file():
            return _absence(path)
        if path.stat().st_size > MAX_BYTES:
            return f"larger than {MAX_BYTES // 1024 // 1024} MiB"
        return path.read_bytes()
    except PermissionError:
        return "permission denied"
    except OSError:
        return "cannot be read"


def _absence(path: Path) -> str:
    try:
        path.stat()
    except FileNotFoundError:
        return "does not exist"
    except OSError as error:
        return "a loop of symbolic links" if error.errno == 40 else "cannot be read"
    return "not a regular file"
