"""Changes stacked as commits, each let in by the static gates, the cheapest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyagent_cli.core.certificate import certificate, certificate_id
from pyagent_cli.core.changes import authored_lines, moved_lines
from pyagent_cli.core.model import Analysis, Candidate, ChangeSet, FileEdit, Finding, Refusal, SuiteResult, Task
from pyagent_cli.core.new_findings import findings_refusal, names_refusal, new_findings, new_violations
from pyagent_cli.core.texts import Texts
from pyagent_cli.plugins import Gate
from pyagent_cli.ports import Linter, Repository, TestEnvironment, Worktree

NAMES = ("F821", "F822", "F823")
Analyze = Callable[[Path, Sequence[str]], Analysis]


Remake = Callable[[Task, Texts], Candidate]


@dataclass(frozen=True, slots=True)
class Staged:
    """A change that passed the static gates, committed on those before it."""

    task: Task
    change: ChangeSet
    commit: str
    texts: Texts  # of the whole tree with this change
    findings: tuple[Finding, ...]
    certificate: str


def refusal_of_text(
    gates: Sequence[Gate], linter: Linter, before: Mapping[str, str], after: Mapping[str, str], change: ChangeSet
) -> Refusal | None:
    """What can be said of a change from the texts alone; nothing is executed."""
    for gate in gates:
        refusal = gate.check(before, after, change)
        if refusal is not None:
            return refusal
    old, new = ({p: t for p, t in _sides(change, side) if p.endswith(".py")} for side in ("before", "after"))
    return names_refusal(new_violations(linter.check(old, NAMES), linter.check(new, NAMES)))


@dataclass(frozen=True, slots=True)
class StaticGates:
    """Everything that judges a change without running its tests."""

    tests: TestEnvironment
    linter: Linter
    gates: tuple[Gate, ...]
    analyze: Analyze

    @property
    def names(self) -> tuple[str, ...]:
        """In the order in which they are asked."""
        return ("applies", *(gate.name for gate in self.gates), "names_resolve", "new_findings", "imports")

    def of_text(self, before: Texts, after: Texts, change: ChangeSet) -> Refusal | None:
        return refusal_of_text(self.gates, self.linter, before, after, change)

    def of_imports(self, tree: Worktree, parent: str, commit: str, change: ChangeSet) -> Refusal | None:
        """Each written module imports first in a fresh interpreter, unless it could not before either."""
        modules = self.tests.modules(tree.root, [edit.path for edit in change.edits if edit.after is not None])
        refusal = self.tests.import_alone(tree.root, modules)
        if refusal is None:
            return None
        tree.reset(parent)
        known = self.tests.modules(tree.root, [edit.path for edit in change.edits if edit.before is not None])
        failing = {name for name in known if self.tests.import_alone(tree.root, (name,)) is not None}
        tree.reset(commit)
        if not failing:
            return refusal
        rest = [name for name in modules if not any(name == bad or name.startswith(f"{bad}.") for bad in failing)]
        return self.tests.import_alone(tree.root, rest)


@dataclass(frozen=True, slots=True)
class Stack:
    """Builds the commits of a row of candidates on one base."""

    repository: Repository
    gates: StaticGates
    tree: Worktree
    base: str
    baseline: SuiteResult
    findings: tuple[Finding, ...]
    remake: Remake | None = None  # makes a candidate again when what came before it left other files than it saw

    def build(self, candidates: Sequence[Candidate]) -> tuple[tuple[Staged, ...], dict[str, Refusal]]:
        """The changes that passed, in order, and why the others did not, by task."""
        self.tree.reset(self.base)
        staged: list[Staged] = []
        refusals: dict[str, Refusal] = {}
        source = self.repository.tree(self.base)
        texts, findings = Texts(source.paths(), source.read), self.findings
        for candidate in candidates:
            outcome = self._stage(candidate, texts, findings)
            if isinstance(outcome, Refusal):
                refusals[candidate.task.id] = outcome
            else:
                staged.append(outcome)
                texts, findings = outcome.texts, outcome.findings
        return tuple(staged), refusals

    def _stage(self, candidate: Candidate, before: Texts, findings: tuple[Finding, ...]) -> Staged | Refusal:
        if self.remake and candidate.change and _is_stale(candidate.change, before):
            candidate = self.remake(candidate.task, before)
        change = candidate.change
        if change is None:
            return candidate.refusal or _no_change(candidate.task)
        refusal = _does_not_apply(change, before) or self.gates.of_text(before, before.after(change), change)
        if refusal is not None:
            return refusal
        parent = self.tree.revision
        outcome = self._commit(candidate.task, change, before.after(change), findings)
        if isinstance(outcome, Refusal):
            self.tree.reset(parent)
            return outcome
        refusal = self.gates.of_imports(self.tree, parent, outcome.commit, change)
        self.tree.reset(parent if refusal else outcome.commit)
        return refusal or outcome

    def _commit(self, task: Task, change: ChangeSet, after: Texts, findings: tuple[Finding, ...]) -> Staged | Refusal:
        self.tree.apply(change)
        found = self.gates.analyze(self.tree.root, after.paths()).findings
        refusal = findings_refusal(new_findings(findings, found, change))
        if refusal is not None:
            return refusal
        tests = self.gates.tests
        proof = certificate(
            self.base, task, change, self.gates.names, self.baseline, tests.command, tests.python_version
        )
        trailers = {
            "Pyagent-Task": task.id,
            "Pyagent-Finding": ", ".join(task.reasons),
            "Pyagent-Certificate": certificate_id(proof),
        }
        kept = {key: value for key, value in trailers.items() if value}
        commit = self.tree.commit(subject(task, change), body(change), kept)
        return Staged(task, change, commit, after, found, proof)


def subject(task: Task, change: ChangeSet) -> str:
    """The first line of the commit.

    >>> from pyagent_cli.core.model import ChangeSet, Task
    >>> task = Task("T-1", "split_module", "a.py", "", "split module: a.py (812 lines)", (), None, 3, (), False)
    >>> subject(task, ChangeSet("split_module", "a.py", ()))
    'split module: a.py (812 lines)'
    """
    title = " ".join(task.title.split()) or f"{change.codemod.replace('_', ' ')}: {change.path}"
    return title if len(title) <= 100 else f"{title[:97]}..."


def body(change: ChangeSet) -> str:
    """The size of the change, and what it says of itself."""
    size = f"{authored_lines(change)} authored lines, {moved_lines(change)} moved."
    return "\n".join((size, *change.notes))


def _sides(change: ChangeSet, side: str) -> list[tuple[str, str]]:
    texts = [(edit.path, edit.before if side == "before" else edit.after) for edit in change.edits]
    return [(path, text) for path, text in texts if text is not None]


def _does_not_apply(change: ChangeSet, files: Texts) -> Refusal | None:
    edit = next((edit for edit in change.edits if _differs(edit, files)), None)
    if edit is None and change.edits:
        return None
    path = edit.path if edit else change.path
    why = "the file is not what the change was made for" if edit else "the change is empty"
    return Refusal("applies", "stale_preimage" if edit else "empty_change", path, None, why, "make the change again")


def _is_stale(change: ChangeSet, files: Texts) -> bool:
    return any(_differs(edit, files) for edit in change.edits)


def _differs(edit: FileEdit, files: Texts) -> bool:
    return files.get(edit.path) != edit.before


def _no_change(task: Task) -> Refusal:
    return Refusal("codemod", "no_change", task.path, None, "no change was made for this task", "plan it again")
