"""What the processes of a suite wrote, read as outcomes and origins."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from pyagent_cli.core.model import Outcome

RANK: tuple[Outcome, ...] = ("passed", "xpassed", "xfailed", "skipped", "failed", "error")
COLLECT = "collect::"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`ended` counts sessions that came to their end; outcomes and failures are sorted by test id."""

    outcomes: tuple[tuple[str, Outcome], ...]
    failures: tuple[tuple[str, str], ...]
    ended: int


def read_outcomes(lines: Iterable[str]) -> Outcomes:
    """Outcomes as the runner wrote them, one JSON object a line; of two for one test the worse counts.

    >>> read_outcomes(['{"test": "a", "outcome": "passed", "kind": ""}', '{"end": 0}']).outcomes
    (('a', 'passed'),)
    """
    found: dict[str, tuple[Outcome, str]] = {}
    ended = 0
    for line in lines:
        fields = _parse(line)
        if "end" in fields:
            ended += 1
        outcome = next((known for known in RANK if known == fields.get("outcome")), None)
        if outcome is not None:
            _keep_worse(found, str(fields.get("test")), outcome, str(fields.get("kind") or ""))
    return Outcomes(
        tuple(sorted((test, outcome) for test, (outcome, _) in found.items())),
        tuple(sorted((test, kind) for test, (outcome, kind) in found.items() if outcome in ("failed", "error"))),
        ended,
    )


def _parse(line: str) -> dict[str, object]:
    """A line that a killed process did not finish says nothing."""
    try:
        fields = json.loads(line)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _keep_worse(found: dict[str, tuple[Outcome, str]], test: str, outcome: Outcome, kind: str) -> None:
    known = found.get(test)
    if known is None or RANK.index(outcome) > RANK.index(known[0]):
        found[test] = (outcome, kind)


@dataclass(frozen=True, slots=True)
class Loads:
    loaded: tuple[str, ...]
    origins: tuple[str, ...]
    executed: tuple[tuple[str, tuple[int, ...]], ...]


def read_loads(lines: Iterable[str]) -> Loads:
    """`L path`: loaded from the worktree; `O path`: the project's, from elsewhere; `T line path`: executed.

    >>> read_loads(["L pkg/a.py", "T 3 pkg/a.py", "T 1 pkg/a.py"]).executed
    (('pkg/a.py', (1, 3)),)
    """
    loaded, origins = set(), set()
    executed: dict[str, set[int]] = {}
    for line in lines:
        kind, _, rest = line.partition(" ")
        if kind == "L":
            loaded.add(rest)
        elif kind == "O":
            origins.add(rest)
        elif kind == "T":
            number, _, path = rest.partition(" ")
            executed.setdefault(path, set()).add(int(number))
    lines_of = tuple((path, tuple(sorted(numbers))) for path, numbers in sorted(executed.items()))
    return Loads(tuple(sorted(loaded)), tuple(sorted(origins)), lines_of)


def why_no_outcomes(found: Outcomes, code: int, output: str, collect_only: bool = False) -> str | None:
    """The reason why a run proves nothing; None when it has outcomes."""
    if not found.ended:
        return f"the suite ended before its report was complete (exit code {code}): {first_error(output)}"
    if collect_only or any(not test.startswith(COLLECT) for test, _ in found.outcomes):
        return None
    broken = [kind for _, kind in found.failures if kind]
    if broken:
        return f"the suite cannot be collected: {broken[0]}"
    return "no tests were collected"


def first_error(output: str) -> str:
    """The line of a runner's output that says most.

    >>> first_error("collected 0 items\\nE   ImportError: no module named 'x'\\n1 error")
    "ImportError: no module named 'x'"
    """
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for start in ("E  ", "ERROR", "error"):
        for line in lines:
            if line.startswith(start):
                return line.removeprefix("E  ").strip()[:300]
    return lines[-1][:300] if lines else "it printed nothing"
