"""The planner of a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyagent_cli.wiring.analysis import analyzed
from pyagent_cli.wiring.documents import researcher
from pyagent_cli.wiring.places import place, registry

if TYPE_CHECKING:
    from pyagent_cli.config import Settings
    from pyagent_cli.core.model import Plan


def planned(settings: Settings, paths: Sequence[Path]) -> Plan:
    """The plan for what a place holds now, papers that were read before among its reasons; asks no network."""
    from pyagent_cli.agents.plan import Planner

    known = researcher(replace(settings, offline=True), place(settings).tree).run()
    return Planner(registry(settings.plugins), settings.limits).run(analyzed(settings, paths).analysis, known)
