"""Which verified changes are due, in which pull requests, under which names: the same input, the same requests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from pyagent_cli.core.markdown import visible
from pyagent_cli.core.model import (
    Analysis,
    Evaluation,
    EvaluationReport,
    PullRequest,
    RemoteBase,
    Skip,
    Task,
)
from pyagent_cli.core.pull_request import RunReport, accepted, pull_request_text

BRANCHES = "pyagent/"  # the runs' branches, whose commits are verified changes
PREFIX = "pyagent/pr/"  # the branches of pull requests
ALONE = frozenset({"split_module"})  # codemods whose change is a pull request of its own, whatever its size
MOST = 50  # changes in one pull request, so that its text stays within what a host accepts
MARK = re.compile(r"<!-- pyagent-tasks:((?: [\w.-]+)+) -->")

Status = Literal["would create", "created", "open", "merged", "closed", "person", "unfinished"]


@dataclass(frozen=True, slots=True)
class SizedTask:
    task: Task
    authored_lines: int


@dataclass(frozen=True, slots=True)
class Theme:
    """What one pull request is about: one codemod in one package."""

    codemod: str
    package: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One pull request: as it would be, or as it is. `reason` says why it is not as wanted."""

    status: Status
    branch: str
    title: str
    body: str
    tasks: tuple[str, ...]
    commit: str | None = None
    authored_lines: int | None = None
    url: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing came to. `failure` is what ended it before all requests were created."""

    base: RemoteBase
    pending: int
    threshold: int
    requests: tuple[Request, ...]
    skipped: tuple[Skip, ...]  # changes that are not published, and why
    failure: str | None = None

    @property
    def missing(self) -> int:
        """How many more changes have to be pending before pull requests go out."""
        return max(0, self.threshold + 1 - self.pending)


def marked(body: str) -> tuple[str, ...]:
    """The tasks that the text of a pull request names for pyagent.

    >>> marked("Text.\\n\\n" + mark(("T-1", "T-2")))
    ('T-1', 'T-2')
    """
    found = MARK.search(body)
    return tuple(found[1].split()) if found else ()


def mark(tasks: Iterable[str]) -> str:
    return f"<!-- pyagent-tasks: {' '.join(sorted(tasks))} -->"


def branch_name(tasks: Iterable[Task]) -> str:
    """The same changes for the same findings have the same branch, in every run on every machine."""
    lines = sorted("\0".join((task.id, *sorted(task.reasons))) for task in tasks)
    return PREFIX + hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def themes(changes: Iterable[SizedTask], limit: int) -> tuple[tuple[Theme, ...], tuple[Skip, ...]]:
    """Changes as pull requests of at most `limit` authored lines, and those that are too large for one."""
    fitting, skipped = [], []
    for change in sorted(changes, key=_order):
        if change.authored_lines > limit and change.task.codemod not in ALONE:
            reason = f"{change.authored_lines} authored lines, and a pull request has at most {limit}; do it in parts"
            skipped.append(Skip(change.task.path, reason))
        else:
            fitting.append(change)
    parts = [
        Theme(codemod, package, tuple(change.task for change in part))
        for (codemod, package), group in groupby(fitting, key=_theme)
        for part in _parts(list(group), limit)
    ]
    return tuple(parts), tuple(skipped)


def _order(change: SizedTask) -> tuple[str, str, str, str]:
    return (*_theme(change), change.task.path, change.task.id)


def _theme(change: SizedTask) -> tuple[str, str]:
    return change.task.codemod or "", change.task.path.rpartition("/")[0]


def _parts(changes: Sequence[SizedTask], limit: int) -> list[list[SizedTask]]:
    parts: list[list[SizedTask]] = []
    lines = 0
    for change in changes:
        lines += change.authored_lines
        if not parts or lines > limit or len(parts[-1]) == MOST or change.task.codemod in ALONE:
            parts.append([])
            lines = change.authored_lines
        parts[-1].append(change)
    return parts


def title(theme: Theme) -> str:
    """One line for the list of pull requests.

    >>> title(Theme("split_module", "src", (Task("T", "split_module", "src/a.py", "", "", (), None, 1, (), False),)))
    'Split module: src/a.py'
    """
    words = theme.codemod.replace("_", " ").capitalize()
    if len(theme.tasks) == 1:
        return visible(f"{words}: {theme.tasks[0].path}")
    return visible(f"{words} in {theme.package or 'the top folder'} ({len(theme.tasks)} files)")


@dataclass(frozen=True, slots=True)
class RemoteBranch:
    """A pull request's branch as the remote has it."""

    name: str
    tip: str
    tasks: frozenset[str]
    own: bool  # False: a person wrote, amended or merged one of its commits


