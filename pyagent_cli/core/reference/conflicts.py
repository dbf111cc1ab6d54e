"""Merge-conflict markers that were left in a text."""

from __future__ import annotations


def conflict_lines(data: bytes) -> tuple[int, ...]:
    """The line of each opening marker that has a separator and a closing marker after it, in this order.

    >>> conflict_lines(b"<<<<<<< HEAD\\na\\n=======\\nb\\n>>>>>>> x\\n"), conflict_lines(b"Title\\n=======\\n")
    ((1,), ())
    """
    found: list[int] = []
    opened, separated = 0, False
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.startswith(b"<<<<<<< "):
            opened, separated = number, False
        elif line.removesuffix(b"\r") == b"=======" and opened:
            separated = True
        elif line.startswith(b">>>>>>> ") and separated:
            found.append(opened)
            opened, separated = 0, False
    return tuple(found)
