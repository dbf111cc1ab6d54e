"""What the rest of a repository rules out: files that name the module's file, or reach into its namespace."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from pyagent_cli.core.split.source import Refused, Source

SETTINGS = (
    ".toml",
    ".cfg",
    ".ini",
    ".yaml",
    ".yml",
    ".json",
    ".in",
    "Makefile",
    "CODEOWNERS",
    ".flake8",
    ".coveragerc",
)
REIMPORT = r"(?:\bdel\b.*sys\.modules|sys\.modules\.pop\(|\w+item\(\s*sys\.modules|\.dict\(.*sys\.modules)"
WHOLE_TEXT = frozenset({"module_is_reimported", "file_named_in_tracebacks"})  # need no import to be meant
QUOTED = r"""['"][^'"\n]*\b{}['"]"""


def check_repository(files: Mapping[str, str], source: Source, module: str) -> None:
    """Files that name the module's file, reload it, or reach into its namespace."""
    path, name = source.path, source.module
    checks = [
        ("module_is_reloaded", re.compile(rf"\breload\(\s*(?:[\w.]+\.)?{name}\s*\)")),
        ("module_is_reimported", re.compile(rf"{REIMPORT}.*['\"]{re.escape(module)}['\"]")),
        ("module_dict_is_used", re.compile(rf"\b(?:vars\((?:[\w.]+\.)?{name}\)|(?<!\w){name}\.__dict__)")),
        ("file_named_in_tracebacks", re.compile(rf"File ['\"](?:[\w./]*/)?{name}\.py['\"]")),
        ("module_file_is_used", re.compile(rf"(?:open|Path|[dj]\w*|\w*path|source\w*)\([\w. ]*\b{name}\.__file__\b")),
    ]
    words = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, source.bound)) or ['-'])})\b")
    literal = re.compile(QUOTED.format(re.escape(name + ".py")))
    for other in files:
        if other == path:
            continue
        if other.endswith(".py"):
            _check_python(other, files[other], source, checks, literal)
            _check_pattern(other, files[other], source, words)
        elif other.endswith(SETTINGS) and _names_file(files[other], path):
            why = f"{other} names the file {path}."
            raise Refused("file_named_in_settings", other, _line(files[other], name + ".py"), why, "Name the package.")


def _check_python(
    other: str, text: str, source: Source, checks: list[tuple[str, re.Pattern[str]]], literal: re.Pattern[str]
) -> None:
    if source.module not in text:
        return
    for rule, pattern in checks:
        found = pattern.search(text)
        if found and (rule in WHOLE_TEXT or _imports(text, source.module)):
            why = f"{other} depends on {source.path} being one file: {found[0]}"
            raise Refused(rule, other, text.count("\n", 0, found.start()) + 1, why, "Remove that dependence first.")
    found = literal.search(text)
    if found and _is_meant(found[0].strip("'\""), source.path, text):
        why = f"{other} names the file {found[0]}."
        raise Refused(
            "file_read_by_path", other, text.count("\n", 0, found.start()) + 1, why, "Name the module instead."
        )


def _check_pattern(other: str, text: str, source: Source, words: re.Pattern[str]) -> None:
    """Code that works on all files of the folder, and on names of the module, may look for them in one file."""
    folder = source.path.rpartition("/")[0].rpartition("/")[2]
    if "*.py" not in text or "glob" not in text or folder not in text:
        return
    try:
        statements = ast.parse(text).body
    except SyntaxError:
        return
    for node in statements:
        body = ast.get_source_segment(text, node) or ""
        if "glob" in body and "*.py" in body and folder in body and words.search(body):
            why = f"{other} reads the files of {folder} by the pattern *.py, which leaves the parts out."
            raise Refused("files_read_by_pattern", other, node.lineno, why, "Let it look into subfolders too.")


def pattern_notes(files: Mapping[str, str], path: str) -> list[str]:
    """Scripts and settings that name the files of the module's folder by a pattern."""
    folder = path.rpartition("/")[0]
    pattern = re.compile(rf"(?<!\w){re.escape(folder)}/\*\.py\b") if folder else None
    return [
        f"{other} names {folder}/*.py, a pattern that leaves out the parts in {path.removesuffix('.py')}/."
        for other in files
        if pattern and not other.endswith(".py") and pattern.search(files[other])
    ]


def _imports(text: str, name: str) -> bool:
    return re.search(rf"^\s*(?:from\s+[\w.]+\s+import\s+.*\b{name}\b|import\s+.*\b{name}\b)", text, re.M) is not None


def _is_meant(literal: str, path: str, text: str) -> bool:
    if "/" in literal:
        return path.endswith(literal.lstrip("./")) or literal.endswith(path)
    return "__file__" in text


def _names_file(text: str, path: str) -> bool:
    tail = "/".join(path.split("/")[-2:])
    return re.search(rf"(?<![\w-]){re.escape(tail)}(?!\w)", text) is not None


def _line(text: str, needle: str) -> int | None:
    at = text.find(needle)
    return text.count("\n", 0, at) + 1 if at >= 0 else None
