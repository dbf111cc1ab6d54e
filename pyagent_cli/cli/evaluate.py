"""`pyagent evaluate`: the tests before and after a change, in a worktree outside the checkout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pyagent_cli.cli.analysis import note_engine
from pyagent_cli.cli.common import HERE, Directory, Json, Python, Trust, confirm, guarded
from pyagent_cli.cli.render import print_json, print_table, say, working
from pyagent_cli.errors import UsageError

if TYPE_CHECKING:
    from pyagent_cli.core.model import EvaluationReport, TestCounts

app = typer.Typer(add_completion=False)
PROGRESS = "running the tests before and after, outside your checkout"
Patch = Annotated[
    str | None, typer.Option("--patch", metavar="FILE", help="A unified diff against HEAD; `-` reads standard input.")
]
Change = Annotated[str | None, typer.Option("--change", metavar="REV", help="A commit, compared with its parent.")]
Run = Annotated[str | None, typer.Option("--run", metavar="RUN", help="The candidates of a run; default: the latest.")]


@app.command(epilog="Example: `pyagent evaluate --patch fix.diff`")
@guarded
def evaluate(
    path: Annotated[Path | None, typer.Argument(help="The repository; default: the one you are in.")] = None,
    patch: Patch = None,
    change: Change = None,
    run: Run = None,
    directory: Directory = HERE,
    json: Json = False,
    python: Python = None,
    trust: Trust = False,
) -> int:
    """Say whether a change keeps the tests as they are: accepted, refused with the reason, or unmeasured."""
    from pyagent_cli import wiring

    if sum(option is not None for option in (patch, change, run)) > 1:
        raise UsageError("Give one of --patch, --change and --run.")
    settings = wiring.settings(path or directory, python=python, trust=trust)
    note_engine(settings)
    text = None if patch is None else _read(patch)
    report = wiring.evaluated(
        settings, confirm(), sys.argv[1:], patch=text, change=change, run=run, working=lambda: working(PROGRESS)
    )
    if json:
        print_json(as_json(report))
    else:
        _screen(report)
    return 0 if all(one.verdict == "accepted" for one in report.evaluations) else 1


def as_json(report: EvaluationReport) -> dict[str, object]:
    """The changes as in a run's report, the tests before and after, and what became of each goal."""
    from pyagent_cli.core.pull_request import changes_json, counts_json, goals_json

    return {"changes": changes_json(report), "tests": counts_json(report), "goals": goals_json(report)}


def _read(patch: str) -> str:
    if patch == "-":
        return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    file = Path(patch)
    if not file.is_file():
        raise UsageError(f"There is no file {patch}; name a patch, or `-` for standard input.")
    return file.read_bytes().decode("utf-8", "surrogateescape")


def _screen(report: EvaluationReport) -> None:
    rows = []
    for one in report.evaluations:
        why = f"{one.refusal.gate}/{one.refusal.rule}: {one.refusal.why}" if one.refusal else (one.commit or "")[:12]
        rows.append((one.verdict, one.task.title, f"{one.authored_lines}/{one.moved_lines}", why))
    print_table(("verdict", "change", "written/moved", "why"), rows)
    say(f"tests before: {_counts(report.before)}")
    say(f"tests after:  {_counts(report.after)}   ({report.suite_runs} suite runs)")
    for test in report.failing_before:
        say(f"failed before any change, and the same way after: {test}")


def _counts(counts: TestCounts | None) -> str:
    if counts is None:
        return "not measured"
    return f"{counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped, {counts.errors} errors"
