import pytest

from pyagent_cli.core.markdown import block, code, prose, table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, 3 < 4", "plain words, 3 \\< 4"),
        ("a | b", "a | b"),
        ("![x](y)", "\\!\\[x\\](y)"),
        ("ping @team, fixes #12", "ping @&#8203;team, fixes #&#8203;12"),
        ("a # b", "a # b"),
        ("<img src=x>", "\\<img src=x\\>"),
        ("see https://evil.example", "see https&#8203;://evil.example"),
        ("www.evil.example", "www&#8203;.evil.example"),
        ("two\nlines\x1b[31m", "two lines\ufffd\\[31m"),
        ("right\u202eleft", "right\ufffdleft"),
        ("lone \ud800", "lone ?"),
    ],
)
def test_prose_is_one_line_that_does_nothing(text, expected):
    assert prose(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("src/a.py", "`src/a.py`"),
        ("a`b", "``a`b``"),
        ("`a", "`` `a ``"),
        ("a|b", "`a|b`"),
        ("@team #1", "`@team #1`"),
        ("a\nb", "`a b`"),
        ("", ""),
    ],
)
def test_code_cannot_be_left(text, expected):
    assert code(text) == expected


def test_a_block_is_longer_than_any_fence_in_it():
    assert block(["git diff a```b"]) == ["````", "git diff a```b", "````"]


def test_a_table():
    assert table(["a", "b"], [["1", "x|y"]]) == ["| a | b |", "| -- | -- |", "| 1 | x\\|y |"]
