"""ruff over text (`ports.Linter`): one process for all files; no setting of the repository is read for checks."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pyagent_cli.adapters.process import Completed, Processes
from pyagent_cli.errors import EnvironmentFailed

LIMIT = 120.0
ENTIRE = 1 << 30


class RuffLinter:
    """`root` is where `format` finds the project's own settings; `python` is the target's version."""

    def __init__(self, root: Path, python: tuple[int, int], processes: Processes | None = None) -> None:
        self._root = root
        self._python = python
        self._processes = processes or Processes()

    def check(self, files: Mapping[str, str], rules: Sequence[str]) -> tuple[tuple[str, int, str, str], ...]:
        with tempfile.TemporaryDirectory(prefix="pyagent-lint-") as name:
            folder = Path(name).resolve()
            for path, text in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(text.encode("utf-8", "surrogateescape"))
            options = ("--isolated", "--no-cache", "--exit-zero", "--force-exclude", "--output-format=json", "--quiet")
            done = self._run(("check", *options, self._target(), f"--select={','.join(rules)}", "."), folder)
        return tuple(sorted(_violation(one, folder) for one in json.loads(done.text or "[]")))

    def format(self, path: str, text: str) -> str:
        argv = ("format", "--no-cache", "--quiet", self._target(), f"--stdin-filename={path}", "-")
        return self._run(argv, self._root, text.encode("utf-8")).out.decode("utf-8")

    def _run(self, argv: Sequence[str], folder: Path, stdin: bytes | None = None) -> Completed:
        env = {"PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/")}
        command = (self._executable, *argv)
        done = self._processes.run(command, cwd=folder, env=env, timeout=LIMIT, stdin=stdin, limit=ENTIRE)
        if done.code:
            raise EnvironmentFailed(f"ruff {argv[0]} failed: {' '.join(done.error.split())[:300] or done.code}.")
        return done

    def _target(self) -> str:
        """The oldest and newest that ruff knows bound the target's version."""
        return f"--target-version=py3{min(max(self._python[1], 7), 14)}"

    @cached_property
    def _executable(self) -> str:
        beside = Path(sys.executable).with_name("ruff")
        found = str(beside) if beside.is_file() else shutil.which("ruff")
        if found is None:
            raise EnvironmentFailed("ruff is missing; install pyagent-cli again, which brings it.")
        return found


def _violation(found: Mapping[str, object], folder: Path) -> tuple[str, int, str, str]:
    location = found.get("location")
    line = location.get("row", 1) if isinstance(location, dict) else 1
    path = Path(str(found["filename"])).resolve().relative_to(folder).as_posix()
    return path, int(line), str(found.get("code") or "syntax"), str(found["message"])
