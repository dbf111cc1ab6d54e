"""Stock of a small warehouse: what there is, where it lies, and what has to be ordered.

Quantities are whole pieces unless a unit says otherwise; money is `Decimal`, in euros.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import logging
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

log = logging.getLogger("warehouse.inventory")


# ---------------------------------------------------------------------------
# Units
# ---------------------------------------------------------------------------

PIECES_PER_UNIT = {
    "piece": 1,
    "pair": 2,
    "dozen": 12,
    "box": 24,
    "gross": 144,
    "pallet": 960,
}

UNIT_ALIASES = {
    "pc": "piece",
    "pcs": "piece",
    "pieces": "piece",
    "pairs": "pair",
    "dz": "dozen",
    "dozens": "dozen",
    "boxes": "box",
    "bx": "box",
    "pallets": "pallet",
    "plt": "pallet",
}

QUANTITY = re.compile(r"^\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>[a-z]*)\s*$", re.IGNORECASE)


class UnitError(ValueError):
    """A quantity that cannot be read or does not come out in whole pieces."""


def unit_name(text: str) -> str:
    """The full name of a unit: `bx` and `Boxes` are both `box`."""
    name = text.strip().lower()
    name = UNIT_ALIASES.get(name, name)
    if name not in PIECES_PER_UNIT:
        raise UnitError(f"unknown unit {text!r}")
    return name


def to_pieces(number: float, unit: str = "piece") -> int:
    """How many pieces that is; half a dozen is six, half a piece is an error."""
    pieces = Decimal(str(number)) * PIECES_PER_UNIT[unit_name(unit)]
    if pieces != pieces.to_integral_value():
        raise UnitError(f"{number} {unit} is not a whole number of pieces")
    return int(pieces)


def parse_quantity(text: str) -> int:
    """Read `12`, `2 boxes` or `1,5 dz` as pieces."""
    match = QUANTITY.match(text)
    if match is None:
        raise UnitError(f"cannot read the quantity {text!r}")
    number = match["number"].replace(",", ".")
    return to_pieces(float(number), match["unit"] or "piece")


def format_quantity(pieces: int) -> str:
    """Pieces in the largest units that fit: 30 is `1 box + 6 piece`."""
    if pieces < 0:
        return "-" + format_quantity(-pieces)
    parts = []
    for unit in ("pallet", "box", "piece"):
        count, pieces = divmod(pieces, PIECES_PER_UNIT[unit])
        if count:
            parts.append(f"{count} {unit}")
    return " + ".join(parts) or "0 piece"


# ---------------------------------------------------------------------------
# Catalogue
# ---------------------------------------------------------------------------

SKU = re.compile(r"^(?P<family>[A-Z]{2,4})-(?P<number>\d{4})(?:-(?P<variant>[A-Z0-9]{1,3}))?$")

FAMILIES = {
    "FAS": "fasteners",
    "TOO": "tools",
    "ELE": "electrical",
    "PLU": "plumbing",
    "SAF": "safety",
}


class CatalogueError(LookupError):
    """An article that does not exist, or exists twice."""


@dataclass(frozen=True)
class Item:
    """One article of the catalogue."""

    sku: str
    name: str
    price: Decimal
    weight: float = 0.0
    pack_size: int = 1
    lead_days: int = 7
    perishable: bool = False

    @property
    def family(self) -> str:
        return family_of(self.sku)

    def label(self) -> str:
        """What stands on the shelf."""
        return f"{self.sku}  {self.name[:28]:<28} {self.price:>8} EUR"


def is_sku(text: str) -> bool:
    return SKU.match(text) is not None


def family_of(sku: str) -> str:
    """The family's name; articles of unknown families are `other`."""
    match = SKU.match(sku)
    if match is None:
        raise CatalogueError(f"{sku!r} is not an article number")
    return FAMILIES.get(match["family"], "other")


def variant_of(sku: str) -> str | None:
    match = SKU.match(sku)
    return match["variant"] if match else None


def base_sku(sku: str) -> str:
    """The article without its variant: `FAS-0012-M6` is a `FAS-0012`."""
    variant = variant_of(sku)
    return sku[: -len(variant) - 1] if variant else sku


