"""CPU seconds of a whole scan beside its peers, on the running Python's library; interleaved, median of five.

Each figure is of a process from start to end, reading every file anew, its output thrown away.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import sysconfig
from pathlib import Path

LIBRARY = Path(sysconfig.get_path("stdlib"))
BIN = Path(sys.executable).parent
ROUNDS = 5
SCAN = """
import os, sys
from pathlib import Path
from pyagent_cli.adapters.scan import native_scanner
root = Path(sys.argv[1])
paths = [os.path.relpath(os.path.join(folder, name), root)
         for folder, names, files in os.walk(root) if "site-packages" not in folder
         for name in files if name.endswith(".py")]
table = native_scanner().scan(root, paths)
table.unused_imports(), table.functions_over("cyclomatic", 25), table.cyclic_edges()
if "json" in sys.argv:
    sys.stdout.write(table.modules_json())
"""

RUFF = [str(BIN / "ruff"), "check", "--isolated", "--no-cache", "--no-respect-gitignore", "--exclude", "site-packages"]
ALL = ["--config", "lint.mccabe.max-complexity=0", "--output-format", "json"]
COMMANDS = {
    "pyagent, all facts and rules' rows": [sys.executable, "-c", SCAN, str(LIBRARY)],
    "ruff C901, quiet": [*RUFF, "--select", "C901", "--quiet", str(LIBRARY)],
    "ruff F401, quiet": [*RUFF, "--select", "F401", "--quiet", str(LIBRARY)],
    "pyagent, and every function as JSON": [sys.executable, "-c", SCAN, str(LIBRARY), "json"],
    "ruff C901, every function as JSON": [*RUFF, "--select", "C901", *ALL, str(LIBRARY)],
}
ONCE = {"radon cc, as JSON (once)": [str(BIN / "radon"), "cc", "-j", "-i", "site-packages", str(LIBRARY)]}


def cpu(command: list[str]) -> float:
    """User and system seconds of one process."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            seconds[name].append(cpu(command))
    rows = {name: statistics.median(values) for name, values in seconds.items()}
    rows |= {name: cpu(command) for name, command in ONCE.items()}
    ours = rows["pyagent, all facts and rules' rows"]
    print(f"| {'command':36} | CPU s | times ours |\n|{'-' * 38}|-------|------------|")
    for name, value in rows.items():
        print(f"| {name:36} | {value:5.2f} | {value / ours:10.2f} |")


if __name__ == "__main__":
    main()
