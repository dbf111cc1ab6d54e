"""`pyagent status`: the runs here, and which agent did what in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pyagent_cli.cli.common import HERE, Directory, Json, guarded
from pyagent_cli.cli.render import print_json, print_table, say

if TYPE_CHECKING:
    from pyagent_cli.core.model import PhaseRecord
    from pyagent_cli.core.runs import RunSummary

app = typer.Typer(add_completion=False)


@app.command(epilog="Example: `pyagent status`, then `pyagent show 0d5082a-1`")
@guarded
def status(
    run: Annotated[str | None, typer.Argument(help="A run whose phases to show; default: the latest.")] = None,
    directory: Directory = HERE,
    json: Json = False,
) -> int:
    """List the runs here with their phases: which agent, how long, with or without a model."""
    from pyagent_cli import wiring

    runs = wiring.summaries(wiring.settings(directory))
    chosen = _chosen(runs, run)
    if json:
        print_json({"runs": chosen if run else runs})
    elif not runs:
        say("No run yet; `pyagent run` starts one, and `pyagent analyze` only looks.")
    else:
        print_table(("run", "status", "begun", "accepted", "refused", "branch"), [_row(summary) for summary in runs])
        say()
        print_phases(chosen[0])
    return 0


def _chosen(runs: tuple[RunSummary, ...], run: str | None) -> tuple[RunSummary, ...]:
    from pyagent_cli.errors import UsageError

    if run is None:
        return runs[:1]
    found = tuple(summary for summary in runs if summary.run == run)
    if not found:
        raise UsageError(f"There is no run {run!r} here; `pyagent status` lists them.")
    return found


def _row(summary: RunSummary) -> tuple[object, ...]:
    refused = summary.refused + summary.unmeasured
    return (summary.run, summary.status, summary.created_at, summary.accepted, refused, summary.branch or "no branch")


def print_phases(summary: RunSummary) -> None:
    """A run's phases as a table."""
    say(f"{summary.run}: {summary.status}", "bold")
    if summary.phases:
        print_table(("phase", "agent", "status", "seconds", "model", "reason"), [_phase(p) for p in summary.phases])
    else:
        say("no phase has begun")


def _phase(record: PhaseRecord) -> tuple[object, ...]:
    seconds = "" if record.seconds is None else f"{record.seconds:.2f}"
    return (record.name, record.agent, record.status, seconds, record.model or "none", record.reason)
