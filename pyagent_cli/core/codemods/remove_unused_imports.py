"""Imports that nothing uses are taken out, when nobody can depend on them."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyagent_cli.core.import_edits import Removal, Statement, remove_aliases
from pyagent_cli.core.judges import is_judge
from pyagent_cli.core.model import ChangeSet, CodemodOptions, FileEdit, Refusal
from pyagent_cli.core.split.source import Refused, Source, alias_names, read

KEPT = re.compile(r"#\s*(?!pragma|isort)", re.IGNORECASE)
WHOLE_FILE = re.compile(r"^\s*#\s*(?:ruff|flake8)\s*:\s*noqa\s*(?:$|:.*\bF401)", re.IGNORECASE | re.MULTILINE)
REASON = re.compile(r"compat|export|side.?effect|regist|keep|public|api|needed|required|circular|order", re.IGNORECASE)
NAMESPACE = frozenset({"globals", "locals", "vars", "eval", "exec", "dir"})
EFFECTS = frozenset(
    {"__hello__", "antigravity", "readline", "rlcompleter", "site", "sitecustomize", "this", "usercustomize"}
)
ENTRY_POINTS = (".toml", ".cfg", ".ini", ".txt", ".yaml", ".yml")


class RemoveUnusedImports:
    """Removes the imports of one file that are certainly unused; comments and layout stay as they are."""

    name = "remove_unused_imports"
    fixes = ("unused_import",)

    def change(self, files: Mapping[str, str], path: str, symbol: str, options: CodemodOptions) -> ChangeSet | Refusal:
        """The file without its unused imports, or without that of `symbol` when one is given.

        >>> change = RemoveUnusedImports().change({"a.py": "import os\\nx = 1\\n"}, "a.py", "", CodemodOptions((3, 11)))
        >>> change.edits[0].after
        'x = 1\\n'
        """
        try:
            source = _readable(files, path, options)
            removals = [r for r in _removals(source, files) if not symbol or symbol in _bound(r)]
            if not removals:
                raise Refused("nothing_certain", path, None, _why(path, symbol), "Remove it by hand, or mark it noqa.")
            after = remove_aliases(source.text, removals)
            if after is None:
                why = f"The imports of {path} cannot be cut without touching a comment."
                raise Refused("layout_not_understood", path, removals[0].statement.lineno, why, "Remove it by hand.")
        except Refused as refused:
            return refused.refusal
        return ChangeSet(self.name, path, (FileEdit(path, source.text, after),))


def _why(path: str, symbol: str) -> str:
    what = f"The import of {symbol}" if symbol else "No import"
    return f"{what} {'is not' if symbol else 'of ' + path + ' is'} certainly without a use."


def _readable(files: Mapping[str, str], path: str, options: CodemodOptions) -> Source:
    text = files.get(path)
    if text is None or not path.endswith(".py"):
        raise Refused("file_missing", path, None, f"There is no Python file {path}.", "Name a module.")
    if path.endswith("__init__.py"):
        raise Refused("is_package_init", path, None, f"The imports of {path} are its interface.", "Remove it by hand.")
    if is_judge(path):
        raise Refused("test_file", path, None, f"{path} is a test; fixtures are imported to be found.", "Leave it.")
    if re.search(r"compat|exports?\.py|(?:^|/)api\.py", path.rpartition("/")[2]):
        raise Refused("reexport_module", path, None, f"{path} exists to pass names on.", "Remove it by hand.")
    source = read(path, text, options.python)
    if WHOLE_FILE.search(text):
        raise Refused("noqa", path, None, f"{path} asks not to be checked.", "Remove the `noqa` first.")
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Name) and node.id in NAMESPACE and isinstance(node.ctx, ast.Load):
            why = f"{path} looks names up with {node.id}()."
            raise Refused("module_uses_namespace", path, node.lineno, why, "Remove the import by hand.")
    return source


@dataclass(frozen=True, slots=True)
class _Place:
    statement: Statement
    block: Sequence[ast.stmt]
    function: ast.stmt | None  # the outermost function around it


def _removals(source: Source, files: Mapping[str, str]) -> list[Removal]:
    others = _others(source, files)
    used = _used(source)
    found = []
    for place in _places(source.tree):
        gone = tuple(
            alias
            for name, alias in alias_names(place.statement)
            if _is_plain(place.statement, alias, source, files)
            and not _is_marked(source, place.statement, alias)
            and (_is_unused_in(place, name) if place.function else name not in used and not others.mention(name))
        )
        if gone:
            found.append(Removal(place.statement, gone, place.block))
    return found


def _bound(removal: Removal) -> set[str]:
    return {alias.asname or alias.name.partition(".")[0] for alias in removal.aliases}


def _places(tree: ast.Module) -> Iterator[_Place]:
    """Imports that certainly run with their block: of the module, and of functions."""
    pending: list[tuple[Sequence[ast.stmt], ast.stmt | None]] = [(tree.body, None)]
    while pending:
        block, function = pending.pop(0)
        for node in block:
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield _Place(node, block, function)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                pending.append((node.body, function or node))


def _is_plain(node: Statement, alias: ast.alias, source: Source, files: Mapping[str, str]) -> bool:
    """Whether importing does nothing else that somebody may count on."""
    if alias.name == "*" or alias.asname == alias.name:
        return False
    if isinstance(node, ast.Import):
        top = alias.name.partition(".")[0]
        return "." not in alias.name and top in sys.stdlib_module_names and top not in EFFECTS
    if node.module == "__future__":
        return False
    folders = source.path.split("/")[: -node.level] if node.level else []
    where = "/".join([*folders, *filter(None, (node.module or "").split(".")), alias.name])
    roots = ("", "src/")
    return not any(root + where + ending in files for root in roots for ending in (".py", "/__init__.py"))


def _is_marked(source: Source, node: Statement, alias: ast.alias) -> bool:
    lines = source.lines
    own = {node.lineno, alias.lineno, node.end_lineno or node.lineno}
    if any(KEPT.search(lines[number - 1]) for number in own):
        return True
    above = lines[node.lineno - 2].strip() if node.lineno > 1 else ""
    return above.startswith("#") and REASON.search(above) is not None


def _used(source: Source) -> set[str]:
    """Names that the module reads, binds again, or spells in a string."""
    used: set[str] = set()
    seen: set[str] = set()
    for unit in source.units:
        names = unit.names
        used |= names.reads | names.rebinds | names.deletes | unit.doctest | (seen & names.binds)
        seen |= names.binds
    strings = (n.value for n in ast.walk(source.tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return used | {text for text in strings if text.isidentifier()}


def _is_unused_in(place: _Place, name: str) -> bool:
    assert place.function is not None
    for node in ast.walk(place.function):
        match node:
            case ast.Name(id=found) if found == name:
                return False
            case ast.Constant(value=str(text)) if re.search(rf"\b{re.escape(name)}\b", text):
                return False
            case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                return False
            case ast.Import() | ast.ImportFrom() if node is not place.statement and name in _names(node):
                return False
    return True


def _names(node: Statement) -> set[str]:
    return {name for name, _ in alias_names(node)}


@dataclass(frozen=True, slots=True)
class _Others:
    """The other files that speak of the module."""

    module: str
    texts: tuple[str, ...]
    starred: bool

    def mention(self, name: str) -> bool:
        """Whether one of them may take the name from the module, as an import, an attribute or a patch."""
        if self.starred and not name.startswith("_"):
            return True
        word = re.escape(name)
        pattern = re.compile(
            rf"\.{word}\b|:{word}\b|['\"]{word}['\"]"
            rf"|from\s+[\w.]*\b{self.module}\s+import\s+(?:\([^)]*\b{word}\b|[^\n(]*\b{word}\b|.*\\\n.*\b{word}\b)"
        )
        return any(pattern.search(text) for text in self.texts)


def _others(source: Source, files: Mapping[str, str]) -> _Others:
    word = re.compile(rf"\b{re.escape(source.module)}\b")
    texts = tuple(
        files[path]
        for path in files
        if path != source.path and path.endswith((".py", ".pyi", *ENTRY_POINTS)) and word.search(files[path])
    )
    star = re.compile(rf"from\s+[\w.]*\b{re.escape(source.module)}\s+import\s+\*")
    explicit = any("__all__" in unit.names.binds for unit in source.units)
    return _Others(source.module, texts, not explicit and any(star.search(text) for text in texts))
