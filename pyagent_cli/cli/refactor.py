"""`pyagent refactor`: change sets and refusals; nothing is written without `--apply`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pyagent_cli.cli.analysis import note_engine
from pyagent_cli.cli.common import HERE, Directory, Json, Python, Trust, confirm, guarded
from pyagent_cli.cli.render import note, print_diff, print_json, say

if TYPE_CHECKING:
    from pyagent_cli.core.model import Candidate
    from pyagent_cli.wiring import Refactored

app = typer.Typer(add_completion=False)
Apply = Annotated[bool, typer.Option("--apply", help="Write the change into your files; `pyagent undo` takes it back.")]
Verify = Annotated[bool, typer.Option("--verify", help="Run the tests on it first, outside your checkout.")]
MaxLines = Annotated[int | None, typer.Option("--max-lines", min=1, help="Longest part to write; default 500.")]
Target = Annotated[Path, typer.Argument(help="The module to change.", show_default=False)]


@app.callback(invoke_without_command=True, epilog="Example: `pyagent refactor split src/shop/orders.py`")
def plan_tasks(
    context: typer.Context,
    directory: Directory = HERE,
    json: Json = False,
    apply: Apply = False,
    verify: Verify = False,
    max_lines: MaxLines = None,
    limit: Annotated[int | None, typer.Option("--limit", min=0, help="At most this many tasks of the plan.")] = None,
    python: Python = None,
    trust: Trust = False,
) -> None:
    """Turn the plan's tasks, or one task by name, into change sets and show them."""
    if context.invoked_subcommand is None:
        flags = {"max_lines": max_lines, "python": python, "trust": trust}
        guarded(carry_out)(None, None, directory, flags, limit, json, apply, verify)


@app.command(epilog="Example: `pyagent refactor split src/shop/orders.py --apply`")
@guarded
def split(
    path: Target,
    directory: Directory = HERE,
    json: Json = False,
    apply: Apply = False,
    verify: Verify = False,
    max_lines: MaxLines = None,
    python: Python = None,
    trust: Trust = False,
) -> int:
    """Turn an oversized module into a package of cohesive parts behind a facade."""
    flags = {"max_lines": max_lines, "python": python, "trust": trust}
    return carry_out("split_module", path, directory, flags, None, json, apply, verify)


@app.command("remove-unused-imports", epilog="Example: `pyagent refactor remove-unused-imports src/shop/cart.py`")
@guarded
def remove_unused_imports(
    path: Target,
    directory: Directory = HERE,
    json: Json = False,
    apply: Apply = False,
    verify: Verify = False,
    python: Python = None,
    trust: Trust = False,
) -> int:
    """Remove the imports of a module that certainly nothing uses."""
    flags = {"python": python, "trust": trust}
    return carry_out("remove_unused_imports", path, directory, flags, None, json, apply, verify)


def carry_out(
    codemod: str | None,
    path: Path | None,
    directory: Path,
    flags: Mapping[str, object],
    limit: int | None,
    json: bool,
    apply: bool,
    verify: bool,
) -> int:
    """Make the candidates, show them, and write them when asked; exit 1 when a named change was refused."""
    from pyagent_cli import wiring

    target = directory / path if path else None
    settings = wiring.settings(directory, [target] if target else [], **flags)
    if codemod is None:
        note_engine(settings)
    made = wiring.refactored(settings, codemod, target, limit, verify=verify, ask=confirm(), argv=sys.argv[1:])
    written = wiring.written(settings, made) if apply else None
    run = written[0] if written else None
    if json:
        print_json({"changes": [_as_json(c) for c in made.candidates], "run": run, "tested": made.tested})
    else:
        _screen(made, run)
    return int(codemod is not None and any(c.refusal for c in made.candidates))


def _as_json(candidate: Candidate) -> dict[str, object]:
    from pyagent_cli.core.changes import authored_lines, moved_lines

    change = candidate.change
    return {
        "task": candidate.task.id,
        "codemod": candidate.task.codemod,
        "path": candidate.task.path,
        "files": [edit.path for edit in change.edits] if change else [],
        "authored_lines": authored_lines(change) if change else 0,
        "moved_lines": moved_lines(change) if change else 0,
        "notes": change.notes if change else (),
        "refusal": candidate.refusal,
    }


def _screen(made: Refactored, run: str | None) -> None:
    from pyagent_cli.core.changes import authored_lines, moved_lines, unified_diff

    for candidate in made.candidates:
        if candidate.refusal is not None:
            _refused(candidate)
        elif candidate.change is not None:
            print_diff(unified_diff(candidate.change))
            size = f"{authored_lines(candidate.change)} lines written, {moved_lines(candidate.change)} moved"
            note(f"{candidate.task.codemod} {candidate.task.path}: {size}")
            for text in candidate.change.notes:
                note(f"  note: {text}")
    if not made.candidates:
        say("Nothing to do: no finding that a codemod acts on.")
    elif run is not None:
        note(f"written, {made.tested}; take it back with: pyagent undo {run}")


def _refused(candidate: Candidate) -> None:
    refusal = candidate.refusal
    assert refusal is not None
    place = refusal.path if refusal.line is None else f"{refusal.path}:{refusal.line}"
    rule = f"{refusal.gate}/{refusal.rule}"
    note(f"refused, nothing written: {candidate.task.codemod} {candidate.task.path} [{rule}]")
    note(f"{place}: {refusal.why.rstrip('.')}; {refusal.remedy}")
