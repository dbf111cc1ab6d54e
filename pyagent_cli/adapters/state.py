"""Where the state of one repository lives: its database, a folder per run, exports; and who is at work in it."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pyagent_cli.adapters.atomic import write_atomically
from pyagent_cli.core.runs import is_run_id
from pyagent_cli.errors import UsageError


def now() -> str:
    """The time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def plain_home(state_dir: Path, folder: Path) -> Path:
    """Where the state of a folder outside git lives; a git repository knows its own (`GitRepository.home`)."""
    return state_dir / "repos" / hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The files of one run; each is written as a whole."""

    path: Path

    @property
    def report_text(self) -> Path:
        return self.path / "report.md"

    @property
    def report_json(self) -> Path:
        return self.path / "report.json"

    def certificate(self, change: int) -> Path:
        return self.path / "certificates" / f"{change}.json"

    def write(self, path: Path, text: str) -> Path:
        """Write one of these files and return its path."""
        write_atomically(path, text.encode("utf-8", "backslashreplace"))
        return path


@dataclass(frozen=True, slots=True)
class RepositoryState:
    home: Path

    @property
    def database(self) -> Path:
        return self.home / "state.db"

    def exists(self) -> bool:
        """Whether anything was ever run here; looking creates nothing."""
        return self.database.exists()

    def run(self, run: str) -> RunFolder:
        """The folder of a run. Raises UsageError for what is not a run's id."""
        if not is_run_id(run):
            raise UsageError(f"{run!r} is not the id of a run; `pyagent status` lists them.")
        return RunFolder(self.home / "runs" / run)

    @property
    def exports(self) -> Exports:
        return Exports(self.home / "exports")


@dataclass(frozen=True, slots=True)
class Exports:
    """`ports.ExportFolder` on disk."""

    folder: Path

    def write(self, name: str, data: bytes) -> str:
        if name != Path(name).name or name in ("", ".", "..") or "\\" in name:
            raise UsageError(f"{name!r} is not the name of an export; it may not hold a folder.")
        path = self.folder / name
        write_atomically(path, data)
        return str(path)

    def read(self, path: str, limit: int) -> bytes:
        file = Path(path)
        if not file.is_file():
            raise UsageError(f"There is no file {path!r}; name one that `pyagent context export` wrote.")
        if file.stat().st_size > limit:
            raise UsageError(f"{path!r} has more than {limit} bytes, which no exported context has.")
        return file.read_bytes()


# --- who is at work ----------------------------------------------------------------------------------


def this_process() -> str:
    """A name for this process that no later process of this machine has."""
    return f"{_boot()}:{os.getpid()}:{_started(os.getpid())}"


def is_alive(owner: str) -> bool:
    """Whether the process behind such a name still runs."""
    boot, _, rest = owner.partition(":")
    pid, _, started = rest.partition(":")
    if boot != _boot() or not pid.isdecimal():
        return False
    return Path("/proc", pid).exists() and _started(int(pid)) == started if _has_proc() else _answers(int(pid))


def _has_proc() -> bool:
    return Path("/proc/self/stat").exists()


def _boot() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text("ascii").strip() if path.exists() else "here"


def _started(pid: int) -> str:
    """The start time of a process in clock ticks since the boot; "" where /proc does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("latin-1").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
