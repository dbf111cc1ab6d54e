"""What starting costs: child CPU seconds (user and system) over those of an interpreter that does nothing.

    .venv/bin/python benchmarks/bench_start.py [REPEATS]

The commands take turns, so that a busy machine disturbs each of them alike.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

BIN = Path(sys.executable).parent
PYAGENT, RUFF = str(BIN / "pyagent"), str(BIN / "ruff")
FILE = "example.py"
COMMANDS = {
    "python -c pass": (sys.executable, "-c", "pass"),
    "pyagent --version": (PYAGENT, "--version"),
    "pyagent analyze --json FILE": (PYAGENT, "analyze", "--json", FILE),
    "pyagent analyze FILE": (PYAGENT, "analyze", FILE),
    "ruff check FILE": (RUFF, "check", "--no-cache", "--quiet", FILE),
}
BARS = {"pyagent --version": 60, "pyagent analyze --json FILE": 80}


def main() -> None:
    """Print one row per command."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path(FILE).write_text("import os\n\n\ndef f(a):\n    return a or 1\n")
        for command in COMMANDS.values():
            cpu(command)  # once untimed, so that everything is in the page cache
        taken = measured(repeats)
    base = {how: how(taken["python -c pass"]) for how in (statistics.median, min)}
    print(
        f"{'CPU milliseconds, ' + str(repeats) + ' runs each':<32}{'median':>8}{'min':>8}{'over python':>13}{'bar':>6}"
    )
    for name, times in taken.items():
        median, least = statistics.median(times), min(times)
        over = f"{median - base[statistics.median]:.0f} / {least - base[min]:.0f}"
        print(f"{name:<32}{median:>8.0f}{least:>8.0f}{over:>13}{BARS.get(name, ''):>6}")


def measured(repeats: int) -> dict[str, list[float]]:
    """The milliseconds of each command, one of each in turn."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(max(repeats, 11)):
        for name, command in COMMANDS.items():
            taken[name].append(cpu(command) * 1000)
    return taken


def cpu(command: Sequence[str]) -> float:
    """User and system seconds of one child and its children."""
    silent = [
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    child = os.posix_spawn(command[0], command, os.environ, file_actions=silent)
    usage = os.wait4(child, 0)[2]
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
