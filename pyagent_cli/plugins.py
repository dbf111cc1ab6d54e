"""The hooks: a plugin, built in or not, is a function `register(registry)` that adds names.

What is added is an object or a dotted path `package.module:Attribute`, loaded only when it is used,
so that a command pays for nothing that it does not need.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, Literal, Protocol

from pyagent_cli.core.interests import Interest
from pyagent_cli.core.model import ChangeSet, CodemodOptions, Finding, Refusal, Severity
from pyagent_cli.errors import UsageError

Kind = Literal["analyzer", "codemod", "gate", "reporter"]


class Analyzer(Protocol):
    """A rule over facts: it says what it wants to see and is handed only that."""

    name: str
    severity: Severity
    limit: int | None  # the default of its threshold; None when it has none
    interest: Interest

    def check(self, rows: Iterable[Any], limit: int) -> Iterable[Finding]: ...


class Codemod(Protocol):
    """Files and a target -> a change set, or a refusal. It writes nothing and reads nothing else."""

    name: str
    fixes: tuple[str, ...]  # the rules whose findings it acts on

    def change(
        self, files: Mapping[str, str], path: str, symbol: str, options: CodemodOptions
    ) -> ChangeSet | Refusal: ...


class Gate(Protocol):
    """One static check of a change: the texts before and after -> a refusal, or None when it passes."""

    name: str

    def check(self, before: Mapping[str, str], after: Mapping[str, str], change: ChangeSet) -> Refusal | None: ...


class Registry:
    """Names of everything that can be added, by kind, in the order of registration."""

    def __init__(self) -> None:
        self._targets: dict[tuple[str, str], object] = {}

    def add(self, kind: Kind, name: str, target: object) -> None:
        """Register `target`, an object or a dotted path; a later registration replaces an earlier one."""
        self._targets[kind, name] = target

    def names(self, kind: Kind) -> tuple[str, ...]:
        return tuple(name for known, name in self._targets if known == kind)

    def load(self, kind: Kind, name: str) -> Any:
        """The object behind a name. Raises UsageError for an unknown one, naming those that exist."""
        try:
            target = self._targets[kind, name]
        except KeyError:
            known = ", ".join(self.names(kind))
            raise UsageError(f"There is no {kind} named {name!r}; choose one of: {known}.") from None
        if isinstance(target, str):
            module, _, attribute = target.partition(":")
            target = getattr(import_module(module), attribute)
        return target() if isinstance(target, type) else target
