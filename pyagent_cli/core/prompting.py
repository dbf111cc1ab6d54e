"""What a prompt is filled with: text of others as one JSON block between fences that it cannot close."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from pyagent_cli.core.markdown import visible
from pyagent_cli.core.model import Insight, Paper, Plan

Values = Mapping[str, object]


def research_values(paper: Paper, insight: Insight | None, places: Sequence[str], statuses: Sequence[str]) -> Values:
    """The values of `prompts/research.md`."""
    modules = insight.modules if insight else ()
    about = {**asdict(paper), "modules": modules, "named_in": places, "statuses": statuses}
    return {**fenced(about), "modules": list(modules)}


def plan_values(plan: Plan) -> Values:
    """The values of `prompts/plan.md`."""
    return {**fenced({"tasks": [asdict(task) for task in plan.tasks]}), "count": len(plan.tasks)}


def fenced(value: object) -> dict[str, str]:
    """`data`, JSON with what hides or reverses text made visible, and a `nonce` that the data cannot contain.

    >>> sorted(fenced({"a": 1}))
    ['data', 'nonce']
    """
    data = json.dumps(_visible(value), indent=2, ensure_ascii=False, sort_keys=True)
    nonce = hashlib.sha256(data.encode("utf-8", "replace")).hexdigest()[:20]
    return {"data": data, "nonce": nonce}


def _visible(value: object) -> object:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible(str(key)): _visible(inner) for key, inner in value.items()}
    return [_visible(inner) for inner in value] if isinstance(value, list | tuple) else value
