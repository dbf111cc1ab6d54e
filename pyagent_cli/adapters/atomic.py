"""Files that are there as a whole or not at all, also after a crash."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from pyagent_cli.errors import EnvironmentFailed

PLAIN = 0o666


def write_atomically(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write beside the target, sync, rename. Keeps the target's mode unless one is given; makes missing folders.

    Raises EnvironmentFailed, and leaves the target as it was, when the disk is full or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data, _mode(path) if mode is None else mode)
    except OSError as error:
        raise EnvironmentFailed(
            f"Cannot write {path} ({error.strerror}); free some space or make it writable, then try again."
        ) from error


def _replace(path: Path, data: bytes, mode: int | None) -> None:
    fresh = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PLAIN)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _mode(path: Path) -> int | None:
    return path.stat().st_mode & 0o7777 if path.exists() else None


def _sync(folder: Path) -> None:
    with contextlib.suppress(OSError):  # some file systems cannot sync a folder; the file itself is safe
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
