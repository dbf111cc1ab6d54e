from unittest import mock

import pytest

from tests.conftest import SHELF
from warehouse import labels


def test_check_digit():
    assert labels.check_digit("400638133393") == 1
    with pytest.raises(ValueError, match="twelve"):
        labels.check_digit("12")


def test_bar_code(catalogue):
    code = labels.ean(catalogue.get("TOO-0440"))
    assert code == "4012345004403"
    assert labels.is_ean(code)
    assert not labels.is_ean("4012345004404")
    assert not labels.is_ean("hammer")


def test_another_company(catalogue):
    with mock.patch("warehouse.labels.COMPANY_PREFIX", "4099999"):
        assert labels.ean(catalogue.get("TOO-0440")).startswith("4099999")


def test_shelf_label(catalogue):
    lines = labels.shelf_label(catalogue.get("TOO-0440"), SHELF, width=24).splitlines()
    assert [len(line) for line in lines] == [24, 24, 24]
    assert lines[0].startswith("A05-3  TOO-0440")
