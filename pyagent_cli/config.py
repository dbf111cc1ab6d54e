"""Settings: defaults < the user's config.toml < [tool.pyagent] of the repository < PYAGENT_* < flags."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pyagent_cli.core import settings as layers
from pyagent_cli.errors import UsageError


@dataclass(frozen=True, slots=True)
class Settings:
    root: Path  # the folder acted on: -C, or the working folder
    python: str | None  # the target's interpreter; None: VIRTUAL_ENV, else .venv
    trust: bool | None  # None: nobody said; a remembered answer counts
    offline: bool
    native: bool
    test_command: tuple[str, ...] | None  # None: found out from the repository
    test_timeout: float
    limits: Mapping[str, int]  # threshold of each rule that has one
    select: tuple[str, ...]  # rules to use; empty: all
    ignore: tuple[str, ...]
    exclude: tuple[str, ...]  # globs over paths that `analyze` leaves out; `*` does not cross a slash, `**` does
    max_lines: int  # of a module that `split` emits
    publish_threshold: int  # pull requests go out when more changes than this are pending
    publish_max_authored_lines: int
    documents: tuple[str, ...]
    state_dir: Path
    cache_dir: Path
    config_dir: Path
    jobs: int
    arxiv_url: str
    arxiv_spacing: float  # seconds between requests; less than arXiv's 3 counts only for a server on this machine
    github_url: str
    github_token: str | None = field(repr=False)  # from GITHUB_TOKEN or GH_TOKEN only; never stored
    author_name: str
    author_email: str
    plugins: tuple[str, ...]

    def recorded(self) -> dict[str, object]:
        """What a run writes down about its settings: no secret, no path of this machine."""
        private = {"root", "state_dir", "cache_dir", "config_dir", "github_token", "jobs", "python", "trust"}
        names = sorted(f.name for f in fields(self) if f.name not in private)
        return {name: getattr(self, name) for name in names}


def load(root: Path, overrides: Mapping[str, object], environ: Mapping[str, str]) -> Settings:
    """The settings for acting on `root`. `overrides` are flags by field name; None, or a switch not given, is no flag.

    Raises UsageError naming the key and the file of the first setting that is wrong or not the repository's to set.
    """
    environment = layers.from_environment(environ)
    flags = {name: value for name, value in overrides.items() if _is_given(name, value)}
    config_dir = _folder(environment.get("config_dir"), environ, "XDG_CONFIG_HOME", ".config")
    user = _user_values(config_dir / "config.toml")
    values: dict[str, Any] = layers.merged(user, _repository_values(root), environment, flags)
    values["state_dir"] = _folder(values["state_dir"], environ, "XDG_STATE_HOME", ".local/state")
    values["cache_dir"] = _folder(values["cache_dir"], environ, "XDG_CACHE_HOME", ".cache")
    values["config_dir"] = config_dir
    values["jobs"] = values["jobs"] or _usable_cores()
    token = environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN") or None
    return Settings(root=root, github_token=token, **values)


def _is_given(name: str, value: object) -> bool:
    return value is not None and not (value is False and name in ("trust", "offline"))


def _folder(value: object, environ: Mapping[str, str], variable: str, fallback: str) -> Path:
    """An explicit folder, else `pyagent` under the XDG one (which counts only when absolute, as its standard says)."""
    if value:
        return Path(str(value)).expanduser().absolute()
    base = Path(environ.get(variable) or "")
    if not base.is_absolute():
        base = Path(environ.get("HOME") or Path.home()) / fallback
    return base / "pyagent"


def _usable_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _user_values(path: Path) -> dict[str, object]:
    text = _text(path)
    return layers.from_file(_parsed(text, path), str(path), trusted=True) if text else {}


def _repository_values(root: Path) -> dict[str, object]:
    path = _project_file(root)
    text = _text(path) if path else ""
    if path is None or "pyagent" not in text:
        return {}
    tool = _parsed(text, path).get("tool", {})
    table = tool.get("pyagent", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise UsageError(f"[tool.pyagent] in {path} must be a table of settings.")
    return layers.from_file(table, f"[tool.pyagent] of {path}", trusted=False)


def _project_file(root: Path) -> Path | None:
    """The nearest pyproject.toml from `root` up to the top of its repository; outside one, only the folder's own."""
    folders = [root.absolute(), *root.absolute().parents]
    top = next((i for i, folder in enumerate(folders) if (folder / ".git").exists()), 0)
    return next((path for folder in folders[: top + 1] if (path := folder / "pyproject.toml").is_file()), None)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8; save it as UTF-8.") from None


def _parsed(text: str, path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}.") from None
