"""Contexts as bytes: the JSON of one result, and the checked document that an export is."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from pyagent_cli.core.contexts import ARTIFACTS, Artifact, ArtifactKind, ChangeRecord, ContextHeader
from pyagent_cli.core.model import PhaseRecord
from pyagent_cli.core.runs import is_run_id
from pyagent_cli.errors import EnvironmentFailed, UsageError

FORMAT = "pyagent-context"
SCHEMA = 1
SIZE_LIMIT = 256 * 1024 * 1024
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ContextDocument:
    """Everything that is known of a context, all revisions included."""

    header: ContextHeader
    phases: tuple[PhaseRecord, ...]
    artifacts: tuple[Artifact, ...]
    changes: tuple[ChangeRecord, ...]


def artifact_payload(kind: ArtifactKind, value: object) -> bytes:
    """The JSON of a phase's result; equal values give equal bytes. Raises UsageError for another kind of value."""
    import msgspec

    if not isinstance(value, ARTIFACTS[kind]):
        raise UsageError(f"{kind} holds {ARTIFACTS[kind].__name__}, not {type(value).__name__}.")
    return msgspec.json.encode(value)


def artifact_value(artifact: Artifact) -> Any:
    """The typed value behind an artifact. Raises EnvironmentFailed when the stored bytes were damaged."""
    if sha256(artifact.payload).hexdigest() != artifact.digest:
        raise EnvironmentFailed(f"The stored {artifact.kind} is damaged; import the run's export, or run it again.")
    return _typed(artifact.payload, ARTIFACTS[artifact.kind], f"the stored {artifact.kind}", EnvironmentFailed)


def to_json(value: object) -> bytes:
    """A value of the model as JSON."""
    import msgspec

    return msgspec.json.encode(value)


def from_json(data: bytes | str, kind: type[T], name: str) -> T:
    """A value of the model from stored JSON. Raises EnvironmentFailed when it is not one."""
    value: T = _typed(data, kind, name, EnvironmentFailed)
    return value


def encoded(
    header: ContextHeader,
    phases: tuple[PhaseRecord, ...],
    artifacts: tuple[Artifact, ...],
    changes: tuple[ChangeRecord, ...],
) -> bytes:
    """An export: its format, schema and checksum, then the context; results are readable JSON inside it."""
    import msgspec

    context = {
        "header": header,
        "phases": phases,
        "artifacts": [_readable(artifact) for artifact in artifacts],
        "changes": changes,
    }
    body = msgspec.json.encode(context)
    envelope = {"format": FORMAT, "schema": SCHEMA, "checksum": _digest(body), "context": msgspec.Raw(body)}
    return msgspec.json.encode(envelope) + b"\n"


def _readable(artifact: Artifact) -> dict[str, object]:
    import msgspec

    return {
        "kind": artifact.kind,
        "revision": artifact.revision,
        "digest": artifact.digest,
        "payload": msgspec.Raw(artifact.payload),
    }


def decoded(data: bytes, name: str) -> ContextDocument:
    """The checked content of an export. Raises UsageError with what is wrong: foreign, newer, damaged, not valid."""
    import msgspec

    envelope = _typed(data, dict[str, msgspec.Raw], name)
    if _plain(envelope.get("format"), name) != FORMAT:
        raise UsageError(f"{name} is not an exported context; export one with `pyagent context export`.")
    schema = _plain(envelope.get("schema"), name)
    if schema != SCHEMA:
        raise UsageError(f"{name} has schema {schema!r} and this version reads {SCHEMA}; upgrade pyagent.")
    body = bytes(envelope.get("context", b"null"))
    if _plain(envelope.get("checksum"), name) != _digest(body):
        raise UsageError(f"{name} is damaged: its checksum does not match; export the context again.")
    return _checked(body, name)


def _checked(body: bytes, name: str) -> ContextDocument:
    import msgspec

    parts = _typed(body, dict[str, msgspec.Raw], name)
    raw = _typed(parts.get("artifacts", b"[]"), tuple[dict[str, msgspec.Raw], ...], name)
    document = ContextDocument(
        header=_typed(parts.get("header", b"null"), ContextHeader, name),
        phases=_typed(parts.get("phases", b"[]"), tuple[PhaseRecord, ...], name),
        artifacts=tuple(_artifact(item, name) for item in raw),
        changes=_typed(parts.get("changes", b"[]"), tuple[ChangeRecord, ...], name),
    )
    if not is_run_id(document.header.evolution_id):
        raise UsageError(f"{name} names a context {document.header.evolution_id!r}, which is no run's id.")
    return document


def _artifact(item: dict[str, Any], name: str) -> Artifact:
    """One revision whose payload is what its digest says and reads as what its kind says."""
    kind = _plain(item.get("kind"), name)
    if kind not in ARTIFACTS:
        raise UsageError(f"{name} holds a result of unknown kind {kind!r}; upgrade pyagent.")
    payload = bytes(item.get("payload", b"null"))
    revision = _typed(item.get("revision", b"0"), int, name)
    if _plain(item.get("digest"), name) != _digest(payload):
        raise UsageError(f"{name} is damaged: {kind} is not what its digest says; export the context again.")
    _typed(payload, ARTIFACTS[kind], name)
    return Artifact(kind, revision, _digest(payload), payload)


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _plain(data: Any, name: str) -> Any:
    return None if data is None else _typed(data, object, name)


def _typed(data: Any, kind: Any, name: str, problem: type[UsageError] | type[EnvironmentFailed] = UsageError) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise problem(f"{name} cannot be read as a context ({error}); export it again.") from None
