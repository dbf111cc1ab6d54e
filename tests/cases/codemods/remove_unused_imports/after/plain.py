"""Doc."""

import sys
from collections import deque

print(sys.argv, deque)
