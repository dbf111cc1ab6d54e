from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pyagent_cli.adapters.applied import AppliedChanges
from pyagent_cli.adapters.git.repository import GitRepository
from pyagent_cli.adapters.history import History, open_history
from pyagent_cli.adapters.undo import Undo
from pyagent_cli.core.contexts import ChangeRecord, ContextHeader
from pyagent_cli.core.model import ChangeSet, FileEdit
from pyagent_cli.core.runs import Undone
from pyagent_cli.errors import UsageError
from tests.fakes.values import ACCEPTED, REFUSED
from tests.repositories import git, repository, snapshot

RUN = "abc-1"
BRANCH = f"pyagent/{RUN}"
FILES = {"a.py": "a = 1\n", "b.py": "b = 1\n"}


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with open_history(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def repo(tmp_path: Path) -> GitRepository:
    return GitRepository.open(repository(tmp_path / "repo", FILES), tmp_path / "state")


def deliver(repo: GitRepository, history: History) -> tuple[str, ...]:
    """A run with two accepted changes and a refused one; its commits."""
    edits = [FileEdit("a.py", "a = 1\n", "a = 2\n"), FileEdit("b.py", "b = 1\n", None)]
    with repo.worktree(repo.head()) as worktree:
        commits = []
        for edit in edits:
            worktree.apply(ChangeSet("c", edit.path, (edit,)))
            commits.append(worktree.commit("change", "why", {}))
    repo.deliver(commits[-1], BRANCH)
    header = ContextHeader(RUN, "now", str(repo.root), (), "done", base=repo.head(), branch=BRANCH, tip=commits[-1])
    history.runs.save(header)
    history.runs.save_changes(
        RUN,
        [
            *(ChangeRecord(n, replace(ACCEPTED, commit=commit)) for n, commit in enumerate(commits, 1)),
            ChangeRecord(3, REFUSED),
        ],
    )
    return tuple(commits)


def checkout(repo: GitRepository) -> dict[str, str]:
    """Everything but where branches and objects are stored."""
    left_out = (".git/objects", ".git/refs/heads/pyagent", ".git/refs/heads", ".git/index")
    return {path: state for path, state in snapshot(repo.root).items() if not path.startswith(left_out)}


def test_a_run_is_its_branch_which_goes_and_can_be_brought_back(repo: GitRepository, history: History) -> None:
    commits, before = deliver(repo, history), checkout(repo)
    done = Undo(repo.root, history, repo).run(RUN)
    assert done == Undone(RUN, None, branch=BRANCH, was=commits[-1])
    assert dict(repo.branches("pyagent/")) == {}
    assert checkout(repo) == before
    assert history.header(RUN).status == "undone"
    git(repo.root, "branch", BRANCH, commits[-1])
    assert repo.clone.line("rev-parse", f"refs/pyagent/undone/{RUN}") == commits[-1]
    assert history.runs.audit()[-1].what == f"undo {RUN}: {BRANCH} was at {commits[-1]}"


def test_a_run_is_taken_back_only_once(repo: GitRepository, history: History) -> None:
    deliver(repo, history)
    Undo(repo.root, history, repo).run(RUN)
    with pytest.raises(UsageError, match="gone already"):
        Undo(repo.root, history, repo).run(RUN)


@pytest.mark.parametrize("change", [None, 1])
def test_a_branch_with_a_persons_commit_is_left_alone(
    change: int | None, repo: GitRepository, history: History
) -> None:
    deliver(repo, history)
    git(repo.root, "branch", "-f", BRANCH, "main")
    with pytest.raises(UsageError, match="has other commits than pyagent gave it"):
        Undo(repo.root, history, repo).run(RUN, change)
    assert repo.branches("pyagent/")[BRANCH] == repo.head()


def test_a_branch_that_is_checked_out_is_left_alone(repo: GitRepository, history: History) -> None:
    deliver(repo, history)
    git(repo.root, "checkout", "-q", BRANCH)
    with pytest.raises(UsageError, match="switch to another one"):
        Undo(repo.root, history, repo).run(RUN)


@pytest.mark.parametrize(("change", "path"), [(1, "a.py"), (2, "b.py")])
def test_one_change_is_reverted_by_a_commit_on_the_branch(
    change: int, path: str, repo: GitRepository, history: History
) -> None:
    commits, before = deliver(repo, history), checkout(repo)
    done = Undo(repo.root, history, repo).run(RUN, change)
    assert (done.was, done.now) == (commits[-1], repo.branches(BRANCH)[BRANCH])
    assert git(repo.root, "show", f"{BRANCH}:{path}") + "\n" == FILES[path]
    assert git(repo.root, "rev-parse", f"{BRANCH}^") == commits[-1]
    assert git(repo.root, "diff", "--name-only", "main", BRANCH) == {"a.py": "b.py", "b.py": "a.py"}[path]
    assert git(repo.root, "log", "-1", "--format=%s|%(trailers:key=Pyagent-Reverts,valueonly)", BRANCH) == (
        f"Take back change {change} of {RUN}|{commits[change - 1]}"
    )
    assert checkout(repo) == before
    assert history.header(RUN).tip == done.now
    with pytest.raises(UsageError, match="undone already"):
        Undo(repo.root, history, repo).run(RUN, change)
    other = Undo(repo.root, history, repo).run(RUN, 3 - change)
    assert git(repo.root, "diff", "main", str(other.now)) == ""


@pytest.mark.parametrize(
    ("run", "change", "message"),
    [("abc-2", None, "no run 'abc-2'"), (RUN, 4, "no change 4"), (RUN, 3, "was refused, so nothing")],
)
def test_what_is_not_there(run: str, change: int | None, message: str, repo: GitRepository, history: History) -> None:
    deliver(repo, history)
    with pytest.raises(UsageError, match=message):
        Undo(repo.root, history, repo).run(run, change)


def test_a_run_without_a_branch_has_nothing_to_take_back(repo: GitRepository, history: History) -> None:
    history.runs.save(ContextHeader(RUN, "now", "/p", (), "done", branch=BRANCH))
    with pytest.raises(UsageError, match="changed nothing"):
        Undo(repo.root, history, repo).run(RUN)


def test_a_run_under_way_is_not_taken_back(repo: GitRepository, history: History) -> None:
    history.runs.save(ContextHeader(RUN, "now", "/p", (), "running", owner=history.store.owner))
    with pytest.raises(UsageError, match="still under way"):
        Undo(repo.root, history, repo).run(RUN)


def test_files_that_apply_wrote_are_restored_one_change_or_all(tmp_path: Path, history: History) -> None:
    history.runs.save(ContextHeader(RUN, "now", str(tmp_path), (), "done"))
    applied = AppliedChanges(tmp_path, history.runs)
    for number, name in enumerate(("a.py", "b.py"), 1):
        (tmp_path / name).write_text("old")
        applied.write(RUN, number, ChangeSet("c", name, (FileEdit(name, "old", "new"),)))
    undo = Undo(tmp_path, history, None)
    assert undo.run(RUN, 2) == Undone(RUN, 2, restored=("b.py",))
    assert ((tmp_path / "a.py").read_text(), (tmp_path / "b.py").read_text()) == ("new", "old")
    assert history.header(RUN).status == "done"
    assert undo.run(RUN).restored == ("a.py",)
    assert (tmp_path / "a.py").read_text() == "old"
    assert history.header(RUN).status == "undone"
