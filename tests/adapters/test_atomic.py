import os
from pathlib import Path

import pytest

from pyagent_cli.adapters.atomic import write_atomically
from pyagent_cli.errors import EnvironmentFailed


def test_a_new_file_and_its_folders(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b.txt", b"one\r\n")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"one\r\n"
    assert os.listdir(tmp_path / "a") == ["b.txt"]  # noqa: PTH208  # hidden files count here


@pytest.mark.parametrize(("mode", "expected"), [(None, 0o751), (0o640, 0o640)])
def test_the_mode_stays_unless_one_is_given(mode: int | None, expected: int, tmp_path: Path) -> None:
    path = tmp_path / "a.sh"
    path.write_bytes(b"old")
    path.chmod(0o751)
    write_atomically(path, b"new", mode)
    assert (path.read_bytes(), path.stat().st_mode & 0o7777) == (b"new", expected)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFailed, match=r"Cannot write .*a\.txt \(No space left on device\); free some space"):
        write_atomically(path, b"new")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.txt": b"old"}


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EnvironmentFailed, match="Cannot write"):
        write_atomically(tmp_path / "file" / "x", b"")
