"""What imports bring with them, as far as the repository's files tell: names of a `*`, names in aliases."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

from pyagent_cli.core.bindings import bindings
from pyagent_cli.core.scopes import names_of
from pyagent_cli.core.split.placement import bound_by_imports
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
    text = _imported_text(node, path, files)
    return None if text is None else _public(text)


def _imported_text(node: ast.ImportFrom, path: str, files: Mapping[str, str]) -> str | None:
    folders = path.split("/")[: -node.level] if node.level else ["src"] if path.startswith("src/") else []
    where = "/".join([*folders, *filter(None, (node.module or "").split("."))])
    return files.get(where + ".py", files.get(where + "/__init__.py"))


def aliased(source: Source, files: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Names in the strings of each imported alias of a type: `get_type_hints` resolves them where it is used."""
    result = {}
    for unit in source.units:
        for name, node, alias in bound_by_imports(unit):
            text = _imported_text(node, source.path, files) if isinstance(node, ast.ImportFrom) else None
            if text is not None and alias.name in text:
                result[name] = _strings_of(alias.name, text) & source.bound
    return {name: words for name, words in result.items() if words}


def _strings_of(name: str, text: str) -> frozenset[str]:
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return frozenset()
    found = (node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign | ast.If))
    names = (names_of(node) for node in found)
    return frozenset[str]().union(*(n.later for n in names if name in n.binds))


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
