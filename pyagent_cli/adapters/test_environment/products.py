"""Git-ignored build products that the project's modules need: copied into a worktree, never linked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from posixpath import basename

from pyagent_cli.errors import EnvironmentFailed

LARGEST = 512 << 20
LEFT_OUT = frozenset({"__pycache__", "node_modules", "venv", "build", "dist", "htmlcov", "site-packages"})


def products(checkout: Path, ignored: Iterable[str], roots: Sequence[str], packages: Iterable[str]) -> tuple[str, ...]:
    """Ignored files inside the project's packages, and extension modules and metadata in its import roots."""
    inside = tuple(f"{package}/" for package in packages)
    found = [
        path
        for entry in ignored
        for path in _files(checkout, entry, inside, roots)
        if path.startswith(inside) or _beside(path, roots)
    ]
    return tuple(sorted(set(found)))


def copy_products(checkout: Path, worktree: Path, paths: Sequence[str]) -> None:
    """Copy what the worktree lacks; a file of the commit is never replaced."""
    wanted = [path for path in paths if not os.path.lexists(worktree / path)]
    if sum((checkout / path).stat().st_size for path in wanted) > LARGEST:
        raise EnvironmentFailed(f"The build products that git ignores under {checkout} exceed 512 MB; remove some.")
    for path in wanted:
        (worktree / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(checkout / path, worktree / path)


def _files(checkout: Path, entry: str, inside: tuple[str, ...], roots: Sequence[str]) -> Iterator[str]:
    """The files of an ignored entry; a folder's name ends with a slash, and only wanted ones are walked."""
    if not entry.endswith("/"):
        if (checkout / entry).is_file() and not (checkout / entry).is_symlink():
            yield entry
        return
    wanted = entry.startswith(inside) or _beside(entry.rstrip("/"), roots)
    if not wanted or not LEFT_OUT.isdisjoint(entry.split("/")) or basename(entry.rstrip("/")).startswith("."):
        return
    for folder, names, files in os.walk(checkout / entry):
        names[:] = [name for name in names if name not in LEFT_OUT and not name.startswith(".")]
        yield from (_relative(Path(folder, name), checkout) for name in files if not Path(folder, name).is_symlink())


def _relative(path: Path, checkout: Path) -> str:
    return path.relative_to(checkout).as_posix()


def _beside(path: str, roots: Sequence[str]) -> bool:
    """In an import root itself: an extension module, a generated version, or the project's metadata."""
    for root in roots:
        rest = path.removeprefix(f"{root}/") if root else path
        if rest != path or not root:
            top = rest.split("/")[0]
            if top.endswith((".egg-info", ".dist-info")) or (top == rest and top.endswith((".so", "_version.py"))):
                return True
    return False
