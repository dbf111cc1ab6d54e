"""A repository with one recorded run: two accepted changes on a branch, and a refused one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

from pyagent_cli.adapters.git.repository import GitRepository
from pyagent_cli.adapters.history import open_history
from pyagent_cli.core.model import ChangeSet, FileEdit, PhaseRecord
from tests.fakes.values import ACCEPTED, ANALYSIS, IMPLEMENTATION, PLAN, REFUSED, REPORT, RESEARCH
from tests.repositories import repository

EDITS = (FileEdit("a.py", "a = 1\n", "a = 2\nx = 3\n"), FileEdit("b.py", "b = 1\n", None))


@dataclass(frozen=True)
class Recorded:
    root: Path
    run: str
    commits: tuple[str, ...]

    @property
    def branch(self) -> str:
        return f"pyagent/{self.run}"


def recorded(folder: Path, state: Path) -> Recorded:
    """Record a run of a fresh repository below `folder`, with its state in `state`."""
    repo = GitRepository.open(repository(folder / "repo", {"a.py": "a = 1\n", "b.py": "b = 1\n"}), state)
    commits = _commits(repo)
    with open_history(repo.home) as history:
        run = asyncio.run(history.store.create_context(str(repo.root), ("quality",), base=repo.head()))
        repo.deliver(commits[-1], f"pyagent/{run}")
        history.store.note_phase(PhaseRecord("research", "researcher", "failed", 0.25, "no network"), run)
        history.store.note_phase(PhaseRecord("analyze", "analyst", "done", 1.5, None), run)
        accepted = [replace(ACCEPTED, commit=commit) for commit in commits]
        report = replace(REPORT, evaluations=(*accepted, REFUSED), tip=commits[-1])
        asyncio.run(history.store.store_original_analysis(ANALYSIS, run))
        asyncio.run(history.store.store_external_research(RESEARCH, run))
        asyncio.run(history.store.store_improvement_plan(PLAN, run))
        asyncio.run(history.store.store_implementation_log(replace(IMPLEMENTATION, candidates=()), run))
        asyncio.run(history.store.store_evaluation_results(report, run, certificates={1: "f00"}))
        asyncio.run(history.store.finish("done", run, tip=commits[-1]))
        folder_of_run = history.state.run(run)
        folder_of_run.write(folder_of_run.certificate(1), '{"gates": {"parses": "passed", "tests": "passed"}}')
    return Recorded(repo.root, run, commits)


def _commits(repo: GitRepository) -> tuple[str, ...]:
    commits = []
    with repo.worktree(repo.head()) as worktree:
        for edit in EDITS:
            worktree.apply(ChangeSet("c", edit.path, (edit,)))
            commits.append(worktree.commit("change", "why", {}))
    return tuple(commits)
