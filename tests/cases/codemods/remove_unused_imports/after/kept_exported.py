import os
import re
from json import dumps, loads

__all__ = ["os"]
__all__ += ["dumps"]
GETTERS = {"loads": 1, "re": 2}
