"""Doc."""

import os

LIMIT = 1


import re


def f(): ...
