"""Which interpreter is the target's, and what it says about itself."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyagent_cli.adapters.process import Processes
from pyagent_cli.errors import EnvironmentFailed

OLDEST = (3, 8)
PROBE = """
import importlib.util, json, os, site, sys, sysconfig
sites = list(site.getsitepackages()) + ([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])
print("\\n" + json.dumps({
    "version": sys.version_info[:2],
    "executable": sys.executable,
    "base": getattr(sys, "_base_executable", None) or sys.executable,
    "prefix": sys.prefix,
    "scripts": os.path.dirname(sys.executable),
    "virtual": sys.prefix != sys.base_prefix,
    "sites": [path for path in sites if os.path.isdir(path)],
    "stdlib": sysconfig.get_path("stdlib"),
    "has": [name for name in ("pytest", "pytest_cov") if importlib.util.find_spec(name)],
}))
"""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """`executable` starts it, `base` is the installation behind a virtual environment."""

    version: tuple[int, int]
    executable: Path
    base: Path
    prefix: Path
    scripts: Path
    virtual: bool
    sites: tuple[str, ...]
    stdlib: str
    has: frozenset[str]


def choose(root: Path, python: str | None, environ: Mapping[str, str]) -> Path:
    """The one that was named, the active environment's, or the repository's own; never pyagent's by default."""
    if python is not None:
        return _named(root, python)
    active = environ.get("VIRTUAL_ENV")
    folders = ([Path(active)] if active else []) + [root / ".venv", root / "venv"]
    for folder in folders:
        if (folder / "bin/python").exists():
            return folder / "bin/python"
    raise EnvironmentFailed(
        f"There is no interpreter to run the tests of {root.name} with; "
        "name one with --python, activate its environment, or make one in .venv."
    )


def _named(root: Path, python: str) -> Path:
    given = Path(python).expanduser()
    for path in (given, root / given):
        for candidate in (path / "bin/python", path):
            if candidate.is_file():
                return candidate.absolute()
    found = shutil.which(python)
    if found is None:
        raise EnvironmentFailed(f"There is no interpreter {python}; name an existing one with --python.")
    return Path(found).absolute()


def probe(processes: Processes, executable: Path, folder: Path, environ: Mapping[str, str]) -> Interpreter:
    """Ask the interpreter what it is. It runs its own start-up files, nothing of the repository's."""
    done = processes.run((str(executable), "-E", "-B", "-c", PROBE), cwd=folder, env=environ, timeout=60)
    try:
        said = json.loads(done.text.strip().splitlines()[-1])
    except (IndexError, ValueError):
        raise EnvironmentFailed(
            f"{executable} does not start: {(done.error or 'no output').splitlines()[-1]}; name another with --python."
        ) from None
    version = (int(said["version"][0]), int(said["version"][1]))
    if version < OLDEST:
        raise EnvironmentFailed(f"{executable} is Python {version[0]}.{version[1]}; name a later one with --python.")
    paths = {name: Path(said[name]) for name in ("executable", "base", "prefix", "scripts")}
    return Interpreter(
        version=version,
        virtual=said["virtual"],
        sites=tuple(dict.fromkeys(os.fspath(site) for site in said["sites"])),
        stdlib=said["stdlib"],
        has=frozenset(said["has"]),
        **paths,
    )
