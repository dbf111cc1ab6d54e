"""Merge conflicts that were committed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyagent_cli.core.interests import ConflictMarkers
from pyagent_cli.core.model import Finding, Severity


class ConflictMarker:
    """Merge-conflict markers that were left in a file.

    What it does: reports each line that starts with seven `<` and has a separator line of seven `=` and a
    line that starts with seven `>` after it.

    Why it matters: the file does not parse, or holds both sides of a decision that nobody took.

    Example: a merge was committed with one conflict overlooked.

    Use instead: the side that is meant; no program can choose it.
    """

    name = "conflict_marker"
    severity: Severity = "error"
    limit: int | None = None
    interest = ConflictMarkers()

    def check(self, rows: Iterable[tuple[str, int]], limit: int) -> Iterator[Finding]:
        for path, line in rows:
            yield Finding(self.name, path, line, line, self.severity, "merge conflict left in the file", None, "", "")
