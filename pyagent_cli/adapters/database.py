"""SQLite as every store here uses it: one writer, durable commits, migrations, errors that say what to do.

apsw carries a SQLite newer than the one with the write-ahead-log bug that several processes can meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import apsw

from pyagent_cli.errors import EnvironmentFailed

BUSY_MILLISECONDS = 30_000
Value = str | int | float | bytes | None


class Database:
    """One SQLite file. `migrations[n]` is the script that takes version n to n + 1."""

    def __init__(self, path: Path, migrations: Sequence[str]) -> None:
        """Open or create the file, and bring it to the newest version. Raises EnvironmentFailed."""
        self.path = path
        self._depth = 0
        with self._understood():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._connection = apsw.Connection(str(path))
            self._prepare(migrations)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def query(self, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows. Outside a transaction it is one of its own."""
        with self._understood():
            return list(self._connection.execute(sql, tuple(values)))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside commits together, or nothing does. An inner transaction joins the outer one."""
        if self._depth:
            yield
            return
        self.query("BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
            self.query("COMMIT")
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._depth -= 1

    def _roll_back(self) -> None:
        if self._connection.in_transaction:  # a full disk has rolled back by itself
            self._connection.execute("ROLLBACK")

    def _prepare(self, migrations: Sequence[str]) -> None:
        connection = self._connection
        connection.set_busy_timeout(BUSY_MILLISECONDS)
        if self._version() > len(migrations):
            self._connection.close()
            raise EnvironmentFailed(
                f"{self.path} was written by a newer pyagent; upgrade, or choose another folder with PYAGENT_STATE_DIR."
            )
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if self._version() < len(migrations):
            self._migrate(migrations)

    def _migrate(self, migrations: Sequence[str]) -> None:
        with self.transaction():
            for version in range(self._version(), len(migrations)):  # another process may have been first
                self._connection.execute(migrations[version])
                self._connection.execute(f"PRAGMA user_version={version + 1}")

    def _version(self) -> int:
        return int(next(self._connection.execute("PRAGMA user_version"))[0])

    @contextmanager
    def _understood(self) -> Iterator[None]:
        try:
            yield
        except (apsw.Error, OSError) as error:
            raise EnvironmentFailed(f"{self.path}: {_remedy(error)}") from error


def _remedy(error: Exception) -> str:
    match error:
        case apsw.FullError():
            return "the disk is full; free some space and run the command again."
        case apsw.NotADBError() | apsw.CorruptError():
            return "the file is damaged; move it away to start anew, or restore it from a copy."
        case apsw.BusyError() | apsw.LockedError():
            return "another pyagent is writing to it; try again when that one has ended."
        case apsw.ReadOnlyError() | apsw.CantOpenError() | apsw.PermissionsError() | OSError():
            return "the file cannot be written; make its folder writable or choose another with PYAGENT_STATE_DIR."
        case _:
            return f"the database failed ({error}); run the command again."
