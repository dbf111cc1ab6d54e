"""Run argv as a child and end all of its descendants with it, or when whoever started us is gone.

Started as a script under `python -I -S`; it imports nothing of pyagent. Standard input is a pipe
that is never written to: its end means that pyagent has been killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import sys
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
ROUNDS = 50  # a fork bomb may grow while it is being ended


def main(argv: list[str]) -> int:
    _adopt_orphans()
    wake, ring = os.pipe()
    os.set_blocking(ring, False)
    signal.set_wakeup_fd(ring)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    child = _start(argv)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(_end(child, 143)))
    while True:
        ready, _, _ = select.select([0, wake], [], [])
        if 0 in ready and not os.read(0, 1):
            return _end(child, 143)
        if wake in ready:
            os.read(wake, 512)
        status = _reap(child)
        if status is not None:
            return _end(child, os.waitstatus_to_exitcode(status))


def _adopt_orphans() -> None:
    """Descendants whose parent dies become our children, so that none escapes (Linux)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _start(argv: list[str]) -> int:
    null = os.open(os.devnull, os.O_RDONLY)
    child = os.fork()
    if child:
        os.close(null)
        return child
    try:
        os.setsid()
        os.dup2(null, 0)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.execvpe(argv[0], argv, os.environ)
    except OSError as error:
        os.write(2, f"cannot start {argv[0]}: {error.strerror}\n".encode())
    os._exit(127)


def _reap(child: int) -> int | None:
    """Collect whatever has ended; the status of `child` when it is among them."""
    found = None
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return found
            if pid == child:
                found = status
    return found


def _end(child: int, code: int) -> int:
    """End the child's group, then every descendant that left it; gives `code` back."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    for _ in range(ROUNDS):
        alive = _descendants()
        if not alive:
            break
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        _reap(child)
    return code


def _descendants() -> list[int]:
    """Every living descendant; none is known where there is no /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            state, parent = (entry / "stat").read_text("latin-1").rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(entry.name)] = int(parent)
    known = {os.getpid()}
    while new := {pid for pid, parent in parents.items() if parent in known and pid not in known}:
        known |= new
    return sorted(known - {os.getpid()})


if __name__ == "__main__":
    code = main(sys.argv[1:])
    if code < 0:
        signal.signal(-code, signal.SIG_DFL) if -code not in (signal.SIGKILL, signal.SIGSTOP) else None
        os.kill(os.getpid(), -code)
    sys.exit(code)
