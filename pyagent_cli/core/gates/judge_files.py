"""What judges a change is not part of it: tests, and the settings of test runners and linters."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Mapping
from posixpath import basename
from typing import Any

from pyagent_cli.core.judges import is_judge
from pyagent_cli.core.model import ChangeSet, Refusal

PACKAGING = frozenset({"flit", "hatch", "maturin", "pdm", "poetry", "setuptools"})


class JudgeFiles:
    """Refuses a change of tests or of the settings that decide whether they pass."""

    name = "judge_files"

    def check(self, before: Mapping[str, str], after: Mapping[str, str], change: ChangeSet) -> Refusal | None:
        """The first edit that touches a judge."""
        for edit in change.edits:
            file = basename(edit.path)
            if is_judge(edit.path):
                return self._refuse(edit.path, "test_file", "is a test, or the settings of one")
            if file == "pyproject.toml" and _tools(edit.before) != _tools(edit.after):
                return self._refuse(edit.path, "tool_settings", "configures tools that judge changes")
            if file == "setup.cfg" and _sections(edit.before) != _sections(edit.after):
                return self._refuse(edit.path, "tool_settings", "configures tools that judge changes")
        return None

    def _refuse(self, path: str, rule: str, what: str) -> Refusal:
        why = f"{path} {what}."
        return Refusal(self.name, rule, path, None, why, "Leave tests and their settings as they are.")


def _tools(text: str | None) -> dict[str, Any] | None:
    """The tables of a pyproject.toml that are not about packaging; None when it cannot be read."""
    try:
        data = tomllib.loads(text or "")
    except tomllib.TOMLDecodeError:
        return None
    return {name: table for name, table in data.get("tool", {}).items() if name not in PACKAGING}


def _sections(text: str | None) -> dict[str, dict[str, str]] | None:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(text or "")
    except configparser.Error:
        return None
    return {name: dict(parser[name]) for name in parser.sections() if not name.startswith(("options", "metadata"))}
