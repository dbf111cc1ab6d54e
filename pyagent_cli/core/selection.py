"""Which paths a command looks at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache


def under(path: str, prefixes: Sequence[str]) -> bool:
    """Whether a path is one of the prefixes or lies below one; no prefix, or ".", means everything.

    >>> [under("a/b.py", p) for p in ((), (".",), ("a",), ("a/b.py",), ("a/b",))]
    [True, True, True, True, False]
    """
    return not prefixes or any(p == "." or path == p or path.startswith(p + "/") for p in prefixes)


def excluded(path: str, globs: Sequence[str]) -> bool:
    """Whether a glob matches the path or a folder above it: `*` stays in one folder, `**` crosses them.

    >>> [excluded("tests/cases/a/b.py", (g,)) for g in ("tests/cases", "tests/*", "**/b.py", "*.py")]
    [True, True, True, False]
    """
    return any(_pattern(glob).match(path) for glob in globs)


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob.strip("/"))
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(known.get(part, re.escape(part)) for part in parts) + r"(?:/.*)?\Z", re.DOTALL)
