from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyagent_cli.core.split.partition import Stretch, partition


def stretch(sizes: list[int], references: dict[tuple[int, int], int], **changes: object) -> Stretch:
    count = len(sizes)
    fields = {"joined": frozenset(), "end_by": [count] * count, "banners": frozenset(), "overhead": lambda i, j: 0}
    return Stretch(sizes, references, [0] * count, **{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (stretch([100, 100, 100, 100], {(0, 1): 9, (2, 3): 9}), [(0, 2), (2, 4)]),
        (stretch([100, 100, 100, 100], {(1, 2): 9}), [(0, 1), (1, 3), (3, 4)]),
        (stretch([100, 100, 100], {}, joined=frozenset({2}), end_by=[1, 3, 3]), [(0, 1), (1, 3)]),
        (stretch([100, 100, 100], {}, joined=frozenset({1, 2})), None),
        (stretch([500, 10, 10], {}), [(0, 1), (1, 3)]),
        (stretch([100, 100], {}, overhead=lambda i, j: 60), [(0, 1), (1, 2)]),
    ],
)
def test_the_cheapest_cut_that_every_constraint_allows(case: Stretch, expected: list[tuple[int, int]] | None) -> None:
    assert partition(case, 250) == expected


PAIRS = [(a, b) for a in range(6) for b in range(a + 1, 6)]


@given(
    st.lists(st.integers(60, 120), min_size=6, max_size=6), st.dictionaries(st.sampled_from(PAIRS), st.integers(1, 9))
)
def test_no_other_cut_separates_fewer_references(sizes: list[int], references: dict[tuple[int, int], int]) -> None:
    found = partition(stretch(sizes, references), 250)
    assert found is not None
    costs = []
    for marks in product([False, True], repeat=5):
        cuts = [0, *(i + 1 for i, mark in enumerate(marks) if mark), 6]
        parts = list(pairwise(cuts))
        if all(sum(sizes[i:j]) <= 250 for i, j in parts):
            costs.append(cost(parts, references))
    assert cost(found, references) == min(costs)


def cost(parts: list[tuple[int, int]], references: dict[tuple[int, int], int]) -> int:
    cut = sum(n for (a, b), n in references.items() if not any(i <= a and b < j for i, j in parts))
    return 2 * cut + 6 * len(parts)
