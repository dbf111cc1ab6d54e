"""Text of others in our Markdown: it may not format, link, mention a person, close an issue or hide itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

ACTIVE = re.compile(r"[\\`*_{}\[\]<>~$&!]")
MENTION = re.compile(r"([@#])(?=\w)")
ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|www)([:.])(?=\S)")
# Control characters, and the marks that reverse or hide what a reader sees.
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """Text on one line, with what would hide or reverse parts of it made visible.

    >>> visible("two\\nlines")
    'two lines'
    """
    return HIDDEN.sub("\ufffd", " ".join(text.split())).encode("utf-8", "replace").decode("utf-8")


def prose(text: str) -> str:
    """Text as one line of plain words.

    >>> prose("see *this*, @team")
    'see \\\\*this\\\\*, @&#8203;team'
    """
    escaped = ACTIVE.sub(lambda match: "\\" + match[0], visible(text))
    return ADDRESS.sub(r"\1&#8203;\2", MENTION.sub(r"\1&#8203;", escaped))


def code(text: str) -> str:
    """Text as a code span that it cannot leave.

    >>> code("a`b.py")
    '``a`b.py``'
    """
    shown = visible(text)
    if not shown:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", shown)), default=0))
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table whose cells are Markdown already."""
    return [_row(header), _row(["--"] * len(header)), *map(_row, rows)]


def block(lines: Iterable[str]) -> list[str]:
    """Lines as they are, to copy."""
    shown = [visible(line) for line in lines]
    fence = "`" * max(3, 1 + max((len(run) for line in shown for run in re.findall("`+", line)), default=0))
    return [fence, *shown, fence]


def _row(cells: Sequence[str]) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
