"""Comments that keep an unused import: `# noqa`, `# noqa: F401`, `# pyagent: allow unused_import`."""

from __future__ import annotations

import re

CODE = re.compile(r"[a-z]+[0-9]+")
BETWEEN = re.compile(r"[, \t\r\n]+")


def whole_file(text: str) -> bool:
    """Whether a comment at the head of a line (`# ruff: noqa`, `# flake8: noqa: F401`) speaks for the file."""
    return any(_speaks_for_file(line.lstrip()) for line in text.split("\n"))


def _speaks_for_file(comment: str) -> bool:
    if not comment.startswith("#"):
        return False
    comment = comment.lstrip("#").lstrip().lower()
    found = re.match(r"(?:ruff|flake8):\s*noqa", comment)
    return found is not None and _covers(comment[found.end() :])


def keeps(line: str) -> bool:
    """Whether a line's comment keeps what the line imports.

    >>> [keeps(line) for line in ("import a  # noqa", "import a  # noqa: F401", "import a  # noqa: E501", "import a")]
    [True, True, False, False]
    """
    lower = line.lower()
    if _allows(lower):
        return True
    return any(_covers(lower[found.end() :]) for found in re.finditer(r"#\s*noqa", lower))


def _allows(line: str) -> bool:
    _, _, rules = line.partition("# pyagent: allow ")
    return any(rule.strip() == "unused_import" for rule in re.split("[, ]", rules))


def _covers(rest: str) -> bool:
    """What follows the word: nothing or other prose (all rules), or `:` and a list of codes."""
    codes = rest.lstrip()
    if not codes.startswith(":"):
        return re.match(r"\w", rest) is None
    words = [word for word in BETWEEN.split(codes[1:]) if word]
    listed = []
    for word in words:
        if not CODE.fullmatch(word):
            break
        listed.append(word)
    return not listed or "f401" in listed
