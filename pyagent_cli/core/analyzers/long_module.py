"""Modules that are too long to keep in one's head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyagent_cli.core.interests import Modules
from pyagent_cli.core.judges import is_judge
from pyagent_cli.core.model import Finding, ModuleFacts, Severity


class LongModule:
    """Modules with more lines than the limit.

    What it does: counts the physical lines of each module and reports those over the limit (500).
    Modules of a test suite, and stubs, which are as long as what they describe, are reported with severity `info`.

    Why it matters: a long module holds several subjects; a reader has to know all of them to change one,
    and every change of one touches a file that the others' changes touch too.

    Example: `shop.py` with 800 lines: prices, orders and their storage.

    Use instead: a package `shop/` with a module per subject and a facade that exports the same names;
    `pyagent refactor split shop.py` makes it.
    """

    name = "long_module"
    severity: Severity = "warning"
    limit: int | None = 500
    interest = Modules("lines")

    def check(self, rows: Iterable[ModuleFacts], limit: int) -> Iterator[Finding]:
        for module in rows:
            follows = is_judge(module.path) or module.path.endswith(".pyi")
            severity: Severity = "info" if follows else self.severity
            message = f"{module.lines} lines (limit {limit})"
            yield Finding(self.name, module.path, 1, module.lines, severity, message, module.lines, "", "")
