"""The publisher on a remote and a host in memory; the other agents' work is done by small real functions."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from pyagent_cli.agents.publish import Publisher, Steps, Terms
from pyagent_cli.core.model import (
    Analysis,
    Candidate,
    ChangeSet,
    CommitRecord,
    Evaluation,
    EvaluationReport,
    FileEdit,
    Plan,
    Refusal,
    Summary,
    Task,
    TestCounts,
)
from pyagent_cli.core.publishing import Publication, branch_name
from tests.fakes.hosting import FakePullRequests, FakeRemote

EMAIL = "pyagent@localhost"
COUNTS = TestCounts(50, 0, 0, 0)
REFUSAL = Refusal("tests", "same_outcomes", "a.py", None, "a test fails", "look at it")


def task(number: int) -> Task:
    path = f"pkg/m{number:02}.py"
    return Task(
        f"T-{number:02}", "remove_unused_imports", path, "", f"tidy {path}", (f"f{number}",), None, 1, (), False
    )


def commit(identity: str, tasks: Sequence[Task], email: str = EMAIL) -> tuple[CommitRecord, ...]:
    return tuple(
        CommitRecord(f"{identity}{one.id}", email, email, f"Tidy\n\nPyagent-Task: {one.id}\nPyagent-Certificate: ab")
        for one in tasks
    )


@dataclass
class World:
    """`tasks` is what the plan finds on the base; `verified` what earlier runs have proven."""

    tasks: tuple[Task, ...]
    verified: tuple[Task, ...]
    remote: FakeRemote = field(default_factory=FakeRemote)
    hosted: FakePullRequests = field(default_factory=FakePullRequests)
    terms: Terms = field(default_factory=lambda: Terms(2, 400, EMAIL, send=True))
    lines: int = 100
    refused: frozenset[str] = frozenset()
    unexercised: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()  # the codemod finds nothing to do any more
    asked: int = 0
    evaluated: list[tuple[str, ...]] = field(default_factory=list)

    def publish(self) -> Publication:
        self.remote.known["run"] = commit("run", self.verified)
        steps = Steps(self._analyze, lambda _: Plan(self.tasks), self._refactor, self._evaluate, lambda _: self.lines)
        return Publisher(self.remote, self._open, steps, self.terms, lambda _: None).run({"pyagent/R-1": "run"})

    def _open(self) -> FakePullRequests:
        self.asked += 1
        return self.hosted

    def _analyze(self, revision: str) -> Analysis:
        return Analysis(revision, Summary(9, 9, 0, 90, 9), (), (), ())

    def _refactor(self, revision: str, tasks: Sequence[Task]) -> tuple[Candidate, ...]:
        return tuple(self._candidate(one) for one in tasks)

    def _candidate(self, one: Task) -> Candidate:
        if one.id in self.gone:
            return Candidate(one, None, replace(REFUSAL, path=one.path, why="nothing to do"))
        return Candidate(one, ChangeSet("tidy", one.path, (FileEdit(one.path, "a", "b"),)), None)

    def _evaluate(self, revision: str, candidates: Sequence[Candidate]) -> EvaluationReport:
        self.evaluated.append(tuple(candidate.task.id for candidate in candidates))
        evaluations = tuple(self._evaluation(candidate.task) for candidate in candidates)
        accepted = [e.task for e in evaluations if e.verdict == "accepted"]
        tip = "tip:" + ",".join(one.id for one in accepted) if accepted else None
        if tip:
            first, *rest = commit("new", accepted)
            self.remote.known[tip] = (replace(first, id=tip), *rest)
        return EvaluationReport(evaluations, COUNTS, COUNTS, 2, 1.0, (), 9, 8, tip)

    def _evaluation(self, one: Task) -> Evaluation:
        lines = 3 if one.id in self.unexercised else 0
        done = Evaluation(one, "tidy", one.path, "accepted", "c", self.lines, 0, lines, None, ())
        return replace(done, verdict="refused", refusal=REFUSAL) if one.id in self.refused else done


TASKS = tuple(task(number) for number in range(6))


def statuses(publication: Publication) -> list[tuple[str, tuple[str, ...]]]:
    return [(request.status, request.tasks) for request in publication.requests]


def test_up_to_the_threshold_nothing_happens_and_no_host_is_asked():
    world = World(TASKS, TASKS[:2])
    done = world.publish()
    assert (done.pending, done.missing, done.requests) == (2, 1, ())
    assert (world.asked, world.evaluated, world.remote.pushes) == (0, [], [])


def test_above_it_small_requests_of_one_theme():
    world = World(TASKS, TASKS)
    done = world.publish()
    assert (done.pending, done.missing) == (6, 0)
    assert statuses(done) == [("created", ("T-00", "T-01", "T-02", "T-03")), ("created", ("T-04", "T-05"))]
    assert [list(push) for push in world.remote.pushes] == [[r.branch for r in done.requests]], "one push for all"
    assert [r.title for r in world.hosted.requests] == [
        "Remove unused imports in pkg (4 files)",
        "Remove unused imports in pkg (2 files)",
    ]
    assert "| tests passed | 50 | 50 |" in world.hosted.requests[0].body


def test_a_second_time_nothing_is_touched():
    world = World(TASKS, TASKS)
    world.publish()
    world.evaluated.clear()
    again = world.publish()
    assert sorted(statuses(again)) == [("open", ("T-00", "T-01", "T-02", "T-03")), ("open", ("T-04", "T-05"))]
    assert (again.pending, len(world.remote.pushes), len(world.hosted.requests), world.evaluated) == (0, 1, 2, [])


def test_a_dry_run_measures_and_sends_nothing():
    world = World(TASKS, TASKS)
    world.terms = replace(world.terms, send=False)
    done = world.publish()
    assert [r.status for r in done.requests] == ["would create", "would create"]
    assert "50" in done.requests[0].body
    assert (world.remote.pushes, world.hosted.requests) == ([], [])


@pytest.mark.parametrize("fault", ["unverified", "not found any more", "does not apply any more"])
def test_only_verified_changes_that_still_apply_are_pending(fault):
    world = World(TASKS[:3], TASKS[:3])
    if fault == "unverified":
        world.verified = TASKS[:2]
    elif fault == "not found any more":
        world.tasks = TASKS[:2]
    else:
        world.gone = frozenset({"T-02"})
    done = world.publish()
    assert (done.pending, done.missing) == (2, 1)
    assert [skip.reason for skip in done.skipped] == (["nothing to do"] if world.gone else [])


def test_the_same_change_on_two_branches_counts_once():
    world = World(TASKS, TASKS[:2])
    world.remote.there["pyagent/R-0"] = commit("old", TASKS[:2])
    assert world.publish().pending == 2


def test_a_runner_without_a_state_folder_finds_them_on_the_remote():
    world = World(TASKS, TASKS[:1])
    world.remote.there["pyagent/R-0"] = commit("old", TASKS[:3])
    assert world.publish().pending == 3


def test_what_is_refused_or_not_executed_stays_out_and_the_rest_is_measured_again():
    world = World(TASKS[:4], TASKS[:4], refused=frozenset({"T-00"}), unexercised=frozenset({"T-01"}))
    done = world.publish()
    assert statuses(done) == [("created", ("T-02", "T-03"))]
    assert world.evaluated == [("T-00", "T-01", "T-02", "T-03"), ("T-02", "T-03")]
    assert [skip.path for skip in done.skipped] == ["pkg/m00.py", "pkg/m01.py"]
    assert "m00" not in done.requests[0].body


def test_changes_that_no_test_executes_go_out_when_asked_for():
    world = World(TASKS[:3], TASKS[:3], unexercised=frozenset({"T-01"}))
    world.terms = replace(world.terms, unexercised=True)
    assert statuses(world.publish()) == [("created", ("T-00", "T-01", "T-02"))]


def test_when_everything_is_refused_there_is_no_request():
    world = World(TASKS[:3], TASKS[:3], refused=frozenset({"T-00", "T-01", "T-02"}))
    done = world.publish()
    assert (done.requests, len(done.skipped), world.remote.pushes) == ((), 3, [])


def test_a_batch_that_was_cut_off_is_finished_below_the_threshold_too():
    world = World(TASKS, TASKS)
    world.hosted.failing = 2
    done = world.publish()
    assert [r.status for r in done.requests] == ["unfinished", "unfinished"]
    assert done.failure == "the host answered 500; try again later."
    assert len(world.remote.pushes) == 1
    assert [r.status for r in world.publish().requests] == ["unfinished", "unfinished"]
    third = world.publish()
    assert [r.status for r in third.requests] == ["created", "created"]
    assert len(world.remote.pushes) == 1, "the branches are there already"


def test_the_rest_of_a_batch_goes_out_when_only_one_was_created():
    world = World(TASKS, TASKS)
    world.publish()
    world.hosted.requests.pop()
    again = world.publish()
    assert sorted(statuses(again)) == [("created", ("T-04", "T-05")), ("open", ("T-00", "T-01", "T-02", "T-03"))]


def test_what_a_person_closed_is_neither_reopened_nor_made_again():
    world = World(TASKS, TASKS)
    first = world.publish()
    world.hosted.close(first.requests[0].branch)
    again = world.publish()
    assert sorted(r.status for r in again.requests) == ["closed", "open"]
    assert (len(world.hosted.requests), len(world.remote.pushes)) == (2, 1)
    assert again.pending == 0


def test_a_closed_change_does_not_come_back_in_other_company():
    world = World(TASKS[:3], TASKS[:3])
    world.hosted.close(world.publish().requests[0].branch)
    world.tasks = world.verified = TASKS
    done = world.publish()
    assert ("created", ("T-03", "T-04", "T-05")) in statuses(done)
    assert len(world.hosted.requests) == 2


def test_a_branch_with_a_persons_commit_is_left_alone():
    world = World(TASKS[:3], TASKS[:3])
    branch = branch_name(TASKS[:3])
    hers = (CommitRecord("hers", "ann@example.org", "ann@example.org", "my fix"), *commit("old", TASKS[:3]))
    world.remote.there[branch] = hers
    done = world.publish()
    assert [(r.status, r.branch) for r in done.requests] == [("person", branch)]
    assert (world.remote.pushes, world.hosted.requests, world.remote.there[branch]) == ([], [], hers)


def test_a_base_that_moved_renews_a_branch_without_a_request():
    world = World(TASKS[:3], TASKS[:3])
    branch = branch_name(TASKS[:3])
    world.remote.there[branch] = commit("old", TASKS[:3])
    done = world.publish()
    assert [(r.status, r.branch) for r in done.requests] == [("created", branch)]
    assert list(world.remote.pushes[0]) == [branch]
