from __future__ import annotations

import a
import b as b
import c.d
import e  # noqa
import f  # noqa: E501, F401
import g  # pyagent: allow unused_import
import i, j, \
    k  # noqa: F401
from h import *
from l import (
    m,
    n as n,
    o,  # noqa: F401
)
from typing import TYPE_CHECKING, cast, List
import p as pp
import p.q

if TYPE_CHECKING:
    from s import T, U, V, W

__all__ = ["a"] + ["m"]
__all__ += ["x"]
__all__.extend(["y"])
from z import x, y

c.d()
first: T = cast("U", pp.q)
later: List["V"] = []


def function(argument: "dict[str, W]"):
    import local
    global r
    import r
    return [local for _ in range(3)]


try:
    import fast
except ImportError:
    fast = None

import gone
del gone


class Holder:
    import attribute
