"""Keeps the ledger in a JSON file."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path

from warehouse.inventory import Catalogue, Ledger, Movement, parse_location


def dump(ledger: Ledger) -> str:
    rows = [
        {
            "day": m.day.isoformat(),
            "kind": m.kind,
            "sku": m.sku,
            "location": str(m.location),
            "pieces": m.pieces,
            "note": m.note,
        }
        for m in ledger.movements()
    ]
    return json.dumps({"version": 1, "movements": rows}, indent=1)


def load(text: str, catalogue: Catalogue) -> Ledger:
    """Book every movement again, so that a damaged file is noticed."""
    document = json.loads(text)
    if document.get("version") != 1:
        raise ValueError(f"unknown version {document.get('version')!r}")
    ledger = Ledger(catalogue)
    for row in document["movements"]:
        place = parse_location(row["location"])
        day = date.fromisoformat(row["day"])
        ledger.book(Movement(day, row["kind"], row["sku"], place, row["pieces"], row["note"]))
    return ledger


def save(ledger: Ledger, path: Path) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(dump(ledger), encoding="utf-8")
    fresh.replace(path)


def open_ledger(path: Path, catalogue: Catalogue) -> Ledger:
    return load(path.read_text(encoding="utf-8"), catalogue) if path.exists() else Ledger(catalogue)
