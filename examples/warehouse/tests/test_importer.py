from decimal import Decimal
from unittest import mock

import pytest

from warehouse.importer import RowError, import_catalogue, parse_price, parse_row, read_text


@pytest.mark.parametrize(
    ("text", "price"),
    [("12,5", "12.5"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("EUR 12.50", "12.50"), ("3 €", "3")],
)
def test_prices(text, price):
    assert parse_price(text) == Decimal(price)


def test_no_price():
    with pytest.raises(RowError, match="price"):
        parse_price("on request")


GOOD = {
    "SKU": "too-0440", "Name": "Claw hammer", "Price": "18,90", "Weight": "600 g", "Pack": "1 dz", "Lead days": "3",
    "Perishable": "nein",
}


def test_a_full_row():
    item = parse_row(GOOD)
    assert (item.sku, item.price, item.weight, item.pack_size, item.lead_days) == (
        "TOO-0440", Decimal("18.90"), 0.6, 12, 3,
    )


@pytest.mark.parametrize(
    ("change", "attribute", "value"),
    [
        ({"SKU": "TOO_0440"}, "sku", "TOO-0440"),
        ({"SKU": "too0440"}, "sku", "TOO-0440"),
        ({"SKU": "", "Article": "FAS-0001"}, "sku", "FAS-0001"),
        ({"Name": ""}, "name", "TOO-0440"),
        ({"Weight": "1,5kg"}, "weight", 1.5),
        ({"Weight": "2"}, "weight", 2.0),
        ({"Weight": "heavy"}, "weight", 0.0),
        ({"Pack": "a few"}, "pack_size", 1),
        ({"Lead days": ""}, "lead_days", 7),
        ({"Perishable": "x"}, "perishable", True),
    ],
)
def test_forgiving(change, attribute, value):
    assert getattr(parse_row({**GOOD, **change}), attribute) == value


@pytest.mark.parametrize("change", [{"SKU": "hammer"}, {"SKU": ""}, {"Price": "-1"}, {"Pack": "0"},
                                    {"Lead days": "soon"}, {"Perishable": "maybe"}])
def test_not_that_forgiving(change):
    with pytest.raises(RowError):
        parse_row({**GOOD, **change})


@pytest.mark.parametrize("change", [{"Name": ""}, {"Weight": "heavy"}, {"Pack": "a few"}, {"SKU": "too0440"},
                                    {None: ["more"]}])
def test_strict(change):
    with pytest.raises(RowError):
        parse_row({**GOOD, **change}, strict=True)


def test_rows_without_an_article():
    assert parse_row({"SKU": "", "Name": " "}) is None
    assert parse_row({"SKU": "# fasteners", "Price": ""}) is None
    assert parse_row({"SKU": "FAS-0001", None: ["more"]}, defaults={"price": "1"}).price == 1


def test_a_file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("sku;name;price\nTOO-0440;Hammer für alles;18,90\nTOO-0441;x;?\nTOO-0440;again;1\n".encode("latin-1"))
    catalogue, errors = import_catalogue(path)
    assert [item.name for item in catalogue] == ["Hammer für alles"]
    assert errors == ["line 3: price: '?'"]


def test_an_empty_file():
    with mock.patch("warehouse.importer.read_text", return_value="") as read:
        catalogue, errors = import_catalogue("nowhere.csv")
    read.assert_called_once_with("nowhere.csv")
    assert (len(catalogue), errors) == (0, [])


def test_unicode(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("\ufeffsku,name\n", encoding="utf-8")
    assert read_text(path) == "sku,name\n"
