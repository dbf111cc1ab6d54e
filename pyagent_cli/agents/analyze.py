"""The analyst: files in, findings out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyagent_cli.core.analysis import check_all, eligible, measured
from pyagent_cli.core.model import Analysis

if TYPE_CHECKING:
    from pathlib import Path

    from pyagent_cli.core.fast import FactTable
    from pyagent_cli.plugins import Analyzer
    from pyagent_cli.ports import Scanner, SourceTree


@dataclass(frozen=True, slots=True)
class Analyst:
    """Scans a tree once and asks every rule. `root` None: the tree is not on disk and is read through itself."""

    tree: SourceTree
    scanner: Scanner
    analyzers: Sequence[Analyzer]
    limits: Mapping[str, int]
    root: Path | None = None
    paths: Sequence[str] | None = None  # only these; None: all of the tree
    flavour: str = "default"
    named: Collection[str] = ()  # read whatever they are: text that is no Python can hold conflict markers
    name = "analyst"

    def run(self) -> Analysis:
        """The findings of one scan, with every eligible file accounted for."""
        return self.judge(self.table())

    def table(self) -> FactTable:
        """The facts of the eligible files."""
        paths = eligible(self._paths(), self.named)
        if self.root is not None:
            return self.scanner.scan(self.root, paths, self.flavour)
        return self.scanner.scan_texts([(path, self.tree.read(path)) for path in paths], self.flavour)

    def judge(self, table: FactTable) -> Analysis:
        """The findings over facts that are already there."""
        known, unknown = measured(self.tree.paths(), self.tree.read)
        return Analysis(
            revision=self.tree.revision,
            summary=table.summary(),
            findings=check_all(self.analyzers, table, self.limits),
            skipped=tuple(table.skipped()),
            not_measured=unknown,
            measured=known,
        )

    def _paths(self) -> Sequence[str]:
        return self.tree.paths() if self.paths is None else self.paths
