"""The publisher, and the agents whose work it needs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pyagent_cli.errors import EnvironmentFailed, UsageError
from pyagent_cli.wiring.analysis import analyst
from pyagent_cli.wiring.evaluation import evaluator, test_environment
from pyagent_cli.wiring.memory import trusted
from pyagent_cli.wiring.places import registry, repository, selected

if TYPE_CHECKING:
    from pyagent_cli.adapters.git.repository import GitRepository
    from pyagent_cli.adapters.test_environment.environment import PythonTestEnvironment
    from pyagent_cli.config import Settings
    from pyagent_cli.core.model import (
        Analysis,
        Candidate,
        EvaluationReport,
        Plan,
        SuiteResult,
        Task,
    )
    from pyagent_cli.core.publishing import Publication


class Workshop:
    """The other agents' work for the publisher. Its tests are set up when a change is first evaluated."""

    def __init__(
        self, settings: Settings, repository: GitRepository, ask: Callable[[str], bool] | None, argv: Sequence[str]
    ) -> None:
        self._settings = settings
        self._repository = repository
        self._ask = ask
        self._argv = argv
        self._tests: PythonTestEnvironment | None = None
        self._baselines: dict[str, SuiteResult] = {}

    def analyze(self, revision: str) -> Analysis:
        tree = self._repository.tree(revision)
        with self._repository.worktree(revision) as worktree:
            return analyst(self._settings, tree, worktree.root, selected(tree, worktree.root, (), self._settings)).run()

    def plan(self, analysis: Analysis) -> Plan:
        from pyagent_cli.agents.plan import Planner

        return Planner(registry(self._settings.plugins), self._settings.limits).run(analysis, None)

    def refactor(self, revision: str, tasks: Sequence[Task]) -> Sequence[Candidate]:
        from pyagent_cli.agents.refactor import Refactorer
        from pyagent_cli.core.model import CodemodOptions
        from pyagent_cli.core.python_version import target_python
        from pyagent_cli.core.texts import Texts

        tree = self._repository.tree(revision)
        python = target_python(Texts(tree.paths(), tree.read), sys.version_info[:2])
        options = CodemodOptions(python, self._settings.max_lines)
        return Refactorer(tree, registry(self._settings.plugins), options).run(tasks).candidates

    def evaluate(self, revision: str, candidates: Sequence[Candidate]) -> EvaluationReport:
        if self._tests is None:
            trusted(self._settings, self._repository.root, self._ask, self._argv)
            self._tests = test_environment(self._settings, self._repository)
        worker = evaluator(self._settings, self._repository, self._tests)
        if revision not in self._baselines:
            self._baselines[revision] = worker.baseline(revision)
        return worker.evaluate(revision, candidates, self._baselines[revision])

    def close(self) -> None:
        if self._tests is not None:
            self._tests.close()


def published(
    settings: Settings,
    ask: Callable[[str], bool] | None,
    argv: Sequence[str],
    watch: Callable[[str], None],
    *,
    repo: str | None = None,
    remote: str = "origin",
    unexercised: bool = False,
    send: bool = False,
) -> Publication:
    """Publish what is due; without `send`, measure and show it. `repo` is "owner/name" when the remote does not say."""
    from pyagent_cli.adapters.github import GitHubPullRequests
    from pyagent_cli.adapters.remotes import Credential, GitRemote
    from pyagent_cli.agents.publish import Publisher, Steps, Terms
    from pyagent_cli.core.changes import authored_lines
    from pyagent_cli.core.hosting import slug_of, web_host

    if settings.offline:
        raise EnvironmentFailed("Publishing needs the network; leave out --offline.")
    found = repository(settings)
    found.head()
    token = settings.github_token
    there = GitRemote(found, remote, Credential(web_host(settings.github_url), token) if token else None)
    terms = Terms(
        settings.publish_threshold,
        settings.publish_max_authored_lines,
        settings.author_email,
        remote,
        unexercised,
        send,
    )

    def hosted() -> GitHubPullRequests:
        if send and token is None:
            raise UsageError("Creating pull requests needs a token; set GITHUB_TOKEN in the environment.")
        return GitHubPullRequests(slug_of(repo, there.url, settings.github_url), settings.github_url, token)

    work = Workshop(settings, found, ask, argv)
    steps = Steps(work.analyze, work.plan, work.refactor, work.evaluate, authored_lines)
    try:
        return Publisher(there, hosted, steps, terms, watch).run(found.branches("pyagent/"))
    finally:
        work.close()
