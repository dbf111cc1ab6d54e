"""The names of each statement of a few modules of the standard library agree with those of `symtable`."""

from __future__ import annotations

import ast
import dataclasses
import functools
import symtable
import typing
from pathlib import Path
from types import ModuleType

import pytest

from pyagent_cli.core.bindings import certainly_bound
from pyagent_cli.core.scopes import names_of

COMPREHENSIONS = {"listcomp", "setcomp", "dictcomp", "genexpr"}


def known(table: symtable.SymbolTable, deferred: bool = False) -> tuple[set[str], set[str]]:
    """The globals that a table and its children read now, and later."""
    now: set[str] = set()
    later: set[str] = set()
    inner = deferred or (table.get_type() == "function" and table.get_name() not in COMPREHENSIONS)
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global()):
            (later if inner else now).add(symbol.get_name())
    for child in table.get_children():
        child_now, child_later = known(child, inner)
        now, later = now | child_now, later | child_later
    return now, later


@pytest.mark.parametrize("module", [ast, dataclasses, functools, typing])
def test_names_agree_with_symtable(module: ModuleType) -> None:
    assert module.__file__
    text = Path(module.__file__).read_text("utf-8")
    for statement in ast.parse(text).body:
        now, later = known(symtable.symtable(ast.unparse(statement), "x", "exec"))
        names = names_of(statement)
        assert now <= names.now and later <= names.later
        strings = {n.value for n in ast.walk(statement) if isinstance(n, ast.Constant)}
        assert names.reads - strings <= now | later | names.binds


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("def f(x=A): return B", "now", {"A"}),
        ("def f(x=A): return B", "later", {"B"}),
        ("def f():\n global N\n N = 1", "rebinds", {"N"}),
        ("def f():\n global N\n import N", "rebinds", {"N"}),
        ("class A(B): x = C", "bases", {"B"}),
        ("class A(B): x = C", "active", set()),
        ("class A(B): x = C()", "active", {"C"}),
        ("class A:\n x = 1\n y = x", "now", set()),
        ("class A:\n x = x", "now", {"x"}),
        ("class A:\n x = 1\n def f(self): return x", "later", {"x"}),
        ("class A:\n '''Doc.'''\n y = __doc__", "now", set()),
        ("class X:\n def f(self): return __v", "later", {"_X__v"}),
        ("x: 'A' = 1", "later", {"A"}),
        ("x: Literal['A'] = 1", "later", set()),
        ("x = cast('A', y)", "later", {"A"}),
        ("y = [x for x in z if (w := x)]", "binds", {"y", "w"}),
        ("import a.b, c as d", "binds", {"a", "d"}),
        ("match x:\n case {'a': A(), **rest}: pass", "binds", {"rest"}),
        ("del x", "deletes", {"x"}),
        ("X += 1", "now", {"X"}),
        ("x: int", "binds", set()),
    ],
)
def test_names(text: str, field: str, expected: set[str]) -> None:
    assert getattr(names_of(ast.parse(text).body[0]), field) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if x: a = 1\nelse: a = 2", {"a"}),
        ("if x: a = 1", set()),
        ("if x: a = 1\nelse: raise E", {"a"}),
        ("try: import a\nexcept E: a = None", {"a"}),
        ("try: import a\nexcept E: pass", set()),
        ("for a in b: c = 1", set()),
        ("with x as a: b = 1", set()),
        ("a: int = 1\nb: int", {"a"}),
    ],
)
def test_certainly_bound(text: str, expected: set[str]) -> None:
    assert certainly_bound(ast.parse(text).body) == expected
