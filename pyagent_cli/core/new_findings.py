"""What a change makes worse: findings and lint that are new, seen through its move map."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from pyagent_cli.core.model import ChangeSet, Finding, Refusal

Violation = tuple[str, int, str, str]  # path, line, rule, message
Key = tuple[str, str, str]
COUNTED = ("warning", "error")


def new_findings(before: Iterable[Finding], after: Iterable[Finding], change: ChangeSet) -> tuple[Finding, ...]:
    """Warnings and errors that were not there, or are larger than they were.

    A finding that moved with its definition is an old one; what a change spreads over new files still
    counts for the file that it came from.
    """
    old = _grouped(before, change)
    new = _grouped(after, change)
    found = [worse for key, group in new.items() for worse in _worse(old.get(key, []), group)]
    found = [finding for finding in found if not _is_known_cycle(finding, change, old)]
    return tuple(sorted(found, key=lambda finding: (finding.path, finding.line, finding.rule)))


def _grouped(findings: Iterable[Finding], change: ChangeSet) -> dict[Key, list[Finding]]:
    groups: dict[Key, list[Finding]] = {}
    for finding in findings:
        if finding.severity in COUNTED:
            groups.setdefault((finding.rule, origin(finding.path, change), finding.symbol), []).append(finding)
    return groups


def _is_known_cycle(finding: Finding, change: ChangeSet, old: Collection[Key]) -> bool:
    """Whether a cycle goes through what a module was split into, or was there before and only has more parts now.

    The parts of a module may import one another at run time, and as a whole they import what the module did.
    """
    if finding.rule != "import_cycle" or not change.moves:
        return False
    source = origin(finding.path, change)
    return source == change.path or (finding.rule, source, finding.symbol) in old


def _worse(old: Sequence[Finding], new: Sequence[Finding]) -> list[Finding]:
    """Those of a group that have no counterpart at least as large, the largest matched first."""
    left = sorted((finding.value or 0.0 for finding in old), reverse=True)
    found = []
    for finding in sorted(new, key=lambda one: -(one.value or 0.0)):
        if left and (finding.value or 0.0) <= left[0]:
            left.pop(0)
        else:
            found.append(finding)
    return found


def origin(path: str, change: ChangeSet) -> str:
    """The file that a created one was made from: where its definitions came from, else the change's target."""
    created = {edit.path for edit in change.edits if edit.before is None}
    if path not in created:
        return path
    return next((move.source for move in change.moves if move.destination == path), change.path)


def findings_refusal(found: Sequence[Finding]) -> Refusal | None:
    if not found:
        return None
    first = found[0]
    why = f"the change brings {len(found)} new finding{'s' if len(found) > 1 else ''}: {first.rule}, {first.message}"
    remedy = "leave no warning or error behind that was not there"
    return Refusal("new_findings", first.rule, first.path, first.line, why, remedy)


def new_violations(before: Iterable[Violation], after: Iterable[Violation]) -> tuple[Violation, ...]:
    """Violations of a linter whose rule and message, lines aside, occur more often than before, wherever they lie.

    >>> new_violations([("a.py", 3, "F821", "x")], [("b.py", 1, "F821", "x"), ("b.py", 2, "F821", "y")])
    (('b.py', 2, 'F821', 'y'),)
    """
    known = Counter((rule, _without_lines(message)) for _, _, rule, message in before)
    found = []
    for violation in after:
        key = (violation[2], _without_lines(violation[3]))
        if known[key]:
            known[key] -= 1
        else:
            found.append(violation)
    return tuple(found)


def _without_lines(message: str) -> str:
    return re.sub(r"\bline \d+", "line", message)


def names_refusal(found: Sequence[Violation]) -> Refusal | None:
    if not found:
        return None
    path, line, rule, message = found[0]
    why = f"a name does not resolve: {message}" + (f" and {len(found) - 1} more" if len(found) > 1 else "")
    return Refusal("names_resolve", rule, path, line, why, "import or define every name that is used")
