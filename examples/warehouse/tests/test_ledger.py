from datetime import date, timedelta
from unittest import mock

import pytest

from tests.conftest import DAY, FAR, FLOOR, SHELF
from warehouse.inventory import Movement, StockError, parse_location


def test_stock_follows_from_movements(ledger):
    assert ledger.on_hand("FAS-0012") == 610
    assert ledger.on_hand("FAS-0012", SHELF) == 130
    assert ledger.locations("FAS-0012") == [FLOOR, SHELF]
    assert len(ledger) == 4


def test_issue(ledger):
    booked = ledger.issue("TOO-0440", SHELF, 7, DAY)
    assert booked.pieces == -7
    assert ledger.locations("TOO-0440") == []
    assert [m.kind for m in ledger.movements("TOO-0440")] == ["receipt", "issue"]


def test_transfer(ledger):
    ledger.transfer("FAS-0012", FLOOR, FAR, 80, DAY)
    assert (ledger.on_hand("FAS-0012", FLOOR), ledger.on_hand("FAS-0012", FAR)) == (400, 80)
    assert ledger.movements("FAS-0012")[-1].note == "from A01-0"


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda ledger: ledger.issue("TOO-0440", SHELF, 8, DAY), "only 7"),
        (lambda ledger: ledger.issue("TOO-0440", SHELF, 0, DAY), "at least one"),
        (lambda ledger: ledger.receive("TOO-0440", SHELF, -1, DAY), "at least one"),
        (lambda ledger: ledger.receive("SAF-0009", SHELF, 1, DAY), "too heavy"),
        (lambda ledger: ledger.transfer("TOO-0440", SHELF, SHELF, 1, DAY), "same shelf"),
        (lambda ledger: ledger.book(Movement(DAY, "gift", "TOO-0440", SHELF, 1)), "unknown kind"),
    ],
)
def test_what_the_stock_does_not_allow(ledger, act, words):
    with pytest.raises(StockError, match=words):
        act(ledger)
    assert len(ledger) == 4


def test_a_transfer_that_is_too_heavy_moves_nothing(ledger):
    ledger.receive("SAF-0009", FLOOR, 2, DAY)
    with pytest.raises(StockError, match="too heavy"):
        ledger.transfer("SAF-0009", FLOOR, parse_location("A01-4"), 1, DAY)
    assert ledger.on_hand("SAF-0009", FLOOR) == 2


def test_past_days(ledger):
    ledger.issue("FAS-0012", FLOOR, 100, DAY + timedelta(days=3))
    assert ledger.on_day("FAS-0012", DAY) == 610
    assert ledger.on_day("FAS-0012", DAY - timedelta(days=1)) == 0
    assert ledger.on_day("FAS-0012", DAY + timedelta(days=3)) == 510


def test_without_a_day_it_is_today(ledger):
    with mock.patch("warehouse.inventory.today", return_value=date(2025, 4, 1)):
        assert ledger.receive("TOO-0440", SHELF, 1).day == date(2025, 4, 1)
