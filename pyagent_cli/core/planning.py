"""Findings and papers -> ordered tasks, each with its reasons, its promise and its price."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from itertools import groupby

from pyagent_cli.core.judges import is_judge
from pyagent_cli.core.model import Analysis, Finding, Goal, Insight, Plan, Research, Task
from pyagent_cli.errors import UsageError

FULL_RUNS = {"remove_unused_imports": 1, "split_module": 1}


def make_plan(
    analysis: Analysis, research: Research | None, codemods: Mapping[str, str], limits: Mapping[str, int]
) -> Plan:
    """The plan for what was found; `codemods` maps a rule to the codemod that acts on it.

    Nothing is invented: without findings and insights the plan is empty.
    """
    tasks = [_task(group, codemods.get(rule), limits) for rule, group in _by_rule_and_path(analysis.findings)]
    insights = research.insights if research else ()
    return Plan(in_order(_with_dependencies([*tasks, *map(_reading, insights)])))


def in_order(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """Tasks so that each comes after what it depends on; otherwise in the given order.

    Raises UsageError when they depend on one another in a circle.
    """
    rank = {task.id: index for index, task in enumerate(tasks)}
    by_id = {task.id: task for task in tasks}
    sorter = TopologicalSorter({task.id: [d for d in task.depends_on if d in by_id] for task in tasks})
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise UsageError(f"These tasks depend on one another: {circle}; drop one of them.") from None
    ordered: list[Task] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=rank.__getitem__)
        first = ready.pop(0)
        ordered.append(by_id[first])
        sorter.done(first)
    return tuple(ordered)


def actionable(plan: Plan, limit: int | None) -> tuple[Task, ...]:
    """The tasks that a codemod can carry out without a person, at most `limit` of them."""
    tasks = tuple(task for task in plan.tasks if task.codemod and not task.requires_human)
    return tasks if limit is None else tasks[:limit]


def _by_rule_and_path(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    def key(finding: Finding) -> tuple[int, str, str]:
        return _rank(finding.rule), finding.rule, finding.path

    matter = (f for f in findings if f.severity != "info" and not is_judge(f.path))
    wanted = sorted(matter, key=lambda f: (*key(f), f.line, f.fingerprint))
    groups = [(rule, list(group)) for (_, rule, _), group in groupby(wanted, key=key)]
    return sorted(groups, key=lambda item: (_rank(item[0]), -_weight(item[1]), item[1][0].path))


def _rank(rule: str) -> int:
    known = ("conflict_marker", "unused_import", "long_module", "import_cycle", "complex_function")
    return known.index(rule) if rule in known else len(known)


def _weight(findings: Sequence[Finding]) -> float:
    return max(f.value or 0.0 for f in findings)


def _task(findings: Sequence[Finding], codemod: str | None, limits: Mapping[str, int]) -> Task:
    first = findings[0]
    symbol = first.symbol if len(findings) == 1 else ""
    return Task(
        id=task_id(codemod or first.rule, first.path, symbol),
        codemod=codemod,
        path=first.path,
        symbol=symbol,
        title=_title(findings, codemod),
        reasons=tuple(f.fingerprint for f in findings),
        goal=_goal(findings, limits),
        cost_runs=FULL_RUNS.get(codemod or "", 0),
        depends_on=(),
        requires_human=codemod is None,
    )


def task_id(what: str, path: str, symbol: str) -> str:
    """A content hash, so that the same task has the same id in every run."""
    return "T-" + hashlib.sha256("\0".join((what, path, symbol)).encode()).hexdigest()[:10]


def _title(findings: Sequence[Finding], codemod: str | None) -> str:
    first = findings[0]
    verb = codemod.replace("_", " ") if codemod else first.rule.replace("_", " ")
    count = f"{len(findings)} findings" if len(findings) > 1 else first.message
    return f"{verb}: {first.path} ({count})"


def _goal(findings: Sequence[Finding], limits: Mapping[str, int]) -> Goal | None:
    first = findings[0]
    if first.rule in limits and first.value is not None:
        return Goal(_metric(first.rule), first.path, max(f.value or 0.0 for f in findings), float(limits[first.rule]))
    return Goal(first.rule, first.path, float(len(findings)), 0.0)


def _metric(rule: str) -> str:
    return {"long_module": "lines", "complex_function": "cyclomatic"}.get(rule, rule)


def _reading(insight: Insight) -> Task:
    path = insight.modules[0] if insight.modules else ""
    where = f" for {path}" if path else ": no module here fits"
    return Task(
        id=task_id("read", insight.paper, path),
        codemod=None,
        path=path,
        symbol="",
        title=f"read arXiv:{insight.paper}{where}",
        reasons=(f"arXiv:{insight.paper}",),
        goal=None,
        cost_runs=0,
        depends_on=(),
        requires_human=True,
    )


def _with_dependencies(tasks: Sequence[Task]) -> list[Task]:
    """A module is split after its unused imports are gone, so that they are not copied into the parts."""
    cleaning = {task.path: task.id for task in tasks if task.codemod == "remove_unused_imports"}
    return [
        replace(task, depends_on=(cleaning[task.path],))
        if task.codemod == "split_module" and task.path in cleaning
        else task
        for task in tasks
    ]
