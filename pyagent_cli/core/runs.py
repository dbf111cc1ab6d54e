"""Runs: their names, their way through the phases, and how they are listed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from pyagent_cli.core.contexts import ChangeRecord, ContextHeader, ContextStatus
from pyagent_cli.core.model import PhaseName, PhaseRecord
from pyagent_cli.core.phases import PHASES, PUBLISH
from pyagent_cli.errors import UsageError


def run_id(base_revision: str, taken: Collection[str]) -> str:
    """The id of the next run on a revision: readable, and the same wherever the same runs are known.

    >>> run_id("0d5082a9c1", {"0d5082a-1", "0d5082a-3"})
    '0d5082a-2'
    """
    stem = base_revision[:7]
    ordinal = 1
    while f"{stem}-{ordinal}" in taken:
        ordinal += 1
    return f"{stem}-{ordinal}"


def is_run_id(text: str) -> bool:
    """Whether a text has the form of a run's id; nothing else ever becomes part of a path.

    >>> is_run_id("0d5082a-12"), is_run_id("../0d5082a-1")
    (True, False)
    """
    stem, _, ordinal = text.partition("-")
    return 1 <= len(stem) <= 40 and set(stem) <= set("0123456789abcdef") and ordinal.isdecimal() and ordinal.isascii()


def rank(phase: str) -> int:
    """How many steps come before a phase; analyze and research stand side by side. Raises UsageError for another word.

    >>> [rank(name) for name in ("analyze", "research", "plan", "publish")]
    [0, 0, 1, 5]
    """
    ranks: dict[str, int] = {}
    for known in PHASES:
        ranks[known.name] = max((1 + ranks[need] for need in known.needs), default=0)
    ranks[PUBLISH.name] = 1 + max(ranks.values())
    if phase not in ranks:
        raise UsageError(f"There is no phase {phase!r}; the phases are {', '.join(ranks)}.")
    return ranks[phase]


def advances(current: PhaseName | None, phase: str) -> bool:
    """Whether `phase` is a step from `current`; False when it is the same. Raises UsageError when it goes back."""
    wanted = rank(phase)
    if current is not None and wanted < rank(current):
        raise UsageError(f"A run does not go back from {current} to {phase}; start a new one.")
    return phase != current


def chosen(headers: Sequence[ContextHeader], run: str | None, alive: Callable[[str], bool]) -> ContextHeader:
    """The header of a run; None means the one under way, else the latest. Raises UsageError when that is not one."""
    if run is None:
        return _current(headers, alive)
    if not is_run_id(run):
        raise UsageError(f"{run!r} is not the id of a run; `pyagent status` lists them.")
    found = next((header for header in headers if header.evolution_id == run), None)
    if found is None:
        raise UsageError(f"There is no run {run}; `pyagent status` lists them.")
    return found


def _current(headers: Sequence[ContextHeader], alive: Callable[[str], bool]) -> ContextHeader:
    running = [header for header in headers if header.status == "running" and alive(header.owner)]
    if len(running) > 1:
        names = ", ".join(header.evolution_id for header in running)
        raise UsageError(f"Several runs are under way ({names}); say which one.")
    if not headers:
        raise UsageError("There is no run yet; start one with `pyagent run`.")
    return running[0] if running else headers[-1]


def after_phase(header: ContextHeader, record: PhaseRecord) -> ContextHeader:
    """The header once a phase stands so: the current phase only moves on, and a failure joins the error log."""
    ahead = header.current_phase is None or rank(record.name) >= rank(header.current_phase)
    current = record.name if ahead and record.status == "running" else header.current_phase
    failed = record.status == "failed" and record.reason
    log = (*header.error_log, f"{record.name}: {record.reason}") if failed else header.error_log
    return replace(header, current_phase=current, error_log=log)


@dataclass(frozen=True, slots=True)
class RunSummary:
    run: str
    status: ContextStatus
    created_at: str
    target: str
    base: str | None
    branch: str | None
    tip: str | None
    phases: tuple[PhaseRecord, ...]
    accepted: int
    refused: int
    unmeasured: int
    report: str | None  # path of its report.md


def summary_of(
    header: ContextHeader, phases: tuple[PhaseRecord, ...], changes: Sequence[ChangeRecord], report: str | None
) -> RunSummary:
    """A run without its results."""
    verdicts = [change.evaluation.verdict for change in changes]
    return RunSummary(
        run=header.evolution_id,
        status=header.status,
        created_at=header.created_at,
        target=header.target_path,
        base=header.base,
        branch=header.branch if header.tip not in (None, header.base) else None,
        tip=header.tip,
        phases=phases,
        accepted=verdicts.count("accepted"),
        refused=verdicts.count("refused"),
        unmeasured=verdicts.count("unmeasured"),
        report=report,
    )


def parse_target(text: str) -> tuple[str, int | None]:
    """`RUN` or `RUN/CHANGE`. Raises UsageError for anything else.

    >>> parse_target("0d5082a-1/3"), parse_target("0d5082a-1")
    (('0d5082a-1', 3), ('0d5082a-1', None))
    """
    run, slash, number = text.partition("/")
    if not is_run_id(run) or (slash and not (number.isascii() and number.isdecimal() and int(number))):
        raise UsageError(f"{text!r} is neither a run nor one change of it (RUN/3); `pyagent status` lists the runs.")
    return run, int(number) if slash else None


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: files restored, or a branch that `was` at one commit and is `now` at another, or gone."""

    run: str
    change: int | None
    branch: str | None = None
    was: str | None = None
    now: str | None = None
    restored: tuple[str, ...] = ()
