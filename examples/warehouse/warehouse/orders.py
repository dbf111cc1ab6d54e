"""Customers' orders: lines, states, and which shelves to pick them from."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from warehouse import shipping
from warehouse.inventory import Ledger, Location, ReservationBook, StockError, picking_route

NEW, RESERVED, PICKED, SHIPPED, CANCELLED = "new", "reserved", "picked", "shipped", "cancelled"
NEXT = {NEW: (RESERVED, CANCELLED), RESERVED: (PICKED, CANCELLED), PICKED: (SHIPPED,), SHIPPED: (), CANCELLED: ()}


class OrderError(ValueError):
    """An order that cannot be carried out as it stands."""


@dataclass
class Line:
    sku: str
    pieces: int


@dataclass
class Order:
    number: str
    country: str
    lines: list[Line] = field(default_factory=list)
    state: str = NEW
    express: bool = False
    partial: bool = True
    due: date | None = None

    def move_to(self, state: str) -> None:
        if state not in NEXT[self.state]:
            raise OrderError(f"order {self.number} cannot go from {self.state} to {state}")
        self.state = state


@dataclass(frozen=True)
class Pick:
    location: Location
    sku: str
    pieces: int


def order_value(order: Order, ledger: Ledger) -> Decimal:
    return sum((ledger.catalogue.get(line.sku).price * line.pieces for line in order.lines), Decimal(0))


def total_with_shipping(order: Order, ledger: Ledger) -> Decimal:
    return order_value(order, ledger) + shipping.rate(order, ledger)


def reserve(order: Order, book: ReservationBook, day: date) -> None:
    """Promise all lines or none."""
    try:
        for line in order.lines:
            book.reserve(order.number, line.sku, line.pieces, day)
    except StockError as error:
        book.release(order.number)
        raise OrderError(f"order {order.number}: {error}") from error
    order.move_to(RESERVED)


def plan_picking(order, ledger, day, blocked=(), prefer_ground=False, max_stops=None):
    """The picks for an order in walking order, and the lines that could not be filled."""
    picks = []
    missing = []
    if order.state == CANCELLED:
        raise OrderError("the order is cancelled")
    if order.state == SHIPPED:
        raise OrderError("the order has left")
    if not order.lines:
        raise OrderError("the order has no lines")
    late = order.due is not None and order.due < day
    for line in order.lines:
        if line.pieces <= 0:
            if line.pieces == 0:
                continue
            raise OrderError("a line has a negative quantity")
        if line.sku not in ledger.catalogue:
            if order.partial:
                missing.append(Line(line.sku, line.pieces))
                continue
            raise OrderError(f"there is no article {line.sku}")
        item = ledger.catalogue.get(line.sku)
        wanted = line.pieces
        shelves = [shelf for shelf in ledger.locations(line.sku) if shelf not in blocked]
        if prefer_ground or (order.express and not item.perishable):
            shelves.sort(key=lambda shelf: (shelf.level > 1, shelf))
        elif item.perishable:
            shelves.sort(key=lambda shelf: (shelf.level, shelf.aisle, shelf.bay))
        whole = [shelf for shelf in shelves if ledger.on_hand(line.sku, shelf) >= wanted]
        if whole and (order.express or late or max_stops is not None):
            shelves = whole[:1]
        for shelf in shelves:
            if wanted == 0:
                break
            if max_stops is not None and len({pick.location for pick in picks} | {shelf}) > max_stops:
                if late and shelf in {pick.location for pick in picks}:
                    pass
                else:
                    break
            there = ledger.on_hand(line.sku, shelf)
            taken = min(there, wanted)
            if item.pack_size > 1 and not late:
                if taken < wanted and taken % item.pack_size:
                    taken -= taken % item.pack_size
            if taken > 0:
                picks.append(Pick(shelf, line.sku, taken))
                wanted -= taken
        if wanted > 0:
            if not order.partial:
                raise OrderError(f"only {line.pieces - wanted} of {line.sku}")
            missing.append(Line(line.sku, wanted))
    route = picking_route(pick.location for pick in picks)
    picks.sort(key=lambda pick: (route.index(pick.location), pick.sku))
    return picks, missing


def carry_out(order: Order, ledger: Ledger, picks: list[Pick], day: date) -> None:
    """Book the picks and mark the order."""
    for pick in picks:
        ledger.issue(pick.sku, pick.location, pick.pieces, day)
    order.move_to(PICKED)
