"""Starts each phase as soon as its needs are met; independent phases run side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from graphlib import TopologicalSorter

from pyagent_cli.core.model import PhaseName, PhaseRecord, PhaseStatus
from pyagent_cli.core.phases import Phase
from pyagent_cli.errors import PyagentError

Step = Callable[[], Awaitable[None]]
Watcher = Callable[[PhaseRecord], None]


async def run_phases(phases: Sequence[Phase], steps: Mapping[PhaseName, Step], watch: Watcher) -> list[PhaseRecord]:
    """Run every phase once its needs are done; `watch` sees each record as it starts and as it ends.

    A failed optional phase is recorded with its reason and the others go on. A failed required phase ends the
    run: what has begun beside it is awaited, what needs it is recorded as skipped, and its error is raised.
    """
    return await _Progress(phases, steps, watch).run()


class _Progress:
    def __init__(self, phases: Sequence[Phase], steps: Mapping[PhaseName, Step], watch: Watcher) -> None:
        self.by_name = {phase.name: phase for phase in phases}
        self.steps = steps
        self.watch = watch
        self.records: dict[PhaseName, PhaseRecord] = {}
        self.failure: PyagentError | None = None

    async def run(self) -> list[PhaseRecord]:
        sorter = TopologicalSorter({phase.name: phase.needs for phase in self.by_name.values()})
        sorter.prepare()
        running: dict[asyncio.Task[None], PhaseName] = {}
        while sorter.is_active():
            for name in sorter.get_ready():
                running[asyncio.create_task(self._one(self.by_name[name]))] = name
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
                sorter.done(running.pop(task))
        if self.failure is not None:
            raise self.failure
        return [self.records[name] for name in self.by_name]

    async def _one(self, phase: Phase) -> None:
        if self.failure is not None:
            self._record(PhaseRecord(phase.name, phase.agent, "skipped", None, "an earlier phase failed"))
            return
        self._record(PhaseRecord(phase.name, phase.agent, "running", None, None))
        started = time.perf_counter()
        reason = await self._reason_of_failure(phase)
        status: PhaseStatus = "done" if reason is None else "failed"
        self._record(PhaseRecord(phase.name, phase.agent, status, round(time.perf_counter() - started, 3), reason))

    async def _reason_of_failure(self, phase: Phase) -> str | None:
        try:
            await self.steps[phase.name]()
        except PyagentError as error:
            if not phase.optional:
                self.failure = error
            return str(error)
        return None

    def _record(self, record: PhaseRecord) -> None:
        self.records[record.name] = record
        self.watch(record)
