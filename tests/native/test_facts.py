"""Small cases of lines, cognitive complexity, nesting and Halstead, for both engines."""

from __future__ import annotations

import json

import pytest

from pyagent_cli.adapters.scan import NativeScanner
from pyagent_cli.core.reference.table import ReferenceTable


def modules(source: str, flavour: str = "default") -> list[dict]:
    files = [("example.py", source.encode())]
    tables = (NativeScanner().scan_texts(files, flavour), ReferenceTable(files, flavour))
    return [json.loads(table.modules_json())[0] for table in tables]


LINES = [
    # source, and in both flavours: loc, lloc, sloc, comments, multi, blank, single_comments
    ("x = 1\n", (1, 1, 1, 0, 0, 0, 0), (1, 1, 1, 0, 0, 0, 0)),
    ("x = {1: 2}\n", (1, 1, 1, 0, 0, 0, 0), (1, 2, 1, 0, 0, 0, 0)),
    ("if a: b; c\n", (1, 3, 1, 0, 0, 0, 0), (1, 2, 1, 0, 0, 0, 0)),
    ("if a: f(b); c\n", (1, 3, 1, 0, 0, 0, 0), (1, 3, 1, 0, 0, 0, 0)),
    ('"""a\n\nb"""\n', (3, 1, 0, 0, 2, 1, 0), (3, 1, 0, 0, 2, 1, 0)),
    ("x = (  # a\n    # b\n)\n", (3, 1, 3, 2, 0, 0, 0), (3, 1, 3, 2, 0, 0, 0)),
    ("'a'\n# b\n'c'  # d\n", (3, 2, 1, 2, 0, 0, 2), (3, 2, 1, 2, 0, 0, 2)),
    ("a\n\x0c\nb\n", (3, 2, 2, 0, 0, 1, 0), (4, 2, 2, 0, 0, 2, 0)),
    ("a = '\u2028'\n", (1, 1, 1, 0, 0, 0, 0), None),
    ("x\u0301 = 1\n", (1, 1, 1, 0, 0, 0, 0), None),
    ("a = 1 \\\n\nb = 2\n", (3, 2, 2, 0, 0, 1, 0), (3, 1, 2, 0, 0, 1, 0)),
    ("for a in b:\n    c\nelse:\n    d\n", (4, 4, 4, 0, 0, 0, 0), (4, 4, 4, 0, 0, 0, 0)),
]


@pytest.mark.parametrize(("source", "default", "radon"), LINES)
def test_lines(source: str, default: tuple[int, ...], radon: tuple[int, ...] | None) -> None:
    for flavour, expected in (("default", default), ("radon", radon)):
        for module in modules(source, flavour):
            assert (module["raw"] and tuple(module["raw"].values())) == expected
            assert (module["maintainability"] is None) == (expected is None)


COGNITIVE = [
    # body of a function `f`, its cognitive complexity, its nesting
    ("pass", 0, 0),
    ("if a:\n    for b in c:\n        while d: pass", 6, 3),
    ("if a: pass\nelif b: pass\nelse: pass", 3, 1),
    ("if a: pass\nelse:\n    if b: pass", 4, 2),
    ("with a:\n    try: pass\n    except b:\n        if c: pass", 3, 3),
    ("match a:\n    case 1 if b and c: pass\n    case _:\n        if d: pass", 3, 2),
    ("return a and b and c or d", 2, 0),
    ("return a and not (b or c)", 2, 0),
    ("return not a", 0, 0),
    ("return [x for x in y if z]", 2, 0),
    ("return (a or b) + c", 0, 0),
    ("return a if b else (c if d else e)", 3, 0),
    ("return g(lambda: a if b else c)", 2, 0),
    ("return f(a)", 1, 0),
    ("def g():\n    if a: pass\nreturn g", 1, 0),
    ("def g():\n    if a: pass\ng()", 2, 0),
    ("class C:\n    if a: pass\n    def g(self):\n        if b: pass", 1, 1),
    ("return lambda: f(a)", 0, 0),
]


@pytest.mark.parametrize(("body", "cognitive", "nesting"), COGNITIVE)
def test_cognitive_and_nesting(body: str, cognitive: int, nesting: int) -> None:
    indented = body.replace("\n", "\n    ")
    for module in modules(f"def f():\n    {indented}\n"):
        row = next(row for row in module["functions"] if row["qualname"] == "f")
        assert (row["cognitive"], row["nesting"]) == (cognitive, nesting)


HALSTEAD = [
    ("a + b - a", (2, 3, 2, 4)),
    ("x < 'x' < y.x", (1, 1, 2, 3)),
    ("1 + 1.0 + True", (1, 2, 2, 4)),
    ("f(1) + f(1)", (1, 2, 1, 2)),
    ("0x10000000000000000 < 18446744073709551616.0", (1, 1, 1, 2)),
    ("'\\ud800' + '\\udc00'", (1, 2, 1, 2)),
    ("a and b and c", (1, 3, 1, 3)),
    ("def f(a=b + c): pass", (0, 0, 0, 0)),
    ("def f(): a + b\ndef g(): a + b", (1, 4, 2, 4)),
    ("class C:\n    def f(): a + b\nclass D:\n    def f(): a + b", (1, 2, 2, 4)),
]


@pytest.mark.parametrize(("source", "expected"), HALSTEAD)
def test_halstead(source: str, expected: tuple[int, ...]) -> None:
    for flavour in ("default", "radon"):
        for module in modules(source, flavour):
            assert tuple(module["halstead"][name] for name in ("h1", "h2", "N1", "N2")) == expected


def test_metrics_select_functions() -> None:
    source = b"def f(a):\n    if a:\n        return f(a)\n\n\ndef g(): pass\n"
    for table in (NativeScanner().scan_texts([("a.py", source)]), ReferenceTable([("a.py", source)])):
        for metric, above in (("cognitive", 1), ("nesting", 0), ("parameters", 0), ("lines", 2)):
            assert [row.qualname for row in table.functions_over(metric, above)] == ["f"]
