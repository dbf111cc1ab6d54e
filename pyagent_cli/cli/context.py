"""`pyagent context`: the shared contexts of runs, listed, exported, imported, and their audit trail verified."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from pyagent_cli.cli.common import HERE, Directory, Json, guarded
from pyagent_cli.cli.render import print_json, print_table, say

Status = Literal["running", "done", "failed", "interrupted", "undone"]
app = typer.Typer(no_args_is_help=True, add_completion=False, help="List, export and import the contexts of runs.")


@app.command("list", epilog="Example: `pyagent context list --status done --limit 5`")
@guarded
def list_(
    directory: Directory = HERE,
    json: Json = False,
    status: Annotated[Status | None, typer.Option("--status", help="Only those.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=0, help="At most this many.")] = 100,
    offset: Annotated[int, typer.Option("--offset", min=0, help="Leave out this many of the newest.")] = 0,
) -> int:
    """List contexts, newest first."""
    from pyagent_cli import wiring

    found = wiring.contexts(wiring.settings(directory), status, limit, offset)
    if json:
        print_json({"contexts": found})
    elif not found:
        say("No context; `pyagent run` makes one.")
    else:
        rows = [(c.evolution_id, c.status, c.current_phase, c.created_at, c.target_path) for c in found]
        print_table(("context", "status", "phase", "begun", "target"), rows)
    return 0


@app.command("export", epilog="Example: `pyagent context export 0d5082a-1`")
@guarded
def export(
    run: Annotated[str | None, typer.Argument(help="A run; default: the current one.")] = None,
    directory: Directory = HERE,
    json: Json = False,
) -> int:
    """Write a context with all its revisions into one checked file, and print its path."""
    from pyagent_cli import wiring

    path = wiring.exported(wiring.settings(directory), run)
    print_json({"path": path}) if json else say(path)
    return 0


@app.command("import", epilog="Example: `pyagent context import 0d5082a-1.json --new-id`")
@guarded
def import_(
    file: Annotated[Path, typer.Argument(help="A file that `pyagent context export` wrote.")],
    directory: Directory = HERE,
    json: Json = False,
    new_id: Annotated[bool, typer.Option("--new-id", help="Take the next free id when its own is taken.")] = False,
) -> int:
    """Add an exported context, and print its id. A file that is damaged, foreign or newer changes nothing."""
    from pyagent_cli import wiring

    name = wiring.imported(wiring.settings(directory), file, new_id=new_id)
    print_json({"run": name}) if json else say(name)
    return 0


@app.command("verify", epilog="Example: `pyagent context verify`")
@guarded
def verify(directory: Directory = HERE, json: Json = False) -> int:
    """Check that no row of the audit trail was altered or removed; exit 1 when one was."""
    from pyagent_cli import wiring

    rows, broken = wiring.audited(wiring.settings(directory))
    if json:
        print_json({"rows": rows, "first_broken": broken})
    else:
        say(f"{rows} operations, " + ("unaltered" if broken is None else f"altered from number {broken} on"))
    return 0 if broken is None else 1
