"""A report of changes as the text of a pull request and as JSON: every figure in it was measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pyagent_cli.core.markdown import block, code, prose, table
from pyagent_cli.core.model import (
    Analysis,
    Evaluation,
    EvaluationReport,
    GoalResult,
    PhaseRecord,
    Plan,
    Task,
    TestCounts,
)

UNMEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class RunReport:
    """All that a report is made of. `base` and `branch` are what a reader can hand to git."""

    run: str
    base: str
    branch: str | None  # None: no change was accepted, there is no branch
    evaluation: EvaluationReport
    plan: Plan | None = None
    before: Analysis | None = None
    after: Analysis | None = None
    phases: tuple[PhaseRecord, ...] = ()
    test_command: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()  # uncommitted files, which the run did not see
    commands: tuple[str, ...] = ()  # how to check it, ready to copy


def check_commands(run: str, base: str, branch: str | None) -> tuple[str, ...]:
    """The lines that show a run's changes and take them back.

    >>> check_commands("R-1", "main", "pyagent/R-1")[0]
    'git diff main...pyagent/R-1'
    """
    show = f"pyagent show {run}"
    return (f"git diff {base}...{branch}", show, f"pyagent undo {run}") if branch else (show,)


def pull_request_text(report: RunReport) -> str:
    """The report as Markdown. Only the column `seconds` may differ between two runs on the same input."""
    sections = [
        [headline(report.evaluation)],
        _changes(report),
        _measured(report),
        _failing_before(report.evaluation),
        _commands(report),
        _refusals(report.evaluation),
        _open_tasks(report),
        _list("Not measured", [prose(text) for text in not_measured(report)]),
        _list("Left out: not committed", [code(path) for path in report.left_out]),
        _phases(report.phases),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def headline(evaluation: EvaluationReport) -> str:
    """How many changes there are, in one sentence.

    >>> headline(EvaluationReport((), None, None, 0, None, (), None, None, None))
    'No change was tried.'
    """
    verdicts = Counter(e.verdict for e in evaluation.evaluations)
    if not verdicts:
        return "No change was tried."
    accepted = f"{_count(verdicts['accepted'], 'change')} accepted: the tests give the same results before and after"
    rest = [f"{verdicts['refused']} refused"] if verdicts["refused"] else []
    rest += [f"{verdicts['unmeasured']} {UNMEASURED}"] if verdicts["unmeasured"] else []
    first = accepted if verdicts["accepted"] else "No change accepted"
    return "; ".join([first, *rest]) + "."


def accepted(evaluation: EvaluationReport) -> tuple[Evaluation, ...]:
    return tuple(e for e in evaluation.evaluations if e.verdict == "accepted")


def not_measured(report: RunReport) -> tuple[str, ...]:
    """What nobody may conclude from this report, as plain text."""
    tested = report.evaluation.before is not None
    known = report.before.not_measured if report.before else ()
    found = [text for text in known if not (tested and text.startswith("tests:"))]  # the analysis ran none; this did
    for evaluation in report.evaluation.evaluations:
        if evaluation.verdict == "unmeasured":
            why = evaluation.refusal.why if evaluation.refusal else "it was not evaluated"
            found.append(f"{evaluation.codemod} in {evaluation.path}: {why}")
    for evaluation in accepted(report.evaluation):
        open_goals = [result.goal for result in evaluation.goals if result.status == "unmeasured"]
        found += [f"goal {goal.metric} of {goal.path}" for goal in open_goals]
    found += [f"{phase.name}: {phase.reason or phase.status}" for phase in report.phases if phase.status in NOT_DONE]
    return tuple(dict.fromkeys(found))


NOT_DONE = ("failed", "skipped")


def _changes(report: RunReport) -> list[str]:
    done = accepted(report.evaluation)
    if not done:
        return []
    rows = [
        [
            f"{code(e.codemod)} {code(e.path)}",
            _why(e.task, report.before),
            str(e.authored_lines),
            str(e.moved_lines),
            _figure(e.unexercised_lines),
            code((e.commit or "")[:12]),
        ]
        for e in done
    ]
    header = ["change", "why", "lines written", "lines moved", "changed lines no test runs", "commit"]
    notes = [f"- {code(e.path)}: {prose(note)}" for e in done for note in e.notes]
    return ["## What changed", "", *table(header, rows), *([""] if notes else []), *notes]


def _why(task: Task, before: Analysis | None) -> str:
    messages = {f.fingerprint: f.message for f in before.findings} if before else {}
    known = [messages[reason] for reason in task.reasons if reason in messages]
    papers = [reason for reason in task.reasons if reason.startswith("arXiv:")]
    shown = known[:2] + papers[:2]
    more = len(known) - 2
    text = "; ".join(map(prose, shown)) or prose(task.title)
    return f"{text}; and {more} more" if more > 0 else text


def _measured(report: RunReport) -> list[str]:
    evaluation = report.evaluation
    if not evaluation.evaluations and evaluation.before is None:
        return []
    rows = [
        *_test_rows(evaluation),
        ["findings", _figure(evaluation.findings_before), _figure(evaluation.findings_after), ""],
        *(_goal_row(result) for e in accepted(evaluation) for result in e.goals),
    ]
    command = f", each with {code(' '.join(report.test_command))}" if report.test_command else ""
    lines = ["## Measured", "", *table(["", "before", "after", "goal"], rows), ""]
    return [*lines, f"The test suite ran {_count(evaluation.suite_runs, 'time')}{command}."]


def _test_rows(evaluation: EvaluationReport) -> list[list[str]]:
    return [
        [f"tests {name}", _of(evaluation.before, name), _of(evaluation.after, name), ""]
        for name in ("passed", "failed", "skipped", "errors")
    ]


def _of(counts: TestCounts | None, name: str) -> str:
    return _figure(getattr(counts, name) if counts else None)


def _goal_row(result: GoalResult) -> list[str]:
    goal = result.goal
    name = f"{code(goal.metric)} of {code(goal.path)}"
    return [name, _figure(goal.before), _figure(result.after), f"at most {_figure(goal.target)}: {result.status}"]


def _failing_before(evaluation: EvaluationReport) -> list[str]:
    title = "Tests that failed before any change, and still fail the same way"
    return _list(title, [code(test) for test in evaluation.failing_before])


def _commands(report: RunReport) -> list[str]:
    return ["## How to check", "", *block(report.commands)] if report.commands else []


def _refusals(evaluation: EvaluationReport) -> list[str]:
    refused = [e for e in evaluation.evaluations if e.verdict == "refused" and e.refusal]
    return _list("Refused, with reasons", [_refusal(e) for e in refused])


def _refusal(evaluation: Evaluation) -> str:
    refusal = evaluation.refusal
    assert refusal is not None
    place = f"{refusal.path}:{refusal.line}" if refusal.line else refusal.path
    why = "; ".join(prose(text.rstrip(".")) for text in (refusal.why, refusal.remedy) if text)
    what = f"{code(evaluation.codemod)} in {code(evaluation.path)}, by {code(f'{refusal.gate}/{refusal.rule}')}"
    return f"{what} at {code(place)}: {why}."


def _open_tasks(report: RunReport) -> list[str]:
    tried = {e.task.id for e in report.evaluation.evaluations}
    tasks = report.plan.tasks if report.plan else ()
    return _list("Planned, and left to a person", [prose(t.title) for t in tasks if t.id not in tried])


def _list(title: str, items: Sequence[str]) -> list[str]:
    return [f"## {title}", "", *(f"- {item}" for item in items)] if items else []


def _phases(phases: Sequence[PhaseRecord]) -> list[str]:
    rows = [
        [p.name, prose(p.agent), p.status, _seconds(p.seconds), prose(p.model or "none"), prose(p.reason or "")]
        for p in phases
    ]
    header = ["phase", "agent", "status", "seconds", "model", "reason"]
    return ["## Who did what", "", *table(header, rows)] if rows else []


def _seconds(value: float | None) -> str:
    return UNMEASURED if value is None else f"{value:.1f}"


def _figure(value: float | None) -> str:
    return UNMEASURED if value is None else f"{value:.10g}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def report_json(report: RunReport) -> dict[str, object]:
    """The report as plain values, the same that the text shows; `null` is a figure that nobody measured."""
    evaluation = report.evaluation
    return {
        "run": report.run,
        "base": report.base,
        "branch": report.branch,
        "phases": [
            {"name": p.name, "agent": p.agent, "status": p.status, "seconds": p.seconds, "reason": p.reason}
            for p in report.phases
        ],
        "changes": changes_json(evaluation),
        "tests": counts_json(evaluation),
        "findings": {"before": evaluation.findings_before, "after": evaluation.findings_after},
        "not_measured": list(not_measured(report)),
    }


def changes_json(evaluation: EvaluationReport) -> list[dict[str, object]]:
    """Every change that was tried, with its verdict; also what `evaluate --json` shows."""
    return [
        {
            "task": e.task.id,
            "codemod": e.codemod,
            "path": e.path,
            "status": e.verdict,
            "commit": e.commit,
            "authored_lines": e.authored_lines,
            "moved_lines": e.moved_lines,
            "unexercised_lines": e.unexercised_lines,
            "refusal": asdict(e.refusal) if e.refusal else None,
        }
        for e in evaluation.evaluations
    ]


def counts_json(evaluation: EvaluationReport) -> dict[str, object]:
    """Counts before and after, and how often the suite ran."""
    return {
        "before": asdict(evaluation.before) if evaluation.before else None,
        "after": asdict(evaluation.after) if evaluation.after else None,
        "runs": evaluation.suite_runs,
    }


def goals_json(evaluation: EvaluationReport) -> list[dict[str, object]]:
    """What each accepted or refused task promised, and what came of it."""
    return [
        {
            "task": e.task.id,
            "metric": r.goal.metric,
            "path": r.goal.path,
            "before": r.goal.before,
            "target": r.goal.target,
            "after": r.after,
            "status": r.status,
        }
        for e in evaluation.evaluations
        for r in e.goals
    ]
