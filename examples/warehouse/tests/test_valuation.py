from datetime import timedelta
from decimal import Decimal

import pytest

from tests.conftest import DAY
from warehouse.inventory import abc_classes, depreciation_factor, last_movement, rounded, stock_value, total_value


@pytest.mark.parametrize(("days", "factor"), [(0, "1"), (180, "1"), (181, "0.80"), (366, "0.50")])
def test_idle_stock_loses_value(days, factor):
    assert depreciation_factor(days) == Decimal(factor)


def test_value(ledger):
    hammer = ledger.catalogue.get("TOO-0440")
    assert stock_value(ledger, hammer, DAY) == Decimal("132.30")
    assert stock_value(ledger, hammer, DAY + timedelta(days=400)) == Decimal("66.15")
    assert stock_value(ledger, ledger.catalogue.get("SAF-0009"), DAY) == 0
    assert total_value(ledger, DAY) == Decimal("270.30")
    assert last_movement(ledger, "SAF-0009") is None


def test_rounding():
    assert rounded(Decimal("0.125")) == Decimal("0.13")


def test_abc():
    classes = abc_classes({"a": Decimal(80), "b": Decimal(15), "c": Decimal(3), "d": Decimal(2)})
    assert (classes.a, classes.b, classes.c) == (["a"], ["b"], ["c", "d"])
    assert abc_classes({"x": Decimal(0)}).c == ["x"]
    assert abc_classes({}).a == []
