from datetime import timedelta
from decimal import Decimal

import pytest

from tests.conftest import DAY, FAR, FLOOR, SHELF
from warehouse.orders import (
    CANCELLED,
    NEW,
    RESERVED,
    SHIPPED,
    Line,
    Order,
    OrderError,
    Pick,
    carry_out,
    order_value,
    plan_picking,
    reserve,
    total_with_shipping,
)


def order(*lines, **more):
    return Order("O-1", "DE", [Line(sku, pieces) for sku, pieces in lines], **more)


def test_value(ledger):
    assert order_value(order(("TOO-0440", 2), ("FAS-0012", 10)), ledger) == Decimal("39.00")
    assert total_with_shipping(order(("TOO-0440", 2)), ledger) == Decimal("42.94")


def test_states():
    one = order()
    one.move_to(RESERVED)
    with pytest.raises(OrderError, match="from reserved to shipped"):
        one.move_to(SHIPPED)


def test_all_lines_are_reserved_or_none(book):
    good = order(("TOO-0440", 2), ("FAS-0012", 10))
    reserve(good, book, DAY)
    assert good.state == RESERVED
    bad = Order("O-2", "DE", [Line("FAS-0012", 10), Line("TOO-0440", 6)])
    with pytest.raises(OrderError, match="only 5"):
        reserve(bad, book, DAY)
    assert (bad.state, book.reserved("FAS-0012", DAY)) == (NEW, 10)


def test_picks_are_in_walking_order(ledger):
    picks, missing = plan_picking(order(("ELE-0101-R", 24), ("TOO-0440", 1), ("FAS-0012", 500)), ledger, DAY)
    assert missing == []
    assert picks == [
        Pick(FLOOR, "FAS-0012", 400),
        Pick(SHELF, "FAS-0012", 100),
        Pick(SHELF, "TOO-0440", 1),
        Pick(FAR, "ELE-0101-R", 24),
    ]


def test_a_late_order_breaks_packs(ledger):
    late = order(("FAS-0012", 500), due=DAY - timedelta(days=1))
    assert plan_picking(late, ledger, DAY) == ([Pick(FLOOR, "FAS-0012", 480), Pick(SHELF, "FAS-0012", 20)], [])


def test_what_is_missing(ledger):
    picks, missing = plan_picking(order(("TOO-0440", 9), ("PLU-0001", 1), ("FAS-0012", 0)), ledger, DAY)
    assert picks == [Pick(SHELF, "TOO-0440", 7)]
    assert missing == [Line("TOO-0440", 2), Line("PLU-0001", 1)]


def test_express_takes_one_shelf_when_it_can(ledger):
    picks, _ = plan_picking(order(("FAS-0012", 100), express=True), ledger, DAY)
    assert picks == [Pick(FLOOR, "FAS-0012", 100)]


def test_blocked_shelves_and_few_stops(ledger):
    assert plan_picking(order(("FAS-0012", 100)), ledger, DAY, blocked=(FLOOR,))[0] == [Pick(SHELF, "FAS-0012", 100)]
    picks, missing = plan_picking(order(("FAS-0012", 100), ("TOO-0440", 1)), ledger, DAY, max_stops=1)
    assert (picks, missing) == ([Pick(FLOOR, "FAS-0012", 100)], [Line("TOO-0440", 1)])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (order(), "no lines"),
        (order(("TOO-0440", 1), state=CANCELLED), "cancelled"),
        (order(("TOO-0440", 1), state=SHIPPED), "has left"),
        (order(("TOO-0440", -1)), "negative"),
        (order(("TOO-0440", 8), partial=False), "only 7"),
        (order(("PLU-0001", 1), partial=False), "no article"),
    ],
)
def test_orders_that_cannot_be_picked(ledger, wrong, words):
    with pytest.raises(OrderError, match=words):
        plan_picking(wrong, ledger, DAY)


def test_carrying_out(ledger, book):
    one = order(("TOO-0440", 2))
    reserve(one, book, DAY)
    carry_out(one, ledger, plan_picking(one, ledger, DAY)[0], DAY)
    assert (one.state, ledger.on_hand("TOO-0440")) == ("picked", 5)
