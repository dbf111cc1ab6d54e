"""The doc of the shop."""

from __future__ import annotations

__all__ = ["first"]
__version__ = "1.0"


def first():
    # fill
    return __version__


__all__ += ["second"]
__author__ = "me"


def second():
    # fill
    return __author__


def third():
    # fill
    return 3
