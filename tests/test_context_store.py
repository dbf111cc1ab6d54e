import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import FrozenInstanceError, replace
from typing import Any, TypeVar

import pytest

from pyagent_cli.context_store import SharedContextStore
from pyagent_cli.core.context_documents import SIZE_LIMIT
from pyagent_cli.core.contexts import ContextHeader, first_broken
from pyagent_cli.core.model import PhaseRecord, Plan
from pyagent_cli.errors import UsageError
from tests.fakes.context_backend import MemoryBackend
from tests.fakes.export_folder import MemoryExports
from tests.fakes.values import ANALYSIS, IMPLEMENTATION, PLAN, REPORT, RESEARCH

T = TypeVar("T")
NOW = "2026-01-02T03:04:05+00:00"
BASE = "0d5082a9c1ffee"


def run(awaitable: Awaitable[T]) -> T:
    async def main() -> T:
        return await awaitable

    return asyncio.run(main())


class Counter:
    """A clock that ticks once per look."""

    def __init__(self) -> None:
        self.seconds = 0

    def __call__(self) -> str:
        self.seconds += 1
        return f"2026-01-02T03:04:{self.seconds % 60:02}+00:00"


@pytest.fixture
def store() -> SharedContextStore:
    return SharedContextStore(MemoryBackend(), MemoryExports(), Counter(), {"/p", "/q"}.__contains__, owner="me")


def create(store: SharedContextStore, target: str = "/p", **options: Any) -> str:
    return run(store.create_context(target, ("docs",), **{"base": BASE, **options}))


def fill(store: SharedContextStore, name: str) -> None:
    run(store.store_original_analysis(ANALYSIS, name))
    run(store.store_external_research(RESEARCH, name))
    run(store.store_improvement_plan(PLAN, name))
    run(store.store_implementation_log(IMPLEMENTATION, name))
    run(store.store_evaluation_results(REPORT, name, certificates={1: "hash"}))


def test_a_new_context_is_named_after_its_base_and_the_ids_that_are_free(store: SharedContextStore) -> None:
    assert create(store) == "0d5082a-1"
    assert create(store, taken={"0d5082a-2"}) == "0d5082a-3"


def test_without_a_base_the_id_follows_from_target_and_focus(store: SharedContextStore) -> None:
    first, second = create(store, base=None), create(store, base=None)
    assert (first[:-2], first[-2:], second[-2:]) == (second[:-2], "-1", "-2")


def test_a_target_that_does_not_exist_is_refused(store: SharedContextStore) -> None:
    with pytest.raises(UsageError, match="There is nothing at '/nowhere'"):
        create(store, "/nowhere")
    assert store.backend.headers() == ()


def test_every_field_of_the_context(store: SharedContextStore) -> None:
    name = create(store)
    empty = run(store.get_context(name))
    assert (empty.evolution_id, empty.target_path, empty.focus_areas, empty.status) == (
        name,
        "/p",
        ("docs",),
        "running",
    )
    assert empty.created_at.endswith("+00:00")
    assert (empty.base, empty.branch, empty.current_phase, empty.error_log) == (BASE, f"pyagent/{name}", None, ())
    assert empty.original_analysis is empty.evaluation_results is None
    fill(store, name)
    full = run(store.get_context(name))
    assert (full.original_analysis, full.external_research, full.improvement_plan) == (ANALYSIS, RESEARCH, PLAN)
    assert (full.implementation_log, full.evaluation_results) == (IMPLEMENTATION, REPORT)


def test_a_reader_cannot_change_the_store(store: SharedContextStore) -> None:
    context = run(store.get_context(create(store)))
    with pytest.raises(FrozenInstanceError):
        context.status = "done"  # type: ignore[misc]


