"""Settings -> working objects: the one file that knows which adapter is which.

Each function imports what it builds, so that a command loads only what it uses.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pyagent_cli.errors import UsageError
from pyagent_cli.plugins import Registry

if TYPE_CHECKING:
    from pyagent_cli.config import Settings


def registry() -> Registry:
    """Everything that can be named: the built-ins, then installed plugins."""
    from pyagent_cli.default_plugins import register

    known = Registry()
    register(known)
    return known


def settings(directory: Path, **flags: object) -> Settings:
    """The settings for acting on a folder; flags that were not given are None."""
    from pyagent_cli.config import load

    if not directory.is_dir():
        raise UsageError(f"There is no folder {str(directory)!r}; give one that exists.")
    return load(directory.absolute(), flags, os.environ)
