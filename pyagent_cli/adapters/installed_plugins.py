"""Plugins that are installed beside pyagent, found by their entry points; only those that the user named are loaded."""

from __future__ import annotations

from collections.abc import Sequence

from pyagent_cli.errors import PyagentError, UsageError
from pyagent_cli.plugins import Registry

GROUP = "pyagent.plugins"


def register_installed(registry: Registry, names: Sequence[str]) -> None:
    """Let each named plugin add what it has. Raises UsageError for one that is missing or does not load."""
    if not names:
        return
    from importlib.metadata import entry_points

    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    for name in names:
        if name not in found:
            known = ", ".join(sorted(found)) or "none"
            raise UsageError(f"There is no plugin {name!r}; installed are: {known}. Install it, or change `plugins`.")
        try:
            found[name].load()(registry)
        except PyagentError:
            raise
        except Exception as error:  # a plugin may fail in any way, and the user has to know which one did
            raise UsageError(f"The plugin {name!r} does not load ({error!r}); repair or remove it.") from error
