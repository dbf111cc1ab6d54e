import ast

import pytest

from pyagent_cli.core.reference.complexity import functions


def figures(body: str, flavour: str) -> int:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    (first, *_) = functions("m.py", ast.parse(f"def f(a, b, c):\n{lines}"), flavour)
    return first.cyclomatic


@pytest.mark.parametrize(
    ("body", "both"),
    [
        ("pass", 1),
        ("if a:\n    pass\nelif b:\n    pass\nelse:\n    pass", 3),
        ("for x in a:\n    pass\nelse:\n    pass", 3),
        ("while a:\n    pass", 2),
        ("try:\n    pass\nexcept A:\n    pass\nexcept B:\n    pass\nelse:\n    pass\nfinally:\n    pass", 4),
        ("with a:\n    pass", 1),
        ("return a and b and c", 3),
        ("return (a or b) and c", 3),
        ("return a if b else c", 2),
        ("return [x for x in a if x if b for y in c]", 5),
        ("assert a and b or c", 2),
        ("return lambda x=a or b: x and c", 3),
        ("return f'{a or b:{c or 1}}'", 3),
        ("x: (a or b) = 1", 2),
        ("match a:\n    case 1:\n        pass\n    case _:\n        pass", 2),
        ("match a:\n    case 1 if b and c:\n        pass", 3),
        ("@d(a or b)\ndef g(x=a or b): return x or a", 1),
        ("class C(a or b):\n    x = a or b\n    def g(self): return a or b", 1),
    ],
)
def test_both_flavours_agree(body: str, both: int) -> None:
    assert (figures(body, "default"), figures(body, "radon")) == (both, both)


def test_names_and_lines_are_those_of_python() -> None:
    source = "@d\n@e\nasync def f():\n    class C:\n        def g(self):\n            pass\n    return C\n"
    rows = functions("m.py", ast.parse(source), "default")
    assert [(row.qualname, row.line, row.end_line) for row in rows] == [("f", 3, 7), ("f.<locals>.C.g", 5, 6)]
