"""The phases of a run: whose work each is, what it needs, and whether a run goes on without it."""

from __future__ import annotations

from dataclasses import dataclass

from pyagent_cli.core.model import PhaseName


@dataclass(frozen=True, slots=True)
class Phase:
    name: PhaseName
    agent: str
    needs: tuple[PhaseName, ...] = ()
    optional: bool = False  # its failure is reported, and the phases that need it go on without its result


PHASES = (
    Phase("analyze", "analyst"),
    Phase("research", "researcher", optional=True),
    Phase("plan", "planner", ("analyze", "research")),
    Phase("refactor", "refactorer", ("plan",)),
    Phase("evaluate", "evaluator", ("refactor",)),
    Phase("roadmap", "writer", ("evaluate",)),
)
PUBLISH = Phase("publish", "publisher")


def agent_of(name: PhaseName) -> str:
    """The agent whose work a phase is.

    >>> agent_of("plan")
    'planner'
    """
    return next(phase.agent for phase in (*PHASES, PUBLISH) if phase.name == name)
