import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pyagent_cli.adapters.git.repository import GitRepository
from pyagent_cli.core.model import ChangeSet, FileEdit
from pyagent_cli.errors import EnvironmentFailed, UsageError
from tests.repositories import git, repository, snapshot, write

FILES = {"pkg/a.py": "x = 1\n", "pkg/b.py": "y = 2\r\n", ".gitignore": "*.log\n", "run.sh": "#!/bin/sh\n"}
CHANGE = ChangeSet("c", "pkg/a.py", (FileEdit("pkg/a.py", "x = 1\n", "x = 2\n"), FileEdit("pkg/c.py", None, "z = 3\n")))
TOUCH = "#!/bin/sh\ntouch {root}/touched-by-$(basename $0)\n"


def hooks(root: Path) -> None:
    for name in ("post-checkout", "pre-commit", "post-commit", "reference-transaction", "post-index-change"):
        hook = root / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(TOUCH.format(root=root))
        hook.chmod(0o755)


def executed_settings(root: Path) -> None:
    command = root / ".git/evil"
    command.write_text(f"#!/bin/sh\ntouch {root}/touched-by-setting\ncat\n")
    command.chmod(0o755)
    for key in ("core.fsmonitor", "filter.x.clean", "filter.x.smudge", "diff.external", "core.pager", "gpg.program"):
        git(root, "config", key, str(command))
    git(root, "config", "filter.x.required", "true")
    git(root, "config", "commit.gpgSign", "true")
    git(root, "config", "gc.auto", "1")
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/attributes").write_text("*.py filter=x\n")
    os.utime(root / "pkg/a.py")


def rebasing(root: Path) -> None:
    (root / ".git/rebase-merge").mkdir()
    (root / ".git/rebase-merge/head-name").write_text("refs/heads/main\n")


STATES: dict[str, Callable[[Path], object]] = {
    "clean": lambda root: None,
    "dirty": lambda root: write(root, {"pkg/a.py": "broken(\n"}),
    "staged": lambda root: (write(root, {"pkg/a.py": "x = 5\n"}), git(root, "add", "-A")),
    "untracked": lambda root: write(root, {"new.py": "n = 1\n", "out.log": "ignored\n"}),
    "deleted": lambda root: (root / "pkg/b.py").unlink(),
    "detached": lambda root: git(root, "checkout", "-q", "--detach"),
    "stashed": lambda root: (write(root, {"pkg/a.py": "x = 7\n"}), git(root, "stash")),
    "hooks": hooks,
    "settings": executed_settings,
    "rebasing": rebasing,
    "locked": lambda root: (root / ".git/index.lock").touch(),
    "packed": lambda root: git(root, "gc", "-q"),
    "stale index": lambda root: os.utime(root / "pkg/a.py", (1, 1)),
    "link": lambda root: (root / "loop").symlink_to(root),
}


def open_repository(root: Path, tmp_path: Path) -> GitRepository:
    return GitRepository.open(root, tmp_path / "state")


@pytest.mark.parametrize("state", STATES)
def test_the_checkout_is_left_alone(tmp_path: Path, state: str) -> None:
    root = repository(tmp_path / "user", FILES)
    STATES[state](root)
    before = snapshot(root)
    repo = open_repository(root, tmp_path)
    head = repo.head()
    repo.uncommitted()
    assert repo.working_tree().paths()
    with repo.worktree(head) as worktree:
        worktree.apply(CHANGE)
        commit = worktree.commit("Change a", "", {"Pyagent-Task": "t"})
        worktree.reset(head)
        assert snapshot(root) == before
    repo.deliver(commit, "pyagent/run-1")
    after = snapshot(root)
    assert {path: after.get(path) for path in before} == before
    new = {path for path in set(after) - set(before) if not path.startswith(".git/objects/")}
    assert new == {".git/refs/heads/pyagent", ".git/refs/heads/pyagent/run-1"}
    assert git(root, "show", "pyagent/run-1:pkg/a.py") == "x = 2"
    assert not git(root, "fsck", "--no-dangling", "--connectivity-only")


