import pytest

from pyagent_cli.core.reference.source import Unreadable, count_lines, decode


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        ("x = 'é'".encode(), "x = 'é'"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=latin-1 :\n#\xe9", None),
        (b"# coding: ISO_8859_1\r\n#\xe9", "# coding: ISO_8859_1\r\n#é"),
        (b"# coding: cp1252\nx = 1", "# coding: cp1252\nx = 1"),
    ],
)
def test_decodes(data: bytes, text: str | None) -> None:
    assert decode(data) == (text if text is not None else data.decode("latin-1"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a\0", "NUL"),
        (b"x = '\xe9'", "not UTF-8 at byte 5"),
        (b"x = 1\n# coding: latin-1\n#\xe9", "not UTF-8"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "byte order mark"),
        (b"# coding: koi8-r\n#\xe9", "koi8-r is not supported"),
        (b"# coding: utf-7\n", "utf-7 is not supported"),
    ],
)
def test_says_why_not(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        decode(data)


@pytest.mark.parametrize(
    ("data", "lines"), [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\r\nb\rc", 3), (b"a\x0cb", 1), (b"\n\n", 2)]
)
def test_counts_lines(data: bytes, lines: int) -> None:
    assert count_lines(data) == lines
