"""Starts each phase as soon as its needs are met; independent phases run side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future
from graphlib import TopologicalSorter
from threading import Thread
from typing import Any, TypeVar

from pyagent_cli.core.model import PhaseName, PhaseRecord, PhaseStatus
from pyagent_cli.core.phases import Phase
from pyagent_cli.errors import PyagentError

T = TypeVar("T")
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


class Threads:
    """Threads for blocking work that end with the process: an interruption waits for no computation."""

    def __init__(self) -> None:
        self._started: list[Thread] = []

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` returns or raises, while the event loop goes on."""
        promise: Future[T] = Future()
        promise.set_running_or_notify_cancel()
        thread = Thread(target=_keep, args=(promise, work, arguments), daemon=True)
        self._started.append(thread)
        thread.start()
        return await asyncio.wrap_future(promise)

    def wait(self, seconds: float) -> None:
        """Give what still runs this long to clean up after itself."""
        end = time.monotonic() + seconds
        for thread in self._started:
            thread.join(max(0.0, end - time.monotonic()))


def _keep(promise: Future[T], work: Callable[..., T], arguments: tuple[Any, ...]) -> None:
    try:
        promise.set_result(work(*arguments))
    except BaseException as error:  # whoever awaits the promise raises it
        promise.set_exception(error)
