"""Settings -> working objects: the one file that knows which adapter is which.

Each function imports what it builds, so that a command loads only what it uses.
"""

from __future__ import annotations

from pyagent_cli.plugins import Registry


def registry() -> Registry:
    """Everything that can be named: the built-ins, then installed plugins."""
    from pyagent_cli.default_plugins import register

    known = Registry()
    register(known)
    return known
