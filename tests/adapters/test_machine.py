from collections.abc import Iterator
from pathlib import Path

import pytest

from pyagent_cli.adapters.machine import MachineDatabase


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[MachineDatabase]:
    made = MachineDatabase(tmp_path / "state")
    yield made
    made.close()


def test_looking_creates_nothing(machine: MachineDatabase, tmp_path: Path) -> None:
    assert not machine.trusts(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_trust_is_of_one_place_whatever_the_way_to_it(machine: MachineDatabase, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    machine.remember(tmp_path / "a", "now")
    assert [machine.trusts(tmp_path / name) for name in ("a", "link", "b", ".")] == [True, True, False, False]
    machine.forget(tmp_path / "link")
    assert not machine.trusts(tmp_path / "a")


def test_slots_of_a_service_follow_one_another(machine: MachineDatabase, tmp_path: Path) -> None:
    other = MachineDatabase(tmp_path / "state")
    waits = [store.reserve("arxiv", 3.0, now) for store, now in ((machine, 100.0), (other, 100.5), (machine, 101.0))]
    other.close()
    assert waits == [0.0, 2.5, 5.0]
    assert machine.reserve("arxiv", 3.0, 200.0) == 0.0
    assert machine.reserve("github", 3.0, 200.0) == 0.0


def test_a_clock_that_was_set_back_makes_nobody_wait_for_hours(machine: MachineDatabase) -> None:
    machine.reserve("arxiv", 3.0, 100_000.0)
    assert machine.reserve("arxiv", 3.0, 10.0) == 0.0
