import pytest

from pyagent_cli.core.canary import ALARM, canary

CASES = [
    ("", 0),
    ("x = 1\n", 0),
    ("x = 1", 0),
    ('"""Doc\nstring."""\nx = 1\n', 2),
    ("from __future__ import annotations\nx = 1\n", 1),
    ('# -*- coding: utf-8 -*-\n"""Doc."""\nfrom __future__ import (\n    annotations,\n)\n\nimport os\n', 5),
    ("#!/usr/bin/python\n# -*- coding: latin-1 -*-\nx = 1\n", 2),
    ("\ufeffx = 1\r\n", 0),
    ('"""Doc."""', 1),
    ("'''a\x0cb'''\nx = 1\n", 1),
    ("match x:\n  case (:\n", 2),
]


@pytest.mark.parametrize(("text", "line"), CASES)
def test_where_the_alarm_stands(text: str, line: int) -> None:
    lines = canary(text).split("\n")
    assert lines[line].strip().lstrip("\ufeff") == ALARM
    assert canary(text).count("\r\n") == (text.count("\r\n") + 1 if "\r\n" in text else 0)


@pytest.mark.parametrize("text", [text for text, _ in CASES if "case (" not in text])
def test_importing_it_raises(text: str) -> None:
    with pytest.raises(RuntimeError, match="pyagent canary"):
        exec(compile(canary(text).encode(), "m.py", "exec"), {})
