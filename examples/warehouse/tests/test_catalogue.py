from decimal import Decimal

import pytest

from warehouse.inventory import Catalogue, CatalogueError, Item, base_sku, family_of, is_sku, variant_of


def test_article_numbers():
    assert is_sku("FAS-0012-M6") and not is_sku("fas-12")
    assert family_of("TOO-0001") == "tools"
    assert family_of("XYZ-0001") == "other"
    assert (variant_of("FAS-0012-M6"), variant_of("FAS-0012"), variant_of("nonsense")) == ("M6", None, None)
    assert (base_sku("FAS-0012-M6"), base_sku("FAS-0012")) == ("FAS-0012", "FAS-0012")
    with pytest.raises(CatalogueError):
        family_of("nonsense")


def test_contents(catalogue):
    assert len(catalogue) == 4
    assert "TOO-0440" in catalogue
    assert [item.sku for item in catalogue] == ["ELE-0101-R", "FAS-0012", "SAF-0009", "TOO-0440"]
    assert catalogue.get("FAS-0012").family == "fasteners"


def test_search(catalogue):
    assert [item.sku for item in catalogue.search("cable RED")] == ["ELE-0101-R"]
    assert catalogue.search("nothing like it") == []


def test_by_family(catalogue):
    families = catalogue.by_family()
    assert sorted(families) == ["electrical", "fasteners", "safety", "tools"]
    assert [item.sku for item in families["tools"]] == ["TOO-0440"]


def test_what_does_not_belong():
    catalogue = Catalogue()
    with pytest.raises(CatalogueError, match="no article"):
        catalogue.get("FAS-0012")
    with pytest.raises(CatalogueError, match="not an article number"):
        catalogue.add(Item("bolt", "Bolt", Decimal(1)))
    catalogue.add(Item("FAS-0012", "Bolt", Decimal(1)))
    with pytest.raises(CatalogueError, match="twice"):
        catalogue.add(Item("FAS-0012", "Bolt", Decimal(1)))


def test_label(catalogue):
    assert catalogue.get("TOO-0440").label() == "TOO-0440  Claw hammer                     18.90 EUR"
