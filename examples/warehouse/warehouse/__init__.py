"""Inventory of a small warehouse."""

from warehouse.inventory import Catalogue, Item, Ledger, Location, ReservationBook

__version__ = "1.4.0"
__all__ = ["Catalogue", "Item", "Ledger", "Location", "ReservationBook"]
