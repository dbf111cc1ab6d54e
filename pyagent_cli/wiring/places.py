"""Settings, plugins, and where a command acts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyagent_cli.errors import UsageError
from pyagent_cli.plugins import Registry

if TYPE_CHECKING:
    from pyagent_cli.adapters.git.repository import GitRepository
    from pyagent_cli.config import Settings
    from pyagent_cli.ports import SourceTree


def settings(directory: Path, paths: Sequence[Path] = (), **flags: object) -> Settings:
    """The settings for acting on a folder, or on where `paths` lie; flags that were not given are None."""
    from pyagent_cli.config import load

    if not directory.is_dir():
        raise UsageError(f"There is no folder {str(directory)!r}; give one that exists.")
    return load(_acting_on(directory.absolute(), [path.resolve() for path in paths]), flags, os.environ)


def _acting_on(directory: Path, paths: Sequence[Path]) -> Path:
    """The folder itself when the paths lie in its repository or below it; else the folder that holds them all."""
    if not paths or not all(path.exists() for path in paths):
        return directory
    top, theirs = _top(directory.resolve()), _top(paths[0])
    if theirs == top and all(path.is_relative_to(top or directory.resolve()) for path in paths):
        return directory
    folders = [path if path.is_dir() else path.parent for path in paths]
    return Path(os.path.commonpath(folders))


def _top(path: Path) -> Path | None:
    """The checkout that holds a path; None when there is none."""
    return next((folder for folder in (path, *path.parents) if (folder / ".git").exists()), None)


def registry(plugins: Sequence[str] = ()) -> Registry:
    """Everything that can be named: the built-ins, then the installed plugins that the user named."""
    from pyagent_cli.adapters.installed_plugins import register_installed
    from pyagent_cli.default_plugins import register

    known = Registry()
    register(known)
    register_installed(known, plugins)
    return known


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command acts: a git repository, or a plain folder when there is none."""

    root: Path
    tree: SourceTree
    repository: GitRepository | None


def repository(settings: Settings) -> GitRepository:
    """The git repository that holds the folder acted on. Raises UsageError when there is none."""
    from pyagent_cli.adapters.git.repository import GitRepository

    identity = (settings.author_name, settings.author_email)
    return GitRepository.open(settings.root, settings.state_dir, identity=identity)


def place(settings: Settings) -> Place:
    """The repository that holds the folder acted on, as it is on disk; the plain folder when it is in none."""
    from pyagent_cli.adapters.files import FolderTree

    if not any((folder / ".git").exists() for folder in (settings.root, *settings.root.parents)):
        return Place(settings.root, FolderTree(settings.root), None)
    found = repository(settings)
    return Place(found.root, found.working_tree(), found)


def selected(tree: SourceTree, root: Path, wanted: Sequence[Path], settings: Settings) -> tuple[str, ...]:
    """The paths of a tree that lie at or under those wanted (all of them when none is), and are not excluded."""
    from pyagent_cli.core.selection import excluded, under

    prefixes = tuple(inside(root, path) for path in wanted)
    return tuple(p for p in tree.paths() if under(p, prefixes) and not excluded(p, settings.exclude))


def inside(root: Path, path: Path) -> str:
    absolute = path.absolute()
    if not absolute.exists():
        raise UsageError(f"There is no {str(path)!r}; give a file or folder that exists.")
    try:
        return absolute.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        raise UsageError(f"{str(path)!r} is outside {str(root)!r}; use -C to act on another repository.") from None
