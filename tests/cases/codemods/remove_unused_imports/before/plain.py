"""Doc."""

import os
import sys
from collections import OrderedDict, deque

print(sys.argv, deque)
