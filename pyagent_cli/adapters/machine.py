"""What one machine remembers across repositories: which of them its user trusts."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pyagent_cli.adapters.database import Database

MIGRATIONS = ("CREATE TABLE trust (root TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT, WITHOUT ROWID",)


class MachineDatabase:
    """`machine.db` of the state folder, opened when it is first needed."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / "machine.db"

    @cached_property
    def database(self) -> Database:
        return Database(self._path, MIGRATIONS)

    def close(self) -> None:
        if "database" in self.__dict__:
            self.__dict__.pop("database").close()

    def trusts(self, root: Path) -> bool:
        """Whether the user once said that this repository's code may be executed; looking creates nothing."""
        if not self._path.exists():
            return False
        return bool(self.database.query("SELECT 1 FROM trust WHERE root=?", (str(root.resolve()),)))

    def remember(self, root: Path, at: str) -> None:
        self.database.query("INSERT OR REPLACE INTO trust (root, at) VALUES (?, ?)", (str(root.resolve()), at))

    def forget(self, root: Path) -> None:
        self.database.query("DELETE FROM trust WHERE root=?", (str(root.resolve()),))
