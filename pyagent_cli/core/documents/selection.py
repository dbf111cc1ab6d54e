"""Which files of a repository are its documents, and how their bytes become text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pyagent_cli.core.selection import under

SUFFIXES = (".md", ".txt")


def chosen(paths: Iterable[str], folders: Sequence[str]) -> tuple[str, ...]:
    """The documents in the given folders and files, and the README at the top.

    >>> chosen(["README.md", "docs/a.md", "src/notes.txt", "docs/b.py"], ["docs"])
    ('README.md', 'docs/a.md')
    """
    prefixes = tuple(folder.strip("/") for folder in folders)
    return tuple(sorted(p for p in paths if p.lower().endswith(SUFFIXES) and (_is_readme(p) or under(p, prefixes))))


def texts(paths: Iterable[str], read: Callable[[str], bytes]) -> dict[str, str]:
    """Path -> text; bytes that are not UTF-8 survive a round trip, files that are no text are left out."""
    found = ((path, read(path)) for path in paths)
    return {path: data.decode("utf-8", "surrogateescape") for path, data in found if b"\0" not in data}


def _is_readme(path: str) -> bool:
    return path.lower() in ("readme.md", "readme.txt")
