"""What a rule asks to see. The rows that match are picked natively: Python pays per finding, not per line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from pyagent_cli.core.model import Finding, Severity


@dataclass(frozen=True, slots=True)
class Modules:
    """Modules whose `metric` is over the rule's limit, as ModuleFacts."""

    metric: str


@dataclass(frozen=True, slots=True)
class Functions:
    """Functions whose `metric` is over the rule's limit, as FunctionFacts."""

    metric: str


@dataclass(frozen=True, slots=True)
class UnusedImports:
    """Imported names that nothing uses, as ImportFact."""


@dataclass(frozen=True, slots=True)
class ImportEdges:
    """Every import that runs at import time, as ImportFact."""


@dataclass(frozen=True, slots=True)
class CyclicImports:
    """The imports that lie on a cycle among the files of the repository, as ModuleEdge."""


@dataclass(frozen=True, slots=True)
class ConflictMarkers:
    """The opening line of each merge-conflict block, as (path, line)."""


Interest = Modules | Functions | UnusedImports | ImportEdges | CyclicImports | ConflictMarkers


class Rule(Protocol):
    """What `core.analysis` needs of an analyzer: its wish, its limit, and its judgement of the rows."""

    name: str
    severity: Severity
    limit: int | None
    interest: Interest

    def check(self, rows: Iterable[Any], limit: int) -> Iterable[Finding]: ...
