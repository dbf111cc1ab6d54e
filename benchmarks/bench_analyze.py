"""CPU seconds of a whole scan beside its peers; the commands take turns, and each figure is a median of five.

    .venv/bin/python benchmarks/bench_analyze.py [FOLDER]

FOLDER is the running Python's library, without what is installed into it, when none is given. It is copied first, so
that nobody's ignore files, repository or cache have a say, less the files that do not parse and pydoc's topics, for
which radon takes hours. Each figure is of a process from start to end; complexipy is measured when it is on PATH.
"""

from __future__ import annotations

import ast
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import warnings
from pathlib import Path

BIN = Path(sys.executable).parent
ROUNDS = 5
RUFF = (str(BIN / "ruff"), "check", "--isolated", "--no-cache", "--no-respect-gitignore", "--select", "C901")
ALL = ("--config", "lint.mccabe.max-complexity=0", "--output-format", "json")
OURS = "pyagent analyze"
COMMANDS = {
    OURS: (str(BIN / "pyagent"), "analyze", "--fail-on", "never", "tree"),
    "ruff C901, quiet": (*RUFF, "--quiet", "tree"),
    f"{OURS} --json": (str(BIN / "pyagent"), "analyze", "--json", "--fail-on", "never", "tree"),
    "ruff C901, every function as JSON": (*RUFF, *ALL, "tree"),
}
JSON = ("--isolated", "--no-ignore", "--quiet", "--output-format", "json", "--output", "complexipy.json")
RADON = {
    f"radon {command} (once)": (str(BIN / "radon"), command, "-j", "tree") for command in ("cc", "hal", "raw", "mi")
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(sysconfig.get_path("stdlib"))
        files = copied(source, Path(folder) / "tree")
        print(f"{files} files of {source.name}\n")
        show(measured(Path(folder)))


def copied(source: Path, target: Path) -> int:
    """Copy the Python files of a folder; how many there are."""
    skipped = shutil.ignore_patterns("site-packages", "pydoc_data", "__pycache__", ".*")

    def ignored(folder: str, names: list[str]) -> set[str]:
        others = {name for name in names if not name.endswith(".py") and not Path(folder, name).is_dir()}
        return set(skipped(folder, names)) | others

    shutil.copytree(source, target, ignore=ignored)
    for path in [path for path in target.rglob("*.py") if not parses(path)]:
        path.unlink()
    return sum(1 for _ in target.rglob("*.py"))


def parses(path: Path) -> bool:
    """radon gives up on the whole run at a file that does not parse."""
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(path.read_text("utf-8"))
    except (SyntaxError, ValueError):
        return False
    return True


def measured(folder: Path) -> dict[str, float]:
    """The median of each command, and one figure of each that is too slow for more."""
    commands = dict(COMMANDS)
    if complexipy := shutil.which("complexipy"):
        commands["complexipy, JSON"] = (complexipy, "tree", *JSON)
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            seconds[name].append(cpu(command, folder))
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    return medians | {name: cpu(command, folder) for name, command in RADON.items()}


def cpu(command: tuple[str, ...], folder: Path) -> float:
    """User and system seconds of one process."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def show(rows: dict[str, float]) -> None:
    silent, full = rows[OURS], rows[f"{OURS} --json"]
    rows = rows | {"radon cc + hal + raw + mi": sum(rows[name] for name in RADON)}
    print(f"| {'command':36} |  CPU s | ours / it | ours as JSON / it |")
    print(f"|{'-' * 38}|-------:|----------:|------------------:|")
    for name, value in rows.items():
        print(f"| {name:36} | {value:6.2f} | {silent / value:9.2f} | {full / value:17.2f} |")


if __name__ == "__main__":
    main()
