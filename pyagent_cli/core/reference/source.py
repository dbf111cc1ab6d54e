"""Bytes -> text, or the reason why not. Encodings follow PEP 263."""

from __future__ import annotations

import re

UTF8 = frozenset({"utf-8", "utf8", "utf-8-sig"})
LATIN1 = frozenset({"latin-1", "latin1", "iso-8859-1", "iso8859-1", "iso-latin-1", "l1"})
EXTENDS_ASCII = (
    "ascii", "us-ascii", "cp", "windows-", "iso-8859-", "iso8859-", "koi8-", "euc-", "mac-", "gb", "big5", "shift",
)  # fmt: skip
LINE_END = re.compile(rb"\r\n|\r|\n")
COOKIE = re.compile(rb"coding[:=][ \t]*([-_.a-zA-Z0-9]+)")
BLANK = re.compile(rb"[ \t\f]*(#|$)")
MARK = b"\xef\xbb\xbf"


class Unreadable(Exception):
    """Why a file has no facts; `str(error)` is the reason of its skip."""


def decode(data: bytes) -> str:
    """The text of a Python source, without its byte order mark. Raises Unreadable.

    >>> decode(b"# coding: latin-1\\nx = '\\xe9'")
    "# coding: latin-1\\nx = 'é'"
    """
    marked, data = data.startswith(MARK), data.removeprefix(MARK)
    if b"\0" in data:
        raise Unreadable("contains NUL bytes")
    name = declared_encoding(data)
    if name in UTF8 or name.startswith("utf-8-"):
        return _utf8(data)
    if marked:
        raise Unreadable(f"has a UTF-8 byte order mark but declares {name}")
    if name in LATIN1 or name.startswith("iso-8859-1-"):
        return data.decode("latin-1")
    if data.isascii() and name.startswith(EXTENDS_ASCII):
        return data.decode("ascii")
    raise Unreadable(f"encoding {name} is not supported")


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8 at byte {error.start}") from None


def declared_encoding(data: bytes) -> str:
    """The encoding named in the first two lines, lower case with hyphens; in the second only after no code."""
    lines = LINE_END.split(data, maxsplit=2)[:2]
    for line in lines:
        if not BLANK.match(line):
            break
        if found := COOKIE.search(line):
            return found[1].decode().lower().replace("_", "-")
    return "utf-8"


def count_lines(data: bytes) -> int:
    """Physical lines as Python's tokenizer counts them; a last line without line end is one too.

    >>> [count_lines(data) for data in (b"", b"a", b"a\\r\\nb", b"a\\x0cb\\n\\n")]
    [0, 1, 2, 2]
    """
    data = data.removeprefix(MARK)
    return len(LINE_END.findall(data)) + (data != b"" and not data.endswith((b"\n", b"\r")))
