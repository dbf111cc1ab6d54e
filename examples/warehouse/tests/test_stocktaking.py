from tests.conftest import DAY, FAR, FLOOR, SHELF
from warehouse.inventory import Count, Difference, accuracy, book_differences, compare_counts


def test_counting(ledger):
    counts = [Count("FAS-0012", FLOOR, 478), Count("TOO-0440", SHELF, 9), Count("ELE-0101-R", FAR, 48)]
    found = compare_counts(ledger, counts)
    assert [(d.sku, d.pieces) for d in found] == [("FAS-0012", -2), ("TOO-0440", 2)]
    assert [d.is_serious() for d in found] == [False, True]
    assert round(accuracy(counts, found), 2) == 0.33
    assert book_differences(ledger, found, DAY) == 2
    assert compare_counts(ledger, counts) == []
    assert ledger.movements("TOO-0440")[-1].note == "counted 9, expected 7"


def test_nothing_counted(ledger):
    assert compare_counts(ledger, []) == []
    assert accuracy([], []) == 1.0


def test_one_piece_is_never_serious():
    assert not Difference("TOO-0440", SHELF, 2, 1).is_serious()
    assert Difference("TOO-0440", SHELF, 2, 0).is_serious()
