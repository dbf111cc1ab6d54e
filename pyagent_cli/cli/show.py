"""`pyagent show`: a run, or one change of it with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pyagent_cli.cli.common import HERE, Directory, Json, guarded
from pyagent_cli.cli.render import print_json, print_table, say

if TYPE_CHECKING:
    from pyagent_cli.core.contexts import ChangeRecord
    from pyagent_cli.core.evidence import Evidence
    from pyagent_cli.core.model import Evaluation, TestCounts
    from pyagent_cli.core.runs import RunSummary

app = typer.Typer(add_completion=False)


@app.command(epilog="Example: `pyagent show 0d5082a-1/2`")
@guarded
def show(
    target: Annotated[str, typer.Argument(metavar="RUN[/CHANGE]", help="A run, or one change of it.")],
    directory: Directory = HERE,
    json: Json = False,
) -> int:
    """Show a run's changes, or one change with what speaks for it: task, reasons, gates, tests, size, commit."""
    from pyagent_cli import wiring
    from pyagent_cli.core.runs import parse_target

    run, number = parse_target(target)
    settings = wiring.settings(directory)
    if number is None:
        summary, changes = wiring.shown_run(settings, run)
        print_json({"run": summary, "changes": changes}) if json else _run(summary, changes)
    else:
        evidence = wiring.shown_change(settings, run, number)
        print_json(evidence) if json else _change(evidence)
    return 0


def _run(summary: RunSummary, changes: tuple[ChangeRecord, ...]) -> None:
    from pyagent_cli.cli.status import print_phases

    print_phases(summary)
    say(f"base {summary.base or 'none'}, branch {summary.branch or 'none'}")
    if summary.report:
        say(f"report: {summary.report}")
    say()
    if not changes:
        say("no changes")
        return
    rows = [(f"{summary.run}/{c.number}", c.evaluation.verdict, *_what(c.evaluation)) for c in changes]
    print_table(("change", "verdict", "codemod", "path", "why"), rows)


def _what(evaluation: Evaluation) -> tuple[str, str, str]:
    return (evaluation.codemod, evaluation.path, evaluation.refusal.why if evaluation.refusal else "")


def _change(found: Evidence) -> None:
    evaluation = found.evaluation
    say(f"{found.run}/{found.change}: {evaluation.task.title}", "bold")
    for name, text in _facts(found):
        say(f"{name + ':':<12} {text}")
    if found.files:
        say()
        print_table(("file", "added", "removed"), [(stat.path, stat.added, stat.removed) for stat in found.files])


def _facts(found: Evidence) -> list[tuple[str, str]]:
    evaluation = found.evaluation
    unexercised = "not measured" if evaluation.unexercised_lines is None else evaluation.unexercised_lines
    return [
        ("verdict", evaluation.verdict),
        ("task", f"{evaluation.task.id} ({evaluation.codemod} on {evaluation.path})"),
        *(("because of", reason) for reason in found.reasons),
        *_refusal(evaluation),
        *(("goal", f"{r.goal.metric} {r.goal.before:g} -> {_figure(r.after)}: {r.status}") for r in evaluation.goals),
        *(("gate", gate) for gate in _gates(found.certified)),
        ("tests", f"before {_counts(found.tests_before)}; after {_counts(found.tests_after)} (of the whole run)"),
        ("lines", f"{evaluation.authored_lines} authored, {evaluation.moved_lines} moved, unexercised: {unexercised}"),
        *(("note", note) for note in evaluation.notes),
        ("commit", evaluation.commit or "none"),
        ("certificate", found.certificate or "none"),
        *([] if found.files is not None else [("diff", "the change is not at hand any more")]),
    ]


def _refusal(evaluation: Evaluation) -> list[tuple[str, str]]:
    refusal = evaluation.refusal
    if refusal is None:
        return []
    place = refusal.path + (f":{refusal.line}" if refusal.line else "")
    return [("refused by", f"{refusal.gate} ({refusal.rule}) at {place}: {refusal.why}"), ("remedy", refusal.remedy)]


def _gates(certified: dict[str, Any] | None) -> list[str]:
    gates = (certified or {}).get("gates", [])
    if isinstance(gates, dict):
        return [f"{name}: {outcome}" for name, outcome in gates.items()]
    return [str(gate) for gate in gates]


def _figure(value: float | None) -> str:
    return "not measured" if value is None else f"{value:g}"


def _counts(tests: TestCounts | None) -> str:
    if tests is None:
        return "not measured"
    return f"{tests.passed} passed, {tests.failed} failed, {tests.skipped} skipped, {tests.errors} errors"
