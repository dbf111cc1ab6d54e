from datetime import timedelta
from decimal import Decimal

import pytest

from tests.conftest import DAY, FLOOR
from warehouse.inventory import (
    daily_demand,
    deviation,
    economic_quantity,
    in_packs,
    mean,
    proposals,
    propose,
    reorder_point,
    safety_stock,
)


@pytest.fixture
def busy(ledger):
    for back in range(10):
        ledger.issue("FAS-0012", FLOOR, 40 if back % 2 else 20, DAY - timedelta(days=back))
    return ledger


def test_demand(busy):
    assert daily_demand(busy, "FAS-0012", 4, DAY) == [40, 20, 40, 20]
    assert daily_demand(busy, "TOO-0440", 3, DAY) == [0, 0, 0]


def test_statistics():
    assert (mean([]), mean([2, 4])) == (0.0, 3.0)
    assert (deviation([]), deviation([5, 5]), deviation([2, 4])) == (0.0, 0.0, 1.0)


def test_safety_stock():
    assert safety_stock([20, 40], 4) == 33
    assert safety_stock([20, 40], 4, 0.99) == 47
    assert safety_stock([30, 30], 4) == 0
    with pytest.raises(ValueError, match="service level"):
        safety_stock([1], 1, 0.5)


def test_reorder_point():
    assert reorder_point([20, 40], 4) == 153


@pytest.mark.parametrize(
    ("yearly", "price", "pieces"), [(1000, "1.00", 565), (1000, "100", 57), (0, "1", 0), (10, "0", 0)]
)
def test_economic_quantity(yearly, price, pieces):
    assert economic_quantity(yearly, Decimal(price)) == pieces


def test_packs():
    assert [in_packs(pieces, 24) for pieces in (0, 1, 24, 25)] == [0, 24, 24, 48]


def test_proposal(busy, book):
    item = busy.catalogue.get("FAS-0012")
    assert propose(book, item, DAY, days=10) is None
    busy.issue("FAS-0012", FLOOR, 170, DAY)
    found = propose(book, item, DAY, days=10)
    assert found.sku == "FAS-0012"
    assert found.available == 140 < found.reorder_point
    assert found.pieces % 100 == 0
    assert proposals(book, DAY, days=10) == [found]
