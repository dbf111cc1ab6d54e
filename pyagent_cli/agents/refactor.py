"""The refactorer: tasks in, change sets or refusals out. It writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pyagent_cli.core.model import Candidate, ChangeSet, CodemodOptions, Implementation, Refusal, Task
from pyagent_cli.plugins import Registry
from pyagent_cli.ports import SourceTree


class Texts(Mapping[str, str]):
    """The UTF-8 files of a tree, decoded when they are first looked at, under the edits made so far."""

    def __init__(self, tree: SourceTree) -> None:
        self._tree = tree
        self._paths = set(tree.paths())
        self._known: dict[str, str | None] = {}

    def __getitem__(self, path: str) -> str:
        if path not in self._known:
            self._known[path] = self._decoded(path)
        text = self._known[path]
        if text is None:
            raise KeyError(path)
        return text

    def __iter__(self) -> Iterator[str]:
        return (path for path in sorted(self._paths) if self.get(path) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, path: object) -> bool:
        return path in self._paths and isinstance(path, str) and self.get(path) is not None

    def edit(self, change: ChangeSet) -> None:
        """See the tree as it is after a change."""
        for edit in change.edits:
            self._known[edit.path] = edit.after
            (self._paths.discard if edit.after is None else self._paths.add)(edit.path)

    def _decoded(self, path: str) -> str | None:
        if path not in self._paths:
            return None
        try:
            return self._tree.read(path).decode("utf-8")
        except (UnicodeDecodeError, KeyError):
            return None


@dataclass(frozen=True, slots=True)
class Refactorer:
    """Each task sees the tree as the tasks before it would leave it."""

    tree: SourceTree
    registry: Registry
    options: CodemodOptions
    name = "refactorer"

    def run(self, tasks: Sequence[Task]) -> Implementation:
        """One candidate per task, in order: a change set, or a refusal with its reason."""
        files = Texts(self.tree)
        return Implementation(tuple(self._candidate(task, files) for task in tasks))

    def _candidate(self, task: Task, files: Texts) -> Candidate:
        codemod = self.registry.load("codemod", task.codemod or "")
        outcome = codemod.change(files, task.path, task.symbol, self.options)
        if isinstance(outcome, Refusal):
            return Candidate(task, None, outcome)
        files.edit(outcome)
        return Candidate(task, replace(outcome, codemod=codemod.name), None)
