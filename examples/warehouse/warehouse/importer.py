"""Reads the suppliers' price lists, which follow no standard that anybody knows of."""

from __future__ import annotations

import csv
import pathlib
import re
from decimal import Decimal, InvalidOperation

from warehouse.inventory import Catalogue, Item, UnitError, is_sku, parse_quantity

TRUE = {"1", "y", "yes", "ja", "x", "true"}
FALSE = {"", "0", "n", "no", "nein", "false", "-"}


class RowError(ValueError):
    """A row that cannot be read; the message names the column."""


def parse_price(text: str) -> Decimal:
    """Read `1.234,50`, `1,234.50`, `12,5` and `EUR 12.50`."""
    cleaned = text.upper().replace("EUR", "").replace("€", "").replace(" ", "").strip()
    if "," in cleaned and "." in cleaned:
        thousands = "." if cleaned.rfind(",") > cleaned.rfind(".") else ","
        cleaned = cleaned.replace(thousands, "")
    try:
        return Decimal(cleaned.replace(",", "."))
    except InvalidOperation:
        raise RowError(f"price: {text!r}") from None


def parse_row(row, strict=False, defaults=None):
    """One row of a price list as an article, or None for a row without one."""
    values = {}
    for key, value in row.items():
        if key is None:
            if strict:
                raise RowError("too many columns")
            continue
        values[key.strip().lower().replace(" ", "_")] = (value or "").strip()
    for key, value in (defaults or {}).items():
        if not values.get(key):
            values[key] = value
    if not any(values.values()):
        return None
    sku = values.get("sku") or values.get("article") or values.get("number") or ""
    if sku.startswith("#"):
        return None
    sku = sku.upper().replace("_", "-")
    if not is_sku(sku):
        if strict or not sku:
            raise RowError(f"sku: {sku!r}")
        if len(sku) == 7 and sku[:3].isalpha() and sku[3:].isdigit():
            sku = sku[:3] + "-" + sku[3:]
        else:
            raise RowError(f"sku: {sku!r}")
    name = values.get("name") or values.get("description") or ""
    if not name:
        if strict:
            raise RowError("name: missing")
        name = sku
    price = parse_price(values.get("price") or values.get("net") or "")
    if price < 0:
        raise RowError("price: negative")
    weight = 0.0
    text = values.get("weight", "").lower()
    if text:
        try:
            if text.endswith("kg"):
                weight = float(text[:-2].replace(",", "."))
            elif text.endswith("g"):
                weight = float(text[:-1].replace(",", ".")) / 1000
            else:
                weight = float(text.replace(",", "."))
        except ValueError:
            if strict:
                raise RowError(f"weight: {text!r}") from None
    pack = 1
    if values.get("pack"):
        try:
            pack = parse_quantity(values["pack"])
        except UnitError:
            if strict:
                raise RowError(f"pack: {values['pack']!r}") from None
        if pack < 1:
            raise RowError("pack: less than one piece")
    lead = 7
    if values.get("lead_days"):
        if not values["lead_days"].isdigit():
            raise RowError(f"lead_days: {values['lead_days']!r}")
        lead = int(values["lead_days"])
    flag = values.get("perishable", "").lower()
    if flag not in TRUE and flag not in FALSE:
        raise RowError(f"perishable: {flag!r}")
    return Item(sku, name, price, weight, pack, lead, flag in TRUE)


def read_text(path):
    """The text of a price list; old ones are in Latin-1."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def import_catalogue(path, strict=False):
    """The articles of a price list, and the rows that could not be read."""
    lines = read_text(path).splitlines()
    delimiter = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    catalogue, errors = Catalogue(), []
    for number, row in enumerate(csv.DictReader(lines, delimiter=delimiter), start=2):
        try:
            item = parse_row(row, strict)
        except RowError as error:
            errors.append(f"line {number}: {error}")
            continue
        if item is not None and item.sku not in catalogue:
            catalogue.add(item)
    return catalogue, errors
