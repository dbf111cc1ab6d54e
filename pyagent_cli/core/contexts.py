"""The shared context of a run: every phase's result in one typed value, and what can be read off it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from pyagent_cli.core.model import (
    Analysis,
    Evaluation,
    EvaluationReport,
    Implementation,
    PhaseName,
    PhaseRecord,
    Plan,
    Research,
)

ContextStatus = Literal["running", "done", "failed", "interrupted", "undone"]
ArtifactKind = Literal[
    "original_analysis", "external_research", "improvement_plan", "implementation_log", "evaluation_results"
]
ARTIFACTS: dict[ArtifactKind, type] = {
    "original_analysis": Analysis,
    "external_research": Research,
    "improvement_plan": Plan,
    "implementation_log": Implementation,
    "evaluation_results": EvaluationReport,
}


@dataclass(frozen=True, slots=True)
class ContextHeader:
    """What is known of a context beside its phases' results."""

    evolution_id: str
    created_at: str  # ISO 8601 with its offset
    target_path: str
    focus_areas: tuple[str, ...]
    status: ContextStatus = "running"
    current_phase: PhaseName | None = None
    error_log: tuple[str, ...] = ()
    base: str | None = None  # the commit that the run started from
    branch: str | None = None
    tip: str | None = None  # the commit that the branch was delivered at
    settings: str = "{}"  # JSON, without secrets
    owner: str = ""  # the process that works on it; "" when none does


@dataclass(frozen=True, slots=True)
class Artifact:
    """One revision of one phase's result; `digest` is the SHA-256 of `payload`, its JSON."""

    kind: ArtifactKind
    revision: int
    digest: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A change of a run, numbered from 1; `certificate` is the hash of its evidence without timings."""

    number: int
    evaluation: Evaluation
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class EvolutionContext:
    """A frozen copy: nothing that a reader does to it reaches the store."""

    evolution_id: str
    created_at: str
    target_path: str
    focus_areas: tuple[str, ...]
    original_analysis: Analysis | None
    external_research: Research | None
    improvement_plan: Plan | None
    implementation_log: Implementation | None
    evaluation_results: EvaluationReport | None
    status: ContextStatus
    current_phase: PhaseName | None
    error_log: tuple[str, ...]
    phases: tuple[PhaseRecord, ...]
    base: str | None = None
    branch: str | None = None
    tip: str | None = None


# --- the audit trail ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One operation; `hash` covers the row and the hash before it, so that no row changes unnoticed."""

    seq: int
    at: str
    who: str
    what: str
    evolution_id: str
    digest: str  # of what was stored, exported or imported; "" when there is none
    hash: str


def chained(previous: AuditRow | None, at: str, who: str, what: str, evolution_id: str, digest: str) -> AuditRow:
    """The row that follows `previous`."""
    seq = previous.seq + 1 if previous else 1
    fields = (previous.hash if previous else "", str(seq), at, who, what, evolution_id, digest)
    return AuditRow(seq, at, who, what, evolution_id, digest, sha256("\0".join(fields).encode()).hexdigest())


def first_broken(rows: Iterable[AuditRow]) -> int | None:
    """The number of the first row that was altered, or that follows a removed one; None when the chain holds."""
    previous: AuditRow | None = None
    for row in rows:
        if row != chained(previous, row.at, row.who, row.what, row.evolution_id, row.digest):
            return row.seq
        previous = row
    return None


# --- before, plan, after ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Delta:
    """`better` is None when the figure did not move or was not measured on one side."""

    metric: str
    path: str  # "" for the whole repository
    before: float | None
    after: float | None
    delta: float | None
    better: bool | None


@dataclass(frozen=True, slots=True)
class ContextComparison:
    before: Analysis | None
    plan: Plan | None
    implementation: Implementation | None
    after: EvaluationReport | None
    deltas: tuple[Delta, ...]


def compared(context: EvolutionContext) -> ContextComparison:
    """What was, what was meant, what was done, what is; empty deltas before anything was evaluated."""
    after = context.evaluation_results
    return ContextComparison(
        before=context.original_analysis,
        plan=context.improvement_plan,
        implementation=context.implementation_log,
        after=after,
        deltas=_deltas(after) if after else (),
    )


def _deltas(report: EvaluationReport) -> tuple[Delta, ...]:
    before, after = report.before, report.after
    tests = [
        delta(f"tests_{name}", "", getattr(before, name, None), getattr(after, name, None), lower_is_better=lower)
        for name, lower in (("passed", False), ("failed", True), ("errors", True), ("skipped", True))
    ]
    findings = delta("findings", "", report.findings_before, report.findings_after)
    return (*tests, findings, *_goal_deltas(report.evaluations))


def _goal_deltas(evaluations: Sequence[Evaluation]) -> list[Delta]:
    results = [result for evaluation in evaluations for result in evaluation.goals]
    return [delta(r.goal.metric, r.goal.path, r.goal.before, r.after) for r in results]


def delta(metric: str, path: str, before: float | None, after: float | None, *, lower_is_better: bool = True) -> Delta:
    """The difference of a figure; goals are figures of which less is better.

    >>> delta("lines", "a.py", 812, 90).better, delta("tests_passed", "", 7, 6, lower_is_better=False).better
    (True, False)
    """
    if before is None or after is None:
        return Delta(metric, path, before, after, None, None)
    moved = after - before
    return Delta(metric, path, before, after, moved, None if not moved else (moved < 0) == lower_is_better)
