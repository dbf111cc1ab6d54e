"""Changes that people bring, as candidates beside those that codemods make."""

from __future__ import annotations

import hashlib

from pyagent_cli.core.diffs import unified_diff
from pyagent_cli.core.model import Candidate, ChangeSet, Refusal, Task


def proposal(change: ChangeSet | Refusal, title: str) -> Candidate:
    """A patch or a commit to evaluate; its task's id follows from what it changes.

    >>> proposal(ChangeSet("patch", "a.py", ()), "patch fix.diff").task.title
    'patch fix.diff'
    """
    if isinstance(change, Refusal):
        return Candidate(_task(title, change.path, title), None, change)
    return Candidate(_task(title, change.path, unified_diff(change)), change, None)


def _task(title: str, path: str, content: str) -> Task:
    digest = hashlib.sha256(content.encode("utf-8", "surrogateescape")).hexdigest()
    return Task(
        id=f"T-{digest[:10]}",
        codemod=None,
        path=path,
        symbol="",
        title=title,
        reasons=(),
        goal=None,
        cost_runs=3,
        depends_on=(),
        requires_human=False,
    )
