from __future__ import annotations

import pytest

from pyagent_cli.core.split.naming import part_names
from pyagent_cli.core.split.source import read


def named(text: str, title: str | None = None, taken: frozenset[str] = frozenset()) -> str:
    return part_names([(read("m.py", text, (3, 11)).units, title)], taken)[0]


FAMILY = "class ReadError: ...\nclass WriteError: ...\nclass Other: ...\n"
STEM = "def parse_date(): ...\ndef parse_time(): ...\ndef parse_set(): ...\n"


@pytest.mark.parametrize(
    ("text", "title", "taken", "expected"),
    [
        (STEM, "Reading dates", frozenset(), "_reading_dates"),
        (FAMILY, None, frozenset(), "_errors"),
        (STEM, None, frozenset(), "_parse"),
        (STEM, None, frozenset({"_parse"}), "_parse_date"),
        ("def HTTPServer(): ...\n", None, frozenset(), "_http_server"),
        ("LIMIT = 1\n", None, frozenset(), "_limit"),
        ("def _(): ...\n", None, frozenset(), "_definitions"),
        ("def _(): ...\n", None, frozenset({"_definitions"}), "_definitions_2"),
    ],
)
def test_names(text: str, title: str | None, taken: frozenset[str], expected: str) -> None:
    assert named(text, title, taken) == expected


def test_two_parts_never_share_a_name() -> None:
    units = read("m.py", STEM, (3, 11)).units
    names = part_names([(units, None), (units, None), (units, None)], frozenset())
    assert len(set(names)) == 3
