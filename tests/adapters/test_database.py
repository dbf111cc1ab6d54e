import multiprocessing
from pathlib import Path

import apsw
import pytest

from pyagent_cli.adapters.database import Database
from pyagent_cli.errors import EnvironmentFailed

SCRIPT = ("CREATE TABLE t (x INTEGER PRIMARY KEY, y TEXT)", "ALTER TABLE t ADD COLUMN z")


def test_a_new_file_is_durable_private_and_of_the_newest_version(tmp_path: Path) -> None:
    with Database(tmp_path / "deep" / "er" / "x.db", SCRIPT) as database:
        pragmas = [database.query(f"PRAGMA {name}")[0][0] for name in ("user_version", "journal_mode", "synchronous")]
        assert pragmas == [2, "wal", 2]
    assert (tmp_path / "deep" / "er").stat().st_mode & 0o777 == 0o700


def test_an_older_file_is_brought_forward_with_its_rows(tmp_path: Path) -> None:
    with Database(tmp_path / "x.db", SCRIPT[:1]) as database:
        database.query("INSERT INTO t VALUES (1, 'a')")
    with Database(tmp_path / "x.db", SCRIPT) as database:
        assert database.query("SELECT * FROM t") == [(1, "a", None)]


def test_a_failed_migration_leaves_the_old_version(tmp_path: Path) -> None:
    Database(tmp_path / "x.db", SCRIPT[:1]).close()
    with pytest.raises(EnvironmentFailed):
        Database(tmp_path / "x.db", (*SCRIPT, "this is not SQL"))
    with Database(tmp_path / "x.db", SCRIPT[:1]) as database:
        assert database.query("PRAGMA table_info(t)") and len(database.query("PRAGMA table_info(t)")) == 2


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    Database(tmp_path / "x.db", SCRIPT).close()
    before = (tmp_path / "x.db").read_bytes()
    with pytest.raises(EnvironmentFailed, match="newer pyagent; upgrade"):
        Database(tmp_path / "x.db", SCRIPT[:1])
    assert (tmp_path / "x.db").read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"this is no database, but long enough to look at" * 50, b"SQLite format 3\0" * 99]
)
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.db").write_bytes(content)
    with pytest.raises(EnvironmentFailed, match=r"x\.db: the file is damaged; move it away"):
        Database(tmp_path / "x.db", SCRIPT)
    assert (tmp_path / "x.db").read_bytes() == content


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    with Database(tmp_path / "x.db", SCRIPT) as database:
        database.query("INSERT INTO t VALUES (1, 'kept', NULL)")
        database.query(f"PRAGMA max_page_count={database.query('PRAGMA page_count')[0][0]}")
        with pytest.raises(EnvironmentFailed, match="the disk is full; free some space"), database.transaction():
            database.query("INSERT INTO t VALUES (2, 'small', NULL)")
            database.query("INSERT INTO t VALUES (3, ?, NULL)", ("x" * 100_000,))
        assert database.query("SELECT y FROM t") == [("kept",)]
        with database.transaction():
            database.query("INSERT INTO t VALUES (4, 'works again', NULL)")


@pytest.mark.parametrize("place", ["file/x.db", "/proc/nothing/x.db"])
def test_a_place_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(EnvironmentFailed, match=r"cannot be written; .*PYAGENT_STATE_DIR"):
        Database(tmp_path / place, SCRIPT)


def test_a_read_only_database_is_one_sentence(tmp_path: Path) -> None:
    with Database(tmp_path / "x.db", SCRIPT) as database:
        database.query("PRAGMA query_only=ON")
        with pytest.raises(EnvironmentFailed, match="cannot be written"), database.transaction():
            database.query("INSERT INTO t VALUES (1, '', NULL)")


def test_a_locked_database_says_who(tmp_path: Path) -> None:
    with Database(tmp_path / "x.db", SCRIPT) as database:
        other = apsw.Connection(str(database.path))
        other.execute("BEGIN IMMEDIATE")
        database._connection.set_busy_timeout(10)
        with pytest.raises(EnvironmentFailed, match="another pyagent is writing"), database.transaction():
            database.query("DELETE FROM t")
        other.execute("ROLLBACK")
        other.close()


def _add(path: Path, count: int) -> None:
    with Database(path, SCRIPT) as database:
        for _ in range(count):
            with database.transaction():
                (number,) = database.query("SELECT coalesce(max(x), 0) FROM t")[0]
                database.query("INSERT INTO t VALUES (?, '', NULL)", (number + 1,))


def test_writers_in_two_processes_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_add, args=(tmp_path / "x.db", 20)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    with Database(tmp_path / "x.db", SCRIPT) as database:
        assert database.query("SELECT count(*), max(x) FROM t") == [(40, 40)]


def _write_until_killed(path: Path) -> None:
    with Database(path, SCRIPT) as database:
        for number in range(1, 1_000_000):
            with database.transaction():
                database.query("INSERT INTO t VALUES (?, 'first half', NULL)", (2 * number,))
                database.query("INSERT INTO t VALUES (?, 'second half', NULL)", (2 * number + 1,))


def test_a_killed_writer_leaves_whole_transactions(tmp_path: Path) -> None:
    Database(tmp_path / "x.db", SCRIPT).close()
    for _ in range(3):
        writer = multiprocessing.get_context("spawn").Process(target=_write_until_killed, args=(tmp_path / "x.db",))
        with Database(tmp_path / "x.db", SCRIPT) as database:
            database.query("DELETE FROM t")
            writer.start()
            while not database.query("SELECT 1 FROM t LIMIT 1"):
                writer.join(0.005)
            writer.kill()
            writer.join()
            assert database.query("SELECT count(*) % 2 FROM t") == [(0,)]
            assert database.query("PRAGMA integrity_check") == [("ok",)]
