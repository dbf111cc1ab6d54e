"""Where a project's modules are imported from: evidence of editable installs first, then convention."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from posixpath import dirname, normpath

from pyagent_cli.core.judges import is_judge


@dataclass(frozen=True, slots=True)
class ImportRoots:
    """`roots` are folders on the import path; `names` are packages and modules mapped one by one, without suffix."""

    roots: tuple[str, ...]
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The project's modules in one tree: `owned` are found there or nowhere, `namespaces` also elsewhere."""

    roots: tuple[str, ...]
    owned: Mapping[str, str]
    namespaces: Mapping[str, str]


def layout_of(roots: Sequence[str], names: Sequence[tuple[str, str]], paths: Sequence[str]) -> Layout:
    """What a tree with these files provides under its import roots and under the names mapped one by one."""
    files = frozenset(paths)
    owned: dict[str, str] = {}
    for root in roots:
        owned.update(owned_below(root, paths, frozenset(sys.stdlib_module_names) | {"test"}))
    spaces: dict[str, str] = {}
    for name, where in names:
        is_space = f"{where}/__init__.py" not in files and any(path.startswith(f"{where}/") for path in files)
        (spaces if is_space else owned)[name] = where
    owned = {name: where for name, where in owned.items() if not _inside_another(name, owned)}
    for name, where in owned.items():
        spaces.update(_parents(name, where))
    tops = {dirname(where) for name, where in owned.items() if "." not in name and where.endswith(name)}
    return Layout(tuple(sorted({*roots, *tops})), owned, spaces)


def _inside_another(name: str, owned: Mapping[str, str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:end]) in owned for end in range(1, len(parts)))


def _parents(name: str, where: str) -> dict[str, str]:
    """The namespace packages above a package: `a` for `a.b` in `src/a/b`."""
    parts, folders = name.split("."), where.split("/")
    count = len(parts) - 1
    if folders[-len(parts) :] != parts:
        return {}
    return {".".join(parts[: end + 1]): "/".join(folders[: len(folders) - count + end]) for end in range(count)}


def mapped_strings(source: str) -> tuple[tuple[str, str], ...]:
    """(name, path) of every pair of an absolute path with a name, and ("", path) of paths alone, in a start-up file.

    >>> mapped_strings("MAPPING = {'pkg': '/home/u/src/pkg'}")
    (('pkg', '/home/u/src/pkg'),)
    >>> mapped_strings("F.map_module('a.b', '/home/u/a/b.py')")
    (('a.b', '/home/u/a/b.py'),)
    >>> mapped_strings("install('/home/u/build')")
    (('', '/home/u/build'),)
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()
    pairs = {pair for node in ast.walk(tree) for pair in _pairs(node)}
    paired = {path for _, path in pairs}
    alone = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and _is_path(node.value)}
    return tuple(sorted(pairs | {("", str(path)) for path in alone - paired}))


def _pairs(node: ast.AST) -> Iterable[tuple[str, str]]:
    if isinstance(node, ast.Dict):
        values = [(value.elts[0] if isinstance(value, ast.List) and value.elts else value) for value in node.values]
        return _named(zip(node.keys, values, strict=True))
    if isinstance(node, ast.Call):
        return _named(zip(node.args, node.args[1:], strict=False))
    return ()


def _named(pairs: Iterable[tuple[ast.expr | None, ast.expr]]) -> Iterable[tuple[str, str]]:
    for key, value in pairs:
        if not (isinstance(key, ast.Constant) and isinstance(value, ast.Constant) and isinstance(key.value, str)):
            continue
        if _is_path(value.value) and all(part.isidentifier() for part in key.value.split(".")):
            yield key.value, str(value.value)


def _is_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("/") and len(value) > 1 and "\n" not in value


def strip_module(path: str) -> str:
    """A package's or module's path without what makes it a file.

    >>> [strip_module(p) for p in ("src/a/__init__.py", "src/b.py", "src/c")]
    ['src/a', 'src/b', 'src/c']
    """
    return path.removesuffix("/__init__.py").removesuffix(".py")


def conventional(paths: Iterable[str], pyproject: str) -> tuple[str, ...]:
    """Import roots of a project that is not installed in place: as its packaging says, `src`, or the root."""
    files = [path for path in paths if path.endswith(".py")]
    declared = [root for root in _declared(pyproject) if any(_below(path, root) for path in files)]
    if declared:
        return tuple(declared)
    has_src = any(path.startswith("src/") for path in files) and "src/__init__.py" not in files
    return ("src",) if has_src else ("",)


def _below(path: str, root: str) -> bool:
    return not root or path.startswith(f"{root}/")


def _declared(pyproject: str) -> tuple[str, ...]:
    try:
        tool = tomllib.loads(pyproject).get("tool", {})
    except tomllib.TOMLDecodeError:
        return ()
    setuptools = _table(tool, "setuptools")
    found = [_table(setuptools, "package-dir").get("")]
    where = _table(_table(setuptools, "packages"), "find").get("where")
    found += where if isinstance(where, list) else []
    packages = _table(tool, "poetry").get("packages")
    found += [one.get("from") for one in packages if isinstance(one, dict)] if isinstance(packages, list) else []
    roots = {normpath(root).removeprefix(".") for root in found if isinstance(root, str) and not root.startswith("/")}
    return tuple(sorted(roots))


def _table(table: object, key: str) -> Mapping[str, object]:
    value = table.get(key) if isinstance(table, dict) else None
    return value if isinstance(value, dict) else {}


def dotted(owned: Mapping[str, str], path: str) -> str | None:
    """The name under which a file is imported; None for what nobody imports.

    >>> dotted({"pkg": "src/pkg"}, "src/pkg/a/__init__.py"), dotted({"pkg": "src/pkg"}, "setup.py")
    ('pkg.a', None)
    """
    if not path.endswith(".py") or is_judge(path) or path.endswith("__main__.py"):
        return None
    stem = strip_module(path)
    for name, where in owned.items():
        if stem == where:
            return name
        if stem.startswith(f"{where}/"):
            rest = stem[len(where) + 1 :].split("/")
            return ".".join((name, *rest)) if all(part.isidentifier() for part in rest) else None
    return None


def owned_below(root: str, paths: Iterable[str], builtin: frozenset[str]) -> dict[str, str]:
    """Top-level names that a root provides: packages, modules, and packages inside namespace folders.

    At the repository's own root a folder without `__init__.py` is not taken for a namespace.
    """
    prefix = f"{root}/" if root else ""
    inside = sorted(path[len(prefix) :] for path in paths if path.startswith(prefix) and path.endswith((".py", ".so")))
    packages = {dirname(path) for path in inside if path.endswith("__init__.py")} - {""}
    tops = {package for package in packages if not any(package.startswith(f"{other}/") for other in packages)}
    if not root:
        tops = {top for top in tops if "/" not in top}
    modules = {path.split(".")[0] for path in inside if "/" not in path and not is_judge(path)}
    names = {top.replace("/", "."): prefix + top for top in sorted(tops | modules - {"setup", "__init__"})}
    return {
        name: where
        for name, where in names.items()
        if all(part.isidentifier() for part in name.split(".")) and (root or name not in builtin)
    }
