import os

_HIDDEN = 1
OPEN = 2


def public():
    # fill
    return _private()


def _private():
    # fill
    return OPEN
