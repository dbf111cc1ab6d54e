"""The files of a tree as text, under edits that nothing has written yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from pyagent_cli.core.model import ChangeSet


class Texts(Mapping[str, str]):
    """Path -> text, decoded when first looked at; bytes that are not UTF-8 survive a round trip."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], bytes]) -> None:
        self._paths = frozenset(paths)
        self._read = read
        self._known: dict[str, str] = {}

    def after(self, change: ChangeSet) -> Texts:
        """The same files with a change made to them; this mapping stays as it is."""
        gone = {edit.path for edit in change.edits if edit.after is None}
        written = {edit.path: edit.after for edit in change.edits if edit.after is not None}
        copy = Texts((self._paths - gone) | set(written), self._read)
        copy._known = {**self._known, **written}
        return copy

    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self._paths))

    def __getitem__(self, path: str) -> str:
        if path not in self._paths:
            raise KeyError(path)
        if path not in self._known:
            self._known[path] = self._read(path).decode("utf-8", "surrogateescape")
        return self._known[path]

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._paths))

    def __len__(self) -> int:
        return len(self._paths)
