"""What was checked for an accepted change, as canonical JSON: the same change and checks, the same hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from pyagent_cli.core.model import ChangeSet, SuiteResult, Task


def certificate(
    base: str,
    task: Task,
    change: ChangeSet,
    gates: Sequence[str],
    suite: SuiteResult,
    command: Sequence[str],
    python: tuple[int, int],
) -> str:
    """Canonical JSON without times: base, change by content hashes, gates that passed, outcomes of every test."""
    content = {
        "base": base,
        "task": task.id,
        "codemod": change.codemod,
        "path": change.path,
        "edits": [{"path": e.path, "before": _hash(e.before), "after": _hash(e.after)} for e in change.edits],
        "moves": [asdict(move) for move in change.moves],
        "gates": list(gates),
        "command": list(command),
        "python": f"{python[0]}.{python[1]}",
        "tests": dict(suite.outcomes),
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def certificate_id(text: str) -> str:
    """The hash that a commit's trailer carries."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _hash(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
