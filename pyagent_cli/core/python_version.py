"""Which Python a project is written for, when nothing of it is executed."""

from __future__ import annotations

import re
from collections.abc import Mapping

LOWER = re.compile(r"(?:>=|==|~=|>)\s*(\d+)\.(\d+)")
SETUP = re.compile(r"""python_requires\s*=\s*["']?([^"'\n]+)""")


def target_python(files: Mapping[str, str], default: tuple[int, int]) -> tuple[int, int]:
    """The oldest version that `requires-python` allows; `default` where the project does not say.

    >>> target_python({"pyproject.toml": '[project]\\nrequires-python = ">=3.9,<4"\\n'}, (3, 11))
    (3, 9)
    """
    bounds = [_oldest(said) for said in (_pyproject(files.get("pyproject.toml", "")), *_setup(files)) if said]
    return next((bound for bound in bounds if bound), default)


def _oldest(specifiers: str) -> tuple[int, int] | None:
    found = LOWER.search(specifiers)
    return (int(found[1]), int(found[2])) if found else None


def _pyproject(text: str) -> str:
    import tomllib

    try:
        project = tomllib.loads(text).get("project", {})
    except tomllib.TOMLDecodeError:
        return ""
    said = project.get("requires-python", "") if isinstance(project, dict) else ""
    return said if isinstance(said, str) else ""


def _setup(files: Mapping[str, str]) -> list[str]:
    texts = (files.get(name, "") for name in ("setup.cfg", "setup.py"))
    return [found[1] for text in texts if (found := SETUP.search(text))]
