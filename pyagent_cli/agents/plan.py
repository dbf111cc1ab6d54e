"""The planner: findings and papers in, ordered tasks out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyagent_cli.core.model import Analysis, Plan, Research
from pyagent_cli.core.planning import make_plan
from pyagent_cli.plugins import Registry


@dataclass(frozen=True, slots=True)
class Planner:
    """Knows which codemod acts on which rule from the registry, so that a plugin's takes part too."""

    registry: Registry
    limits: Mapping[str, int]
    name = "planner"

    def run(self, analysis: Analysis, research: Research | None) -> Plan:
        """The plan; empty when nothing was found."""
        return make_plan(analysis, research, self._codemods(), self.limits)

    def _codemods(self) -> dict[str, str]:
        return {
            rule: name for name in self.registry.names("codemod") for rule in self.registry.load("codemod", name).fixes
        }
