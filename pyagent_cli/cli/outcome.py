"""Errors and interruptions of a command turned into the documented exit codes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable

from pyagent_cli.errors import EnvironmentFailed, PyagentError, UsageError


def exit_code(command: Callable[[], int | None]) -> int:
    """Run a command: what it returns, or the code of what went wrong; no traceback reaches a user."""
    try:
        return command() or 0
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: nothing in your checkout was changed\n")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the last resort: one sentence for the user, the traceback on request
        if os.environ.get("PYAGENT_DEBUG"):
            raise
        return _report(_understood(error))


def _understood(error: BaseException) -> PyagentError:
    if isinstance(error, PyagentError):
        return error
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return UsageError("A name is longer than a file's can be; give a file or folder that exists.")
    if isinstance(error, OSError):
        return EnvironmentFailed(_system_sentence(error))
    if isinstance(error, RecursionError | MemoryError):
        return EnvironmentFailed(f"The input is too large for this machine ({type(error).__name__}); try less of it.")
    return _defect(error)


def _defect(error: BaseException) -> PyagentError:
    what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    return EnvironmentFailed(
        f"This is a defect of pyagent ({what}); please report it with what PYAGENT_DEBUG=1 prints for the same command."
    )


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
