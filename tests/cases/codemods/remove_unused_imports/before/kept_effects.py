from __future__ import annotations

import os.path
import readline
import thirdparty
from math import *
