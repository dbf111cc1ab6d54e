"""Needs a constant."""

from orders import RATE
