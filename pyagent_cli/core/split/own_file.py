"""`__file__` where a module looks for its folder: replaced by a name of the facade that keeps the old value."""

from __future__ import annotations

import ast

from pyagent_cli.core.split.source import LINE

SAME_FOLDER = frozenset({"abspath", "realpath", "normpath", "fspath", "str"})  # calls that keep the folder
PATHS = frozenset({"Path", "PurePath"})
RESOLVED = frozenset({"resolve", "absolute"})


def with_own_file(text: str) -> tuple[str, str | None]:
    """The text reading another name instead of `__file__`, and that name; unchanged where that is not safe.

    >>> with_own_file("from os.path import dirname\\nHERE = dirname(__file__)\\n")[0].splitlines()[1]
    'HERE = dirname(_FILE)'
    """
    if "__file__" not in text:
        return text, None
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    try:
        tree = ast.parse(text.removeprefix(mark))
    except (SyntaxError, ValueError):
        return text, None
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "__file__"]
    if not found or not all(_is_about_folder(node, parents) for node in found):
        return text, None
    name = "_FILE"
    while name in text:
        name = "_" + name
    lines = LINE.findall(text.removeprefix(mark))
    for node in sorted(found, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        line = lines[node.lineno - 1].encode("utf-8")
        if line[node.col_offset : node.end_col_offset] != b"__file__":
            return text, None
        line = line[: node.col_offset] + name.encode() + line[node.end_col_offset or 0 :]
        lines[node.lineno - 1] = line.decode("utf-8")
    return mark + "".join(lines), name


def _is_about_folder(node: ast.expr, parents: dict[int, ast.AST]) -> bool:
    """Whether nothing but the folder of the path counts."""
    current: ast.AST = node
    while True:
        parent = parents.get(id(current))
        if isinstance(parent, ast.Call) and parent.args[:1] == [current] and len(parent.args) == 1:
            called = _name(parent.func)
            if called == "dirname":
                return True
            if called == "split":
                return _is_first_of(parent, parents)
            if called not in SAME_FOLDER | PATHS:
                return False
            current = parent
        elif isinstance(parent, ast.Attribute):
            if parent.attr in {"parent", "parents"}:
                return True
            called_by = parents.get(id(parent))
            if parent.attr not in RESOLVED or not isinstance(called_by, ast.Call):
                return False
            current = called_by
        else:
            return False


def _is_first_of(node: ast.Call, parents: dict[int, ast.AST]) -> bool:
    parent = parents.get(id(node))
    return isinstance(parent, ast.Subscript) and isinstance(parent.slice, ast.Constant) and parent.slice.value == 0


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
