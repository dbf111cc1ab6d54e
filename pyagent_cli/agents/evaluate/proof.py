"""Whether a green suite says anything: it tests the changed code, and nothing but the changed code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from pyagent_cli.agents.evaluate.stack import Staged
from pyagent_cli.core.canary import canary
from pyagent_cli.core.changes import authored_line_numbers
from pyagent_cli.core.comparison import is_red, passing
from pyagent_cli.core.diffs import lines_of
from pyagent_cli.core.judges import is_judge
from pyagent_cli.core.model import ChangeSet, FileEdit, Refusal, SuiteResult
from pyagent_cli.ports import TestEnvironment, Worktree

SHOWN = 3


@dataclass(slots=True)
class Proof:
    """Canaries and traces on a stack of changes. What was seen of one file is not looked at twice."""

    tests: TestEnvironment
    tree: Worktree
    baseline: SuiteResult
    traces: int = 0  # full runs of the suite that recorded executed lines
    _noticed: dict[tuple[str, str], bool] = field(default_factory=dict)

    def hopeless(self, change: ChangeSet) -> Refusal | None:
        """What the baseline alone shows: it loads other code, or never loads what the change rewrites."""
        if self.baseline.origins:
            return foreign_origin(change.path, self.baseline.origins)
        rewritten = [e.path for e in change.edits if e.before and e.path.endswith(".py") and not is_judge(e.path)]
        unloaded = [path for path in rewritten if path not in self.baseline.loaded]
        return _unnoticed(unloaded[0]) if unloaded else None

    def unproven(self, tip: Staged, staged: Staged, result: SuiteResult) -> Refusal | None:
        """Why the suite does not prove a change, although it is green; None when it does."""
        if result.origins:
            return foreign_origin(staged.change.path, result.origins)
        changed = [e.path for e in staged.change.edits if e.after is not None and e.path.endswith(".py")]
        for path in changed:
            if path in tip.texts and not is_judge(path) and not self._notices(tip, path):
                return _unnoticed(path)
        return None if changed else _not_python(staged.change)

    def unexercised(self, tip: Staged, accepted: Sequence[Staged]) -> dict[str, int | None]:
        """Task -> how many of its authored lines no test executed; None where that could not be measured."""
        wanted = {one.task.id: _lines_at(tip, one.change) for one in accepted}
        paths = sorted({path for lines in wanted.values() for path in lines})
        if not paths:
            return dict.fromkeys(wanted, 0)
        self.tree.reset(tip.commit)
        self.traces += 1
        result = self.tests.run(self.tree.root, trace=paths)
        return {task: _left(lines, result) for task, lines in wanted.items()}

    def _notices(self, tip: Staged, path: str) -> bool:
        text = tip.texts[path]
        if (path, text) not in self._noticed:
            self._noticed[path, text] = self._turns_red(tip, path, text)
        return self._noticed[path, text]

    def _turns_red(self, tip: Staged, path: str, text: str) -> bool:
        """Collecting the tests is tried first: most modules are imported by then."""
        self.tree.reset(tip.commit)
        self.tree.apply(ChangeSet("canary", path, (FileEdit(path, text, canary(text)),)))
        known_errors = any(test.startswith("collect::") for test, _ in self.baseline.failures)
        collected = self.tests.run(self.tree.root, collect_only=True, stop_early=not known_errors)
        red = is_red(collected, self.baseline) or self._stops(known_errors)
        self.tree.reset(tip.commit)
        return red

    def _stops(self, known_errors: bool) -> bool:
        only = passing(self.baseline)
        result = self.tests.run(self.tree.root, stop_early=not known_errors, only=only)
        return is_red(result, self.baseline)


def foreign_origin(path: str, origins: Sequence[str]) -> Refusal:
    """The suite loaded code of the project that is not the code under test."""
    named = ", ".join(origins[:SHOWN]) + (f" and {len(origins) - SHOWN} more" if len(origins) > SHOWN else "")
    why = f"the tests loaded modules of this project from outside the tree under test: {named}"
    return Refusal("origin", "loaded_from_outside", path, None, why, "run the tests against the working tree only")


def _unnoticed(path: str) -> Refusal:
    why = f"the tests still pass when {path} cannot be imported: they do not test it"
    return Refusal("canary", "tests_do_not_notice", path, None, why, "add a test that imports this module")


def _not_python(change: ChangeSet) -> Refusal:
    why = "the change leaves no Python module that a test could notice"
    return Refusal("canary", "no_module_changed", change.path, None, why, "review this change by hand")


def _left(lines: Mapping[str, frozenset[int]], result: SuiteResult) -> int | None:
    """How many lines did not run; None where a file was loaded and yet nothing of it was recorded."""
    executed = {path: frozenset(numbers) for path, numbers in result.executed}
    blind = any(path in result.loaded and not executed.get(path) for path in lines)
    if result.failure is not None or blind:
        return None
    return sum(len(numbers - executed.get(path, frozenset())) for path, numbers in lines.items())


def _lines_at(tip: Staged, change: ChangeSet) -> dict[str, frozenset[int]]:
    """Where a change's authored lines are after the changes on top of it; those rewritten since are theirs."""
    found = {}
    texts = {edit.path: edit.after for edit in change.edits}
    for path, numbers in authored_line_numbers(change).items():
        if path in tip.texts and not is_judge(path):
            found[path] = _shifted(texts[path] or "", tip.texts[path], numbers)
    return {path: lines for path, lines in found.items() if lines}


def _shifted(old: str, new: str, numbers: Sequence[int]) -> frozenset[int]:
    if old == new:
        return frozenset(numbers)
    blocks = SequenceMatcher(None, lines_of(old), lines_of(new), autojunk=False).get_matching_blocks()
    places = {block.a + i + 1: block.b + i + 1 for block in blocks for i in range(block.size)}
    return frozenset(places[number] for number in numbers if number in places)
