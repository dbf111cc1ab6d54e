"""`pyagent analyze`: what is worth improving here, and nothing is changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from pyagent_cli.cli.analysis import Format, Threshold, report
from pyagent_cli.cli.common import HERE, Directory, Json, guarded
from pyagent_cli.cli.render import say

app = typer.Typer(add_completion=False)


@app.command(epilog="Example: `pyagent analyze src --since main --fail-on warning`")
@guarded
def analyze(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files or folders; default: the whole repository.")] = None,
    directory: Directory = HERE,
    json: Json = False,
    format: Annotated[Format, typer.Option("--format", help="How to print the findings.")] = "text",
    since: Annotated[str | None, typer.Option("--since", help="Only what a change since this revision adds.")] = None,
    fail_on: Annotated[Threshold, typer.Option("--fail-on", help="Exit 1 from this severity upward.")] = "error",
    select: Annotated[str | None, typer.Option("--select", help="Only these rules, comma-separated.")] = None,
    ignore: Annotated[str | None, typer.Option("--ignore", help="All but these rules, comma-separated.")] = None,
    flavour: Annotated[
        Literal["default", "radon"], typer.Option("--flavour", help="Whose rules for complexity (docs/metrics.md).")
    ] = "default",
    explain: Annotated[str | None, typer.Option("--explain", help="Say what one rule finds, and stop.")] = None,
) -> int:
    """Measure the code and list what is worth improving."""
    from pyagent_cli import wiring

    wanted = [directory / path for path in paths or []]
    settings = wiring.settings(directory, wanted, select=_words(select), ignore=_words(ignore))
    if explain:
        say(wiring.explanation(explain, settings.plugins))
        return 0
    return report(settings, wanted, "json" if json else format, flavour=flavour, since=since, fail_on=fail_on)


def _words(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(word.strip() for word in text.split(",") if word.strip())
