"""A plain folder as SourceTree: for code that is in no git repository."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

BESIDE = ("coverage.json",)  # what an analysis reads beside the code
SKIPPED = frozenset({"__pycache__", "node_modules", "venv"})


class FolderTree:
    """Every file under a folder; hidden folders, environments and caches left out, links not followed."""

    revision: str | None = None

    def __init__(self, root: Path) -> None:
        self._root = root

    def paths(self) -> tuple[str, ...]:
        return self._paths

    def read(self, path: str) -> bytes:
        if path not in self._known:
            raise KeyError(path)
        return (self._root / path).read_bytes()

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        found = []
        for folder, names, files in os.walk(self._root):
            here = Path(folder)
            names[:] = [name for name in names if not _skipped(here / name)]
            found += [(here / name).relative_to(self._root).as_posix() for name in files if _plain(here / name)]
        return tuple(sorted(found))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._paths)


class NamedFiles:
    """The files that somebody named, read from below a folder; what else lies there is not looked at."""

    revision: str | None = None

    def __init__(self, root: Path, paths: tuple[str, ...]) -> None:
        self._root = root
        self._paths = paths

    def paths(self) -> tuple[str, ...]:
        beside = tuple(name for name in BESIDE if (self._root / name).is_file())
        return tuple(sorted({*self._paths, *beside}))

    def read(self, path: str) -> bytes:
        if path not in self.paths():
            raise KeyError(path)
        return (self._root / path).read_bytes()


def _skipped(folder: Path) -> bool:
    return folder.name.startswith(".") or folder.name in SKIPPED or (folder / "pyvenv.cfg").exists()


def _plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
