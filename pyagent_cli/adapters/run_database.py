"""The runs of one repository in SQLite: the context backend, and the preimages that `undo` restores."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pyagent_cli.adapters.database import Database
from pyagent_cli.core.context_documents import from_json, to_json
from pyagent_cli.core.contexts import Artifact, ArtifactKind, AuditRow, ChangeRecord, ContextHeader, chained
from pyagent_cli.core.model import Evaluation, PhaseRecord

MIGRATIONS = (
    """
    CREATE TABLE runs (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, target TEXT NOT NULL,
        focus TEXT NOT NULL, status TEXT NOT NULL, phase TEXT, errors TEXT NOT NULL, base TEXT, branch TEXT, tip TEXT,
        settings TEXT NOT NULL, owner TEXT NOT NULL
    ) STRICT;
    CREATE TABLE phases (
        run TEXT NOT NULL REFERENCES runs (id), name TEXT NOT NULL, position INTEGER NOT NULL, agent TEXT NOT NULL,
        status TEXT NOT NULL, seconds REAL, reason TEXT, model TEXT, PRIMARY KEY (run, name)
    ) STRICT;
    CREATE TABLE blobs (hash TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE contexts (
        run TEXT NOT NULL REFERENCES runs (id), kind TEXT NOT NULL, revision INTEGER NOT NULL,
        hash TEXT NOT NULL REFERENCES blobs (hash), PRIMARY KEY (run, kind, revision)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE changes (
        run TEXT NOT NULL REFERENCES runs (id), number INTEGER NOT NULL, codemod TEXT NOT NULL, path TEXT NOT NULL,
        verdict TEXT NOT NULL, revision TEXT, evaluation TEXT NOT NULL, certificate TEXT, PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE preimages (
        run TEXT NOT NULL REFERENCES runs (id), number INTEGER NOT NULL, path TEXT NOT NULL,
        before TEXT REFERENCES blobs (hash), mode INTEGER, after TEXT, PRIMARY KEY (run, number, path)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE audit (
        seq INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, run TEXT NOT NULL,
        digest TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT;
    """,
)


@dataclass(frozen=True, slots=True)
class Preimage:
    """What a file was before a change was written, and the SHA-256 of what was written. A path that ends in a slash
    is a folder that was made."""

    path: str
    before: bytes | None
    mode: int | None
    after: str | None


HEADER = "id, created_at, target, focus, status, phase, errors, base, branch, tip, settings, owner"


class RunDatabase:
    """`ContextBackend` over one `state.db`."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path, MIGRATIONS)

    def close(self) -> None:
        self.database.close()

    def transaction(self) -> AbstractContextManager[None]:
        return self.database.transaction()

    def headers(self) -> tuple[ContextHeader, ...]:
        rows = self.database.query(f"SELECT {HEADER} FROM runs ORDER BY number")
        return tuple(
            ContextHeader(
                evolution_id=name,
                created_at=created_at,
                target_path=target,
                focus_areas=tuple(json.loads(focus)),
                status=status,
                current_phase=phase,
                error_log=tuple(json.loads(errors)),
                base=base,
                branch=branch,
                tip=tip,
                settings=settings,
                owner=owner,
            )
            for name, created_at, target, focus, status, phase, errors, base, branch, tip, settings, owner in rows
        )

    def save(self, header: ContextHeader) -> None:
        h = header
        values = (
            *(h.evolution_id, h.created_at, h.target_path, json.dumps(h.focus_areas), h.status, h.current_phase),
            *(json.dumps(h.error_log), h.base, h.branch, h.tip, h.settings, h.owner),
        )
        names = HEADER.split(", ")
        updates = ", ".join(f"{name}=excluded.{name}" for name in names[1:])
        marks = ", ".join("?" for _ in names)
        self.database.query(
            f"INSERT INTO runs ({HEADER}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {updates}", values
        )

    def phases(self, evolution_id: str) -> tuple[PhaseRecord, ...]:
        rows = self.database.query(
            "SELECT name, agent, status, seconds, reason, model FROM phases WHERE run=? ORDER BY position",
            (evolution_id,),
        )
        return tuple(PhaseRecord(*row) for row in rows)

    def save_phase(self, evolution_id: str, record: PhaseRecord) -> None:
        r = record
        self.database.query(
            "INSERT INTO phases (run, name, position, agent, status, seconds, reason, model) VALUES "
            "(?1, ?2, (SELECT count(*) FROM phases WHERE run=?1), ?3, ?4, ?5, ?6, ?7) "
            "ON CONFLICT (run, name) DO UPDATE SET agent=?3, status=?4, seconds=?5, reason=?6, model=?7",
            (evolution_id, r.name, r.agent, r.status, r.seconds, r.reason, r.model),
        )

    def artifacts(self, evolution_id: str, *, latest: bool = True) -> tuple[Artifact, ...]:
        rows = self.database.query(
            "SELECT kind, revision, hash, content FROM contexts AS c JOIN blobs USING (hash) WHERE run=?1 AND (NOT ?2 "
            "OR revision=(SELECT max(revision) FROM contexts WHERE run=c.run AND kind=c.kind)) ORDER BY kind, revision",
            (evolution_id, int(latest)),
        )
        return tuple(Artifact(kind, revision, digest, content) for kind, revision, digest, content in rows)

    def add_artifact(self, evolution_id: str, kind: ArtifactKind, payload: bytes, digest: str) -> int:
        self._keep(payload)
        rows = self.database.query(
            "INSERT INTO contexts (run, kind, revision, hash) VALUES (?1, ?2, "
            "(SELECT coalesce(max(revision), 0) + 1 FROM contexts WHERE run=?1 AND kind=?2), ?3) RETURNING revision",
            (evolution_id, kind, digest),
        )
        return int(rows[0][0])

    def changes(self, evolution_id: str) -> tuple[ChangeRecord, ...]:
        rows = self.database.query(
            "SELECT number, evaluation, certificate FROM changes WHERE run=? ORDER BY number", (evolution_id,)
        )
        return tuple(
            ChangeRecord(number, from_json(text, Evaluation, f"change {number}"), certificate)
            for number, text, certificate in rows
        )

    def save_changes(self, evolution_id: str, changes: Sequence[ChangeRecord]) -> None:
        with self.transaction():
            self.database.query("DELETE FROM changes WHERE run=?", (evolution_id,))
            for change in changes:
                e = change.evaluation
                self.database.query(
                    "INSERT INTO changes (run, number, codemod, path, verdict, revision, evaluation, certificate) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        *(evolution_id, change.number, e.codemod, e.path, e.verdict, e.commit),
                        *(to_json(e).decode(), change.certificate),
                    ),
                )

    def audit(self) -> tuple[AuditRow, ...]:
        rows = self.database.query("SELECT seq, at, who, what, run, digest, hash FROM audit ORDER BY seq")
        return tuple(AuditRow(*row) for row in rows)

    def note(self, at: str, who: str, what: str, evolution_id: str = "", digest: str = "") -> None:
        with self.transaction():
            rows = self.database.query("SELECT * FROM audit ORDER BY seq DESC LIMIT 1")
            row = chained(AuditRow(*rows[0]) if rows else None, at, who, what, evolution_id, digest)
            self.database.query(
                "INSERT INTO audit (seq, at, who, what, run, digest, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (row.seq, row.at, row.who, row.what, row.evolution_id, row.digest, row.hash),
            )

    def keep_preimage(self, run: str, number: int, image: Preimage) -> None:
        digest = None if image.before is None else self._keep(image.before)
        self.database.query(
            "INSERT OR REPLACE INTO preimages (run, number, path, before, mode, after) VALUES (?, ?, ?, ?, ?, ?)",
            (run, number, image.path, digest, image.mode, image.after),
        )

    def preimages(self, run: str, number: int | None = None) -> list[tuple[int, Preimage]]:
        """(change, what it found), of one change or of all."""
        rows = self.database.query(
            "SELECT number, path, content, mode, after FROM preimages LEFT JOIN blobs ON before=hash "
            "WHERE run=?1 AND (?2 IS NULL OR number=?2) ORDER BY number, path",
            (run, number),
        )
        return [(change, Preimage(path, before, mode, after)) for change, path, before, mode, after in rows]

    def forget_preimages(self, run: str, number: int | None = None) -> None:
        self.database.query("DELETE FROM preimages WHERE run=?1 AND (?2 IS NULL OR number=?2)", (run, number))

    def _keep(self, content: bytes) -> str:
        """Store bytes by their SHA-256, once."""
        digest = sha256(content).hexdigest()
        self.database.query("INSERT INTO blobs (hash, content) VALUES (?, ?) ON CONFLICT DO NOTHING", (digest, content))
        return digest
