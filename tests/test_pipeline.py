import asyncio
from collections.abc import Sequence

import pytest

from pyagent_cli.core.model import PhaseName, PhaseRecord
from pyagent_cli.core.phases import PHASES, Phase
from pyagent_cli.errors import EnvironmentFailed
from pyagent_cli.pipeline import Step, run_phases


class Recorder:
    """Steps that write down the order of their starts and ends, and fail where told."""

    def __init__(self, failing: Sequence[PhaseName] = ()) -> None:
        self.failing = failing
        self.events: list[str] = []
        self.records: list[PhaseRecord] = []

    def step(self, name: PhaseName) -> Step:
        async def run() -> None:
            self.events.append(f"start {name}")
            await asyncio.sleep(0.01)
            self.events.append(f"end {name}")
            if name in self.failing:
                raise EnvironmentFailed(f"{name} has no network")

        return run

    def run(self, phases: Sequence[Phase] = PHASES) -> list[PhaseRecord]:
        return asyncio.run(run_phases(phases, {p.name: self.step(p.name) for p in phases}, self.records.append))


def test_analyze_and_research_run_side_by_side_and_the_rest_in_order() -> None:
    recorder = Recorder()
    recorder.run()
    assert set(recorder.events[:2]) == {"start analyze", "start research"}
    assert recorder.events[4:] == [
        f"{e} {p}" for p in ("plan", "refactor", "evaluate", "roadmap") for e in ("start", "end")
    ]


def test_every_phase_names_its_agent_and_how_long_it_took() -> None:
    records = Recorder().run()
    assert [(r.agent, r.status) for r in records] == [(p.agent, "done") for p in PHASES]
    assert all(r.seconds is not None and r.seconds >= 0.01 for r in records)


def test_a_failed_optional_phase_is_reported_and_the_run_goes_on() -> None:
    records = Recorder(failing=["research"]).run()
    assert {r.name: r.status for r in records}["research"] == "failed"
    assert [r.reason for r in records if r.reason] == ["research has no network"]
    assert records[-1].status == "done"


def test_a_failed_required_phase_skips_what_needs_it_and_raises() -> None:
    recorder = Recorder(failing=["analyze"])
    with pytest.raises(EnvironmentFailed, match="analyze has no network"):
        recorder.run()
    last = {r.name: r.status for r in recorder.records}
    assert (last["analyze"], last["research"], last["plan"], last["roadmap"]) == (
        "failed",
        "done",
        "skipped",
        "skipped",
    )
