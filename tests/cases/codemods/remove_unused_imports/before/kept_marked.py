import os  # noqa
import re  # noqa: F401
import json  # pylint: disable=unused-import
from typing import Any as Any

# for backwards compatibility
from os import path