def test_the_same_change_is_the_same_commit(tmp_path: Path) -> None:
    root = repository(tmp_path / "user", FILES)
    commits = set()
    for name in ("one", "two"):
        repo = GitRepository.open(root, tmp_path / name)
        with repo.worktree(repo.head()) as worktree:
            worktree.apply(CHANGE)
            commits.add(worktree.commit("Change a", "Because.", {"Pyagent-Task": "t", "Pyagent-Finding": "f"}))
    assert len(commits) == 1
    repo.deliver(*commits, "pyagent/x")
    shown = git(
        root, "show", "-s", "--date=raw", "--format=%an <%ae> %ad %cd%n%B%(trailers:key=Pyagent-Task)", "pyagent/x"
    )
    assert shown.splitlines()[0] == "pyagent <pyagent@localhost> 1700000000 +0100 1700000000 +0100"
    assert shown.splitlines()[1:4] == ["Change a", "", "Because."]
    assert shown.endswith("Pyagent-Task: t")


def test_a_worktree_has_the_bytes_of_the_commit(tmp_path: Path) -> None:
    root = repository(tmp_path / "user", {**FILES, ".gitattributes": "*.py text eol=crlf\n"})
    repo = open_repository(root, tmp_path)
    with repo.worktree(repo.head()) as worktree:
        assert (worktree.root / "pkg/a.py").read_bytes() == b"x = 1\n"
        tree = repo.tree(repo.head())
        assert all((worktree.root / path).read_bytes() == tree.read(path) for path in tree.paths())
        left = worktree.root
    assert not left.exists()
    assert [path.name for path in (repo.home / "worktrees").iterdir()] == []


def test_reset_and_commit_leave_out_what_a_test_run_wrote(tmp_path: Path) -> None:
    root = repository(tmp_path / "user", FILES)
    repo = open_repository(root, tmp_path)
    with repo.worktree(repo.head()) as worktree:
        worktree.apply(CHANGE)
        write(worktree.root, {"pkg/b.py": "written by a test", "junk/x.log": "ignored", "junk/y": "untracked"})
        commit = worktree.commit("Change", "", {})
        worktree.reset(commit)
        assert not (worktree.root / "junk").exists()
        assert repo.tree(commit).paths() == tuple(sorted([*FILES, "pkg/c.py"]))
        assert repo.tree(commit).read("pkg/b.py") == b"y = 2\r\n"
        worktree.reset(repo.head())
        assert not (worktree.root / "pkg/c.py").exists()