def test_a_second_result_is_a_new_revision_and_the_first_stays(store: SharedContextStore) -> None:
    name = create(store)
    assert run(store.store_improvement_plan(PLAN, name)) == 1
    assert run(store.store_improvement_plan(Plan(()), name)) == 2
    assert run(store.get_context(name)).improvement_plan == Plan(())
    assert len(store.backend.artifacts(name, latest=False)) == 2


def test_the_wrong_kind_of_value_is_refused(store: SharedContextStore) -> None:
    create(store)
    with pytest.raises(UsageError, match="improvement_plan holds Plan, not Analysis"):
        run(store.store_improvement_plan(ANALYSIS))  # type: ignore[arg-type]


def test_the_current_context_is_the_one_that_runs_else_the_latest(store: SharedContextStore) -> None:
    with pytest.raises(UsageError, match="There is no run yet"):
        run(store.get_context())
    first = create(store)
    second = create(store, "/q")
    with pytest.raises(UsageError, match=rf"Several runs are under way \({first}, {second}\)"):
        run(store.get_context())
    run(store.finish("done", second))
    assert run(store.get_context()).evolution_id == first
    run(store.finish("failed", first))
    assert run(store.get_context()).evolution_id == second


def test_a_run_whose_process_is_gone_does_not_count_as_running(store: SharedContextStore) -> None:
    create(store)
    again = replace(store, owner="other", alive="other".__eq__)
    second = create(again)
    assert run(again.get_context()).evolution_id == second


@pytest.mark.parametrize("name", ["0d5082a-9", "../x", "", "0d5082a-1/../x", "0d5082a-\u0662"])
def test_an_unknown_id_is_refused(name: str, store: SharedContextStore) -> None:
    create(store)
    with pytest.raises(UsageError, match="`pyagent status` lists them"):
        run(store.get_context(name))


def test_phases_move_on(store: SharedContextStore) -> None:
    name = create(store)
    assert run(store.update_phase("research"))
    assert run(store.update_phase("analyze"))
    assert run(store.update_phase("plan", name))
    assert not run(store.update_phase("plan"))
    assert [(p.name, p.agent, p.status) for p in run(store.get_context()).phases] == [
        ("research", "researcher", "running"),
        ("analyze", "analyst", "running"),
        ("plan", "planner", "running"),
    ]


@pytest.mark.parametrize(("phase", "message"), [("analyze", "does not go back from plan"), ("dance", "no phase")])
def test_a_wrong_or_backward_phase_is_refused(phase: str, message: str, store: SharedContextStore) -> None:
    create(store)
    run(store.update_phase("plan"))
    with pytest.raises(UsageError, match=message):
        run(store.update_phase(phase))
    assert run(store.get_context()).current_phase == "plan"


def test_a_watched_phase_is_written_down_with_its_failure(store: SharedContextStore) -> None:
    create(store)
    for status, reason in (("running", None), ("failed", "no network")):
        store.note_phase(PhaseRecord("research", "researcher", status, 0.5, reason))  # type: ignore[arg-type]
    context = run(store.get_context())
    assert context.phases == (PhaseRecord("research", "researcher", "failed", 0.5, "no network"),)
    assert (context.current_phase, context.error_log) == ("research", ("research: no network",))


def test_a_late_parallel_phase_does_not_turn_the_current_one_back(store: SharedContextStore) -> None:
    create(store)
    run(store.update_phase("plan"))
    store.note_phase(PhaseRecord("research", "researcher", "running", None, None))
    assert run(store.get_context()).current_phase == "plan"


def test_comparison_of_before_plan_and_after(store: SharedContextStore) -> None:
    name = create(store)
    assert run(store.get_comparison_data()).deltas == ()
    fill(store, name)
    comparison = run(store.get_comparison_data(name))
    assert (comparison.before, comparison.plan, comparison.implementation) == (ANALYSIS, PLAN, IMPLEMENTATION)
    assert comparison.after == REPORT
    deltas = {(d.metric, d.path): (d.delta, d.better) for d in comparison.deltas}
    assert deltas["findings", ""] == (-1, True)
    assert deltas["tests_passed", ""] == (0, None)
    assert deltas["lines", "a.py"] == (-722, True)


