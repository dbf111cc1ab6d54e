"""A repository's code is executed only when the user said that it may be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from shlex import join
from typing import Protocol

from pyagent_cli.adapters.machine import MachineDatabase
from pyagent_cli.adapters.state import now
from pyagent_cli.errors import UsageError

QUESTION = "{root}: running its tests executes its code with your rights. Do you trust it?"


class TrustSetting(Protocol):
    @property
    def trust(self) -> bool | None:
        """What the user said this time; None when nothing."""


def require_trust(
    settings: TrustSetting,
    database: MachineDatabase,
    root: Path,
    ask: Callable[[str], bool] | None = None,
    argv: Sequence[str] = ("run",),
) -> None:
    """Return when `root`'s code may be executed; else raise UsageError with the command that allows it.

    `ask` is None where nobody can answer; a yes is remembered for this repository. `argv` is what the user typed.
    """
    if settings.trust or (settings.trust is None and database.trusts(root)):
        return
    if settings.trust is None and ask is not None and ask(QUESTION.format(root=root)):
        database.remember(root, now())
        return
    raise UsageError(
        f"This executes the code of {root}, which you have not said you trust; "
        f"if you do, run: {join(('pyagent', *argv, '--trust'))}"
    )
