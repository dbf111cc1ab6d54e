from typing import TYPE_CHECKING

try:
    import json
except ImportError:
    json = None

if TYPE_CHECKING:
    import re

with open("x"):
    import os
