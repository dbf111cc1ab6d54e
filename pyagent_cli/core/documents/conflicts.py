"""Merge-conflict blocks in a document, told from rules of equals signs and from examples in code fences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Lines from 1: the opening marker, the separator, and the closing marker (None: it was never closed)."""

    start: int
    middle: int
    end: int | None


def conflicts(text: str) -> tuple[Conflict, ...]:
    """The conflict blocks of a text by their opening lines; one inside a closed code fence is an example.

    >>> conflicts("a\\n<<<<<<< HEAD\\nb\\n=======\\nc\\n>>>>>>> x\\n")
    (Conflict(start=2, middle=4, end=6),)
    >>> conflicts("Title\\n=======\\n")
    ()
    """
    if "<<<<<<< " not in text:
        return ()
    lines = split_lines(text)
    shown = set(fenced(lines))
    found = [c for c in _blocks(lines) if not ({c.start, c.middle, c.end or c.middle} <= shown)]
    return tuple(sorted(found, key=lambda conflict: conflict.start))


def split_lines(text: str) -> list[str]:
    """The lines of a text as editors count them, without their ends."""
    return [line.removesuffix("\r") for line in text.split("\n")]


def fenced(lines: Sequence[str]) -> Iterator[int]:
    """The numbers of lines that lie in a closed code fence, the fence's own lines included."""
    for start, end in fences(lines):
        if end is not None:
            yield from range(start, end + 1)


def fences(lines: Sequence[str]) -> Iterator[tuple[int, int | None]]:
    """(first line, last line) of each code fence; the last line is None where it is never closed."""
    mark, start = "", 0
    for number, line in enumerate(lines, 1):
        match = FENCE.match(line)
        if match is None or (not mark and "`" in match[2] and match[1][0] == "`"):
            continue
        if not mark:
            mark, start = match[1], number
        elif match[1][0] == mark[0] and len(match[1]) >= len(mark) and not match[2].strip():
            yield start, number
            mark = ""
    if mark:
        yield start, None


def _blocks(lines: Sequence[str]) -> Iterator[Conflict]:
    """A separator counts for the block that is open; nested blocks may share one closing marker."""
    opened: list[list[int]] = []  # [start, middle or 0]
    for number, line in enumerate(lines, 1):
        if line.startswith("<<<<<<< "):
            opened.append([number, 0])
        elif line == "=======" and opened:
            opened[-1][1] = opened[-1][1] or number
        elif line.startswith(">>>>>>> ") and opened:
            start, middle = opened.pop()
            if middle or opened:
                yield Conflict(start, middle or start, number)
    if any(middle for _, middle in opened):
        yield from (Conflict(start, middle or start, None) for start, middle in opened)
