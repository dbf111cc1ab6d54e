"""Imports that nothing uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyagent_cli.core.interests import UnusedImports
from pyagent_cli.core.model import Finding, ImportFact, Severity


class UnusedImport:
    """Imported names that nothing in the module uses.

    What it does: reports each import whose name is neither used, nor listed in `__all__`, nor imported
    `as` itself, nor kept by `# noqa: F401` or `# pyagent: allow unused_import`. In an `__init__.py`, and
    where an import inside `try` may only probe what is installed, the severity is `info`.

    Why it matters: it costs start-up time, hides what the module depends on, and keeps dead dependencies alive.

    Example: `import os, sys` in a module that only uses `sys`.

    Use instead: `import sys`; `pyagent refactor remove-unused-imports` removes the rest. To export a name,
    list it in `__all__`.
    """

    name = "unused_import"
    severity: Severity = "warning"
    limit: int | None = None
    interest = UnusedImports()

    def check(self, rows: Iterable[ImportFact], limit: int) -> Iterator[Finding]:
        for row in rows:
            hint = _hint(row)
            severity: Severity = "info" if hint else self.severity
            message = f"{_named(row)} is imported but unused{hint}"
            yield Finding(self.name, row.path, row.line, row.line, severity, message, None, row.bound, "")


def _named(row: ImportFact) -> str:
    if row.name is None:
        return row.module
    dots = "." * row.level
    return f"{dots}{row.module}.{row.name}" if row.module else f"{dots}{row.name}"


def _hint(row: ImportFact) -> str:
    """Why the import may be there on purpose."""
    if row.path.rpartition("/")[2] == "__init__.py" and "lazy" not in row.guards:
        return "; list it in __all__ if it is exported"
    if "try" in row.guards:
        return "; if it only probes what is installed, importlib.util.find_spec says so"
    return ""
