from datetime import timedelta
from unittest import mock

import pytest

from tests.conftest import DAY
from warehouse.inventory import StockError


def test_promised_pieces_are_not_available(book):
    book.reserve("R-1", "TOO-0440", 5, DAY)
    assert (book.reserved("TOO-0440", DAY), book.available("TOO-0440", DAY)) == (5, 2)
    with pytest.raises(StockError, match="only 2"):
        book.reserve("R-2", "TOO-0440", 3, DAY)


def test_release(book):
    book.reserve("R-1", "TOO-0440", 2, DAY)
    book.reserve("R-1", "FAS-0012", 10, DAY)
    book.reserve("R-2", "FAS-0012", 1, DAY)
    assert book.release("R-1") == 12
    assert book.reserved("FAS-0012", DAY) == 1


def test_promises_expire(book):
    book.reserve("R-1", "TOO-0440", 2, DAY)
    later = DAY + timedelta(days=15)
    assert book.reserved("TOO-0440", later) == 0
    assert [r.reference for r in book.expire(later)] == ["R-1"]
    assert book.expire(later) == []


def test_shorter_promises(book):
    with mock.patch("warehouse.inventory.RESERVATION_DAYS", 1):
        assert book.reserve("R-1", "TOO-0440", 2, DAY).expires_on() == DAY + timedelta(days=1)