@dataclass(frozen=True, slots=True)
class Published:
    """What the remote and its host have already: branches by name, requests by their branch."""

    branches: Mapping[str, RemoteBranch]
    requests: Mapping[str, PullRequest]

    def standing(self, branch: str) -> tuple[Status, str] | None:
        """Why a branch is left as it is: its request exists, or a person works on it. None: go on."""
        request = self.requests.get(branch)
        if request is None:
            return None if branch not in self.branches or self.branches[branch].own else PERSON
        return CLOSED if request.state == "closed" else (request.state, "it exists, and is not touched")

    def settled(self) -> tuple[Request, ...]:
        """What waits for a person, or what a person closed."""
        names = sorted({*self.branches, *self.requests})
        found = [(name, standing) for name in names if (standing := self.standing(name)) and standing[0] != "merged"]
        return tuple(self._row(name, *standing) for name, standing in found)

    def taken(self) -> frozenset[str]:
        """The tasks that are not to be published again."""
        return frozenset(task for row in self.settled() for task in row.tasks)

    def begun(self) -> frozenset[str]:
        """The tasks of branches that were pushed before something ended the batch: they go out now."""
        waiting = [b for b in self.branches.values() if b.own and b.name not in self.requests]
        return frozenset(task for branch in waiting for task in branch.tasks)

    def _row(self, name: str, status: Status, reason: str) -> Request:
        request, branch = self.requests.get(name), self.branches.get(name)
        tasks = set(marked(request.body) if request else ()) | (branch.tasks if branch else set())
        shown = (request.title, request.url) if request else ("", None)
        return Request(status, name, shown[0], "", tuple(sorted(tasks)), url=shown[1], reason=reason)


PERSON: tuple[Status, str] = ("person", "the branch has a commit that is not pyagent's; it is left alone")
CLOSED: tuple[Status, str] = ("closed", "closed by a person; it is neither reopened nor made again")


def publishable(report: EvaluationReport, unexercised: bool) -> tuple[Evaluation, ...]:
    """The accepted changes that tests executed; with `unexercised`, also those that no test did."""
    return tuple(e for e in accepted(report) if unexercised or e.unexercised_lines == 0)


def held_back(report: EvaluationReport, published: Sequence[Evaluation]) -> tuple[Skip, ...]:
    """The changes that stay out of a pull request, and why."""
    return tuple(Skip(e.path, _why_not(e)) for e in report.evaluations if e not in published)


def _why_not(evaluation: Evaluation) -> str:
    if evaluation.refusal:
        return evaluation.refusal.why
    lines = "how many is unknown" if evaluation.unexercised_lines is None else f"{evaluation.unexercised_lines} lines"
    return f"no test executes what it changes ({lines}); publish it with --include-unexercised"


def body(report: EvaluationReport, before: Analysis, base: RemoteBase, branch: str, remote: str) -> str:
    """The text of a pull request: the figures of this evaluation, and the mark that later runs read."""
    ours, theirs = f"{remote}/{branch}", f"{remote}/{base.branch}"
    commands = (f"git fetch {remote}", f"git diff {theirs}...{ours}", f"git revert --no-commit {theirs}..{ours}")
    text = pull_request_text(RunReport("", base.branch, branch, report, None, before, commands=commands))
    measured_on = f"Measured on commit `{base.commit[:12]}`; `git revert` above takes the changes back."
    return f"{text}\n{measured_on}\n\n{mark(e.task.id for e in accepted(report))}\n"
