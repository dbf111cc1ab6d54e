from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pyagent_cli.adapters.machine import MachineDatabase
from pyagent_cli.adapters.trust import require_trust
from pyagent_cli.errors import UsageError


@dataclass(frozen=True)
class Said:
    trust: bool | None


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[MachineDatabase]:
    made = MachineDatabase(tmp_path / "state")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("said", "remembered", "answer", "allowed", "kept"),
    [
        (True, False, None, True, False),
        (True, False, False, True, False),
        (None, True, None, True, True),
        (None, False, True, True, True),
        (None, False, False, False, False),
        (None, False, None, False, False),
        (False, True, True, False, True),
    ],
)
def test_who_may_execute(
    said: bool | None, remembered: bool, answer: bool | None, allowed: bool, kept: bool, machine: MachineDatabase
) -> None:
    root = Path("/repository")
    if remembered:
        machine.remember(root, "then")
    ask: Callable[[str], bool] | None = None if answer is None else lambda _: bool(answer)
    if allowed:
        require_trust(Said(said), machine, root, ask)
    else:
        with pytest.raises(UsageError, match="pyagent run --trust"):
            require_trust(Said(said), machine, root, ask)
    assert machine.trusts(root) is kept


def test_the_question_names_the_repository_and_the_error_the_command(machine: MachineDatabase) -> None:
    asked: list[str] = []
    with pytest.raises(UsageError, match=r"run: pyagent run -C 'a b' --trust$"):
        require_trust(Said(None), machine, Path("/r"), lambda q: bool(asked.append(q)), ["run", "-C", "a b"])
    assert "/r: running its tests executes its code" in asked[0]
