"""One change of a run with everything that speaks for or against it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from pyagent_cli.core.contexts import ChangeRecord, EvolutionContext
from pyagent_cli.core.model import ChangeSet, Evaluation, TestCounts


@dataclass(frozen=True, slots=True)
class FileStat:
    path: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Evidence:
    run: str
    change: int
    evaluation: Evaluation
    reasons: tuple[str, ...]  # the findings and papers behind the task, in words where they are known
    files: tuple[FileStat, ...] | None  # None: the change itself is not at hand any more
    tests_before: TestCounts | None  # of the whole run
    tests_after: TestCounts | None
    certificate: str | None  # the hash that the commit's trailer carries
    certified: dict[str, Any] | None  # the certificate's content


def evidence(
    context: EvolutionContext, record: ChangeRecord, change: ChangeSet | None, certified: dict[str, Any] | None
) -> Evidence:
    """Everything that is recorded of one change; nothing is worked out anew but the size of its diff."""
    report = context.evaluation_results
    return Evidence(
        run=context.evolution_id,
        change=record.number,
        evaluation=record.evaluation,
        reasons=_reasons(context, record.evaluation.task.reasons),
        files=diff_stat(change) if change else None,
        tests_before=report.before if report else None,
        tests_after=report.after if report else None,
        certificate=record.certificate,
        certified=certified,
    )


def proposed(context: EvolutionContext, evaluation: Evaluation) -> ChangeSet | None:
    """The change set that the refactorer made for an evaluated task."""
    candidates = context.implementation_log.candidates if context.implementation_log else ()
    return next((made.change for made in candidates if made.task.id == evaluation.task.id and made.change), None)


def _reasons(context: EvolutionContext, ids: tuple[str, ...]) -> tuple[str, ...]:
    analysis, research = context.original_analysis, context.external_research
    words = {f.fingerprint: f"{f.rule} {f.path}:{f.line}: {f.message}" for f in (analysis.findings if analysis else ())}
    words |= {paper.id: f"arXiv:{paper.id} {paper.title}" for paper in (research.papers if research else ())}
    return tuple(words.get(known, known) for known in ids)


def diff_stat(change: ChangeSet) -> tuple[FileStat, ...]:
    """Lines added and removed per file.

    >>> from pyagent_cli.core.model import FileEdit
    >>> diff_stat(ChangeSet("c", "a.py", (FileEdit("a.py", "x\\ny\\n", "x\\nz\\n"),)))
    (FileStat(path='a.py', added=1, removed=1),)
    """
    return tuple(_stat(edit.path, edit.before or "", edit.after or "") for edit in change.edits)


def _stat(path: str, before: str, after: str) -> FileStat:
    old, new = before.split("\n"), after.split("\n")
    if not before or not after:
        return FileStat(path, len(after.splitlines()), len(before.splitlines()))
    signs = [line[:1] for line in unified_diff(old, new, lineterm="", n=0)][2:]
    return FileStat(path, signs.count("+"), signs.count("-"))
