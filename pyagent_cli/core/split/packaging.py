"""Whether the new package is shipped: explicit lists of packages are extended, what is not understood is refused."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from pyagent_cli.core.model import FileEdit
from pyagent_cli.core.split.source import Refused

FINDERS = frozenset({"find_packages", "find_namespace_packages", "find", "find_namespace"})
CONFIGURED = re.compile(r"^\s*(packages|py_modules)\s*=\s*(.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)


def package_of(files: Mapping[str, str], path: str) -> str:
    """The dotted package that holds a module; empty for a top-level module.

    >>> package_of({"src/a/__init__.py": "", "src/a/b/__init__.py": ""}, "src/a/b/c.py")
    'a.b'
    """
    folders = path.split("/")[:-1]
    names: list[str] = []
    while folders and "/".join([*folders, "__init__.py"]) in files:
        names.insert(0, folders.pop())
    return ".".join(names)


def packaging_edits(files: Mapping[str, str], path: str, module: str, package: str) -> tuple[FileEdit, ...]:
    """The edits that make every wheel contain the new package. Raises Refused."""
    edits = []
    for name in _settings_of(files, path):
        after = _CHECKS[name.rpartition("/")[2]](files[name], name, module, package)
        if after != files[name]:
            edits.append(FileEdit(name, files[name], after))
    return tuple(edits)


def _settings_of(files: Mapping[str, str], path: str) -> list[str]:
    folders = path.split("/")[:-1]
    above = ["/".join(folders[:depth]) for depth in range(len(folders) + 1)]
    names = [f"{folder}/{name}" if folder else name for folder in above for name in _CHECKS]
    return [name for name in names if name in files]


def _refuse(file: str, line: int | None, what: str) -> Refused:
    remedy = "Let the build find packages by itself, or list them as literals."
    return Refused("explicit_packaging", file, line, f"{file} {what}.", remedy)


# --- setup.py


def _setup_py(text: str, file: str, module: str, package: str) -> str:
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise _refuse(file, error.lineno, "does not parse") from error
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _called(n) == "setup"]
    for call in calls:
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        if None in keywords:
            raise _refuse(file, call.lineno, "passes keywords that are not literals to setup()")
        if "py_modules" in keywords and not package:
            raise _refuse(file, keywords["py_modules"].lineno, "lists py_modules")
        if "packages" in keywords:
            text = _with_package(text, tree, keywords["packages"], file, module, package)
        elif package and "py_modules" in keywords:
            raise _refuse(file, call.lineno, "lists py_modules and no packages")
    return text


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _with_package(text: str, tree: ast.Module, value: ast.expr, file: str, module: str, package: str) -> str:
    if isinstance(value, ast.Name):
        value = _assigned(tree, value.id) or value
    if isinstance(value, ast.Call) and _called(value) in FINDERS:
        _check_finder(value, file, module)
        return text
    if not isinstance(value, ast.List | ast.Tuple):
        raise _refuse(file, value.lineno, "computes its packages")
    names = [item.value for item in value.elts if isinstance(item, ast.Constant)]
    if len(names) < len(value.elts) or package not in names:
        raise _refuse(file, value.lineno, f"lists packages without {package}")
    return text if module in names else _extended(text, value.elts[names.index(package)], module)


def _assigned(tree: ast.Module, name: str) -> ast.expr | None:
    found = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets)
    ]
    return found[0] if len(found) == 1 and text_is_whole(tree, name) else None


def text_is_whole(tree: ast.Module, name: str) -> bool:
    """Whether nothing but one assignment touches a list."""
    return sum(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree)) == 2


def _check_finder(call: ast.Call, file: str, module: str) -> None:
    try:
        options = {k.arg: ast.literal_eval(k.value) for k in call.keywords if k.arg}
        places = [ast.literal_eval(value) for value in call.args]
    except ValueError as error:
        raise _refuse(file, call.lineno, "computes what to look for") from error
    exclude = [*options.get("exclude", ()), *(places[1] if len(places) > 1 else ())]
    _check_patterns(file, module, options.get("include", ("*",)), exclude)


def _check_patterns(file: str, module: str, include: Iterable[str], exclude: Iterable[str]) -> None:
    found = any(fnmatchcase(module, pattern) for pattern in include)
    if not found or any(fnmatchcase(module, pattern) for pattern in exclude):
        raise _refuse(file, None, f"looks for packages in a way that leaves {module} out")


def _extended(text: str, item: ast.expr, module: str) -> str:
    lines = text.split("\n")
    row, column = (item.end_lineno or 1) - 1, item.end_col_offset or 0
    line = lines[row].encode("utf-8")
    quote = chr(line[column - 1])
    lines[row] = (line[:column] + f", {quote}{module}{quote}".encode() + line[column:]).decode("utf-8")
    return "\n".join(lines)


# --- setup.cfg


def _setup_cfg(text: str, file: str, module: str, package: str) -> str:
    for key, value in CONFIGURED.findall(text):
        if key == "py_modules" and (not package or "packages" not in text):
            raise _refuse(file, None, "lists py_modules")
        names = value.split()
        if key == "packages" and not value.startswith(("find:", "find_namespace:")):
            if package not in names or "," in value or "\n" not in value:
                raise _refuse(file, None, "lists packages in a way that is not understood")
            text = re.sub(rf"^([ \t]+){re.escape(package)}[ \t]*$", rf"\g<0>\n\g<1>{module}", text, count=1, flags=re.M)
    section = re.search(r"^\[options\.packages\.find\]\n((?:(?!\[).*\n?)*)", text, re.M)
    if section and re.search(r"^(?:include|exclude)", section[1], re.M):
        _check_patterns(file, module, _listed(section[1], "include") or ["*"], _listed(section[1], "exclude"))
    return text


def _listed(section: str, key: str) -> list[str]:
    found = re.search(rf"^{key}\s*=\s*(.*(?:\n[ \t]+\S.*)*)", section, re.M)
    return re.split(r"[\s,]+", found[1].strip()) if found else []


# --- pyproject.toml


def _pyproject(text: str, file: str, module: str, package: str) -> str:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refuse(file, None, "does not parse") from error
    if not package and ("project" in data or "build-system" in data or "poetry" in data.get("tool", {})):
        raise _refuse(file, None, "builds a distribution from a top-level module")
    tool = data.get("tool", {})
    settings = tool.get("setuptools", {})
    _check_flat_patterns(tool, file, module)
    if "py-modules" in settings and "packages" not in settings:
        raise _refuse(file, None, "lists py-modules")
    packages = settings.get("packages")
    if isinstance(packages, list):
        return _with_toml_package(text, packages, file, module, package)
    find = packages.get("find", {}) if isinstance(packages, dict) else {}
    _check_patterns(file, module, find.get("include", ["*"]), find.get("exclude", []))
    return text


def _check_flat_patterns(tool: dict[str, Any], file: str, module: str) -> None:
    targets = tool.get("hatch", {}).get("build", {})
    listed = [*targets.get("include", ()), *targets.get("only-include", ())]
    for target in targets.get("targets", {}).values():
        listed += [*target.get("include", ()), *target.get("only-include", ())]
    if any(pattern.endswith(".py") for pattern in listed):
        raise _refuse(file, None, f"lists files in a way that may leave {module} out")


def _with_toml_package(text: str, packages: list[str], file: str, module: str, package: str) -> str:
    if module in packages:
        return text
    pattern = re.compile(rf"(\bpackages\s*=\s*\[[^\]]*?)(['\"]){re.escape(package)}\2", re.S)
    if len(pattern.findall(text)) != 1:
        raise _refuse(file, None, f"lists packages without {package}")
    return pattern.sub(rf"\g<0>, \g<2>{module}\g<2>", text)


_CHECKS = {"setup.py": _setup_py, "setup.cfg": _setup_cfg, "pyproject.toml": _pyproject}
