"""What every command shares: options, the settings they override, and errors turned into exit codes."""

from __future__ import annotations

import errno
import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from pyagent_cli.errors import EnvironmentFailed, PyagentError

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
    """Turn a command's return value and errors into the documented exit codes; no traceback reaches a user."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            code = command(*args, **kwargs)
        except KeyboardInterrupt:
            sys.stderr.write("interrupted: nothing in your checkout was changed\n")
            raise typer.Exit(130) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except (PyagentError, OSError, RecursionError, MemoryError) as error:
            if os.environ.get("PYAGENT_DEBUG"):
                raise
            raise typer.Exit(_report(_understood(error))) from None
        raise typer.Exit(code or 0)

    return run


def _understood(error: BaseException) -> PyagentError:
    if isinstance(error, PyagentError):
        return error
    if isinstance(error, OSError):
        return EnvironmentFailed(_system_sentence(error))
    return EnvironmentFailed(f"The input is too large for this machine ({type(error).__name__}); try a smaller path.")


def _system_sentence(error: OSError) -> str:
    place = f" ({error.filename})" if error.filename else ""
    remedy = {
        errno.ENOSPC: "free some disk space and run the command again",
        errno.EROFS: "the disk is read-only: choose a writable place with PYAGENT_STATE_DIR",
        errno.EACCES: "check the permissions and run the command again",
    }.get(error.errno or 0, "run the command again")
    return f"{error.strerror or error}{place}; {remedy}."


def _report(error: PyagentError) -> int:
    sys.stderr.write(f"pyagent: {error}\n")
    return error.exit_code
