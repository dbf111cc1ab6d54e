"""An oversized module becomes a package behind a facade."""

from __future__ import annotations

from collections.abc import Mapping

from pyagent_cli.core.model import ChangeSet, CodemodOptions, Refusal
from pyagent_cli.core.split.package import split
from pyagent_cli.core.split.source import Refused


class SplitModule:
    """Splits a module that is too long into private parts; every old import, patch and pickle keeps working."""

    name = "split_module"
    fixes = ("long_module",)

    def change(self, files: Mapping[str, str], path: str, symbol: str, options: CodemodOptions) -> ChangeSet | Refusal:
        """`pkg/mod.py` as `pkg/mod/`, or why that is not certainly safe.

        >>> refusal = SplitModule().change({"a.py": "x = 1\\n"}, "a.py", "", CodemodOptions((3, 11)))
        >>> refusal.rule
        'already_short'
        """
        try:
            return split(files, path, options)
        except Refused as refused:
            return refused.refusal
