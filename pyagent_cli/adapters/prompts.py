"""Prompts: templates that pyagent ships, each of which a repository can replace by one of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pyagent_cli.errors import UsageError

OVERRIDES = Path(".pyagent/prompts")
LIMIT = 100_000


def render(name: str, values: Mapping[str, object], override_root: Path | None) -> str:
    """The prompt `name` with its values; `override_root` is a repository that may bring its own template.

    A template is data: it runs in a sandbox, reaches no file, and may use no value that it is not given.
    """
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    text, place = _template(name, override_root)
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)  # text, not HTML
    try:
        return environment.from_string(text).render(values)
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise UsageError(f"The prompt {place} cannot be rendered ({error}); correct or delete it.") from error


def names() -> tuple[str, ...]:
    """The prompts that pyagent ships."""
    return tuple(sorted(entry.name.removesuffix(".md") for entry in _shipped().iterdir() if entry.name.endswith(".md")))


def _template(name: str, override_root: Path | None) -> tuple[str, str]:
    if not re.fullmatch(r"[a-z][a-z_]*", name) or name not in names():
        raise UsageError(f"There is no prompt {name!r}; choose one of: {', '.join(names())}.")
    own = override_root / OVERRIDES / f"{name}.md" if override_root else None
    if own is None or not own.is_file():
        return (_shipped() / f"{name}.md").read_text("utf-8"), f"{name}.md"
    assert override_root is not None
    if not own.resolve().is_relative_to(override_root.resolve()) or own.stat().st_size > LIMIT:
        raise UsageError(f"{own} must be a file of the repository of at most {LIMIT} bytes; correct or delete it.")
    try:
        return own.read_text("utf-8"), str(own)
    except UnicodeDecodeError:
        raise UsageError(f"{own} is not UTF-8; save it as UTF-8.") from None


def _shipped() -> Traversable:
    return files("pyagent_cli") / "prompts"
