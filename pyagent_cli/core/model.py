"""Every value that crosses a boundary, on one page: frozen, slotted, made of tuples and plain types.

Paths are repository-relative POSIX strings, lines count from 1, times are seconds.
`None` in a figure means *unmeasured*; it is never replaced by 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["info", "warning", "error"]
Outcome = Literal["passed", "failed", "error", "skipped", "xfailed", "xpassed"]
Verdict = Literal["accepted", "refused", "unmeasured"]
PhaseName = Literal["analyze", "research", "plan", "refactor", "evaluate", "roadmap", "publish"]
PhaseStatus = Literal["pending", "running", "done", "failed", "skipped"]


# --- facts: what a file contains ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FunctionFacts:
    """One function or method; `qualname` is `Class.method` and `outer.<locals>.inner` as in Python."""

    path: str
    qualname: str
    line: int
    end_line: int
    cyclomatic: int
    mccabe: int = 1  # statements only, those of the functions inside added
    parameters: int = 0
    cognitive: int = 0
    nesting: int = 0  # how deep its blocks nest


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    path: str
    lines: int
    functions: int


@dataclass(frozen=True, slots=True)
class ImportFact:
    """One imported name: `import a.b as c` binds `c` to `a.b`; `from .a import b` has level 1."""

    path: str
    line: int
    module: str
    name: str | None  # None for `import module`
    bound: str
    level: int
    guards: tuple[str, ...] = ()  # of "type_checking", "lazy" (in a function), "conditional", "try"


@dataclass(frozen=True, slots=True)
class ModuleEdge:
    """An import at `path:line` that loads `target` and lies on a cycle; edges of one cycle share its number."""

    path: str
    line: int
    target: str
    cycle: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """`# pyagent: allow RULE` at `path:line`; `alone` when nothing else stands on that line."""

    path: str
    line: int
    alone: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skip:
    """A file that was eligible and not read, or not understood, and why."""

    path: str
    reason: str
    lines: int | None = None  # known where the file could be read at all


@dataclass(frozen=True, slots=True)
class Summary:
    """`files_scanned + files_skipped == files_eligible`, always."""

    files_eligible: int
    files_scanned: int
    files_skipped: int
    lines: int
    functions: int


# --- analyze ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth improving. `fingerprint` survives moved lines (see `core.fingerprints`)."""

    rule: str
    path: str
    line: int
    end_line: int
    severity: Severity
    message: str
    value: float | None  # the measured figure, e.g. 812 for a module of 812 lines
    symbol: str  # qualified name inside the module; "" for the module itself
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Analysis:
    revision: str | None  # None: a plain folder, or files that differ from the last commit
    summary: Summary
    findings: tuple[Finding, ...]
    skipped: tuple[Skip, ...]
    not_measured: tuple[str, ...]  # e.g. "coverage: no coverage.json"
    measured: tuple[str, ...] = ()  # what files of other tools say, e.g. "coverage: 91.2 % of lines, read from ..."


# --- research --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mention:
    """A paper or address that a document names: `id` is bare and without version (`2401.15077`)."""

    id: str
    version: int | None
    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    id: str
    version: int
    title: str
    authors: tuple[str, ...]
    abstract: str
    published: str  # ISO date
    categories: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Insight:
    """A paper related to this code base; `modules` are paths that exist, best first, possibly none."""

    paper: str
    title: str
    modules: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Research:
    mentions: tuple[Mention, ...]
    papers: tuple[Paper, ...]
    insights: tuple[Insight, ...]
    links: tuple[Mention, ...]
    not_fetched: tuple[Skip, ...]  # path is the paper's id
    failure: str | None = None  # why nothing could be asked; what was known before stands all the same


# --- plan ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Goal:
    """What a task promises before it is carried out, so that `evaluate` can hold it to it."""

    metric: str  # "lines", "unused_imports", ...
    path: str
    before: float
    target: float  # achieved when the value afterwards is <= target


@dataclass(frozen=True, slots=True)
class Task:
    id: str  # content hash of codemod + target fingerprint
    codemod: str | None  # None: no codemod acts on this; a person has to
    path: str
    symbol: str
    title: str
    reasons: tuple[str, ...]  # fingerprints of findings, ids of papers
    goal: Goal | None
    cost_runs: int  # full runs of the test suite that proving it takes
    depends_on: tuple[str, ...]
    requires_human: bool


