import json
from unittest import mock

from tests.conftest import DAY
from warehouse.inventory import report_csv, report_json, report_rows, report_text


def test_rows(book):
    book.reserve("R-1", "TOO-0440", 3, DAY)
    rows = report_rows(book, DAY)
    assert [row["sku"] for row in rows] == ["ELE-0101-R", "FAS-0012", "TOO-0440"]
    assert (rows[2]["on_hand"], rows[2]["reserved"], rows[2]["available"]) == (7, 3, 4)


def test_csv(book):
    lines = report_csv(book, DAY).splitlines()
    assert lines[0] == "sku,name,family,on_hand,reserved,available,value"
    assert lines[1] == 'ELE-0101-R,"Cable, red",electrical,48,0,48,64.80'


def test_json(book):
    document = json.loads(report_json(book, DAY))
    assert document["day"] == "2025-03-14"
    assert document["total"] == "270.30"
    assert len(document["rows"]) == 3


def test_text(book):
    text = report_text(book, DAY)
    assert text.startswith("Stock on 14 March 2025\n")
    assert "25 box + 10 piece" in text
    assert text.endswith("Total 270.30 EUR")


def test_rows_are_asked_for_once(book):
    with mock.patch("warehouse.inventory.report_rows", return_value=[]) as rows:
        assert report_csv(book, DAY).count("\n") == 1
    rows.assert_called_once_with(book, DAY)
