from datetime import date
from decimal import Decimal

import pytest

from warehouse import shipping
from warehouse.orders import Line, Order


def order(country, pieces=1, express=False):
    return Order("O-1", country, [Line("TOO-0440", pieces)], express=express)


@pytest.mark.parametrize(
    ("country", "pieces", "express", "price"),
    [
        ("DE", 1, False, "5.02"),
        ("de", 8, False, "0"),
        ("DE", 8, True, "10.26"),
        ("AT", 10, False, "12.20"),
        ("US", 1, False, "31.28"),
    ],
)
def test_rates(ledger, country, pieces, express, price):
    assert shipping.rate(order(country, pieces, express), ledger) == Decimal(price)


def test_nobody_goes_there(ledger):
    with pytest.raises(shipping.NoService, match="XX"):
        shipping.rate(order("XX"), ledger)


def test_no_delivery_on_sundays():
    friday, saturday = date(2025, 3, 14), date(2025, 3, 15)
    assert shipping.arrival(order("DE"), friday) == saturday
    assert shipping.arrival(order("DE"), saturday) == date(2025, 3, 17)
    assert shipping.arrival(order("AT", express=True), friday) == saturday
