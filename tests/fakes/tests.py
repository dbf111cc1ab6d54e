"""A suite without processes: each test looks for a text in a file of the tree that it is run on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyagent_cli.core.canary import ALARM
from pyagent_cli.core.model import Outcome, Refusal, SuiteResult

Check = Callable[[Path], Outcome]


def contains(path: str, text: str) -> Check:
    """A test that passes while a file holds a text."""

    def check(root: Path) -> Outcome:
        file = root / path
        return "passed" if file.is_file() and text in file.read_text() and ALARM not in file.read_text() else "failed"

    return check


def in_turn(*outcomes: Outcome) -> Check:
    """A flaky test: its outcomes one after the other, then again from the start."""
    runs = iter(outcomes * 1000)
    return lambda root: next(runs)


@dataclass
class FakeTests:
    """`ports.TestEnvironment`: what it loads are the files that `loads` names; `runs` says how often it ran in full."""

    checks: Mapping[str, Check]
    loads: Sequence[str] = ()
    foreign: tuple[str, ...] = ()
    failure: str | None = None
    executed: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    unimportable: frozenset[str] = frozenset()
    python_version: tuple[int, int] = (3, 11)
    command: tuple[str, ...] = ("python", "-m", "pytest")
    runs: int = 0

    def run(
        self,
        root: Path,
        *,
        stop_early: bool = False,
        collect_only: bool = False,
        trace: Sequence[str] = (),
        only: Sequence[str] = (),
    ) -> SuiteResult:
        self.runs += not (only or collect_only)
        loaded = tuple(path for path in self.loads if (root / path).is_file())
        broken = [path for path in loaded if ALARM in (root / path).read_text()]
        found = [(f"collect::{path}", "error") for path in broken]
        if not collect_only:
            found += [(name, check(root)) for name, check in self.checks.items() if not only or name in only]
        red = tuple((name, "AssertionError") for name, outcome in found if outcome in ("failed", "error"))
        lines = tuple((path, self.executed.get(path, ())) for path in trace)
        return SuiteResult(tuple(sorted(found)), self.foreign, loaded, lines, 1.0, self.failure, tuple(sorted(red)))  # type: ignore[arg-type]

    def modules(self, root: Path, paths: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted(path.removesuffix(".py").replace("/", ".") for path in paths if path.endswith(".py")))

    def import_alone(self, root: Path, modules: Sequence[str]) -> Refusal | None:
        bad = next((name for name in modules if name in self.unimportable), None)
        return bad and Refusal("imports", "import_fails", bad, 1, f"{bad} cannot be imported first", "")  # type: ignore[return-value]
