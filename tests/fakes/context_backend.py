"""Contexts in memory: the smallest thing that keeps the contract of `ContextBackend`."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from pyagent_cli.core.contexts import Artifact, ArtifactKind, AuditRow, ChangeRecord, ContextHeader, chained
from pyagent_cli.core.model import PhaseRecord


@dataclass
class _State:
    headers: dict[str, ContextHeader] = field(default_factory=dict)
    phases: dict[str, dict[str, PhaseRecord]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    artifacts: dict[str, list[tuple[ArtifactKind, int, str]]] = field(default_factory=dict)
    changes: dict[str, tuple[ChangeRecord, ...]] = field(default_factory=dict)
    audit: list[AuditRow] = field(default_factory=list)


class MemoryBackend:
    def __init__(self) -> None:
        self._state = _State()
        self._inside = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self._inside:
            yield
            return
        before, self._inside = copy.deepcopy(self._state), True
        try:
            yield
        except BaseException:
            self._state = before
            raise
        finally:
            self._inside = False

    def headers(self) -> tuple[ContextHeader, ...]:
        return tuple(self._state.headers.values())

    def save(self, header: ContextHeader) -> None:
        self._state.headers[header.evolution_id] = header

    def phases(self, evolution_id: str) -> tuple[PhaseRecord, ...]:
        return tuple(self._state.phases.get(evolution_id, {}).values())

    def save_phase(self, evolution_id: str, record: PhaseRecord) -> None:
        self._state.phases.setdefault(evolution_id, {})[record.name] = record

    def artifacts(self, evolution_id: str, *, latest: bool = True) -> tuple[Artifact, ...]:
        rows = sorted(self._state.artifacts.get(evolution_id, []))
        if latest:
            rows = list({row[0]: row for row in rows}.values())
        return tuple(Artifact(*row, payload=self._state.blobs[row[2]]) for row in rows)

    def add_artifact(self, evolution_id: str, kind: ArtifactKind, payload: bytes, digest: str) -> int:
        rows = self._state.artifacts.setdefault(evolution_id, [])
        revision = 1 + sum(1 for row in rows if row[0] == kind)
        self._state.blobs.setdefault(digest, payload)
        rows.append((kind, revision, digest))
        return revision

    def changes(self, evolution_id: str) -> tuple[ChangeRecord, ...]:
        return self._state.changes.get(evolution_id, ())

    def save_changes(self, evolution_id: str, changes: Sequence[ChangeRecord]) -> None:
        self._state.changes[evolution_id] = tuple(changes)

    def audit(self) -> tuple[AuditRow, ...]:
        return tuple(self._state.audit)

    def note(self, at: str, who: str, what: str, evolution_id: str = "", digest: str = "") -> None:
        last = self._state.audit[-1] if self._state.audit else None
        self._state.audit.append(chained(last, at, who, what, evolution_id, digest))
