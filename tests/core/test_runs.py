from collections.abc import Collection

import pytest

from pyagent_cli.core.runs import advances, is_run_id, rank, run_id
from pyagent_cli.errors import UsageError


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ((), "0d5082a-1"),
        (("0d5082a-1",), "0d5082a-2"),
        (("0d5082a-2",), "0d5082a-1"),
        ((*(f"0d5082a-{n}" for n in range(1, 11)),), "0d5082a-11"),
        (("fffffff-1", "main"), "0d5082a-1"),
    ],
)
def test_a_run_takes_the_smallest_free_ordinal(taken: Collection[str], expected: str) -> None:
    assert run_id("0d5082a9c1ffee", taken) == expected


@pytest.mark.parametrize("text", ["abc-1", "0d5082a-12"])
def test_run_ids(text: str) -> None:
    assert is_run_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "-1",
        "abc-",
        "abc-1/2",
        "ABC-1",
        "abc-1-2",
        "..-1",
        "abc-\u00b2",
        "abc-\u0663",
        "abc-1\n",
        "a" * 41 + "-1",
    ],
)
def test_texts_that_are_no_run_ids(text: str) -> None:
    assert not is_run_id(text)


def test_phases_in_order() -> None:
    names = ("analyze", "research", "plan", "refactor", "evaluate", "roadmap", "publish")
    assert [rank(name) for name in names] == [0, 0, 1, 2, 3, 4, 5]


def test_a_run_advances_stays_or_is_refused() -> None:
    assert advances(None, "publish")
    assert advances("analyze", "research")
    assert not advances("plan", "plan")
    with pytest.raises(UsageError, match="does not go back from evaluate to plan"):
        advances("evaluate", "plan")
