"""`--apply`: change sets written into the user's files, and taken back byte for byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from pyagent_cli.adapters.atomic import write_atomically
from pyagent_cli.adapters.run_database import Preimage, RunDatabase
from pyagent_cli.core.model import ChangeSet, FileEdit
from pyagent_cli.errors import PyagentError, UsageError


@dataclass(frozen=True, slots=True)
class AppliedChanges:
    """Writes below `root` only, and only after the preimages are safe in the run's database."""

    root: Path
    database: RunDatabase

    def write(self, run: str, number: int, change: ChangeSet) -> tuple[str, ...]:
        """Write change `number` of a run, and return the paths written. Raises UsageError, writing nothing, when a
        file is no longer what the change was made from; when writing fails, what was written is taken back."""
        for edit in change.edits:
            self._check(edit)
        with self.database.transaction():
            for image in self._preimages(change):
                self.database.keep_preimage(run, number, image)
        try:
            for edit in change.edits:
                self._put(edit.path, _bytes(edit.after), None)
        except PyagentError:
            self.undo(run, number)
            raise
        return tuple(edit.path for edit in change.edits)

    def undo(self, run: str, number: int | None = None) -> tuple[str, ...]:
        """Restore what a run's changes, or one of them, found; returns the paths restored. Raises UsageError,
        restoring nothing, when a file is not what pyagent wrote."""
        spans = _spans(self.database.preimages(run, number))
        if not spans:
            raise UsageError(f"Nothing of {run} is written in {self.root}; there is nothing to take back.")
        changed = [path for path, (first, last) in spans.items() if not self._is_ours(path, first, last)]
        if changed:
            raise UsageError(f"{changed[0]} is not as pyagent wrote it; undo would lose that, so restore it yourself.")
        for path, (first, _) in spans.items():
            if not path.endswith("/"):
                self._restore(path, first)
        self._remove_folders([path for path in spans if path.endswith("/")])
        self.database.forget_preimages(run, number)
        return tuple(path for path in spans if not path.endswith("/"))

    def _check(self, edit: FileEdit) -> None:
        pure = PurePosixPath(edit.path)
        if pure.is_absolute() or ".." in pure.parts or not pure.parts:
            raise UsageError(f"{edit.path!r} is not a path inside {self.root}.")
        path = self.root / edit.path
        if path.is_symlink() or not path.parent.resolve().is_relative_to(self.root.resolve()):
            raise UsageError(f"{edit.path} is behind a symbolic link; change the file that it points to instead.")
        found = path.read_bytes() if path.is_file() else None
        if found != _bytes(edit.before):
            raise UsageError(f"{edit.path} has changed since it was read; run the command again.")

    def _preimages(self, change: ChangeSet) -> list[Preimage]:
        images = []
        for edit in change.edits:
            path = self.root / edit.path
            before = path.read_bytes() if path.is_file() else None
            mode = path.stat().st_mode & 0o7777 if before is not None else None
            images.append(Preimage(edit.path, before, mode, _digest(_bytes(edit.after))))
        return [*images, *(Preimage(f"{folder}/", None, None, None) for folder in self._new_folders(change))]

    def _new_folders(self, change: ChangeSet) -> list[str]:
        parents = {str(parent) for edit in change.edits for parent in PurePosixPath(edit.path).parents}
        return sorted(parent for parent in parents if not (self.root / parent).exists())

    def _put(self, path: str, data: bytes | None, mode: int | None) -> None:
        target = self.root / path
        if data is not None:
            write_atomically(target, data, mode)
        elif target.is_file():
            target.unlink()

    def _is_ours(self, path: str, first: Preimage, last: Preimage) -> bool:
        """Whether a file is what pyagent wrote, or what it found already (an undo that was cut short)."""
        if path.endswith("/"):
            return True
        file = self.root / path
        found = file.read_bytes() if file.is_file() and not file.is_symlink() else None
        return found == first.before or _digest(found) == last.after

    def _restore(self, path: str, image: Preimage) -> None:
        self._put(path, image.before, image.mode)

    def _remove_folders(self, folders: Sequence[str]) -> None:
        for folder in sorted(folders, reverse=True):
            path = self.root / folder
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogateescape")


def _digest(data: bytes | None) -> str | None:
    return None if data is None else sha256(data).hexdigest()


def _spans(images: Sequence[tuple[int, Preimage]]) -> dict[str, tuple[Preimage, Preimage]]:
    """Per path, what the first change found and what the last one wrote."""
    spans: dict[str, tuple[Preimage, Preimage]] = {}
    for _, image in sorted(images, key=lambda pair: pair[0]):
        spans[image.path] = (spans[image.path][0] if image.path in spans else image, image)
    return spans
