"""The one way a process is started: argv, never a shell, with a time limit that ends all of it."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from pyagent_cli.errors import EnvironmentFailed

KEEP = 4 << 20  # bytes kept of each stream; the rest is read and dropped
GRACE = 0.2  # seconds that output may still arrive after the process itself has ended
GUARD = Path(__file__).with_name("guard.py")


@dataclass(frozen=True, slots=True)
class Completed:
    """How a process ended. `code` is negative for a signal; streams keep their first `limit` bytes."""

    argv: tuple[str, ...]
    code: int
    out: bytes
    err: bytes
    timed_out: bool
    seconds: float

    @property
    def text(self) -> str:
        return self.out.decode("utf-8", "replace")

    @property
    def error(self) -> str:
        return self.err.decode("utf-8", "replace").strip()


class Processes:
    """Starts processes and knows which still run, so that `close` (Ctrl-C) leaves none behind."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False
        self._lock = threading.Lock()

    def run(
        self,
        argv: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        timeout: float | None = None,
        stdin: bytes | None = None,
        limit: int = KEEP,
        guarded: bool = False,
    ) -> Completed:
        """Run to the end or to the time limit. `guarded` code may be hostile or fork: a small parent
        process ends every descendant with it, also when pyagent itself is killed."""
        began = time.monotonic()
        with self._started(tuple(argv), cwd, env, stdin is not None, guarded) as process:
            out, err, timed_out = _communicate(process, stdin, timeout, limit)
            code = process.wait()
        self._check_open()
        return Completed(tuple(argv), code, out, err, timed_out, time.monotonic() - began)

    def close(self) -> None:
        """End everything that still runs, and start nothing more."""
        with self._lock:
            self._closed = True
            running = tuple(self._running)
        for process in running:
            _kill(process)

    @contextlib.contextmanager
    def _started(
        self, argv: tuple[str, ...], cwd: Path, env: Mapping[str, str], piped: bool, guarded: bool
    ) -> Iterator[subprocess.Popen[bytes]]:
        with self._lock:
            if self._closed:
                raise EnvironmentFailed("The work was interrupted; run the command again.")
            process = _guarded(argv, cwd, env) if guarded else _plain(argv, cwd, env, piped)
            self._running.add(process)
        try:
            yield process
        finally:
            _kill(process)
            _close_streams(process)
            process.wait()
            with self._lock:
                self._running.discard(process)

    def _check_open(self) -> None:
        if self._closed:
            raise EnvironmentFailed("The run was interrupted; start it again.")


def _plain(argv: tuple[str, ...], cwd: Path, env: Mapping[str, str], piped: bool) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            argv,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise EnvironmentFailed(f"Cannot start {argv[0]}: {error.strerror}; install it or correct its path.") from None


def _guarded(argv: tuple[str, ...], cwd: Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The guard's standard input is a pipe that nothing is written to: it closes when pyagent is gone."""
    return _plain((sys.executable, "-I", "-S", str(GUARD), *argv), cwd, env, True)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the group; a guard first gets the chance to end descendants that left the group."""
    if process.poll() is None and _is_guard(process):
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(2.0)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _is_guard(process: subprocess.Popen[bytes]) -> bool:
    argv = process.args
    return isinstance(argv, tuple) and len(argv) > 3 and argv[3] == str(GUARD)


def _close_streams(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(BrokenPipeError):
                stream.close()


@dataclass(slots=True)
class _Capture:
    limit: int
    data: bytearray = field(default_factory=bytearray)

    def take(self, chunk: bytes) -> None:
        self.data += chunk[: max(0, self.limit - len(self.data))]


def _communicate(
    process: subprocess.Popen[bytes], stdin: bytes | None, timeout: float | None, limit: int
) -> tuple[bytes, bytes, bool]:
    """Feed and drain the pipes until the process has ended and they are empty."""
    assert process.stdout is not None and process.stderr is not None
    deadline = None if timeout is None else time.monotonic() + timeout
    captures = {process.stdout: _Capture(limit), process.stderr: _Capture(limit)}
    feeder = _feed(process, stdin)
    with selectors.DefaultSelector() as selector:
        for stream in captures:
            selector.register(stream, selectors.EVENT_READ)
        timed_out = _drain(process, selector, captures, deadline)
    if feeder is not None:
        _kill(process) if timed_out else feeder.join()
    return bytes(captures[process.stdout].data), bytes(captures[process.stderr].data), timed_out


def _drain(
    process: subprocess.Popen[bytes],
    selector: selectors.DefaultSelector,
    captures: Mapping[IO[bytes], _Capture],
    deadline: float | None,
) -> bool:
    """True when the time limit ended it. A pipe that a descendant keeps open does not hold us."""
    last: float | None = None
    while selector.get_map():
        now = time.monotonic()
        if deadline is not None and now >= deadline and last is None:
            _kill(process)
            return True
        if last is None and process.poll() is not None:
            last = now + GRACE
        if last is not None and now >= last:
            return False
        for key, _ in selector.select(_patience(now, deadline, last)):
            _read(selector, captures, key.fileobj)  # type: ignore[arg-type]  # registered above as IO[bytes]
    return _outlived(process, deadline)


def _patience(now: float, deadline: float | None, last: float | None) -> float:
    """How long to wait for output: short, so that an ended process is noticed behind an open pipe."""
    return max(0.0, min(0.05, *(limit - now for limit in (deadline, last) if limit is not None), 0.05))


def _read(selector: selectors.DefaultSelector, captures: Mapping[IO[bytes], _Capture], stream: IO[bytes]) -> None:
    chunk = os.read(stream.fileno(), 1 << 16)
    if chunk:
        captures[stream].take(chunk)
    else:
        selector.unregister(stream)


def _outlived(process: subprocess.Popen[bytes], deadline: float | None) -> bool:
    """A process may close its output and go on: wait for it, up to the limit."""
    try:
        process.wait(None if deadline is None else max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        _kill(process)
        return True
    return False


def _feed(process: subprocess.Popen[bytes], stdin: bytes | None) -> threading.Thread | None:
    """Write standard input beside the reading, so that neither side waits for the other."""
    if stdin is None or process.stdin is None:
        return None
    pipe = process.stdin

    def write() -> None:
        with contextlib.suppress(BrokenPipeError, ValueError):
            pipe.write(stdin)
            pipe.close()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    return thread
