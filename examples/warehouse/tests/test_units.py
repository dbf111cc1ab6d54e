import pytest

from warehouse.inventory import UnitError, format_quantity, parse_quantity, to_pieces, unit_name


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("12", 12), ("2 boxes", 48), ("1,5 dz", 18), ("1 gross", 144), ("3PCS", 3), (" 1 plt ", 960)],
)
def test_parse(text, pieces):
    assert parse_quantity(text) == pieces


@pytest.mark.parametrize("text", ["", "many", "2 barrels", "-3", "0.3 dz"])
def test_unreadable(text):
    with pytest.raises(UnitError):
        parse_quantity(text)


def test_names():
    assert unit_name(" BX ") == "box"
    assert to_pieces(0.5, "pair") == 1


@pytest.mark.parametrize(
    ("pieces", "text"),
    [(0, "0 piece"), (30, "1 box + 6 piece"), (984, "1 pallet + 1 box"), (-24, "-1 box")],
)
def test_format(pieces, text):
    assert format_quantity(pieces) == text