@dataclass(frozen=True, slots=True)
class Plan:
    tasks: tuple[Task, ...]  # in an order that respects depends_on


# --- refactor --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no change was made, in a form that a program and a person can act on."""

    gate: str  # "codemod", "parses", "names_resolve", "tests", ...
    rule: str  # machine-readable precondition, e.g. "module_has_exec"
    path: str
    line: int | None
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class CodemodOptions:
    """What a codemod may depend on beside the files: the same options and files give the same bytes."""

    python: tuple[int, int]  # the target's version, for syntax and for what the standard library has
    max_lines: int = 500


@dataclass(frozen=True, slots=True)
class FileEdit:
    """`before` None creates the file, `after` None deletes it. Text keeps its line ends and BOM."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """A definition that went elsewhere; `lines` of it do not count as authored when verbatim."""

    name: str
    source: str
    source_line: int
    destination: str
    destination_line: int
    lines: int
    verbatim: bool


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What a codemod proposes; it has written nothing."""

    codemod: str
    path: str
    edits: tuple[FileEdit, ...]
    moves: tuple[Move, ...] = ()
    notes: tuple[str, ...] = ()  # what cannot be kept, what was counted; one sentence each


@dataclass(frozen=True, slots=True)
class Candidate:
    """A task carried out on paper: exactly one of `change` and `refusal` is set."""

    task: Task
    change: ChangeSet | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Implementation:
    candidates: tuple[Candidate, ...]


# --- evaluate --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TestCounts:
    __test__ = False  # pytest: not a test class

    passed: int
    failed: int
    skipped: int
    errors: int


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """One run of a test suite. `outcomes` is sorted by test id.

    `origins` are files of the project's own modules that were loaded from outside the tree under
    test: not empty means that the run proves nothing.
    """

    outcomes: tuple[tuple[str, Outcome], ...]
    origins: tuple[str, ...]
    loaded: tuple[str, ...]  # repository-relative paths of the project's modules that were loaded
    executed: tuple[tuple[str, tuple[int, ...]], ...]  # lines executed, of the files asked for
    seconds: float
    failure: str | None  # why there are no outcomes (cannot be collected, timed out); else None
    failures: tuple[tuple[str, str], ...] = ()  # (test id, kind of exception) of each that failed; sorted


@dataclass(frozen=True, slots=True)
class GoalResult:
    goal: Goal
    after: float | None
    status: Literal["achieved", "missed", "unmeasured"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    task: Task
    codemod: str
    path: str
    verdict: Verdict
    commit: str | None
    authored_lines: int
    moved_lines: int
    unexercised_lines: int | None
    refusal: Refusal | None  # also the reason of "unmeasured"
    goals: tuple[GoalResult, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    evaluations: tuple[Evaluation, ...]
    before: TestCounts | None
    after: TestCounts | None
    suite_runs: int
    suite_seconds: float | None
    failing_before: tuple[str, ...]  # tests that failed before any change, and still fail the same way
    findings_before: int | None
    findings_after: int | None
    tip: str | None  # commit that holds every accepted change; None when there is none
    certificates: tuple[tuple[str, str], ...] = ()  # (commit, canonical JSON) of each accepted change


# --- a run -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PhaseRecord:
    name: PhaseName
    agent: str  # researcher, analyst, planner, refactorer, evaluator, writer, publisher
    status: PhaseStatus
    seconds: float | None
    reason: str | None
    model: str | None = None  # the language model that took part; None: without one


# --- publish ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommitRecord:
    id: str
    author: str  # addresses: they tell pyagent's commits from a person's
    committer: str
    message: str


@dataclass(frozen=True, slots=True)
class RemoteBase:
    """The default branch of the remote, as it is now."""

    branch: str
    commit: str


@dataclass(frozen=True, slots=True)
class PullRequest:
    number: int
    head: str  # branch name
    title: str
    body: str
    state: Literal["open", "closed", "merged"]
    url: str
