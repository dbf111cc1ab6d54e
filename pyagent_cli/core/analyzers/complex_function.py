"""Functions with too many ways through them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyagent_cli.core.interests import Functions
from pyagent_cli.core.model import Finding, FunctionFacts, Severity


class ComplexFunction:
    """Functions whose cyclomatic complexity is over the limit.

    What it does: counts the decisions in each function (docs/metrics.md says which) and reports those
    with more than the limit: 26 is reported, 25 is not.

    Why it matters: each decision doubles what a reader has to hold in mind and adds a path that a test
    has to take; functions this knotted are where changes break things.

    Example: one `parse` with a loop over twenty `if kind == ...` branches.

    Use instead: a table from kind to a small function, early returns, and one function per case.
    """

    name = "complex_function"
    severity: Severity = "warning"
    limit: int | None = 25
    interest = Functions("cyclomatic")

    def check(self, rows: Iterable[FunctionFacts], limit: int) -> Iterator[Finding]:
        for row in rows:
            message = f"{row.qualname} has cyclomatic complexity {row.cyclomatic} (limit {limit})"
            yield Finding(
                self.name, row.path, row.line, row.end_line, self.severity, message, row.cyclomatic, row.qualname, ""
            )
