import decimal
import re
from typing import List, Optional


def f(x: "Optional[int]"):
    """
    >>> re.sub("a", "b", "a")
    'b'
    """
    y = []  # type: List[int]
    return y


def g() -> "decimal.Decimal": ...
