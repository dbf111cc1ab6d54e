"""Doc.

>>> double(4)
8
"""


def double(x):
    """
    >>> double(2) + triple(1) + LIMIT
    8
    """
    # fill
    return 2 * x


LIMIT = 1


def triple(x):
    """
    >>> triple(2)
    6
    """
    # fill
    return 3 * x
