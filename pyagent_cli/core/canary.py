"""A module that cannot be imported: if the tests do not notice, they do not test it."""

from __future__ import annotations

import ast

from pyagent_cli.core.diffs import lines_of

ALARM = 'raise RuntimeError("pyagent canary")'
BOM = "\ufeff"


def canary(text: str) -> str:
    """The module with a `raise` before its first statement that may not come later.

    >>> canary('"doc"\\nfrom __future__ import annotations\\nx = 1\\n').splitlines()[2]
    'raise RuntimeError("pyagent canary")'
    """
    if text.startswith(BOM):
        return BOM + canary(text.removeprefix(BOM))
    lines = lines_of(text)
    at = _head(text)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    if at and not lines[at - 1].endswith(("\n", "\r")):
        lines[at - 1] += end
    return "".join((*lines[:at], ALARM + end, *lines[at:]))


def _head(text: str) -> int:
    """How many lines the docstring and the `__future__` imports take, comments above them included."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):  # newer than this interpreter: below a coding line it breaks either way
        return min(2, text.count("\n"))
    last = 0
    for index, statement in enumerate(body):
        is_doc = index == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_doc and not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            break
        last = statement.end_lineno or 0
    return last or min(2, _comments(text))


def _comments(text: str) -> int:
    """Comment lines at the top, among which the encoding may be declared."""
    count = 0
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        count += 1
    return count
