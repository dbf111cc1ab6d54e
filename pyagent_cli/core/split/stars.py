"""The names that a star import brings, as far as the repository's files tell."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

from pyagent_cli.core.scopes import bindings
from pyagent_cli.core.split.source import Refused, Source, Unit


def with_stars(source: Source, files: Mapping[str, str]) -> Source:
    """The source with every `*` replaced by the names it stands for. Raises Refused."""
    own = frozenset[str]().union(*(u.names.binds for u in source.units if "*" not in u.names.binds))
    return replace(source, units=tuple(_resolved(unit, source, files, own) for unit in source.units))


def _resolved(unit: Unit, source: Source, files: Mapping[str, str], own: frozenset[str]) -> Unit:
    if "*" not in unit.names.binds:
        return unit
    found: set[str] = set()
    for node in unit.nodes:
        names = _star_names(node, source.path, files)
        if names is None or names & own or not unit.is_import:
            why = "The module star-imports names that cannot be told from the repository's files."
            raise Refused("star_import", source.path, unit.start, why, "Import the names that are used.")
        found |= names
    names_ = replace(unit.names, binds=frozenset(found), certain=frozenset(found))
    return replace(unit, names=names_)


def _star_names(node: ast.stmt, path: str, files: Mapping[str, str]) -> set[str] | None:
    if not isinstance(node, ast.ImportFrom):
        return None
    if not any(alias.name == "*" for alias in node.names):
        return {alias.asname or alias.name for alias in node.names}
    folders = path.split("/")[: -node.level] if node.level else []
    where = "/".join([*folders, *(node.module or "").split(".")])
    text = files.get(where + ".py", files.get(where + "/__init__.py"))
    if text is None or (not node.level and path.startswith("src/")):
        return None
    return _public(text)


def _public(text: str) -> set[str] | None:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    names, shared, _ = bindings(tree.body)
    if "*" in names or shared:
        return None
    if "__all__" not in names:
        return {name for name in names if not name.startswith("_")}
    listed = [n.value for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__"]
    try:
        return set(ast.literal_eval(listed[0])) if len(listed) == 1 and text.count("__all__") == 1 else None
    except ValueError:
        return None