class Catalogue:
    """Articles by number."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items: dict[str, Item] = {}
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        if not is_sku(item.sku):
            raise CatalogueError(f"{item.sku!r} is not an article number")
        if item.sku in self._items:
            raise CatalogueError(f"{item.sku} exists twice")
        self._items[item.sku] = item

    def get(self, sku: str) -> Item:
        try:
            return self._items[sku]
        except KeyError:
            raise CatalogueError(f"there is no article {sku}") from None

    def __contains__(self, sku: object) -> bool:
        return sku in self._items

    def __iter__(self) -> Iterator[Item]:
        return iter(sorted(self._items.values(), key=lambda item: item.sku))

    def __len__(self) -> int:
        return len(self._items)

    def search(self, words: str) -> list[Item]:
        """Articles whose name or number has every word."""
        wanted = words.lower().split()
        return [item for item in self if all(word in f"{item.sku} {item.name}".lower() for word in wanted)]

    def by_family(self) -> dict[str, list[Item]]:
        grouped: dict[str, list[Item]] = defaultdict(list)
        for item in self:
            grouped[item.family].append(item)
        return dict(grouped)


# ---------------------------------------------------------------------------
# Locations
# ---------------------------------------------------------------------------

LOCATION = re.compile(r"^(?P<aisle>[A-Z])(?P<bay>\d{2})-(?P<level>\d)$")
GROUND_LEVELS = (0, 1)
MAX_KILOS_UPSTAIRS = 25.0


@dataclass(frozen=True, order=True)
class Location:
    """A shelf: aisle, bay and level, written `B07-2`."""

    aisle: str
    bay: int
    level: int

    def __str__(self) -> str:
        return f"{self.aisle}{self.bay:02}-{self.level}"


def parse_location(text: str) -> Location:
    match = LOCATION.match(text.strip().upper())
    if match is None:
        raise ValueError(f"{text!r} is not a location such as B07-2")
    return Location(match["aisle"], int(match["bay"]), int(match["level"]))


def walking_distance(start: Location, end: Location) -> int:
    """Steps between two shelves: aisles are ten steps apart, bays two; changing aisle means walking round."""
    if start.aisle == end.aisle:
        return abs(start.bay - end.bay) * 2
    aisles = abs(ord(start.aisle) - ord(end.aisle))
    return aisles * 10 + (start.bay + end.bay) * 2


def picking_route(stops: Iterable[Location]) -> list[Location]:
    """The shelves in walking order: up one aisle and down the next."""
    route: list[Location] = []
    ordered = sorted(set(stops))
    for number, (_, group) in enumerate(itertools.groupby(ordered, key=lambda stop: stop.aisle)):
        shelves = list(group)
        route += shelves if number % 2 == 0 else shelves[::-1]
    return route


def may_store(item: Item, location: Location) -> bool:
    """Heavy packs stay on the ground."""
    return location.level in GROUND_LEVELS or item.weight * item.pack_size <= MAX_KILOS_UPSTAIRS


# ---------------------------------------------------------------------------
# Movements and stock
# ---------------------------------------------------------------------------

RECEIPT = "receipt"
ISSUE = "issue"
TRANSFER = "transfer"
CORRECTION = "correction"
KINDS = (RECEIPT, ISSUE, TRANSFER, CORRECTION)


class StockError(ValueError):
    """A movement that the stock does not allow."""


@dataclass(frozen=True)
class Movement:
    """One line of the ledger; `pieces` is negative for what leaves."""

    day: date
    kind: str
    sku: str
    location: Location
    pieces: int
    note: str = ""


def today() -> date:
    """The day that movements are booked on."""
    return date.today()


class Ledger:
    """All movements in the order they were booked; the stock follows from them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._movements: list[Movement] = []
        self._stock: dict[tuple[str, Location], int] = defaultdict(int)

    def __len__(self) -> int:
        return len(self._movements)

    def movements(self, sku: str | None = None) -> list[Movement]:
        return [m for m in self._movements if sku is None or m.sku == sku]

    def book(self, movement: Movement) -> Movement:
        """Add a movement. Raises StockError when it would leave less than nothing on the shelf."""
        if movement.kind not in KINDS:
            raise StockError(f"unknown kind of movement {movement.kind!r}")
        item = self.catalogue.get(movement.sku)
        if movement.pieces > 0 and not may_store(item, movement.location):
            raise StockError(f"{item.sku} is too heavy for {movement.location}")
        key = (movement.sku, movement.location)
        if self._stock[key] + movement.pieces < 0:
            raise StockError(f"only {self._stock[key]} of {movement.sku} at {movement.location}")
        self._stock[key] += movement.pieces
        self._movements.append(movement)
        log.debug("booked %s", movement)
        return movement

    def receive(self, sku: str, location: Location, pieces: int, day: date | None = None) -> Movement:
        if pieces <= 0:
            raise StockError("a receipt needs at least one piece")
        return self.book(Movement(day or today(), RECEIPT, sku, location, pieces))

    def issue(self, sku: str, location: Location, pieces: int, day: date | None = None) -> Movement:
        if pieces <= 0:
            raise StockError("an issue needs at least one piece")
        return self.book(Movement(day or today(), ISSUE, sku, location, -pieces))

    def transfer(self, sku: str, start: Location, end: Location, pieces: int, day: date | None = None) -> None:
        """Carry pieces from one shelf to another; nothing is booked when the second shelf refuses them."""
        if start == end:
            raise StockError("start and end are the same shelf")
        if not may_store(self.catalogue.get(sku), end):
            raise StockError(f"{sku} is too heavy for {end}")
        when = day or today()
        self.book(Movement(when, TRANSFER, sku, start, -pieces, f"to {end}"))
        self.book(Movement(when, TRANSFER, sku, end, pieces, f"from {start}"))

    def on_hand(self, sku: str, location: Location | None = None) -> int:
        if location is not None:
            return self._stock[sku, location]
        return sum(pieces for (known, _), pieces in self._stock.items() if known == sku)

    def locations(self, sku: str) -> list[Location]:
        return sorted(place for (known, place), pieces in self._stock.items() if known == sku and pieces)

    def on_day(self, sku: str, day: date) -> int:
        """The stock at the end of a day, from the movements up to then."""
        return sum(m.pieces for m in self._movements if m.sku == sku and m.day <= day)


