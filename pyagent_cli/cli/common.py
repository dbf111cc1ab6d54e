"""What every command shares: its options, and its exit code."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from pyagent_cli.cli.outcome import exit_code

Directory = Annotated[
    Path, typer.Option("-C", "--directory", help="Act on the repository at this path.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output, and nothing else.")]
Offline = Annotated[bool, typer.Option("--offline", help="Use no network at all.")]
Trust = Annotated[bool, typer.Option("--trust", help="Allow this repository's code (its tests) to be executed.")]
Python = Annotated[
    str | None,
    typer.Option("--python", help="The target's interpreter (default: VIRTUAL_ENV, else .venv).", show_default=False),
]
HERE = Path()


def guarded(command: Callable[..., int | None]) -> Callable[..., None]:
    """A command whose return value and errors become its exit code."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        raise typer.Exit(exit_code(lambda: command(*args, **kwargs)))

    return run


def confirm() -> Callable[[str], bool] | None:
    """Asks a yes-or-no question on the terminal; None where nobody can answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    return _asked


def _asked(question: str) -> bool:
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:
        raise KeyboardInterrupt from None
