"""Files in memory as SourceTree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyagent_cli.core.model import FileEdit


@dataclass
class MemoryTree:
    files: Mapping[str, str]
    revision: str | None = None
    read_paths: list[str] = field(default_factory=list)

    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self.files))

    def read(self, path: str) -> bytes:
        self.read_paths.append(path)
        return self.files[path].encode("utf-8", "surrogateescape")

    def after(self, edits: Iterable[FileEdit]) -> MemoryTree:
        """The same files with the edits made."""
        files = dict(self.files)
        for edit in edits:
            assert files.get(edit.path) == edit.before, edit.path
            files.pop(edit.path, None)
            if edit.after is not None:
                files[edit.path] = edit.after
        return MemoryTree(files, self.revision)
