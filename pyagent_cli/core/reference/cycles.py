"""Imports resolved to the files of the repository, and which of them lie on a cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from posixpath import join, split

from pyagent_cli.core.model import ImportFact, ModuleEdge


def cyclic_edges(paths: Sequence[str], imports: Iterable[ImportFact]) -> tuple[ModuleEdge, ...]:
    """The edges between files that reach one another, by cycle, file and line; `paths` are all files, sorted."""
    number = {path: index for index, path in enumerate(paths)}
    tree = _Tree(path for path in paths if path.endswith(".py"))
    edges = {(fact.path, target, fact.line) for fact in imports if (target := tree.target(fact)) is not None}
    following: dict[str, list[str]] = defaultdict(list)
    for path, target, _ in sorted(edges):
        following[path].append(target)
    group = {path: min(map(number.__getitem__, members)) for members in _components(following) for path in members}
    rows = [
        ModuleEdge(path, line, target, group[path])
        for path, target, line in edges
        if path != target and group[path] == group.get(target)
    ]
    return tuple(sorted(rows, key=lambda row: (row.cycle, number[row.path], row.line, number[row.target])))


class _Tree:
    def __init__(self, paths: Iterable[str]) -> None:
        self.files = frozenset(paths)
        self.packages = {folder for folder, name in map(split, self.files) if name == "__init__.py" and folder}
        self.roots: dict[str, list[str]] = defaultdict(list)
        for package in sorted(self.packages):
            parent, name = split(package)
            if parent not in self.packages:
                self.roots[name].append(parent)

    def target(self, fact: ImportFact) -> str | None:
        """The file that an import loads last; None when it is not one of ours."""
        if not fact.path.endswith(".py"):
            return None
        folder = split(fact.path)[0]
        if fact.level:
            for _ in range(1, fact.level):
                if not folder:
                    return None
                folder = split(folder)[0]
            return self._member(folder, fact)
        known = self.roots.get(fact.module.partition(".")[0], [])
        roots = chain((self._source_root(folder), "", "src"), known)
        return next((found for root in roots if (found := self._member(root, fact)) is not None), None)

    def _source_root(self, folder: str) -> str:
        while folder in self.packages:
            folder = split(folder)[0]
        return folder

    def _member(self, folder: str, fact: ImportFact) -> str | None:
        base = join(folder, fact.module.replace(".", "/")).removesuffix("/")
        submodule = self._module(join(base, fact.name)) if fact.name not in (None, "*") else None
        return submodule or self._module(base)

    def _module(self, base: str) -> str | None:
        package = join(base, "__init__.py")
        if package in self.files:
            return package
        return f"{base}.py" if f"{base}.py" in self.files else None


def _components(following: Mapping[str, Sequence[str]]) -> list[set[str]]:
    """Sets of nodes that reach one another: forward and backward reachability, the plain way."""
    backward: dict[str, list[str]] = defaultdict(list)
    for node, targets in following.items():
        for target in targets:
            backward[target].append(node)
    left = set(following)
    found: list[set[str]] = []
    while left:
        start = min(left)
        members = (_reach(start, following, left) & _reach(start, backward, left)) | {start}
        found.append(members)
        left -= members
    return found


def _reach(start: str, following: Mapping[str, Sequence[str]], within: set[str]) -> set[str]:
    seen = {start}
    waiting = [start]
    while waiting:
        fresh = {target for target in following.get(waiting.pop(), ()) if target in within} - seen
        seen |= fresh
        waiting += fresh
    return seen