@pytest.mark.parametrize(
    "edit",
    [
        FileEdit("pkg/a.py", "x = 9\n", "x = 2\n"),
        FileEdit("pkg/a.py", None, "x = 2\n"),
        FileEdit("../outside.py", None, "x = 2\n"),
        FileEdit("/tmp/outside.py", None, "x = 2\n"),
        FileEdit(".git/config", None, "x = 2\n"),
        FileEdit("away/x.py", None, "x = 2\n"),
        FileEdit("link.py", "x = 1\n", "x = 2\n"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused_and_nothing_is_written(tmp_path: Path, edit: FileEdit) -> None:
    root = repository(tmp_path / "user", FILES)
    (root / "away").symlink_to(tmp_path)
    (root / "link.py").symlink_to("pkg/a.py")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "links")
    repo = open_repository(root, tmp_path)
    with repo.worktree(repo.head()) as worktree:
        before = snapshot(worktree.root)
        with pytest.raises(EnvironmentFailed, match=r"not a plain file|not what the change was made for"):
            worktree.apply(ChangeSet("c", "pkg/b.py", (FileEdit("pkg/b.py", "y = 2\r\n", ""), edit)))
        assert snapshot(worktree.root) == before


def test_a_worktree_of_a_killed_process_is_removed(tmp_path: Path) -> None:
    root = repository(tmp_path / "user", FILES)
    repo = open_repository(root, tmp_path)
    with repo.worktree(repo.head()):
        pass
    stale = repo.home / "worktrees/tmpdead"
    git(repo.home / "clone.git", "worktree", "add", "-q", "--detach", str(stale), repo.head())
    stale.with_name("tmpdead.lock").touch()
    with repo.worktree(repo.head()) as one, repo.worktree(repo.head()) as two:
        assert one.root.exists() and two.root.exists()
        assert not stale.exists()


def test_deliver_twice_and_over_another_branch(tmp_path: Path) -> None:
    root = repository(tmp_path / "user", FILES)
    repo = open_repository(root, tmp_path)
    with repo.worktree(repo.head()) as worktree:
        worktree.apply(CHANGE)
        commit = worktree.commit("Change", "", {})
    repo.deliver(commit, "pyagent/x")
    repo.deliver(commit, "pyagent/x")
    assert repo.branches("pyagent/") == {"pyagent/x": commit}
    git(root, "branch", "pyagent/taken")
    for branch in ("pyagent/taken", "main", "pyagent/..", "feature"):
        with pytest.raises(UsageError):
            repo.deliver(commit, branch)
    repo.withdraw("pyagent/x", commit)
    assert repo.branches("pyagent/") == {"pyagent/taken": repo.head()}
    git(root, "checkout", "-q", "pyagent/taken")
    with pytest.raises(UsageError, match="checked out"):
        repo.withdraw("pyagent/taken", repo.head())


def test_linked_worktree_submodule_and_shallow_clone(tmp_path: Path) -> None:
    origin = repository(tmp_path / "origin", FILES)
    git(origin, "commit", "-q", "--allow-empty", "-m", "second")
    git(origin, "worktree", "add", "-q", str(tmp_path / "linked"))
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{origin}", "shallow")
    outer = repository(tmp_path / "outer", {"x": ""})
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(origin), "sub")
    for root in (tmp_path / "linked", tmp_path / "shallow", outer / "sub"):
        repo = open_repository(root / "pkg", tmp_path)
        assert repo.root == root
        with repo.worktree(repo.head()) as worktree:
            worktree.apply(CHANGE)
            commit = worktree.commit("Change", "", {})
        repo.deliver(commit, f"pyagent/{root.name}")
        assert repo.branches("pyagent/")[f"pyagent/{root.name}"] == commit
        assert repo.tree(commit).read("pkg/c.py") == b"z = 3\n"


def test_where_there_is_nothing_to_work_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    plain = tmp_path / "plain"
    plain.mkdir()
    git(tmp_path, "init", "-q", "--bare", "bare")
    git(tmp_path, "init", "-q", "unborn")
    for folder, words in ((plain, "git init"), (tmp_path / "bare", "bare"), (tmp_path / "none", "no folder")):
        with pytest.raises(UsageError, match=words):
            open_repository(folder, tmp_path)
    unborn = open_repository(tmp_path / "unborn", tmp_path)
    with pytest.raises(UsageError, match="no commit yet"):
        unborn.head()
    assert unborn.working_tree().revision is None
    with pytest.raises(UsageError, match="no commit 'nope'"):
        unborn.resolve("nope")


def test_dubious_ownership_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "user", FILES)
    try:
        os.chown(root, 12345, 12345)
    except PermissionError:
        pytest.skip("changing an owner needs root")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(UsageError, match=r"safe\.directory"):
        open_repository(root, tmp_path)


def test_the_working_tree(tmp_path: Path) -> None:
    root = repository(tmp_path / "user", FILES)
    repo = open_repository(root, tmp_path)
    assert repo.working_tree().revision == repo.head()
    write(root, {"new.py": "n\n", "x.log": "ignored", "pkg/a.py": "x = 3\n"})
    (root / "pkg/b.py").unlink()
    (root / "link.py").symlink_to("new.py")
    tree = repo.working_tree()
    assert tree.paths() == (".gitignore", "new.py", "pkg/a.py", "run.sh")
    assert (tree.revision, tree.read("pkg/a.py")) == (None, b"x = 3\n")
    assert repo.uncommitted() == ("link.py", "new.py", "pkg/a.py", "pkg/b.py")
    with pytest.raises(KeyError):
        tree.read("x.log")


def test_change_of_a_commit(tmp_path: Path) -> None:
    root = repository(tmp_path / "user", FILES)
    base = git(root, "rev-parse", "HEAD")
    write(root, {"pkg/a.py": "x = 2\n", "pkg/c.py": "z = 3\n"})
    (root / "run.sh").unlink()
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "change")
    parent, change = open_repository(root, tmp_path).change("HEAD")
    assert (parent, change.path) == (base, "pkg/a.py")
    assert change.edits == (*CHANGE.edits, FileEdit("run.sh", "#!/bin/sh\n", None))
    with pytest.raises(UsageError, match="no parent"):
        open_repository(root, tmp_path).change("HEAD~1")
