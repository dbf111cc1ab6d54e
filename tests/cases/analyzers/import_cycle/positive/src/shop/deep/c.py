import os
from ..a import other
