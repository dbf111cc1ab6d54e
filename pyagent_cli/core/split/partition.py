"""The optimal contiguous partition: a dynamic programme over the units of one stretch of a module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

PART = 6  # what one more part costs, in cut references
SHORT = 6  # what a part under SHORT_LINES costs
SHORT_LINES = 60
BANNER = 4  # what beginning at a banner saves


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive units that are to be cut into parts. Indices are relative to its beginning."""

    sizes: Sequence[int]
    references: Mapping[tuple[int, int], int]  # (a, b) with a < b -> how many references join the two
    outside: Sequence[int]  # references that join each unit with units outside of the stretch
    joined: frozenset[int]  # i: no cut between i - 1 and i
    end_by: Sequence[int]  # a part that begins at i must end at or before end_by[i]
    banners: frozenset[int]
    overhead: Callable[[int, int], int] = field(compare=False)  # lines of header of the part [i, j)


def partition(stretch: Stretch, limit: int) -> list[tuple[int, int]] | None:
    """The cheapest cut into parts [i, j) of at most `limit` lines; None when the constraints allow none.

    One unit that is longer than the limit by itself makes a part of its own.
    """
    count = len(stretch.sizes)
    best: list[tuple[int, int] | None] = [None] * (count + 1)
    best[count] = (0, count)
    for start in range(count - 1, -1, -1):
        if start and start in stretch.joined:
            continue
        best[start] = _best_from(stretch, start, best, limit)
    return _cuts(best, count)


def _best_from(stretch: Stretch, start: int, best: list[tuple[int, int] | None], limit: int) -> tuple[int, int] | None:
    found: tuple[int, int] | None = None
    lines = inside = degree = 0
    for stop in range(start + 1, min(len(stretch.sizes), stretch.end_by[start]) + 1):
        unit = stop - 1
        lines += stretch.sizes[unit]
        inside += sum(stretch.references.get((a, unit), 0) for a in range(start, unit))
        degree += stretch.outside[unit] + _degree(stretch, unit)
        if lines + stretch.overhead(start, stop) > limit and stop > start + 1:
            break
        rest = best[stop]
        if rest is not None:
            cost = rest[0] + degree - 2 * inside + _fixed(stretch, start, lines)
            if found is None or cost < found[0]:
                found = (cost, stop)
    return found


def _degree(stretch: Stretch, unit: int) -> int:
    count = len(stretch.sizes)
    before = sum(stretch.references.get((a, unit), 0) for a in range(unit))
    return before + sum(stretch.references.get((unit, b), 0) for b in range(unit + 1, count))


def _fixed(stretch: Stretch, start: int, lines: int) -> int:
    return PART + (SHORT if lines < SHORT_LINES else 0) - (BANNER if start in stretch.banners else 0)


def _cuts(best: list[tuple[int, int] | None], count: int) -> list[tuple[int, int]] | None:
    cuts, at = [], 0
    while at < count:
        step = best[at]
        if step is None:
            return None
        cuts.append((at, step[1]))
        at = step[1]
    return cuts
