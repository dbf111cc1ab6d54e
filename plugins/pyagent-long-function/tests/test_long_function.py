import pytest
from pyagent_long_function import LongFunction, register

from pyagent_cli.api import Registry, findings


def function(lines: int) -> str:
    return "def work():\n" + "    x = 1\n" * (lines - 1)


@pytest.mark.parametrize(
    ("text", "limit", "messages"),
    [
        (function(3), 3, []),
        (function(4), 3, ["work has 4 lines (limit 3)"]),
        (function(60), None, []),
        (function(61), None, ["work has 61 lines (limit 60)"]),
        ("class A:\n    def f(self):\n        a = 1\n        return a\n", 2, ["A.f has 3 lines (limit 2)"]),
        ("x = 1\n" * 100, 3, []),
    ],
)
def test_findings(text, limit, messages):
    assert [finding.message for finding in findings(LongFunction(), {"a.py": text}, limit)] == messages


def test_registered():
    registry = Registry()
    register(registry)
    assert registry.load("analyzer", "long_function").name == "long_function"
