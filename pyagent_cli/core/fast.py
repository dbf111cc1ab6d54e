"""The one seam between the native engine and the reference: the table of facts that both produce."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pyagent_cli.core.model import Allowance, FunctionFacts, ImportFact, ModuleEdge, ModuleFacts, Skip, Summary


class FactTable(Protocol):
    """All facts of a scan, kept in columns; a rule asks only for the rows that it is interested in.

    Rows come sorted by path, then line. `metric` names a column ("lines" and "functions" of modules; "cyclomatic",
    "mccabe", "cognitive", "parameters", "nesting" and "lines" of functions); `above` is exclusive; an unknown metric
    is a ValueError.
    """

    def summary(self) -> Summary: ...

    def skipped(self) -> Sequence[Skip]: ...

    def modules_over(self, metric: str, above: int) -> Sequence[ModuleFacts]: ...

    def functions_over(self, metric: str, above: int) -> Sequence[FunctionFacts]: ...

    def unused_imports(self) -> Sequence[ImportFact]: ...

    def import_edges(self) -> Sequence[ImportFact]:
        """Imports that run when the module is imported: not under TYPE_CHECKING, not inside a function."""

    def cyclic_edges(self) -> Sequence[ModuleEdge]:
        """The import edges among the scanned files that lie on a cycle, by cycle, file and line."""

    def conflict_markers(self) -> Sequence[tuple[str, int]]:
        """(path, line) of each opening line of a conflict block."""

    def allowances(self) -> Sequence[Allowance]:
        """The comments that allow a rule to be broken."""

    def modules_json(self) -> str:
        """A JSON array with one object per module, all functions included."""
