from pathlib import Path

import pytest

from pyagent_cli.adapters.git.repository import GitRepository
from pyagent_cli.adapters.remotes import Credential, GitRemote
from pyagent_cli.errors import EnvironmentFailed, UsageError
from tests.repositories import git, repository, snapshot, write


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A checkout `here` and its bare remote `there.git`."""
    root = repository(tmp_path / "here", {"a.py": "x = 1\n"})
    git(tmp_path, "clone", "-q", "--bare", str(root), "there.git")
    git(root, "remote", "add", "origin", "../there.git")
    return tmp_path


def remote(place: Path) -> GitRemote:
    return GitRemote(GitRepository.open(place / "here", place / "state"))


def elsewhere(place: Path, branch: str, message: str) -> str:
    """Somebody commits to a branch of the remote from another clone."""
    other = place / f"other-{branch.replace('/', '-')}"
    git(place, "clone", "-q", "there.git", other.name)
    git(other, "checkout", "-q", "-B", branch)
    write(other, {f"{other.name}.py": "y = 2\n"})
    git(other, "add", "-A")
    git(other, "commit", "-q", "-m", message)
    git(other, "push", "-q", "origin", branch)
    return git(other, "rev-parse", "HEAD")


def test_the_remotes_present_base_is_seen_and_the_checkout_left_alone(place):
    new = elsewhere(place, "main", "newer")
    before = snapshot(place / "here")
    base = remote(place).fetch()
    assert (base.branch, base.commit) == ("main", new)
    assert snapshot(place / "here") == before
    assert GitRepository.open(place / "here", place / "state").tree(new).read("other-main.py") == b"y = 2\n"


def test_branches_come_and_go_with_the_remote(place):
    tip = elsewhere(place, "pyagent/pr/a", "Tidy\n\nPyagent-Task: T-1")
    one = remote(place)
    base = one.fetch()
    assert one.branches("pyagent/pr/") == {"pyagent/pr/a": tip}
    assert [(c.author, c.committer, c.message) for c in one.commits(tip, base.commit)] == [
        ("a@b", "a@b", "Tidy\n\nPyagent-Task: T-1")
    ]
    assert one.commits(base.commit, base.commit) == ()
    git(place / "there.git", "update-ref", "-d", "refs/heads/pyagent/pr/a")
    one.fetch()
    assert one.branches("pyagent/pr/") == {}


def test_pushing_all_or_none(place):
    one = remote(place)
    base = one.fetch().commit
    one.push({"pyagent/pr/a": base, "pyagent/pr/b": base})
    assert git(place / "there.git", "rev-parse", "pyagent/pr/a", "pyagent/pr/b").split() == [base, base]
    one.push({})


def test_a_branch_that_moved_meanwhile_is_not_overwritten(place):
    one = remote(place)
    base = one.fetch().commit
    theirs = elsewhere(place, "pyagent/pr/a", "a person's")
    with pytest.raises(EnvironmentFailed, match="git push failed for the remote origin"):
        one.push({"pyagent/pr/a": base, "pyagent/pr/b": base})
    refs = git(place / "there.git", "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/pyagent")
    assert refs == f"refs/heads/pyagent/pr/a {theirs}"


def test_hooks_and_foreign_protocols_do_not_run(place):
    root, touched = place / "here", place / "touched"
    hook = root / ".git/hooks/pre-push"
    hook.write_text(f"#!/bin/sh\ntouch {touched}\n")
    hook.chmod(0o755)
    one = remote(place)
    one.push({"pyagent/pr/a": one.fetch().commit})
    git(root, "remote", "set-url", "origin", f"ext::sh -c 'touch% {touched}'")
    with pytest.raises(EnvironmentFailed):
        remote(place).fetch()
    assert not touched.exists()


def test_what_the_user_can_put_right(place):
    git(place / "here", "remote", "set-url", "origin", str(place / "gone.git"))
    with pytest.raises(EnvironmentFailed, match="git ls-remote failed for the remote origin"):
        remote(place).fetch()
    git(place, "init", "-q", "--bare", "-b", "main", "empty.git")
    git(place / "here", "remote", "set-url", "origin", "../empty.git")
    with pytest.raises(UsageError, match="has no default branch"):
        remote(place).fetch()
    git(place / "here", "remote", "remove", "origin")
    with pytest.raises(UsageError, match="There is no remote named origin"):
        remote(place).fetch()


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://github.com/acme/shop.git", True),
        ("https://evil.example/acme/shop.git", False),
        ("http://github.com/acme/shop.git", False),
        ("git@github.com:acme/shop.git", False),
        ("../there.git", False),
    ],
)
def test_the_token_goes_to_its_host_only_and_never_into_an_argument(place, url, sent):
    git(place / "here", "remote", "set-url", "origin", url)
    one = GitRemote(GitRepository.open(place / "here", place / "state"), credential=Credential("github.com", "a-token"))
    assert bool(one._authorization()) is sent
    assert "a-token" not in " ".join(one._git._options())
