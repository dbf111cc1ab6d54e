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
