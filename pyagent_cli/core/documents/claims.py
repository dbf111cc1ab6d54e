"""Figures, versions and paths that a document states, by rules narrow enough to leave ordinary prose alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyagent_cli.core.documents.conflicts import fenced, split_lines
from pyagent_cli.core.documents.sections import sections
from pyagent_cli.core.model import Refusal

VERSION = re.compile(r"#\s*Version:\s*v?(\d+(?:\.\d+)*)\b.*", re.IGNORECASE)
NUMBER = r"(?<![\w.,/])[~≈]?(\d{1,3}(?:,\d{3})+|\d+)\+?"
COUNTED = re.compile(rf"{NUMBER}\s+(?:total\s+|passing\s+)?((?:[A-Z][A-Za-z0-9]+\s+)?(?:tests|functions|modules))\b")
HEADER = re.compile(r"#\s*(Tests|Functions|Modules):\s*[~≈]?(\d{1,3}(?:,\d{3})+|\d+)\+?\b.*")
WHOLE = re.compile(r"\b(?:total|baseline|current(?:ly)?|overall|altogether|in all)\b", re.IGNORECASE)
AIM = re.compile(
    r"\b(?:target|goal|limit|at least|at most|more than|over|under|max|min|threshold|up to)\b", re.IGNORECASE
)
LEADING = re.compile(
    r"\s*(?:[-*+]\s+)?(?:\[[ xX]\]\s+)?(?:\**(?:Tests?|Functions|Modules|Current|Status)\**:\**\s*)?\**"
)
TOP = 15  # lines of a document in which its headers stand
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|txt|toml|json|rs))(?::\d+)?`")
BROKEN = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d"
    "\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]{1,3}"
)


def versions(text: str) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """(line, as said, numbers) of a document's version header.

    >>> list(versions("# Title\\n# Version: 4.0.0 (Phase 90)\\n"))
    [(2, '4.0.0', (4, 0, 0))]
    """
    for number, line in enumerate(split_lines(text)[:TOP], 1):
        if match := VERSION.fullmatch(line.strip("\ufeff ")):
            yield number, match[1], tuple(map(int, match[1].split(".")))
            return


def counts(text: str) -> Iterator[tuple[int, str, int, str]]:
    """(line, noun, number, as said) of figures that speak of the whole project.

    That is: a header, a line that says total, baseline or current, or the document's only line that begins with such
    a figure. Aims, parts ("adds 12 tests"), code, tables and marked sections are no claims.

    >>> list(counts("- Test baseline: 4,500+ tests\\n- Target: 5,000 tests\\nThis adds 12 tests.\\n"))
    [(1, 'tests', 4500, '4,500+ tests')]
    """
    strong, weak = [], []
    for line, words in _lines(text):
        header = HEADER.fullmatch(words) if line <= TOP else None
        if header:
            strong.append((line, header[1].lower(), _number(header[2]), words.lstrip("# ")))
            continue
        for match in COUNTED.finditer(words):
            claim = (line, match[2].lower(), _number(match[1]), match[0])
            if WHOLE.search(words):
                strong.append(claim)
            elif LEADING.fullmatch(words[: match.start()]):
                weak.append(claim)
    certain = {noun for _, noun, _, _ in strong}
    alone = [claim for claim in weak if claim[1] not in certain and sum(w[1] == claim[1] for w in weak) == 1]
    yield from sorted([*strong, *alone])


def named_paths(line: str) -> Iterator[str]:
    """Paths inside the repository that a line names in code spans.

    >>> list(named_paths("see `src/a.py:12`, `x = 1` and `docs/`"))
    ['src/a.py', 'docs/']
    """
    for match in PATH.finditer(line):
        if ".." not in match[1].split("/"):
            yield match[1]


def mojibake(line: str) -> Iterator[tuple[str, str]]:
    """(as it stands, as it was meant) of characters that were decoded as cp1252 though they were UTF-8.

    >>> list(mojibake("centroid \u00e2\u2020\u2019 token, na\u00efve caf\u00e9"))
    [('â†’', '→')]
    """
    for match in BROKEN.finditer(line):
        for end in range(len(match[0]), 1, -1):
            meant = _redecoded(match[0][:end])
            if meant:
                yield match[0][:end], meant
                break


def _redecoded(text: str) -> str | None:
    try:
        meant = b"".join(_byte(letter) for letter in text).decode("utf-8")
    except UnicodeError:
        return None
    return meant if len(meant) == 1 else None


def _byte(letter: str) -> bytes:
    return bytes([ord(letter)]) if ord(letter) < 256 else letter.encode("cp1252")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    lines = split_lines(text)
    own = sections("x.txt", text)
    generated = () if isinstance(own, Refusal) else own
    ignored = set(fenced(lines)) | {n for s in generated for n in range(s.start, s.end + 1)}
    for number, line in enumerate(lines, 1):
        if number not in ignored and not line.lstrip().startswith("|") and not AIM.search(line):
            yield number, line


def _number(text: str) -> int:
    return int(text.replace(",", ""))