def test_changes_are_numbered_with_their_certificates(store: SharedContextStore) -> None:
    name = create(store)
    fill(store, name)
    assert [(c.number, c.evaluation.verdict, c.certificate) for c in store.backend.changes(name)] == [
        (1, "accepted", "hash"),
        (2, "refused", None),
    ]


def test_listing_filters_pages_and_puts_the_newest_first(store: SharedContextStore) -> None:
    names = [create(store, target) for target in ("/p", "/q", "/p")]
    run(store.finish("done", names[0]))

    def listed(**options: Any) -> list[str]:
        headers: tuple[ContextHeader, ...] = run(store.get_all_contexts(**options))
        return [header.evolution_id for header in headers]

    assert listed() == names[::-1]
    assert listed(target_path="/p") == [names[2], names[0]]
    assert listed(status="done") == [names[0]]
    assert listed(limit=1, offset=1) == [names[1]]
    assert listed(limit=0) == listed(offset=9) == []
    with pytest.raises(UsageError, match="count from 0"):
        listed(limit=-1)


# --- export and import ---


def test_an_export_comes_back_equal_in_a_fresh_store(store: SharedContextStore) -> None:
    name = create(store)
    run(store.store_improvement_plan(Plan(()), name))
    fill(store, name)
    store.note_phase(PhaseRecord("analyze", "analyst", "done", 0.5, None), name)
    run(store.finish("done", name, tip="c0ffee"))
    path = run(store.export_context(name))
    fresh = replace(store, backend=MemoryBackend())
    assert run(fresh.import_context(path)) == name
    assert run(fresh.get_context(name)) == run(store.get_context(name))
    assert fresh.backend.artifacts(name, latest=False) == store.backend.artifacts(name, latest=False)
    assert fresh.backend.changes(name) == store.backend.changes(name)


def test_an_export_is_the_same_bytes_each_time_and_readable_json(store: SharedContextStore) -> None:
    name = create(store)
    fill(store, name)
    exports: MemoryExports = store.exports  # type: ignore[assignment]
    run(store.export_context())
    first = exports.files[f"{name}.json"]
    run(store.export_context())
    assert exports.files[f"{name}.json"] == first
    assert json.loads(first)["context"]["artifacts"][0]["payload"]["before"]["passed"] == 7


def test_an_import_that_runs_nowhere_is_not_running(store: SharedContextStore) -> None:
    path = run(store.export_context(create(store)))
    fresh = replace(store, backend=MemoryBackend())
    assert run(fresh.get_context(run(fresh.import_context(path)))).status == "interrupted"


def test_a_taken_id_needs_a_new_one(store: SharedContextStore) -> None:
    path = run(store.export_context(create(store)))
    with pytest.raises(UsageError, match=r"already; import it under a new id with --new-id"):
        run(store.import_context(path))
    assert run(store.import_context(path, new_id=True)) == "0d5082a-2"


