"""Bar codes and shelf labels."""

from __future__ import annotations

import hashlib
import sys

from warehouse.inventory import Item, Location

COMPANY_PREFIX = "4012345"


def check_digit(digits: str) -> int:
    """The last digit of an EAN-13."""
    if len(digits) != 12 or not digits.isdigit():
        raise ValueError("an EAN-13 has twelve digits before its check digit")
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return (10 - total % 10) % 10


def ean(item: Item) -> str:
    """The article's bar code: company, then the number of the article, padded."""
    number = "".join(character for character in item.sku if character.isdigit())[:5].zfill(5)
    digits = COMPANY_PREFIX + number
    return digits + str(check_digit(digits))


def is_ean(code: str) -> bool:
    return len(code) == 13 and code.isdigit() and check_digit(code[:12]) == int(code[12])


def shelf_label(item: Item, location: Location, width: int = 40) -> str:
    """Three lines for the printer."""
    lines = [f"{location}  {item.sku}", item.name, f"{ean(item)}  {item.price} EUR"]
    return "\n".join(line[:width].ljust(width) for line in lines)
