"""The publisher: verified changes, rebuilt on the remote's present base and measured there, as pull requests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pyagent_cli.core.model import Analysis, Candidate, ChangeSet, EvaluationReport, Plan, RemoteBase, Skip, Task
from pyagent_cli.core.publishing import (
    BRANCHES,
    PREFIX,
    Publication,
    Published,
    RemoteBranch,
    Request,
    SizedTask,
    Theme,
    body,
    branch_name,
    held_back,
    publishable,
    themes,
    title,
)
from pyagent_cli.core.trailers import is_own, tasks_of, verified_tasks
from pyagent_cli.errors import PyagentError
from pyagent_cli.ports import PullRequests, Remote


@dataclass(frozen=True, slots=True)
class Steps:
    """The other agents' work, on a commit of pyagent's clone."""

    analyze: Callable[[str], Analysis]
    plan: Callable[[Analysis], Plan]
    refactor: Callable[[str, Sequence[Task]], Sequence[Candidate]]
    evaluate: Callable[[str, Sequence[Candidate]], EvaluationReport]  # called only when requests are due
    authored_lines: Callable[[ChangeSet], int]


@dataclass(frozen=True, slots=True)
class Terms:
    threshold: int  # pull requests go out when more changes than this are pending
    most_lines: int  # authored lines in one pull request
    email: str  # the address that pyagent commits under
    remote: str = "origin"  # as the reader of a pull request calls it
    unexercised: bool = False
    send: bool = False  # False: show what would be pushed and created


@dataclass(frozen=True, slots=True)
class Publisher:
    """`hosted` is opened only when pull requests may be due: counting needs no token."""

    remote: Remote
    hosted: Callable[[], PullRequests]
    steps: Steps
    terms: Terms
    watch: Callable[[str], None]
    name = "publisher"

    def run(self, branches: Mapping[str, str]) -> Publication:
        """Publish what is due; `branches` are the user's local ones of earlier runs."""
        base = self.remote.fetch()
        before = self.steps.analyze(base.commit)
        changes, skipped = self._applying(base, self.steps.plan(before), branches)
        found = Publication(base, len(changes), self.terms.threshold, (), tuple(skipped))
        if found.missing and not self.remote.branches(PREFIX):
            return found
        hosted = self.hosted()
        published = self._published(base, hosted)
        pending = [change for change in changes if change.task.id not in published.taken()]
        counted = replace(found, pending=len(pending), requests=published.settled())
        due = [change for change in pending if not counted.missing or change.task.id in published.begun()]
        ready = self._made(counted, published, before, due)
        return self._sent(ready, hosted) if self.terms.send else ready

    def _applying(
        self, base: RemoteBase, plan: Plan, branches: Mapping[str, str]
    ) -> tuple[list[SizedTask], list[Skip]]:
        """The verified changes that still apply, each made anew on the base, alone."""
        runs = {**self.remote.branches(BRANCHES), **branches}
        tips = {tip for name, tip in runs.items() if name.startswith(BRANCHES) and not name.startswith(PREFIX)}
        verified = verified_tasks(commit for tip in sorted(tips) for commit in self.remote.commits(tip, base.commit))
        changes, skipped = [], []
        for task in (task for task in plan.tasks if task.id in verified and task.codemod):
            (candidate,) = self.steps.refactor(base.commit, (task,))
            if candidate.change:
                changes.append(SizedTask(task, self.steps.authored_lines(candidate.change)))
            elif candidate.refusal:
                skipped.append(Skip(task.path, candidate.refusal.why))
        return changes, skipped

    def _published(self, base: RemoteBase, hosted: PullRequests) -> Published:
        branches = {}
        for name, tip in self.remote.branches(PREFIX).items():
            commits = self.remote.commits(tip, base.commit)
            branches[name] = RemoteBranch(name, tip, tasks_of(commits), is_own(commits, self.terms.email))
        return Published(branches, {request.head: request for request in hosted.find(PREFIX)})

    def _made(
        self, found: Publication, published: Published, before: Analysis, due: Sequence[SizedTask]
    ) -> Publication:
        """The due changes as requests: ready to be sent, or left as they stand."""
        groups, too_large = themes(due, self.terms.most_lines)
        built = [self._built(theme, found.base, before) for theme in groups]
        requests = [_left(request, published) for request, _ in built if request]
        skipped = {*found.skipped, *too_large, *(skip for _, skips in built for skip in skips)}
        ordered = tuple(sorted(skipped, key=lambda skip: (skip.path, skip.reason)))
        return replace(found, requests=(*found.requests, *requests), skipped=ordered)

    def _built(self, theme: Theme, base: RemoteBase, before: Analysis) -> tuple[Request | None, list[Skip]]:
        """A theme as a request on the base: changes that are refused or that no test executes are left out."""
        self.watch(f"evaluating {title(theme)}")
        tasks, skipped = theme.tasks, list[Skip]()
        while tasks:
            report = self.steps.evaluate(base.commit, self.steps.refactor(base.commit, tasks))
            published = publishable(report, self.terms.unexercised)
            skipped += held_back(report, published)
            if len(published) == len(report.evaluations) and report.tip:
                return self._request(replace(theme, tasks=tasks), base, before, report), skipped
            tasks = tuple(evaluation.task for evaluation in published)
        return None, skipped

    def _request(self, theme: Theme, base: RemoteBase, before: Analysis, report: EvaluationReport) -> Request:
        branch = branch_name(theme.tasks)
        return Request(
            status="would create",
            branch=branch,
            title=title(theme),
            body=body(report, before, base, branch, self.terms.remote),
            tasks=tuple(task.id for task in theme.tasks),
            commit=report.tip,
            authored_lines=sum(evaluation.authored_lines for evaluation in report.evaluations),
        )

    def _sent(self, ready: Publication, hosted: PullRequests) -> Publication:
        """Push every branch at once, then create the requests; what fails ends it, and a later run goes on."""
        there = self.remote.branches(PREFIX)
        wanted = {r.branch: r.commit for r in ready.requests if r.status == "would create" and r.commit}
        self.remote.push({branch: commit for branch, commit in wanted.items() if there.get(branch) != commit})
        result = ready
        for index, request in enumerate(ready.requests):
            if request.status == "would create":
                done = self._created(request, result, hosted)
                requests = (*result.requests[:index], done, *result.requests[index + 1 :])
                result = replace(result, requests=requests, failure=result.failure or done.reason)
        return result

    def _created(self, request: Request, so_far: Publication, hosted: PullRequests) -> Request:
        if so_far.failure:
            return replace(request, status="unfinished")
        try:
            made = hosted.create(request.branch, so_far.base.branch, request.title, request.body)
        except PyagentError as error:
            return replace(request, status="unfinished", reason=str(error))
        if made.state != "open":
            return replace(request, status=made.state, url=made.url, reason="somebody was faster")
        self.watch(f"created {made.url}")
        return replace(request, status="created", url=made.url)


def _left(request: Request, published: Published) -> Request:
    found = published.standing(request.branch)
    return replace(request, status=found[0], reason=found[1]) if found else request
