from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyagent_cli.core.split.source import read

BLOCKS = st.sampled_from(
    ["# c\n", "\n", "x = 1\n", "y = 2; z = 3\n", "def f():\n    pass\n    # in\n", "@d\nclass A:\n    x = '''\n#'''\n"]
)


@given(st.lists(BLOCKS, max_size=12).map("".join))
def test_every_line_belongs_to_the_head_or_to_one_unit(text: str) -> None:
    source = read("m.py", text, (3, 11))
    if not source.units:
        return
    covered = [*range(1, source.head + 1), *(n for u in source.units for n in range(u.first, u.end + 1))]
    assert covered == list(range(1, len(source.lines) + 1))


@pytest.mark.parametrize(
    ("text", "head", "spans"),
    [
        ("# a licence\n\n# about x\nx = 1\n", 1, [(2, 4)]),
        ("# about x\nx = 1\n", 0, [(1, 2)]),
        ("#!/bin/python\n# about x\nx = 1\n", 1, [(2, 3)]),
        ("def f():\n    pass\n\n    # in f\n# about g\ndef g(): ...\n", 0, [(1, 4), (5, 6)]),
        ("x = 1; y = 2\nz = 3\n# end\n", 0, [(1, 1), (2, 3)]),
        ("@a\n@b\ndef f(): ...\n", 0, [(1, 3)]),
    ],
)
def test_comments_belong_to_what_follows(text: str, head: int, spans: list[tuple[int, int]]) -> None:
    source = read("m.py", text, (3, 11))
    assert source.head == head
    assert [(unit.first, unit.end) for unit in source.units] == spans
