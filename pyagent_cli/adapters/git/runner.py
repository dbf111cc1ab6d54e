"""The one way a git process is started: argv only, verbs from a list, nothing of a repository executed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyagent_cli.adapters.process import Completed, Processes
from pyagent_cli.errors import EnvironmentFailed

# Verbs that leave a working tree, its index and its configuration alone.
READ = frozenset({"cat-file", "check-ref-format", "config --list", "diff-tree", "for-each-ref", "ls-files"}) | {
    "ls-tree",
    "rev-list",
    "rev-parse",
    "status",
    "worktree list",
}
DELIVER = READ | {"unpack-objects", "update-ref"}
OWN = (
    READ
    | {"clean", "commit-tree", "hash-object", "init", "pack-objects", "reset", "update-index", "update-ref"}
    | {
        "worktree",
        "write-tree",
    }
)
SAFE = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.untrackedCache": "false",
    "core.logAllRefUpdates": "false",
    "core.quotePath": "false",
    "core.pager": "cat",
    "core.askPass": "true",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "commit.gpgSign": "false",
    "protocol.allow": "never",
    "submodule.recurse": "false",
    "status.relativePaths": "false",
    "advice.detachedHead": "false",
}
ALONE = {"core.attributesFile": "/dev/null", "core.excludesFile": "/dev/null", "core.autocrlf": "false"}
LIMIT = 600.0
EVERYTHING = 1 << 40
SCARCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Git:
    """git in one folder. `alone` ignores the user's and the machine's configuration (pyagent's own clone)."""

    processes: Processes
    folder: Path
    verbs: frozenset[str] = READ
    alone: bool = False
    settings: tuple[tuple[str, str], ...] = ()

    def run(self, verb: str, *args: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> Completed:
        """The process as it ended, whatever its code."""
        assert not self.verbs.isdisjoint({verb, " ".join((verb, *args[:1]))}), f"git {verb} is not allowed here"
        argv = ("git", *self._options(), verb, *args)
        return self.processes.run(
            argv, cwd=self.folder, env=self._environment(env or {}), timeout=LIMIT, stdin=stdin, limit=EVERYTHING
        )

    def out(self, verb: str, *args: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> bytes:
        """Standard output. Raises EnvironmentFailed with git's own words when git fails."""
        done = self.run(verb, *args, stdin=stdin, env=env)
        if done.code:
            words = " ".join(done.error.removeprefix("fatal: ").split()).rstrip(".") or f"ended with {done.code}"
            raise EnvironmentFailed(f"git {verb} failed in {self.folder}: {words}{_space(self.folder)}.")
        return done.out

    def line(self, verb: str, *args: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> str:
        """Standard output as one line of text."""
        return os.fsdecode(self.out(verb, *args, stdin=stdin, env=env)).rstrip("\n")

    def names(self, verb: str, *args: str, stdin: bytes | None = None) -> tuple[str, ...]:
        """Output separated by NUL, as with `-z`."""
        return tuple(os.fsdecode(part) for part in self.out(verb, *args, stdin=stdin).split(b"\0") if part)

    def _options(self) -> tuple[str, ...]:
        settings = {**SAFE, **(ALONE if self.alone else {}), **dict(self.settings)}
        return tuple(part for key, value in settings.items() for part in ("-c", f"{key}={value}"))

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        fixed = {
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "LC_ALL": "C",
            "LANGUAGE": "C",
        }
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1"}
        return {**kept, **fixed, **(alone if self.alone else {}), **more}


def _space(folder: Path) -> str:
    """git does not say that a disk is full."""
    full = folder.exists() and shutil.disk_usage(folder).free < SCARCE
    return "; the disk is full: free some space and run the command again" if full else ""
