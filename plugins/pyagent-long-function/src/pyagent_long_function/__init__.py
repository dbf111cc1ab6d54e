"""A pyagent plugin with one rule: functions that are longer than a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyagent_cli.api import Finding, FunctionFacts, Functions, Registry, Severity


class LongFunction:
    """Functions with more lines than the limit.

    What it does: reports each function whose definition, decorators left out, spans more lines than the limit.

    Why it matters: a function that does not fit on a screen is read in parts, and its parts are seldom named.

    Example: a `main` of two hundred lines that parses, computes and prints.

    Use instead: one function per step, each named after what it gives back.
    """

    name = "long_function"
    severity: Severity = "info"
    limit: int | None = 60
    interest = Functions("lines")

    def check(self, rows: Iterable[FunctionFacts], limit: int) -> Iterator[Finding]:
        for row in rows:
            lines = row.end_line - row.line + 1
            message = f"{row.qualname} has {lines} lines (limit {limit})"
            yield Finding(self.name, row.path, row.line, row.end_line, self.severity, message, lines, row.qualname, "")


def register(registry: Registry) -> None:
    """What the entry point names: add everything that this plugin has."""
    registry.add("analyzer", "long_function", LongFunction)
