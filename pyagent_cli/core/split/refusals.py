"""What cannot be split safely: each precondition is one small function that raises Refused."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from pyagent_cli.core.judges import is_judge
from pyagent_cli.core.model import CodemodOptions
from pyagent_cli.core.split.placement import is_main_guard
from pyagent_cli.core.split.source import Refused, Source

SELF_NAMES = {
    "__file__": "dunder_file_use",
    "__spec__": "dunder_spec_use",
    "__loader__": "dunder_spec_use",
    "__path__": "dunder_path_use",
    "__cached__": "dunder_file_use",
}
FRAMES = frozenset({"f_globals", "f_code", "co_filename", "f_locals"})
EAGER = frozenset({"beanie", "ninja", "odmantic", "pydantic", "sqlalchemy", "sqlmodel", "strawberry"})


def check_target(files: Mapping[str, str], path: str, options: CodemodOptions) -> None:
    """What can be said before the module is read."""
    text = files.get(path)
    if text is None or not path.endswith(".py"):
        raise Refused(
            "file_missing", path, None, f"There is no Python file {path}.", "Name a module of the repository."
        )
    name = path.rpartition("/")[2]
    if name == "__init__.py":
        why = f"{path} is a package already."
        raise Refused("is_package_init", path, None, why, "Move its code into modules beside it.")
    if name == "__main__.py" or is_judge(path) or name == "setup.py" or not name[:-3].isidentifier():
        why = f"{path} is found by its file name."
        raise Refused("special_file", path, None, why, "Split modules that are imported by name.")
    if text.count("\n") + (not text.endswith("\n")) <= options.max_lines:
        why = f"{path} has no more than {options.max_lines} lines."
        raise Refused("already_short", path, None, why, "Nothing to do.")
    _check_neighbours(files, path)


def _check_neighbours(files: Mapping[str, str], path: str) -> None:
    stem = path.removesuffix(".py")
    for ending, rule in (
        (".pyi", "stub_file_beside_module"),
        (".pyx", "cython_beside_module"),
        (".pxd", "cython_beside_module"),
    ):
        if stem + ending in files:
            why = f"{stem + ending} describes the module as one file."
            raise Refused(rule, path, None, why, f"Fold {stem + ending} into the module first.")
    inside = next((other for other in files if other.startswith(stem + "/")), None)
    if inside is not None:
        why = f"The folder of the new package exists already: {inside}."
        raise Refused("package_folder_exists", path, None, why, f"Rename the folder {stem}.")


def check_source(source: Source) -> None:
    """What the module's own code rules out."""
    _check_own_names(source)
    _check_namespace_calls(source)
    _check_frames(source)
    _check_sys_modules(source)
    _check_annotations(source)


def _walk(source: Source) -> Iterator[ast.AST]:
    for unit in source.units:
        if not is_main_guard(unit.node):
            for node in unit.nodes:
                yield from ast.walk(node)


def _check_own_names(source: Source) -> None:
    for node in _walk(source):
        if isinstance(node, ast.Name) and node.id in SELF_NAMES and isinstance(node.ctx, ast.Load):
            why = f"The module reads {node.id}, which differs inside a package."
            remedy = f"Take {node.id} from a module that stays where it is."
            raise Refused(SELF_NAMES[node.id], source.path, node.lineno, why, remedy)


def _check_namespace_calls(source: Source) -> None:
    deferred = {id(n) for n in _walk(source) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)}
    inside = {id(c) for n in _walk(source) if id(n) in deferred for c in ast.walk(n)}
    for node in _walk(source):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        name, bare = node.func.id, not node.args and not node.keywords
        if name == "globals":
            _refuse_namespace("module_uses_globals_call", source, node, "globals()")
        if name in {"exec", "eval"} and len(node.args) < 2 and not node.keywords:
            _refuse_namespace("module_uses_exec", source, node, f"{name} in its own namespace")
        if name in {"vars", "dir", "locals"} and bare and id(node) not in inside:
            _refuse_namespace("module_uses_globals_call", source, node, f"{name}() of the module")


def _refuse_namespace(rule: str, source: Source, node: ast.Call, what: str) -> None:
    why = f"The module calls {what}, which sees one namespace."
    raise Refused(rule, source.path, node.lineno, why, "Name what is looked up, or pass a dictionary.")


def _check_frames(source: Source) -> None:
    for node in _walk(source):
        if isinstance(node, ast.Attribute) and node.attr in FRAMES:
            why = f"The module inspects frames ({node.attr}), which tell its file and its globals."
            raise Refused("module_inspects_frames", source.path, node.lineno, why, "Move this code to another module.")


def _check_sys_modules(source: Source) -> None:
    allowed: set[int] = set()
    immediate = {id(n) for unit in source.units if not unit.is_definition for s in unit.nodes for n in ast.walk(s)}
    for node in _walk(source):
        if isinstance(node, ast.Subscript) and _is_sys_modules(node.value) and id(node) not in immediate:
            allowed.add(id(node.value))
        if isinstance(node, ast.Attribute) and node.attr == "get" and _is_sys_modules(node.value):
            allowed.add(id(node.value))
        if isinstance(node, ast.Compare) and any(_is_sys_modules(c) for c in node.comparators):
            allowed.update(id(c) for c in node.comparators)
        if isinstance(node, ast.Attribute) and node.attr == "__dict__" and isinstance(node.value, ast.Subscript):
            allowed.discard(id(node.value.value))
            if _is_sys_modules(node.value.value):
                raise _scans(source, node.lineno)
    for node in _walk(source):
        if _is_sys_modules(node) and id(node) not in allowed:
            raise _scans(source, node.lineno)  # type: ignore[attr-defined]


def _scans(source: Source, line: int) -> Refused:
    why = "The module works on sys.modules, where its parts appear too."
    return Refused("module_uses_sys_modules", source.path, line, why, "Move this code to another module.")


def _is_sys_modules(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "modules" and getattr(node.value, "id", "") == "sys"


def _check_annotations(source: Source) -> None:
    """Libraries that resolve annotations while a class is made look them up in the facade, which is incomplete."""
    if not any(unit.names.later for unit in source.units if isinstance(unit.node, ast.ClassDef)):
        return
    for node in _walk(source):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        if {name.partition(".")[0] for name in names} & EAGER:
            why = "A library that the module imports resolves annotations while a class is being made."
            remedy = "Split the module by hand, one model per file."
            raise Refused("annotations_resolved_at_import", source.path, node.lineno, why, remedy)  # type: ignore[attr-defined]
