"""`pyagent roadmap`: the documents that pyagent keeps, and what contradicts itself in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pyagent_cli.cli.analysis import note_engine
from pyagent_cli.cli.common import HERE, Directory, Json, guarded
from pyagent_cli.cli.render import note, print_json, say

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer(add_completion=False)
Format = Annotated[Literal["text", "json", "github"], typer.Option("--format", help="How to print the findings.")]


@app.callback(invoke_without_command=True, epilog="Example: `pyagent roadmap check`, then `pyagent roadmap update`")
def roadmap(context: typer.Context, directory: Directory = HERE, json: Json = False, format: Format = "text") -> None:
    """Check the documents for contradictions, or bring their marked sections up to date."""
    if context.invoked_subcommand is None:
        guarded(report)(directory, "json" if json else format)


@app.command(epilog="Example: `pyagent roadmap check --format github`")
@guarded
def check(directory: Directory = HERE, json: Json = False, format: Format = "text") -> int:
    """List what cannot be true at once: statuses, versions, counts, conflict markers; exit 1 when there is an error."""
    return report(directory, "json" if json else format)


@app.command(epilog="Example: `pyagent roadmap update`, then `git diff docs/prompt`")
@guarded
def update(directory: Directory = HERE, json: Json = False) -> int:
    """Measure, and rewrite the marked sections of the documents; all other text stays byte for byte."""
    from pyagent_cli import wiring

    settings = wiring.settings(directory)
    note_engine(settings)
    made = wiring.updated_documents(settings)
    if json:
        print_json(made)
        return int(bool(made.refusals))
    for path in made.written:
        say(f"written: {path}")
    for refusal in made.refusals:
        note(f"refused: {refusal.path}:{refusal.line}: {refusal.why}; {refusal.remedy} [{refusal.rule}]")
    if made.refusals:
        note("nothing was written")
    elif not made.written:
        say("Nothing to write: the documents are up to date.")
    return int(bool(made.refusals))


def report(directory: Path, format: str) -> int:
    """Print the findings; 1 when one is an error."""
    from pyagent_cli import wiring
    from pyagent_cli.core.reporting import workflow_commands

    found = wiring.checked_documents(wiring.settings(directory))
    if format == "json":
        print_json({"findings": found})
    elif format == "github":
        say(workflow_commands(found).rstrip("\n"))
    else:
        for finding in found:
            say(f"{finding.path}:{finding.line}: {finding.severity}: {finding.message} [{finding.rule}]")
        say(f"{len(found)} finding{'s' * (len(found) != 1)} in the documents." if found else "No contradiction found.")
    return int(any(finding.severity == "error" for finding in found))
