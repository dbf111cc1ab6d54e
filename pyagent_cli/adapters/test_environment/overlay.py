"""A prefix like a virtual environment, in front of the target's: every process of a suite starts through it."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pyagent_cli.adapters.test_environment.interpreter import Interpreter

INJECTED = Path(__file__).with_name("injected")
SECRET = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE|_KEY$|^KEY|_PWD$|_AUTH|COOKIE", re.I)
DROPPED = ("GIT_", "PYTHON", "PYTEST_", "PYAGENT_", "COV_", "COVERAGE_", "VIRTUAL_ENV", "CONDA_", "SSH_", "XDG_")
HEAD = 4096


class Overlay:
    """Built once for an interpreter; `configure` points it at a worktree before each run."""

    def __init__(self, folder: Path, interpreter: Interpreter) -> None:
        self.folder = folder.resolve()
        self.interpreter = interpreter
        self.prefix = self.folder / "env"
        self.inject = self.folder / "start"
        self.record = self.folder / "record"
        self.python = self.prefix / "bin/python"
        self._build()

    def configure(self, settings: Mapping[str, object]) -> None:
        """Settings of the next run; what the last one recorded and left behind is removed."""
        for name in ("record", "home", "tmp"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            (self.folder / name).mkdir()
        known = {"record": str(self.record), "sites": list(self.interpreter.sites)}
        (self.inject / "settings.json").write_text(json.dumps({**settings, **known}), "utf-8")

    def kept(self, checkouts: Sequence[Path]) -> list[str]:
        """Folders that are not the project's code even where they lie in the checkout."""
        folders = [*self.interpreter.sites, self.interpreter.stdlib, str(self.folder)]
        prefix = self.interpreter.prefix.resolve()
        if self.interpreter.virtual and not any(checkout.resolve().is_relative_to(prefix) for checkout in checkouts):
            folders.append(str(prefix))
        return sorted({os.path.realpath(folder) for folder in folders})

    def environment(self, environ: Mapping[str, str], traced: bool = False) -> dict[str, str]:
        """What a suite sees: no secrets, a home and a temporary folder of its own, the overlay first.

        Coverage would take the place of our own trace, so that a traced run goes without.
        """
        no_coverage = " --no-cov" if traced and "pytest_cov" in self.interpreter.has else ""
        kept = {name: value for name, value in environ.items() if _is_harmless(name)}
        path = os.pathsep.join((str(self.prefix / "bin"), str(self.interpreter.scripts), environ.get("PATH", "")))
        return {
            **kept,
            "PATH": path.rstrip(os.pathsep),
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "VIRTUAL_ENV": str(self.prefix),
            "PYTHONPATH": str(self.inject),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "PYTEST_ADDOPTS": f"-p _pyagent_pytest{no_coverage}",
        }

    def _build(self) -> None:
        major, minor = self.interpreter.version
        site = self.prefix / f"lib/python{major}.{minor}/site-packages"
        site.mkdir(parents=True)
        (self.prefix / "bin").mkdir()
        (self.prefix / "pyvenv.cfg").write_text(
            f"home = {self.interpreter.base.parent}\ninclude-system-site-packages = false\nversion = {major}.{minor}\n",
            "utf-8",
        )
        for name in ("python", "python3", f"python{major}.{minor}"):
            (self.prefix / "bin" / name).symlink_to(self.interpreter.base)
        shutil.copytree(INJECTED, self.inject, ignore=shutil.ignore_patterns("__pycache__"))
        (site / "_pyagent.pth").write_text(
            f"{self.inject}\nimport _pyagent_overlay; _pyagent_overlay.start()\n", "utf-8"
        )
        self._scripts()
        self._data()

    def _scripts(self) -> None:
        """Commands of the environment, started through the overlay instead."""
        old = os.fsencode(self.interpreter.scripts / "python")
        for script in sorted(_scripts(self.interpreter.scripts, old)):
            copy = self.prefix / "bin" / script.name
            if not copy.exists():
                text = script.read_bytes()
                copy.write_bytes(text[:HEAD].replace(old, os.fsencode(self.python)) + text[HEAD:])
                copy.chmod(0o755)

    def _data(self) -> None:
        """Data that packages install below the prefix (`share`, `etc`), where they look for it."""
        if not self.interpreter.virtual:
            return
        for entry in sorted(self.interpreter.prefix.iterdir()):
            if entry.is_dir() and entry.name in ("share", "etc", "include", "data"):
                (self.prefix / entry.name).symlink_to(entry)


def _scripts(folder: Path, python: bytes) -> Iterable[Path]:
    for path in folder.iterdir():
        if path.is_file() and not path.name.startswith(("python", "activate")):
            with path.open("rb") as handle:
                head = handle.read(HEAD)
            if head.startswith(b"#!") and python in head:
                yield path


def _is_harmless(name: str) -> bool:
    return not name.startswith(DROPPED) and not SECRET.search(name)
