import pytest

from warehouse.inventory import Location, may_store, parse_location, picking_route, walking_distance


def test_reading_and_writing():
    assert parse_location(" b07-2 ") == Location("B", 7, 2)
    assert str(Location("B", 7, 2)) == "B07-2"
    with pytest.raises(ValueError, match="B07-2"):
        parse_location("7B")


@pytest.mark.parametrize(
    ("start", "end", "steps"),
    [("A01-0", "A01-3", 0), ("A01-0", "A05-0", 8), ("A01-0", "C02-0", 26), ("C02-0", "A01-0", 26)],
)
def test_distance(start, end, steps):
    assert walking_distance(parse_location(start), parse_location(end)) == steps


def test_route_goes_up_one_aisle_and_down_the_next():
    stops = [parse_location(text) for text in ("B01-0", "A09-0", "B05-0", "A02-0", "A02-0")]
    assert [str(stop) for stop in picking_route(stops)] == ["A02-0", "A09-0", "B05-0", "B01-0"]
    assert picking_route([]) == []


def test_heavy_things_stay_down(catalogue):
    sand, hammer = catalogue.get("SAF-0009"), catalogue.get("TOO-0440")
    assert may_store(sand, parse_location("A01-1"))
    assert not may_store(sand, parse_location("A01-2"))
    assert may_store(hammer, parse_location("A01-4"))
