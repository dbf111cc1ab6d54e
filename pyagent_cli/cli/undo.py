"""`pyagent undo`: takes a run, or one change of it, back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pyagent_cli.cli.common import HERE, Directory, Json, guarded
from pyagent_cli.cli.render import print_json, say

if TYPE_CHECKING:
    from pyagent_cli.core.runs import Undone

app = typer.Typer(add_completion=False)


@app.command(epilog="Example: `pyagent undo 0d5082a-1`, or one change of it: `pyagent undo 0d5082a-1/2`")
@guarded
def undo(
    target: Annotated[str, typer.Argument(metavar="RUN[/CHANGE]", help="A run, or one change of it.")],
    directory: Directory = HERE,
    json: Json = False,
) -> int:
    """Delete a run's branch, revert one change on it, or restore the files that `--apply` wrote."""
    from pyagent_cli import wiring
    from pyagent_cli.core.runs import parse_target

    run, number = parse_target(target)
    done = wiring.undone(wiring.settings(directory), run, number)
    print_json(done) if json else _screen(done)
    return 0


def _screen(done: Undone) -> None:
    for path in done.restored:
        say(f"restored {path}")
    if done.branch and done.now:
        say(f"{done.branch} is at {done.now}: change {done.change} is reverted by a commit of its own")
    elif done.branch:
        say(f"deleted {done.branch}, which was at {done.was}; nothing else was touched")
        say(f"to bring it back: git branch {done.branch} {done.was}")
