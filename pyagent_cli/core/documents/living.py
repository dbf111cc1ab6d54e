"""The bodies of the marked sections that pyagent keeps: measured figures, each with the evidence behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyagent_cli.core.markdown import code, prose, visible
from pyagent_cli.core.model import Analysis, Evaluation, EvaluationReport, Finding, Goal, Plan, Research, TestCounts
from pyagent_cli.core.papers.identifiers import is_arxiv
from pyagent_cli.core.reporting import counts, worst

UNMEASURED = "not measured"
LISTED = 20


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when the documents are written; None where nothing was measured. There is no clock in it."""

    revision: str | None  # the commit that was measured
    date: str  # that commit's date; "" without a commit
    analysis: Analysis | None = None
    research: Research | None = None
    plan: Plan | None = None
    evaluation: EvaluationReport | None = None
    test_command: str = ""
    changed: tuple[str, ...] = ()  # files that accepted changes touched since they were measured
    uncommitted: int = 0  # Python files that were measured as they are on disk, and differ from the commit


def measured_at(facts: Facts) -> str:
    """Which state the figures are of.

    >>> measured_at(Facts("0d5082a9c1abcdef", "2026-01-20"))
    'Measured at commit 0d5082a9c1ab of 2026-01-20.'
    """
    return (
        f"Measured at commit {facts.revision[:12]} of {facts.date}." if facts.revision else "Measured without a commit."
    )


def overview(facts: Facts) -> list[str]:
    """`context.txt`: the size of the code, its findings, tests and papers."""
    return [
        measured_at(facts),
        *_code(facts.analysis),
        *(_findings_after(facts.evaluation) if facts.changed else ()),
        _tests(facts.evaluation),
        _papers(facts.research),
        *_gaps(facts),
    ]


def near_term(facts: Facts) -> list[str]:
    """`roadmap.txt`: the tasks that are still to do, in the plan's order."""
    if facts.plan is None:
        return [f"The plan was {UNMEASURED}; run: pyagent plan"]
    done = {e.task.id for e in _verified(facts.evaluation)}
    tasks = [task for task in facts.plan.tasks if task.id not in done]
    lines = [
        f"- [ ] {visible(task.title)} ({'; '.join(filter(None, (task.id, promise(task.goal))))})" for task in tasks
    ]
    more = [f"- and {len(lines) - LISTED} more: pyagent plan"] if len(lines) > LISTED else []
    return [*lines[:LISTED], *more] or ["Nothing is planned: no finding, and no paper that relates to this code."]


def changelog(facts: Facts, previous: Sequence[str]) -> list[str]:
    """`roadmap.txt`: every verified change, newest first; lines that stand there already stay as they are."""
    known = "\n".join(previous)
    new = [_entry(e, facts) for e in _verified(facts.evaluation) if e.commit and e.commit[:12] not in known]
    kept = [line for line in previous if line.strip() and line != NOTHING]
    return [*new, *kept] or [NOTHING]


NOTHING = "No change has been verified yet."


def open_findings(facts: Facts) -> list[str]:
    """`improvements.md`: what is open, with its finding; and what was tried and refused, with its reason."""
    lines = [measured_at(facts), "", "Open:", "", *_open(facts)]
    refused = [e for e in (facts.evaluation.evaluations if facts.evaluation else ()) if e.verdict != "accepted"]
    if refused:
        lines += ["", "Tried and not accepted:", "", *map(_refused, refused)]
    if facts.changed:
        files = "1 file was" if len(facts.changed) == 1 else f"{len(facts.changed)} files were"
        lines += ["", f"{files} changed after that, and named without lines; `pyagent roadmap update` measures again."]
    return lines


def reproduce(facts: Facts, previous: Sequence[str]) -> list[str]:
    """`prompt.txt`: the commands behind every figure of these documents; a known test command is not forgotten."""
    known = next((line for line in previous if line.startswith("- tests: ")), f"- tests: {UNMEASURED}")
    command = " ".join(word.rpartition("/")[2] if word.startswith("/") else word for word in facts.test_command.split())
    return [
        "How each figure in these documents comes about:",
        "- size, findings: pyagent analyze --json",
        "- planned tasks: pyagent plan --json",
        "- papers: pyagent research documents --json",
        "- verified changes: pyagent status, then pyagent show RUN/CHANGE",
        f"- tests: {visible(command)}" if command else known,
        "- these sections: pyagent roadmap update; contradictions: pyagent roadmap check",
    ]


