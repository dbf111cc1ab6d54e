"""The refactorer: tasks in, change sets or refusals out. It writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pyagent_cli.core.model import Candidate, ChangeSet, CodemodOptions, Implementation, Refusal, Task
from pyagent_cli.core.texts import Texts
from pyagent_cli.plugins import Codemod, Registry
from pyagent_cli.ports import SourceTree

Check = Callable[[Texts, Texts, ChangeSet], Refusal | None]


@dataclass(frozen=True, slots=True)
class Refactorer:
    """Each task sees the tree as the tasks before it would leave it."""

    tree: SourceTree
    registry: Registry
    options: CodemodOptions
    check: Check | None = None  # static gates; None: they are somebody else's work
    name = "refactorer"

    def run(self, tasks: Sequence[Task]) -> Implementation:
        """One candidate per task, in order: a change set, or a refusal with its reason."""
        files = Texts(self.tree.paths(), self.tree.read)
        candidates = []
        for task in tasks:
            candidate = self.candidate(task, files)
            files = files.after(candidate.change) if candidate.change else files
            candidates.append(candidate)
        return Implementation(tuple(candidates))

    def candidate(self, task: Task, files: Texts) -> Candidate:
        """One task carried out on these files."""
        codemod: Codemod = self.registry.load("codemod", task.codemod or "")
        outcome = _not_readable(task, files) or _changed(codemod, files, task, self.options)
        if isinstance(outcome, Refusal):
            return Candidate(task, None, outcome)
        change = replace(outcome, codemod=codemod.name)
        refusal = self.check(files, files.after(change), change) if self.check else None
        return Candidate(task, None if refusal else change, refusal)


def _changed(codemod: Codemod, files: Texts, task: Task, options: CodemodOptions) -> ChangeSet | Refusal:
    """One file that a codemod cannot take in ends neither the run nor the other tasks."""
    try:
        return codemod.change(files, task.path, task.symbol, options)
    except (RecursionError, MemoryError):
        why = "its expressions are nested too deeply to be rewritten"
        return Refusal("codemod", "too_deep", task.path, None, why, "give the inner ones names of their own")


def _not_readable(task: Task, files: Texts) -> Refusal | None:
    """A file that is not there, or not UTF-8, is changed by nobody."""
    if task.path not in files:
        why, remedy = "there is no such file", "name a file of this repository that git does not ignore"
        return Refusal("codemod", "no_such_file", task.path, None, why, remedy)
    try:
        files[task.path].encode("utf-8")
    except UnicodeEncodeError:
        return Refusal("codemod", "not_utf8", task.path, None, "the file is not UTF-8", "save it as UTF-8 first")
    return None
