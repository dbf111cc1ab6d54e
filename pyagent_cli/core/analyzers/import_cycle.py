"""Modules that import one another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pyagent_cli.core.interests import CyclicImports
from pyagent_cli.core.model import Finding, ModuleEdge, Severity


class ImportCycle:
    """Modules that import one another while they are being imported.

    What it does: follows the imports that run at import time between the files of the repository, and
    reports each group of modules that reach one another once, with the shortest chain through its first
    module. Imports under `TYPE_CHECKING` and inside functions do not count.

    Why it matters: which of the modules is imported first decides whether the program starts, none of them
    can be understood, tested or moved alone, and every new import may turn the order into an error.

    Example: `orders.py` imports `prices.py`, which imports `orders.py` for one constant.

    Use instead: a third module with what both need, or a parameter in place of the import.
    """

    name = "import_cycle"
    severity: Severity = "warning"
    limit: int | None = None
    interest = CyclicImports()

    def check(self, rows: Iterable[ModuleEdge], limit: int) -> Iterator[Finding]:
        for _, group in groupby(rows, key=lambda edge: edge.cycle):
            edges = list(group)
            chain = shortest_cycle(edges)
            members = len({edge.path for edge in edges})
            line = min(edge.line for edge in edges if (edge.path, edge.target) == (chain[0], chain[1]))
            message = f"modules import one another: {' -> '.join(chain)}"
            if members > len(chain) - 1:
                message += f" ({members} modules reach one another)"
            yield Finding(self.name, chain[0], line, line, self.severity, message, members, "", "")


def shortest_cycle(edges: Sequence[ModuleEdge]) -> tuple[str, ...]:
    """The shortest way from the first module back to itself; among equals the first by name.

    >>> shortest_cycle([ModuleEdge("a", 1, "b", 0), ModuleEdge("b", 1, "c", 0), ModuleEdge("c", 1, "a", 0)])
    ('a', 'b', 'c', 'a')
    """
    start = min(edge.path for edge in edges)
    following: dict[str, list[str]] = {}
    for edge in sorted(edges, key=lambda edge: (edge.path, edge.target)):
        following.setdefault(edge.path, []).append(edge.target)
    came_from: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for target in following.get(here, ()):
            if target == start:
                return (*_back(here, came_from, start), start)
            if target not in came_from:
                came_from[target] = here
                waiting.append(target)
    return (start, start)


def _back(node: str, came_from: dict[str, str], start: str) -> tuple[str, ...]:
    way = [node]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))
