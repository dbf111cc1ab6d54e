# ruff: noqa: F401
import os
