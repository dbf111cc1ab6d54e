"""`pyagent plan`: ordered tasks, each with its reasons, its promise and its price."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pyagent_cli.cli.analysis import note_engine
from pyagent_cli.cli.common import HERE, Directory, Json, guarded
from pyagent_cli.cli.render import print_json, print_table, say

if TYPE_CHECKING:
    from pyagent_cli.core.model import Goal, Plan

app = typer.Typer(add_completion=False)


@app.command(epilog="Example: `pyagent plan src`, then `pyagent run`")
@guarded
def plan(
    path: Annotated[Path | None, typer.Argument(help="A file or folder; default: the whole repository.")] = None,
    directory: Directory = HERE,
    json: Json = False,
    prompt: Annotated[
        bool, typer.Option("--prompt", help="Print the prompt that asks a language model to explain this plan.")
    ] = False,
) -> int:
    """Turn findings, and papers already read, into ordered tasks; change nothing."""
    from pyagent_cli import wiring

    wanted = [directory / path] if path else []
    settings = wiring.settings(directory, wanted)
    note_engine(settings)
    made = wiring.planned(settings, wanted)
    if prompt:
        say(wiring.plan_prompt(settings, made))
    elif json:
        print_json(made)
    else:
        _screen(made)
    return 0


def _screen(made: Plan) -> None:
    if not made.tasks:
        say("Nothing to do: no finding, and no paper that relates to this code.")
        return
    rows = [
        (task.id, task.title, promise(task.goal), task.cost_runs, "a person" if task.requires_human else "pyagent run")
        for task in made.tasks
    ]
    print_table(("task", "what", "expected", "suite runs", "done by"), rows)


def promise(goal: Goal | None) -> str:
    """What a task promises, as a number: `lines 812 -> 500 or fewer`."""
    if goal is None:
        return ""
    rest = f"{goal.target:g} or fewer" if goal.target else "0"
    return f"{goal.metric} {goal.before:g} -> {rest}"
