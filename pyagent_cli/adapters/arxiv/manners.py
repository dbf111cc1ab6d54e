"""One request at a time, some seconds apart, counted across all processes of this machine's user."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyagent_cli.errors import EnvironmentFailed

PATIENCE = 60.0  # seconds that a person is kept waiting because a server asks for it
LONGEST = 900.0  # seconds of pause that a server can ask for


@dataclass(frozen=True, slots=True)
class Clock:
    """Handed in, so that waiting is tested without waiting."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Turn:
    """One's turn to ask; `pause` is how long everybody waits after it, the usual spacing unless a server wants more."""

    def __init__(self, pause: float) -> None:
        self.pause = pause

    def wait_longer(self, seconds: float) -> None:
        self.pause = min(max(self.pause, seconds), LONGEST)


@dataclass(frozen=True, slots=True)
class Manners:
    """`path` is the lock file; it holds the time from which the next request is allowed."""

    path: Path
    spacing: float
    clock: Clock = Clock()

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait until it is our turn and hold the only connection. Raises EnvironmentFailed when that takes too long."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.path.open("a+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            self._wait(file.read())
            turn = Turn(self.spacing)
            try:
                yield turn
            finally:
                file.seek(0)
                file.truncate()
                file.write(f"{self.clock.now() + turn.pause:.3f}")

    def _wait(self, written: str) -> None:
        seconds = _number(written) - self.clock.now()
        if seconds > LONGEST:  # nobody writes that: the clock went backwards
            seconds = self.spacing
        if seconds > PATIENCE:
            raise EnvironmentFailed(
                f"arXiv asked for a pause, {seconds:.0f} seconds of which are left; run the command again after that."
            )
        if seconds > 0:
            self.clock.sleep(seconds)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
