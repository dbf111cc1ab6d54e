import os as os
from a import b as b
import c

def f(x: d.E) -> c.F: ...
import d