def promise(goal: Goal | None) -> str:
    """What a task promises.

    >>> promise(Goal("lines", "a.py", 812, 500))
    'lines 812 -> 500 or fewer'
    """
    return (
        "" if goal is None else f"{goal.metric} {goal.before:g} -> {goal.target:g}{' or fewer' if goal.target else ''}"
    )


def _code(analysis: Analysis | None) -> list[str]:
    if analysis is None:
        return [f"- code: {UNMEASURED}"]
    summary = analysis.summary
    found = f"{len(analysis.findings)} ({counts(analysis.findings)})" if analysis.findings else "0"
    skipped = f", {summary.files_skipped} not read" if summary.files_skipped else ""
    return [
        f"- Python files: {summary.files_scanned} read of {summary.files_eligible}{skipped}",
        f"- size: {summary.lines} lines, {summary.functions} functions",
        f"- findings: {found}",
    ]


def _findings_after(report: EvaluationReport | None) -> list[str]:
    if report is None or report.findings_after is None or not _verified(report):
        return []
    return [f"- findings after the accepted changes: {report.findings_after}"]


def _tests(report: EvaluationReport | None) -> str:
    before, after = (report.before, report.after) if report else (None, None)
    if before is None:
        return f"- tests: {UNMEASURED}"
    if after is None or after == before:
        return f"- tests: {_counted(before)}"
    return f"- tests: {_counted(before)} before, {_counted(after)} after"


def _counted(tests: TestCounts) -> str:
    return f"{tests.passed} passed, {tests.failed} failed, {tests.skipped} skipped, {tests.errors} errors"


def _papers(research: Research | None) -> str:
    if research is None:
        return f"- papers: {UNMEASURED}"
    cited = {mention.id for mention in research.mentions if is_arxiv(mention.id)}
    fitting = sum(1 for insight in research.insights if insight.modules)
    return f"- papers: {len(cited)} cited, {len(research.papers)} known, {fitting} with a module here that fits"


def _gaps(facts: Facts) -> list[str]:
    gaps = facts.analysis.not_measured if facts.analysis else ()
    tested = facts.evaluation is not None and facts.evaluation.before is not None
    return [f"- {UNMEASURED}: {visible(gap)}" for gap in gaps if not (tested and gap.startswith("tests:"))]


def _verified(report: EvaluationReport | None) -> list[Evaluation]:
    return [e for e in (report.evaluations if report else ()) if e.verdict == "accepted"]


def _entry(change: Evaluation, facts: Facts) -> str:
    reached = [f"{r.goal.metric} {r.goal.before:g} -> {r.after:g}" for r in change.goals if r.after is not None] or [
        f"goals {UNMEASURED}"
    ]
    after = facts.evaluation.after if facts.evaluation else None
    tests = f"tests {_counted(after)}" if after else f"tests {UNMEASURED}"
    evidence = f"commit {(change.commit or '')[:12]}, task {change.task.id}, {tests}"
    return f"- {facts.date} {change.codemod} {visible(change.path)}: {', '.join(reached)} ({evidence})"


def _open(facts: Facts) -> list[str]:
    if facts.analysis is None:
        return [f"- {UNMEASURED}"]
    solved = {reason for e in _verified(facts.evaluation) if _reached(e) for reason in e.task.reasons}
    there = [finding for finding in facts.analysis.findings if finding.fingerprint not in solved]
    shown = worst(there, LISTED)
    lines = [_finding(finding, facts.changed) for finding in shown]
    more = [f"- and {len(there) - LISTED} more: `pyagent analyze`"] if len(there) > LISTED else []
    return [*lines, *more] or ["- nothing"]


def _reached(change: Evaluation) -> bool:
    return all(result.status == "achieved" for result in change.goals)


def _finding(finding: Finding, changed: Sequence[str]) -> str:
    """A finding with its place; in a file that changed since, the line would be wrong."""
    symbol = f" {code(finding.symbol)}" if finding.symbol else ""
    where = prose(finding.path) if finding.path in changed else code(f"{finding.path}:{finding.line}")
    return f"- {finding.rule} {where}{symbol}: {prose(finding.message)} (finding {finding.fingerprint})"


def _refused(change: Evaluation) -> str:
    refusal = change.refusal
    why = f"{prose(refusal.why)}; {prose(refusal.remedy)} ({refusal.gate}/{refusal.rule})" if refusal else UNMEASURED
    return f"- {change.codemod} {prose(change.path)}: {change.verdict}: {why}"
