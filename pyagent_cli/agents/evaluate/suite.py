"""Full runs of the suite, each counted and none repeated for the same commit; flaky tests told from broken ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pyagent_cli.core.comparison import Difference, differences
from pyagent_cli.core.model import ChangeSet, SuiteResult
from pyagent_cli.ports import TestEnvironment, Worktree

RERUNS = 2
Seen = tuple[str | None, str]  # outcome and kind of failure


@dataclass(slots=True)
class Suite:
    """`baseline` is the suite on the base revision. Flaky tests are compared with all that they did there."""

    tests: TestEnvironment
    tree: Worktree
    base: str
    baseline: SuiteResult
    runs: int = 1
    flaky: dict[str, set[Seen]] = field(default_factory=dict)
    _known: dict[str, SuiteResult] = field(default_factory=dict)
    _verdicts: dict[str, tuple[Difference, ...] | str] = field(default_factory=dict)

    def at(self, commit: str) -> SuiteResult:
        """The whole suite on a commit."""
        if commit == self.base:
            return self.baseline
        if commit not in self._known:
            self._known[commit] = self._full(commit)
        return self._known[commit]

    def broken(self, commit: str, changes: Sequence[ChangeSet]) -> tuple[Difference, ...] | str:
        """Tests that differ because of the changes; a sentence when the suite as a whole fails; () when all is well."""
        if commit not in self._verdicts:
            result = self.at(commit)
            self._verdicts[commit] = result.failure or self._confirmed(commit, result, changes)
        return self._verdicts[commit]

    def is_known_good(self, commit: str) -> bool:
        return self._verdicts.get(commit) == ()

    def undecided(self, broken: Sequence[Difference] | str) -> bool:
        """Whether every difference is of a test that is known to be flaky."""
        return not isinstance(broken, str) and all(one.test in self.flaky for one in broken)

    def _confirmed(self, commit: str, result: SuiteResult, changes: Sequence[ChangeSet]) -> tuple[Difference, ...]:
        """Differences that are not chance; else those of flaky tests that did what they never did on the base."""
        found = self._differing(result, changes)
        self._learn([one.test for one in found if one.test not in self.flaky])
        firm = self._firm(commit, [one for one in found if one.test not in self.flaky], changes)
        return firm or self._differing(result, changes)

    def _differing(self, result: SuiteResult, changes: Sequence[ChangeSet]) -> tuple[Difference, ...]:
        edits = [edit for change in changes for edit in change.edits]
        created = {edit.path for edit in edits if edit.before is None}
        deleted = {edit.path for edit in edits if edit.after is None}
        found = differences(self.baseline, result, created, deleted)
        return tuple(one for one in found if (one.after, one.kind_after) not in self.flaky.get(one.test, ()))

    def _learn(self, tests: Sequence[str]) -> None:
        """Run these tests alone on the base: whoever does not end the same each time is flaky."""
        if not tests:
            return
        self.tree.reset(self.base)
        again = [self.tests.run(self.tree.root, only=tests) for _ in range(RERUNS)]
        seen = {test: {_ending(result, test) for result in (self.baseline, *again)} for test in tests}
        self.flaky.update({test: endings for test, endings in seen.items() if len(endings) > 1})

    def _firm(self, commit: str, found: Sequence[Difference], changes: Sequence[ChangeSet]) -> tuple[Difference, ...]:
        """Differences that come again when only these tests run, or else in a second full run."""
        if not found:
            return ()
        self.tree.reset(commit)
        alone = self.tests.run(self.tree.root, only=[one.test for one in found])
        if all(_ending(alone, one.test) == (one.after, one.kind_after) for one in found):
            return tuple(found)
        again = self._full(commit)
        if again.failure is not None:
            return tuple(found)
        repeated = {one.test for one in self._differing(again, changes)}
        for one in found:
            if one.test not in repeated:
                self.flaky.setdefault(one.test, set()).add((one.before, one.kind_before))
        return tuple(one for one in found if one.test in repeated)

    def _full(self, commit: str) -> SuiteResult:
        self.tree.reset(commit)
        self.runs += 1
        return self.tests.run(self.tree.root)


def _ending(result: SuiteResult, test: str) -> Seen:
    return dict(result.outcomes).get(test), dict(result.failures).get(test, "")
