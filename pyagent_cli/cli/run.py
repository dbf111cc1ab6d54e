"""`pyagent run`: the whole loop, on a branch of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pyagent_cli.cli.analysis import note_engine
from pyagent_cli.cli.common import HERE, Directory, Json, Offline, Python, Trust, confirm, guarded
from pyagent_cli.cli.render import Progress, note, print_json, print_table, say

if TYPE_CHECKING:
    from pyagent_cli.core.model import Evaluation, PhaseRecord, SuiteResult, TestCounts
    from pyagent_cli.core.pull_request import RunReport

app = typer.Typer(add_completion=False)


@app.command(epilog="Example: `pyagent run --limit 3 --python .venv/bin/python`")
@guarded
def run(
    path: Annotated[Path | None, typer.Argument(help="The repository; default: the one you are in.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=0, help="Carry out at most this many tasks.")] = None,
    directory: Directory = HERE,
    json: Json = False,
    python: Python = None,
    trust: Trust = False,
    offline: Offline = False,
) -> int:
    """Do the whole loop and put what was proven on a branch `pyagent/...`; your checkout stays as it is."""
    from pyagent_cli import wiring
    from pyagent_cli.core.pull_request import report_json
    from pyagent_cli.loop import Audience

    settings = wiring.settings(path or directory, python=python, trust=trust, offline=offline)
    note_engine(settings)
    with wiring.running(settings, limit, confirm(), sys.argv[1:]) as session:
        tell = note if json else say
        tell(f"{session.name} at {session.base[:12]}: running its tests once, untouched")
        with Progress() as progress:
            progress.begins(session.command)
            report = session.run(
                Audience(
                    lambda suite: _begin(tell, progress, suite, limit, session.command),
                    lambda record: _phase(progress, record),
                )
            )
    if json:
        print_json(report_json(report))
    else:
        _end(report, session.report_path)
    return 0


def _begin(
    tell: Callable[[str], None], progress: Progress, suite: SuiteResult, limit: int | None, command: str
) -> None:
    from pyagent_cli.core.comparison import counts

    found = counts(suite)
    progress.ends(command, f"the suite: {tests_line(found)} in {suite.seconds:.1f} s with `{command}`")
    most = "every task that a codemod can carry out" if limit is None else f"at most {limit} tasks"
    tell(f"next: {most}; each change is proven by this suite, on a branch of its own")


def _phase(progress: Progress, record: PhaseRecord) -> None:
    if record.status == "running":
        progress.begins(record.name)
        return
    took = "" if record.seconds is None else f" in {record.seconds:.1f} s"
    why = f": {record.reason}" if record.reason else ""
    progress.ends(record.name, f"  {record.name:9} {record.agent:11} {record.status}{took}{why}")


def tests_line(counts: TestCounts | None) -> str:
    """`52 passed, 0 failed, 1 skipped, 0 errors`, or that nothing was measured."""
    if counts is None:
        return "not measured"
    return f"{counts.passed} passed, {counts.failed} failed, {counts.skipped} skipped, {counts.errors} errors"


def _end(report: RunReport, path: Path) -> None:
    evaluation = report.evaluation
    say()
    say(f"tests before: {tests_line(evaluation.before)}")
    say(f"tests after:  {tests_line(evaluation.after)}   ({evaluation.suite_runs} suite runs)")
    say(f"findings: {_figure(evaluation.findings_before)} before, {_figure(evaluation.findings_after)} after")
    if evaluation.evaluations:
        print_table(("verdict", "change", "where", "written/moved", "why"), [_row(e) for e in evaluation.evaluations])
    else:
        say("No change was tried: nothing here that a codemod acts on.")
    say(f"report: {path}")
    for line in report.commands:
        say(line, "bold")


def _row(evaluation: Evaluation) -> tuple[str, ...]:
    refusal = evaluation.refusal
    why = f"{refusal.gate}/{refusal.rule}: {refusal.why}" if refusal else (evaluation.commit or "")[:12]
    size = f"{evaluation.authored_lines}/{evaluation.moved_lines}"
    return evaluation.verdict, evaluation.codemod, evaluation.path, size, why


def _figure(value: int | None) -> str:
    return "not measured" if value is None else str(value)
