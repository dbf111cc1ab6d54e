"""What every ContextBackend keeps, run on the fake and on the database."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from pyagent_cli.adapters.run_database import RunDatabase
from pyagent_cli.core.contexts import ArtifactKind, ChangeRecord, ContextHeader, first_broken
from pyagent_cli.core.model import PhaseRecord
from pyagent_cli.ports import ContextBackend
from tests.fakes.context_backend import MemoryBackend
from tests.fakes.values import ACCEPTED, REFUSED

HEADER = ContextHeader("abc-1", "2026-01-02T03:04:05+00:00", "/p", ("docs", 'quo"te'), settings='{"a": 1}', owner="me")


def _memory(_folder: Path) -> ContextBackend:
    return MemoryBackend()


def _database(folder: Path) -> ContextBackend:
    return RunDatabase(folder / "state.db")


@pytest.fixture(params=[_memory, _database])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ContextBackend]:
    make: Callable[[Path], ContextBackend] = request.param
    made = make(tmp_path)
    yield made
    if isinstance(made, RunDatabase):
        made.close()


def _add(backend: ContextBackend, kind: ArtifactKind, payload: bytes, run: str = "abc-1") -> int:
    return backend.add_artifact(run, kind, payload, sha256(payload).hexdigest())


def test_a_header_comes_back_as_it_was(backend: ContextBackend) -> None:
    full = replace(HEADER, base="b", branch="pyagent/x", tip="t", current_phase="plan", error_log=("one", "two"))
    backend.save(full)
    assert backend.headers() == (full,)


def test_saving_again_replaces_the_header_and_keeps_the_order_and_the_results(backend: ContextBackend) -> None:
    for name in ("b-1", "a-1"):
        backend.save(replace(HEADER, evolution_id=name))
    _add(backend, "improvement_plan", b"{}", "b-1")
    backend.save(replace(HEADER, evolution_id="b-1", status="done"))
    assert [(h.evolution_id, h.status) for h in backend.headers()] == [("b-1", "done"), ("a-1", "running")]
    assert len(backend.artifacts("b-1")) == 1


def test_revisions_count_per_kind_and_the_earlier_ones_stay(backend: ContextBackend) -> None:
    backend.save(HEADER)
    assert _add(backend, "improvement_plan", b"1") == 1
    assert _add(backend, "original_analysis", b"a") == 1
    assert _add(backend, "improvement_plan", b"2") == 2
    assert [(a.kind, a.revision, a.payload) for a in backend.artifacts("abc-1")] == [
        ("improvement_plan", 2, b"2"),
        ("original_analysis", 1, b"a"),
    ]
    assert [a.payload for a in backend.artifacts("abc-1", latest=False)] == [b"1", b"2", b"a"]


def test_ten_revisions_sort_as_numbers(backend: ContextBackend) -> None:
    backend.save(HEADER)
    for number in range(1, 12):
        _add(backend, "improvement_plan", b"%d" % number)
    assert backend.artifacts("abc-1")[0].revision == 11


def test_results_of_one_context_are_not_those_of_another(backend: ContextBackend) -> None:
    for name in ("abc-1", "abc-2"):
        backend.save(replace(HEADER, evolution_id=name))
    _add(backend, "improvement_plan", b"x", "abc-1")
    assert backend.artifacts("abc-2") == backend.changes("abc-2") == backend.phases("abc-2") == ()


def test_phases_keep_the_order_in_which_they_began(backend: ContextBackend) -> None:
    backend.save(HEADER)
    research = PhaseRecord("research", "researcher", "running", None, None)
    analyze = PhaseRecord("analyze", "analyst", "running", None, None)
    done = replace(research, status="failed", seconds=0.5, reason="no network", model="m")
    for record in (research, analyze, done):
        backend.save_phase("abc-1", record)
    assert backend.phases("abc-1") == (done, analyze)


def test_changes_are_replaced_as_a_whole(backend: ContextBackend) -> None:
    backend.save(HEADER)
    backend.save_changes("abc-1", [ChangeRecord(1, ACCEPTED, "hash"), ChangeRecord(2, REFUSED)])
    assert backend.changes("abc-1") == (ChangeRecord(1, ACCEPTED, "hash"), ChangeRecord(2, REFUSED))
    backend.save_changes("abc-1", [ChangeRecord(1, REFUSED)])
    assert backend.changes("abc-1") == (ChangeRecord(1, REFUSED),)


def test_a_transaction_is_there_as_a_whole_or_not_at_all(backend: ContextBackend) -> None:
    backend.save(HEADER)

    class Stop(Exception):
        pass

    with pytest.raises(Stop), backend.transaction():
        backend.save(replace(HEADER, status="done"))
        backend.save(replace(HEADER, evolution_id="abc-2"))
        _add(backend, "improvement_plan", b"x")
        backend.save_phase("abc-1", PhaseRecord("plan", "planner", "done", 1.0, None))
        backend.save_changes("abc-1", [ChangeRecord(1, ACCEPTED)])
        backend.note("now", "me", "nothing")
        raise Stop
    assert backend.headers() == (HEADER,)
    assert backend.artifacts("abc-1") == backend.phases("abc-1") == backend.changes("abc-1") == backend.audit() == ()


def test_an_inner_transaction_belongs_to_the_outer_one(backend: ContextBackend) -> None:
    with pytest.raises(ValueError, match="stop"), backend.transaction():
        with backend.transaction():
            backend.save(HEADER)
        raise ValueError("stop")
    assert backend.headers() == ()
    with backend.transaction(), backend.transaction():
        backend.save(HEADER)
    assert backend.headers() == (HEADER,)


def test_the_audit_trail_is_a_chain(backend: ContextBackend) -> None:
    assert backend.audit() == ()
    for what in ("one", "two", "three"):
        backend.note("2026-01-02T03:04:05+00:00", "me", what, "abc-1", "digest")
    rows = backend.audit()
    assert [row.seq for row in rows] == [1, 2, 3]
    assert first_broken(rows) is None
    assert first_broken((rows[0], replace(rows[1], what="other"), rows[2])) == 2
    assert first_broken((rows[0], rows[2])) == 3
