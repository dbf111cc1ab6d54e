"""What a statement may call while the module is imported, and which names must exist by then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyagent_cli.core.split.source import Unit


@dataclass(frozen=True, slots=True)
class EarlyUse:
    """While unit `at` runs, code of unit `reader` may read a name that unit `binder`, below it, binds."""

    reader: int
    binder: int
    at: int


def early_uses(units: Sequence[Unit]) -> tuple[EarlyUse, ...]:
    """Every name that is read from above its definition before the module is complete."""
    binders = binders_of(units)
    found = {use for at in range(len(units)) for use in _uses_at(at, units, binders)}
    return tuple(sorted(found, key=lambda use: (use.reader, use.binder, use.at)))


def binders_of(units: Sequence[Unit]) -> dict[str, list[int]]:
    """Name -> the units that bind it, in order."""
    binders: dict[str, list[int]] = {}
    for index, unit in enumerate(units):
        for name in unit.names.binds:
            binders.setdefault(name, []).append(index)
    return binders


def _uses_at(at: int, units: Sequence[Unit], binders: dict[str, list[int]]) -> Iterator[EarlyUse]:
    names = units[at].names
    pending = [(b, True) for name in names.active for b in binders.get(name, ()) if b <= at]
    pending += [(b, False) for name in names.bases for b in binders.get(name, ()) if b < at]
    seen = set(pending)
    while pending:
        reader, runs = pending.pop()
        for name in units[reader].names.later if runs else units[reader].names.hooks:
            for binder in binders.get(name, ()):
                if binder > reader and (binder < at or (binder == at and not units[at].is_definition)):
                    yield EarlyUse(reader, binder, at)
        for step in _steps(units[reader], runs, binders):
            if step[0] <= at and step not in seen:
                seen.add(step)
                pending.append(step)


def _steps(unit: Unit, runs: bool, binders: dict[str, list[int]]) -> Iterator[tuple[int, bool]]:
    names = unit.names
    called = names.later | names.now if runs else names.hooks | names.metaclasses
    for name in called:
        yield from ((binder, True) for binder in binders.get(name, ()))
    for name in names.bases:
        yield from ((binder, False) for binder in binders.get(name, ()))
