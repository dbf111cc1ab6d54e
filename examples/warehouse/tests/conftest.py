from datetime import date
from decimal import Decimal

import pytest

from warehouse.inventory import Catalogue, Item, Ledger, ReservationBook, parse_location

DAY = date(2025, 3, 14)
FLOOR = parse_location("A01-0")
SHELF = parse_location("A05-3")
FAR = parse_location("C02-1")


@pytest.fixture
def catalogue():
    return Catalogue(
        [
            Item("FAS-0012", "Hex bolt M6", Decimal("0.12"), weight=0.01, pack_size=100, lead_days=4),
            Item("TOO-0440", "Claw hammer", Decimal("18.90"), weight=0.6),
            Item("ELE-0101-R", "Cable, red", Decimal("1.35"), weight=0.05, pack_size=24),
            Item("SAF-0009", "Sand for fire buckets", Decimal("6.00"), weight=30.0),
        ]
    )


@pytest.fixture
def ledger(catalogue):
    ledger = Ledger(catalogue)
    ledger.receive("FAS-0012", FLOOR, 480, DAY)
    ledger.receive("FAS-0012", SHELF, 130, DAY)
    ledger.receive("TOO-0440", SHELF, 7, DAY)
    ledger.receive("ELE-0101-R", FAR, 48, DAY)
    return ledger


@pytest.fixture
def book(ledger):
    return ReservationBook(ledger)
