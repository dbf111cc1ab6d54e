import pytest

from pyagent_cli.core.suites import Outcomes, first_error, read_loads, read_outcomes, why_no_outcomes


def test_outcomes_of_several_sessions_and_a_line_cut_short() -> None:
    lines = [
        '{"test": "a", "outcome": "passed", "kind": ""}',
        '{"test": "a", "outcome": "error", "kind": "OSError"}',
        '{"test": "a", "outcome": "failed", "kind": "AssertionError"}',
        '{"test": "b", "outcome": "unheard of", "kind": ""}',
        '{"end": 0}',
        '{"test": "c", "outc',
        "[]",
    ]
    assert read_outcomes(lines) == Outcomes((("a", "error"),), (("a", "OSError"),), 1)


def test_loads() -> None:
    loads = read_loads(["L b.py", "L a.py", "L b.py", "O /x y/pkg.py", "T 3 a b.py", "T 1 a b.py", "junk"])
    assert (loads.loaded, loads.origins) == (("a.py", "b.py"), ("/x y/pkg.py",))
    assert loads.executed == (("a b.py", (1, 3)),)


PASSED = (("a", "passed"),)
BROKEN = (("collect::t.py", "error"),)
WHY = [
    (Outcomes(PASSED, (), 1), False, None),
    (Outcomes((), (), 1), False, "no tests were collected"),
    (Outcomes((), (), 1), True, None),
    (
        Outcomes(BROKEN, (("collect::t.py", "ImportError: x"),), 1),
        False,
        "the suite cannot be collected: ImportError: x",
    ),
    (Outcomes(PASSED, (), 0), False, "the suite ended before its report was complete (exit code 3): boom"),
]


@pytest.mark.parametrize(("found", "collect_only", "why"), WHY)
def test_why_a_run_has_no_outcomes(found: Outcomes, collect_only: bool, why: str | None) -> None:
    assert why_no_outcomes(found, 3, "boom\n", collect_only) == why


@pytest.mark.parametrize(
    ("output", "line"),
    [
        ("", "it printed nothing"),
        ("a\nb\n", "b"),
        ("x\nERROR: file not found\ny\n", "ERROR: file not found"),
        ("ERROR collecting\nE   ImportError: no x\n", "ImportError: no x"),
    ],
)
def test_the_line_that_says_most(output: str, line: str) -> None:
    assert first_error(output) == line
