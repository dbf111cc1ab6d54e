"""Comments that keep an unused import: `# noqa`, `# noqa: F401`, `# pyagent: allow unused_import`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

CODE = re.compile(r"[a-z]+[0-9]+")
RULE = re.compile(r"[a-z_]+")
ALLOW = b"# pyagent: allow "
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
    return any("unused_import" in rules for _, _, rules in allowances(line.encode("utf-8", "surrogatepass")))


def allowances(data: bytes) -> Iterator[tuple[int, bool, tuple[str, ...]]]:
    """Each `# pyagent: allow RULE`: its line, whether nothing else stands there, and the rules.

    >>> list(allowances(b"x = 1  # pyagent: allow a_b, c (why)"))
    [(1, False, ('a_b', 'c'))]
    """
    if ALLOW not in data:
        return
    for number, line in enumerate(data.split(b"\n"), 1):
        before, mark, rest = line.partition(ALLOW)
        if mark:
            words = [word for word in BETWEEN.split(rest.decode("utf-8", "replace")) if word]
            yield number, not before.strip(b" \t"), tuple(takewhile(RULE.fullmatch, words))


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
