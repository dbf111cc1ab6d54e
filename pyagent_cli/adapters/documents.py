"""Writing documents into a checkout: each file as a whole or not at all, and only where it was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pyagent_cli.adapters.atomic import write_atomically
from pyagent_cli.core.model import FileEdit
from pyagent_cli.errors import EnvironmentFailed, UsageError


@dataclass(frozen=True, slots=True)
class DocumentFolder:
    """The documents of a repository; `allowed` are the folders and files that may be written, and nothing else."""

    root: Path
    allowed: tuple[str, ...]

    def write(self, edits: Sequence[FileEdit]) -> tuple[str, ...]:
        """Write what differs and return its paths; every edit is checked before the first file is touched.

        Raises EnvironmentFailed when a document changed meanwhile, UsageError for a path that is not allowed.
        """
        wanted = [edit for edit in edits if edit.before != edit.after]
        for edit in wanted:
            self._check(edit)
        for edit in wanted:
            self._write(edit)
        return tuple(edit.path for edit in wanted)

    def _check(self, edit: FileEdit) -> None:
        path = PurePosixPath(edit.path)
        target = self.root / edit.path
        inside = any(path == PurePosixPath(a) or path.is_relative_to(a) for a in self.allowed)
        if not inside or path.is_absolute() or {"..", ".git"} & set(path.parts):
            raise UsageError(f"{edit.path} is not a document that this command writes.")
        if target.is_symlink() or not target.resolve().is_relative_to(self.root.resolve()):
            raise UsageError(f"{edit.path} is a symbolic link or lies behind one; replace it by a plain file.")
        if _content(target) != _encoded(edit.before):
            raise EnvironmentFailed(f"{edit.path} changed while it was being updated; run the command again.")

    def _write(self, edit: FileEdit) -> None:
        target = self.root / edit.path
        data = _encoded(edit.after)
        if data is None:
            target.unlink()
            return
        write_atomically(target, data)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _encoded(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogateescape")