# ---------------------------------------------------------------------------
# Reservations
# ---------------------------------------------------------------------------

RESERVATION_DAYS = 14


@dataclass
class Reservation:
    """Pieces that are promised to somebody and still on the shelf."""

    reference: str
    sku: str
    pieces: int
    made_on: date

    def expires_on(self) -> date:
        return self.made_on + timedelta(days=RESERVATION_DAYS)


class ReservationBook:
    """Who has been promised what. Expired promises no longer count."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._reservations: list[Reservation] = []

    def reserved(self, sku: str, day: date | None = None) -> int:
        when = day or today()
        return sum(r.pieces for r in self._reservations if r.sku == sku and r.expires_on() >= when)

    def available(self, sku: str, day: date | None = None) -> int:
        return self.ledger.on_hand(sku) - self.reserved(sku, day)

    def reserve(self, reference: str, sku: str, pieces: int, day: date | None = None) -> Reservation:
        when = day or today()
        if pieces > self.available(sku, when):
            raise StockError(f"only {self.available(sku, when)} of {sku} are available")
        reservation = Reservation(reference, sku, pieces, when)
        self._reservations.append(reservation)
        return reservation

    def release(self, reference: str) -> int:
        """Drop all promises under a reference; how many pieces became free."""
        released = [r for r in self._reservations if r.reference == reference]
        self._reservations = [r for r in self._reservations if r.reference != reference]
        return sum(r.pieces for r in released)

    def expire(self, day: date | None = None) -> list[Reservation]:
        when = day or today()
        expired = [r for r in self._reservations if r.expires_on() < when]
        self._reservations = [r for r in self._reservations if r.expires_on() >= when]
        return expired


# ---------------------------------------------------------------------------
# Replenishment
# ---------------------------------------------------------------------------

SERVICE_FACTORS = {0.90: 1.28, 0.95: 1.64, 0.98: 2.05, 0.99: 2.33}
DEFAULT_SERVICE = 0.95
HOLDING_RATE = 0.22
COST_PER_ORDER = 35.0


@dataclass(frozen=True)
class Proposal:
    """What to order, and why."""

    sku: str
    pieces: int
    reorder_point: int
    available: int


def daily_demand(ledger: Ledger, sku: str, days: int, end: date) -> list[int]:
    """Pieces issued on each of the last `days` days, oldest first."""
    first = end - timedelta(days=days - 1)
    demand = [0] * days
    for movement in ledger.movements(sku):
        if movement.kind == ISSUE and first <= movement.day <= end:
            demand[(movement.day - first).days] -= movement.pieces
    return demand


def mean(values: list[int]) -> float:
    return sum(values) / len(values) if values else 0.0


def deviation(values: list[int]) -> float:
    """Standard deviation of the whole population."""
    if not values:
        return 0.0
    middle = mean(values)
    return math.sqrt(sum((value - middle) ** 2 for value in values) / len(values))


def safety_stock(demand: list[int], lead_days: int, service: float = DEFAULT_SERVICE) -> int:
    """Pieces that cover the usual swings while a delivery is under way."""
    if service not in SERVICE_FACTORS:
        raise ValueError(f"no factor for a service level of {service}")
    return math.ceil(SERVICE_FACTORS[service] * deviation(demand) * math.sqrt(lead_days))


def reorder_point(demand: list[int], lead_days: int, service: float = DEFAULT_SERVICE) -> int:
    return math.ceil(mean(demand) * lead_days) + safety_stock(demand, lead_days, service)


def economic_quantity(yearly_demand: float, price: Decimal) -> int:
    """The order size with the least cost of ordering and keeping."""
    if yearly_demand <= 0 or price <= 0:
        return 0
    return math.ceil(math.sqrt(2 * yearly_demand * COST_PER_ORDER / (HOLDING_RATE * float(price))))


def in_packs(pieces: int, pack_size: int) -> int:
    """Pieces rounded up to whole packs."""
    return math.ceil(pieces / pack_size) * pack_size


def propose(book: ReservationBook, item: Item, end: date, days: int = 90) -> Proposal | None:
    """What to order of one article; nothing while there is enough."""
    demand = daily_demand(book.ledger, item.sku, days, end)
    point = reorder_point(demand, item.lead_days)
    available = book.available(item.sku, end)
    if available > point or not any(demand):
        return None
    wanted = max(economic_quantity(mean(demand) * 365, item.price), point - available)
    return Proposal(item.sku, in_packs(wanted, item.pack_size), point, available)


def proposals(book: ReservationBook, end: date, days: int = 90) -> list[Proposal]:
    """What to order of everything, the most urgent first."""
    found = [p for item in book.ledger.catalogue if (p := propose(book, item, end, days))]
    return sorted(found, key=lambda p: (p.available - p.reorder_point, p.sku))


# ---------------------------------------------------------------------------
# Stocktaking
# ---------------------------------------------------------------------------

TOLERANCE = 0.02


@dataclass(frozen=True)
class Count:
    sku: str
    location: Location
    pieces: int


@dataclass(frozen=True)
class Difference:
    sku: str
    location: Location
    expected: int
    counted: int

    @property
    def pieces(self) -> int:
        return self.counted - self.expected

    def is_serious(self) -> bool:
        """More than the tolerance, and more than one piece."""
        return abs(self.pieces) > max(1, self.expected * TOLERANCE)


def compare_counts(ledger: Ledger, counts: Iterable[Count]) -> list[Difference]:
    """Where shelf and ledger differ."""
    found = []
    for count in counts:
        expected = ledger.on_hand(count.sku, count.location)
        if expected != count.pieces:
            found.append(Difference(count.sku, count.location, expected, count.pieces))
    return sorted(found, key=lambda d: (d.location, d.sku))


def book_differences(ledger: Ledger, differences: Iterable[Difference], day: date | None = None) -> int:
    """Make the ledger say what was counted; how many corrections that took."""
    booked = 0
    for difference in differences:
        note = f"counted {difference.counted}, expected {difference.expected}"
        movement = Movement(
            day or today(), CORRECTION, difference.sku, difference.location, difference.pieces, note
        )
        ledger.book(movement)
        booked += 1
    return booked


def accuracy(counts: list[Count], differences: list[Difference]) -> float:
    """The share of shelves whose count was right."""
    return 1.0 if not counts else 1 - len(differences) / len(counts)


# ---------------------------------------------------------------------------
# Valuation
# ---------------------------------------------------------------------------

CENT = Decimal("0.01")
DEPRECIATION = ((365, Decimal("0.50")), (180, Decimal("0.80")))


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def last_movement(ledger: Ledger, sku: str) -> date | None:
    days = [m.day for m in ledger.movements(sku)]
    return max(days) if days else None


def depreciation_factor(idle_days: int) -> Decimal:
    """What stands idle for half a year is worth less, after a year half."""
    for limit, factor in DEPRECIATION:
        if idle_days > limit:
            return factor
    return Decimal(1)


def stock_value(ledger: Ledger, item: Item, day: date) -> Decimal:
    last = last_movement(ledger, item.sku)
    if last is None:
        return Decimal(0)
    factor = depreciation_factor((day - last).days)
    return rounded(item.price * ledger.on_hand(item.sku) * factor)


def total_value(ledger: Ledger, day: date) -> Decimal:
    return sum((stock_value(ledger, item, day) for item in ledger.catalogue), Decimal(0))


@dataclass
class AbcClasses:
    """Articles by their share of the turnover: A makes 80 percent of it, B the next 15."""

    a: list[str] = field(default_factory=list)
    b: list[str] = field(default_factory=list)
    c: list[str] = field(default_factory=list)


def abc_classes(turnover: dict[str, Decimal]) -> AbcClasses:
    classes = AbcClasses()
    total = sum(turnover.values())
    running = Decimal(0)
    for sku, amount in sorted(turnover.items(), key=lambda entry: (-entry[1], entry[0])):
        share = running / total if total else Decimal(1)
        target = classes.a if share < Decimal("0.80") else classes.b if share < Decimal("0.95") else classes.c
        target.append(sku)
        running += amount
    return classes


# ---------------------------------------------------------------------------
# Reports
# ---------------------------------------------------------------------------

REPORT_COLUMNS = ("sku", "name", "family", "on_hand", "reserved", "available", "value")


def report_rows(book: ReservationBook, day: date) -> list[dict[str, object]]:
    """One row per article that there is any of."""
    ledger = book.ledger
    rows: list[dict[str, object]] = []
    for item in ledger.catalogue:
        on_hand = ledger.on_hand(item.sku)
        if not on_hand:
            continue
        row = {
            "sku": item.sku,
            "name": item.name,
            "family": item.family,
            "on_hand": on_hand,
            "reserved": book.reserved(item.sku, day),
            "available": book.available(item.sku, day),
            "value": str(stock_value(ledger, item, day)),
        }
        rows.append(row)
    return rows


def report_csv(book: ReservationBook, day: date) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, REPORT_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(report_rows(book, day))
    return out.getvalue()


def report_json(book: ReservationBook, day: date) -> str:
    document = {"day": day.isoformat(), "rows": report_rows(book, day), "total": str(total_value(book.ledger, day))}
    return json.dumps(document, indent=2, sort_keys=True)


def report_text(book: ReservationBook, day: date) -> str:
    """The list that hangs at the gate."""
    lines = [f"Stock on {day:%d %B %Y}", ""]
    for row in report_rows(book, day):
        quantity = format_quantity(int(str(row["on_hand"])))
        lines.append(f"{row['sku']:<12} {row['name']:<24} {quantity:>20} {row['value']:>10}")
    lines += ["", f"Total {total_value(book.ledger, day)} EUR"]
    return "\n".join(lines)
