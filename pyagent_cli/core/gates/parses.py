"""Every Python file of a change parses, in the syntax of the target's oldest Python."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping

from pyagent_cli.core.model import ChangeSet, Refusal

LOWEST = re.compile(r">=\s*3\.(\d+)")


class Parses:
    """Refuses a change that leaves a file which Python cannot read."""

    name = "parses"

    def check(self, before: Mapping[str, str], after: Mapping[str, str], change: ChangeSet) -> Refusal | None:
        """The first edited file that does not parse."""
        version = oldest_python(after)
        for edit in change.edits:
            if edit.after is None or not edit.path.endswith((".py", ".pyi")):
                continue
            try:
                ast.parse(edit.after.removeprefix("\ufeff"), feature_version=version)
            except (SyntaxError, ValueError) as error:
                line = error.lineno if isinstance(error, SyntaxError) else None
                why = f"{edit.path} does not parse: {error.args[0]}."
                return Refusal(self.name, "syntax_error", edit.path, line, why, "Correct the syntax.")
        return None


def oldest_python(files: Mapping[str, str]) -> tuple[int, int] | None:
    """The lowest version that `requires-python` allows; None when it does not say.

    >>> oldest_python({"pyproject.toml": '[project]\\nrequires-python = ">=3.9"'})
    (3, 9)
    """
    try:
        data = tomllib.loads(files.get("pyproject.toml", ""))
    except tomllib.TOMLDecodeError:
        return None
    match = LOWEST.search(str(data.get("project", {}).get("requires-python", "")))
    return (3, int(match[1])) if match else None
