"""SharedContextStore: the single place where a run's results live, so that no agent keeps anything of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from pyagent_cli.core import context_documents as documents
from pyagent_cli.core.contexts import (
    ArtifactKind,
    ChangeRecord,
    ContextComparison,
    ContextHeader,
    ContextStatus,
    EvolutionContext,
    compared,
)
from pyagent_cli.core.model import (
    Analysis,
    EvaluationReport,
    Implementation,
    PhaseName,
    PhaseRecord,
    Plan,
    Research,
)
from pyagent_cli.core.phases import agent_of
from pyagent_cli.core.runs import advances, after_phase, chosen, run_id
from pyagent_cli.errors import UsageError
from pyagent_cli.ports import ContextBackend, ExportFolder


@dataclass(frozen=True, slots=True)
class SharedContextStore:
    """Every method is one transaction with its audit row. `evolution_id` None means the current context."""

    backend: ContextBackend
    exports: ExportFolder
    now: Callable[[], str]  # the time, ISO 8601 with its offset
    exists: Callable[[str], bool]  # whether a target is there
    owner: str = ""  # this process, written beside the contexts that it creates
    alive: Callable[[str], bool] = bool  # whether an owner still runs

    # --- lifecycle ---

    async def create_context(
        self,
        target_path: str,
        focus_areas: Collection[str] = (),
        *,
        base: str | None = None,
        taken: Collection[str] = (),
        settings: str = "{}",
    ) -> str:
        """Begin a context and return its id, from `base` and what ids are `taken`, elsewhere or here."""
        with self._operation("create_context", "") as done:
            if not self.exists(target_path):
                raise UsageError(f"There is nothing at {target_path!r}; give a path that exists.")
            focus = tuple(focus_areas)
            stem = base or sha256("\0".join((target_path, *focus)).encode()).hexdigest()
            new = run_id(stem, {*taken, *(header.evolution_id for header in self.backend.headers())})
            branch = f"pyagent/{new}" if base else None
            self.backend.save(
                ContextHeader(
                    new, self.now(), target_path, focus, base=base, branch=branch, settings=settings, owner=self.owner
                )
            )
            done.evolution_id = new
        return new

    async def get_context(self, evolution_id: str | None = None) -> EvolutionContext:
        """A frozen copy of a context. Without an id: the one that runs, else the latest."""
        with self._operation("get_context", evolution_id) as done:
            return self._context(done.header)

    async def update_phase(self, phase: str, evolution_id: str | None = None) -> bool:
        """Move a context on to a phase; False when it is there already. Raises UsageError for a step back."""
        with self._operation(f"update_phase {phase}", evolution_id) as done:
            changed = advances(done.header.current_phase, phase)
            if changed:
                self._begin(done.header, phase)  # type: ignore[arg-type]  # advances() knows no other word
        return changed

    def note_phase(self, record: PhaseRecord, evolution_id: str | None = None) -> None:
        """Write down how a phase stands; the watcher of a pipeline. A failure's reason joins the error log."""
        with self._operation(f"phase {record.name} {record.status}", evolution_id, record.agent) as done:
            self.backend.save_phase(done.header.evolution_id, record)
            self.backend.save(after_phase(done.header, record))

    async def finish(self, status: ContextStatus, evolution_id: str | None = None, *, tip: str | None = None) -> None:
        """End a context; `tip` is the commit that its branch was delivered at."""
        with self._operation(f"finish {status}", evolution_id) as done:
            self.backend.save(replace(done.header, status=status, tip=tip or done.header.tip, owner=""))

    # --- one method per phase; each call is one more revision, and its number ---

    async def store_original_analysis(self, analysis: Analysis, evolution_id: str | None = None) -> int:
        """Keep what the analyst measured and found."""
        return self._store("original_analysis", analysis, evolution_id, "analyze")

    async def store_external_research(self, research: Research, evolution_id: str | None = None) -> int:
        """Keep what the researcher read."""
        return self._store("external_research", research, evolution_id, "research")

    async def store_improvement_plan(self, plan: Plan, evolution_id: str | None = None) -> int:
        """Keep the planner's tasks."""
        return self._store("improvement_plan", plan, evolution_id, "plan")

    async def store_implementation_log(self, implementation: Implementation, evolution_id: str | None = None) -> int:
        """Keep the refactorer's change sets and refusals."""
        return self._store("implementation_log", implementation, evolution_id, "refactor")

    async def store_evaluation_results(
        self,
        report: EvaluationReport,
        evolution_id: str | None = None,
        *,
        certificates: Mapping[int, str] | None = None,
    ) -> int:
        """Keep the evaluator's verdicts and, in the same transaction, the numbered changes with their certificates."""
        known = certificates or {}
        changes = [ChangeRecord(n, e, known.get(n)) for n, e in enumerate(report.evaluations, 1)]
        return self._store("evaluation_results", report, evolution_id, "evaluate", changes)

    # --- looking back ---

    async def get_comparison_data(self, evolution_id: str | None = None) -> ContextComparison:
        """Before, plan, implementation, after, and how every measured figure moved."""
        with self._operation("get_comparison_data", evolution_id) as done:
            return compared(self._context(done.header))

    async def get_all_contexts(
        self, *, status: ContextStatus | None = None, target_path: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[ContextHeader, ...]:
        """The contexts without their results, newest first."""
        if limit < 0 or offset < 0:
            raise UsageError("limit and offset count from 0; give whole numbers that are not negative.")
        with self._operation("get_all_contexts", ""):
            chosen = [
                header
                for header in reversed(self.backend.headers())
                if status in (None, header.status) and target_path in (None, header.target_path)
            ]
        return tuple(chosen[offset : offset + limit])

    # --- export and import ---

    async def export_context(self, evolution_id: str | None = None) -> str:
        """Write a context with all its revisions into the export folder, and return the file's path."""
        with self._operation("export_context", evolution_id) as done:
            header = done.header
            data = documents.encoded(
                replace(header, owner=""),
                self.backend.phases(header.evolution_id),
                self.backend.artifacts(header.evolution_id, latest=False),
                self.backend.changes(header.evolution_id),
            )
            done.digest = sha256(data).hexdigest()
            return self.exports.write(f"{header.evolution_id}.json", data)

    async def import_context(self, file_path: str, *, new_id: bool = False) -> str:
        """Add an exported context and return its id. Raises UsageError, and adds nothing, when anything is off."""
        with self._operation("import_context", "") as done:
            data = self.exports.read(file_path, documents.SIZE_LIMIT)
            imported = documents.decoded(data, file_path)
            done.digest = sha256(data).hexdigest()
            done.evolution_id = self._free_id(imported.header.evolution_id, new_id)
            self._add(done.evolution_id, imported)
            return done.evolution_id

    def _free_id(self, wanted: str, new_id: bool) -> str:
        taken = {header.evolution_id for header in self.backend.headers()}
        if wanted not in taken:
            return wanted
        if new_id:
            return run_id(wanted.partition("-")[0], taken)
        raise UsageError(f"There is a context {wanted} already; import it under a new id with --new-id.")

    def _add(self, evolution_id: str, imported: documents.ContextDocument) -> None:
        status: ContextStatus = "interrupted" if imported.header.status == "running" else imported.header.status
        self.backend.save(replace(imported.header, evolution_id=evolution_id, status=status, owner=""))
        for record in imported.phases:
            self.backend.save_phase(evolution_id, record)
        for artifact in imported.artifacts:
            self.backend.add_artifact(evolution_id, artifact.kind, artifact.payload, artifact.digest)
        self.backend.save_changes(evolution_id, imported.changes)

    # --- how an operation goes ---

    @contextmanager
    def _operation(self, what: str, evolution_id: str | None, who: str = "user") -> Iterator[_Operation]:
        """One transaction that ends with its audit row; a refused operation leaves only the row that says so."""
        done = _Operation(self, evolution_id)
        try:
            with self.backend.transaction():
                yield done
                self.backend.note(self.now(), who, what, done.evolution_id or "", done.digest)
        except UsageError as error:
            with self.backend.transaction():
                self.backend.note(self.now(), who, f"{what} refused: {error}", evolution_id or "")
            raise

    def _store(
        self,
        kind: ArtifactKind,
        value: object,
        evolution_id: str | None,
        phase: PhaseName,
        changes: Collection[ChangeRecord] = (),
    ) -> int:
        payload = documents.artifact_payload(kind, value)
        with self._operation(f"store_{kind}", evolution_id, agent_of(phase)) as done:
            done.digest = sha256(payload).hexdigest()
            name = done.header.evolution_id
            if changes or kind == "evaluation_results":
                self.backend.save_changes(name, tuple(changes))
            return self.backend.add_artifact(name, kind, payload, done.digest)

    def _context(self, header: ContextHeader) -> EvolutionContext:
        name = header.evolution_id
        results: dict[str, Any] = {a.kind: documents.artifact_value(a) for a in self.backend.artifacts(name)}
        return EvolutionContext(
            evolution_id=name,
            created_at=header.created_at,
            target_path=header.target_path,
            focus_areas=header.focus_areas,
            original_analysis=results.get("original_analysis"),
            external_research=results.get("external_research"),
            improvement_plan=results.get("improvement_plan"),
            implementation_log=results.get("implementation_log"),
            evaluation_results=results.get("evaluation_results"),
            status=header.status,
            current_phase=header.current_phase,
            error_log=header.error_log,
            phases=self.backend.phases(name),
            base=header.base,
            branch=header.branch,
            tip=header.tip,
        )

    def _begin(self, header: ContextHeader, phase: PhaseName) -> None:
        record = PhaseRecord(phase, agent_of(phase), "running", None, None)
        self.backend.save_phase(header.evolution_id, record)
        self.backend.save(after_phase(header, record))


class _Operation:
    """What an operation turned out to be about, for its audit row."""

    def __init__(self, store: SharedContextStore, evolution_id: str | None) -> None:
        self._store = store
        self._header: ContextHeader | None = None
        self.evolution_id = evolution_id
        self.digest = ""

    @property
    def header(self) -> ContextHeader:
        if self._header is None:
            headers = self._store.backend.headers()
            self._header = chosen(headers, self.evolution_id, self._store.alive)
            self.evolution_id = self._header.evolution_id
        return self._header
