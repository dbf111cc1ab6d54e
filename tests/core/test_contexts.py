import pytest

from pyagent_cli.core.contexts import delta


@pytest.mark.parametrize(
    ("before", "after", "lower", "moved", "better"),
    [
        (3, 1, True, -2, True),
        (1, 3, True, 2, False),
        (1, 3, False, 2, True),
        (3, 1, False, -2, False),
        (2, 2, True, 0, None),
        (None, 2, True, None, None),
        (2, None, True, None, None),
        (0, 0.5, True, 0.5, False),
    ],
)
def test_deltas(before: float | None, after: float | None, lower: bool, moved: float | None, better: object) -> None:
    result = delta("m", "p", before, after, lower_is_better=lower)
    assert (result.delta, result.better) == (moved, better)
