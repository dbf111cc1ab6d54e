"""Files that no person wrote: nothing fails, nothing hangs, each is accounted for."""

import pytest

from pyagent_cli.adapters.scan import NativeScanner

DEEP = 100_000
HOSTILE = {
    "parentheses": b"(" * DEEP + b")" * DEEP,
    "unclosed": b"[" * DEEP,
    "sum": b"x = " + b"1+" * DEEP + b"1",
    "signs": b"x = " + b"-" * DEEP + b"1",
    "attributes": b"x = a" + b".b" * DEEP,
    "calls": b"x = a" + b"()" * DEEP,
    "lambdas": b"x = " + b"lambda: " * 20_000 + b"1",
    "elifs": b"if a: pass\n" + b"elif b: pass\n" * 20_000,
    "indentation": b"".join(b" " * n + b"if a:\n" for n in range(1000)) + b" " * 1000 + b"pass\n",
    "functions": b"".join(b" " * n + b"def f():\n" for n in range(300)) + b" " * 300 + b"pass\n",
    "all": b"__all__ = " + b"['a'] + " * DEEP + b"['b']",
    "annotation": b"x: '" + b"[" * 400 + b"]" * 400 + b"'",
    "integer": b"x = " + b"9" * DEEP,
    "python2": b"print 'x'\nexec 'y'\n",
    "unfinished": b"def f(a,\n    b=",
    "bytes": bytes(range(1, 256)),
    "minuses": b"-" * 2_000_000,
    "brackets": b"(\n" * 200_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_texts_are_scanned_or_skipped(name: str) -> None:
    table = NativeScanner().scan_texts([("a.py", HOSTILE[name]), ("b.py", b"import os\n")])
    summary = table.summary()
    assert summary.files_eligible == summary.files_scanned + summary.files_skipped == 2
    assert all(skip.reason for skip in table.skipped())
    assert [fact.path for fact in table.unused_imports()] == ["b.py"]
    assert table.modules_json()