def _other(change: Callable[[dict[str, Any]], None]) -> Callable[[bytes], bytes]:
    def spoil(data: bytes) -> bytes:
        document = json.loads(data)
        change(document)
        return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()

    return spoil


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: b"", "cannot be read"),
        (lambda data: b"\xff\xfe\x00", "cannot be read"),
        (lambda data: b"[1, 2]", "cannot be read"),
        (lambda data: b"[" * 100_000, "cannot be read"),
        (lambda data: data[:-20], "cannot be read"),
        (lambda data: b"{}", "not an exported context"),
        (_other(lambda d: d.update(format="other")), "not an exported context"),
        (_other(lambda d: d.update(schema=2)), "schema 2 and this version reads 1; upgrade"),
        (_other(lambda d: d.pop("schema")), "schema None"),
        (_other(lambda d: d["context"]["header"].update(status="done")), "checksum does not match"),
        (lambda data: data.replace(b'"passed":7', b'"passed":8'), "checksum does not match"),
        (lambda data: b" " * (SIZE_LIMIT + 1), "larger than"),
    ],
)
def test_a_wrong_file_is_refused_and_the_store_unchanged(
    spoil: Callable[[bytes], bytes], message: str, store: SharedContextStore
) -> None:
    name = create(store)
    fill(store, name)
    path = run(store.export_context())
    exports: MemoryExports = store.exports  # type: ignore[assignment]
    exports.files[path] = spoil(exports.files[path])
    fresh = replace(store, backend=MemoryBackend())
    with pytest.raises(UsageError, match=message):
        run(fresh.import_context(path))
    assert fresh.backend.headers() == ()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("header", {"evolution_id": "../../x", "created_at": NOW, "target_path": "/", "focus_areas": []}),
        ("header", {}),
        ("header", None),
        ("phases", [{"name": "dance"}]),
        ("artifacts", [{"kind": "other"}]),
        ("artifacts", [{"kind": "improvement_plan", "digest": "x", "payload": {"tasks": []}}]),
        ("changes", [1]),
    ],
)
def test_content_is_checked_even_when_the_checksum_is_right(
    part: str, value: object, store: SharedContextStore
) -> None:
    from hashlib import sha256

    path = run(store.export_context(create(store)))
    exports: MemoryExports = store.exports  # type: ignore[assignment]
    document = json.loads(exports.files[path])
    document["context"][part] = value
    body = json.dumps(document["context"], separators=(",", ":"))
    document["checksum"] = sha256(body.encode()).hexdigest()
    text = json.dumps({**document, "context": None}, separators=(",", ":"))
    exports.files[path] = text.replace('"context":null', f'"context":{body}').encode()
    fresh = replace(store, backend=MemoryBackend())
    with pytest.raises(UsageError, match=r"cannot be read|no run's id|unknown kind|damaged"):
        run(fresh.import_context(path))
    assert fresh.backend.headers() == ()


# --- audit ---


def test_every_operation_leaves_one_row_with_who_when_and_what(store: SharedContextStore) -> None:
    name = create(store)
    fill(store, name)
    run(store.get_context())
    path = run(store.export_context())
    with pytest.raises(UsageError):
        run(store.import_context(path))
    rows = store.backend.audit()
    assert [(row.who, row.what.partition(":")[0]) for row in rows] == [
        ("user", "create_context"),
        ("analyst", "store_original_analysis"),
        ("researcher", "store_external_research"),
        ("planner", "store_improvement_plan"),
        ("refactorer", "store_implementation_log"),
        ("evaluator", "store_evaluation_results"),
        ("user", "get_context"),
        ("user", "export_context"),
        ("user", "import_context refused"),
    ]
    assert all(row.at and row.evolution_id == name for row in rows[:-1])
    assert first_broken(rows) is None


def test_results_and_their_audit_row_commit_together(store: SharedContextStore) -> None:
    class Full(MemoryBackend):
        def note(self, *args: str, **kwargs: str) -> None:
            if args[2].startswith("store_"):
                raise OSError("the disk is full")
            super().note(*args, **kwargs)

    broken = replace(store, backend=Full())
    name = create(broken)
    with pytest.raises(OSError, match="full"):
        run(broken.store_evaluation_results(REPORT, name))
    assert broken.backend.artifacts(name) == broken.backend.changes(name) == ()


def test_agents_of_parallel_phases_do_not_lose_each_others_results(store: SharedContextStore) -> None:
    name = create(store)

    async def both() -> None:
        await asyncio.gather(
            store.store_original_analysis(ANALYSIS, name), store.store_external_research(RESEARCH, name)
        )

    asyncio.run(both())
    context = run(store.get_context(name))
    assert (context.original_analysis, context.external_research) == (ANALYSIS, RESEARCH)
