from collections.abc import Iterator
from pathlib import Path

import pytest

from pyagent_cli.adapters.applied import AppliedChanges
from pyagent_cli.adapters.run_database import RunDatabase
from pyagent_cli.core.contexts import ContextHeader
from pyagent_cli.core.model import ChangeSet, FileEdit
from pyagent_cli.errors import EnvironmentFailed, UsageError

RUN = "abc-1"
TEXT = "\ufeffx = 1\r\ny = '\u00e4'\r\n"
SPLIT = ChangeSet(
    "split_module",
    "m.py",
    (
        FileEdit("m.py", TEXT, None),
        FileEdit("m/__init__.py", None, "x = 1\r\n"),
        FileEdit("m/deep/part.py", None, ""),
        FileEdit("other.sh", "old", "new"),
    ),
)


@pytest.fixture
def applied(tmp_path: Path) -> Iterator[AppliedChanges]:
    database = RunDatabase(tmp_path / "state" / "state.db")
    database.save(ContextHeader(RUN, "now", "/p", ()))
    root = tmp_path / "root"
    root.mkdir()
    (root / "m.py").write_bytes(TEXT.encode())
    (root / "other.sh").write_text("old")
    (root / "other.sh").chmod(0o754)
    (root / "m.py").chmod(0o600)
    yield AppliedChanges(root, database)
    database.close()


def tree(root: Path) -> dict[str, object]:
    return {
        path.relative_to(root).as_posix(): (path.stat().st_mode, path.read_bytes() if path.is_file() else None)
        for path in sorted(root.rglob("*"))
    }


def test_undo_restores_bytes_modes_new_and_deleted_files(applied: AppliedChanges) -> None:
    before = tree(applied.root)
    assert applied.write(RUN, 1, SPLIT) == ("m.py", "m/__init__.py", "m/deep/part.py", "other.sh")
    assert sorted(tree(applied.root)) == ["m", "m/__init__.py", "m/deep", "m/deep/part.py", "other.sh"]
    assert (applied.root / "other.sh").stat().st_mode & 0o777 == 0o754
    assert applied.undo(RUN) == ("m.py", "m/__init__.py", "m/deep/part.py", "other.sh")
    assert tree(applied.root) == before
    with pytest.raises(UsageError, match="nothing to take back"):
        applied.undo(RUN)


def test_changes_on_top_of_one_another_are_taken_back_together_or_last_first(applied: AppliedChanges) -> None:
    before = tree(applied.root)
    steps = [("old", "one"), ("one", "two")]
    for number, (old, new) in enumerate(steps, 1):
        applied.write(RUN, number, ChangeSet("c", "other.sh", (FileEdit("other.sh", old, new),)))
    with pytest.raises(UsageError, match=r"other\.sh is not as pyagent wrote it"):
        applied.undo(RUN, 1)
    applied.undo(RUN, 2)
    assert (applied.root / "other.sh").read_text() == "one"
    applied.write(RUN, 2, ChangeSet("c", "other.sh", (FileEdit("other.sh", "one", "three"),)))
    applied.undo(RUN)
    assert tree(applied.root) == before


@pytest.mark.parametrize("path", ["m/__init__.py", "other.sh"])
def test_a_file_that_somebody_changed_is_named_and_nothing_restored(path: str, applied: AppliedChanges) -> None:
    applied.write(RUN, 1, SPLIT)
    (applied.root / path).write_text("mine")
    written = tree(applied.root)
    with pytest.raises(UsageError, match=f"{path} is not as pyagent wrote it"):
        applied.undo(RUN)
    assert tree(applied.root) == written


def test_a_folder_that_holds_something_else_by_now_stays(applied: AppliedChanges) -> None:
    applied.write(RUN, 1, SPLIT)
    (applied.root / "m" / "mine.txt").write_text("mine")
    applied.undo(RUN)
    assert (applied.root / "m" / "mine.txt").read_text() == "mine"
    assert not (applied.root / "m" / "deep").exists()


def test_an_undo_that_was_cut_short_goes_on(applied: AppliedChanges) -> None:
    before = tree(applied.root)
    applied.write(RUN, 1, SPLIT)
    (applied.root / "other.sh").write_text("old")
    applied.undo(RUN)
    assert tree(applied.root) == before


@pytest.mark.parametrize(
    "edit",
    [
        FileEdit("m.py", "other", "new"),
        FileEdit("m.py", None, "new"),
        FileEdit("none.py", "x", None),
        FileEdit("../out.py", None, "x"),
        FileEdit("/tmp/out.py", None, "x"),
        FileEdit("link.py", "old", "x"),
        FileEdit("away/x.py", None, "x"),
    ],
)
def test_what_must_not_be_written_is_refused_before_anything_is(edit: FileEdit, applied: AppliedChanges) -> None:
    (applied.root / "link.py").symlink_to("other.sh")
    (applied.root / "away").symlink_to(applied.root.parent)
    before = tree(applied.root)
    with pytest.raises(UsageError, match=r"changed since|not a path inside|symbolic link"):
        applied.write(RUN, 1, ChangeSet("c", "x", (FileEdit("other.sh", "old", "new"), edit)))
    assert tree(applied.root) == before
    assert applied.database.preimages(RUN) == []


def test_a_write_that_fails_halfway_is_taken_back(applied: AppliedChanges) -> None:
    before = tree(applied.root)
    edits = (FileEdit("other.sh", "old", "new"), FileEdit("other.sh/x.py", None, "x"))
    with pytest.raises(EnvironmentFailed, match="Cannot write"):
        applied.write(RUN, 1, ChangeSet("c", "x", edits))
    assert tree(applied.root) == before
