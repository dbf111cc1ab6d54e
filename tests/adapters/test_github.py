from collections.abc import Iterator

import pytest

from pyagent_cli.adapters.github import GitHubPullRequests
from pyagent_cli.errors import EnvironmentFailed, UsageError
from tests.fakes.github_server import SLUG, TOKEN, GitHub, serving


@pytest.fixture
def server() -> Iterator[GitHub]:
    with serving() as state:
        yield state


def client(server: GitHub, slug: str = SLUG, token: str | None = TOKEN) -> GitHubPullRequests:
    return GitHubPullRequests(slug, server.url, token, pause=0)


def test_creating_one(server):
    made = client(server).create("pyagent/pr/a", "main", "Tidy", "Text")
    assert (made.number, made.state, made.title, made.body) == (1, "open", "Tidy", "Text")
    assert made.url == f"{server.url}/{SLUG}/pull/1"
    assert server.writes == [{"base": "main", "head": "pyagent/pr/a", "title": "Tidy", "body": "Text"}]


def test_a_request_whose_answer_is_lost_is_not_created_twice(server):
    server.faults = ["drop"]
    made = client(server).create("pyagent/pr/a", "main", "Tidy", "Text")
    again = client(server).create("pyagent/pr/a", "main", "Tidy", "Text")
    assert (made.number, again.number, len(server.pulls), len(server.writes)) == (1, 1, 1, 1)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_what_exists_is_given_back_as_it_is(server, state):
    server.add("pyagent/pr/a", state=state)
    assert client(server).create("pyagent/pr/a", "main", "Tidy", "Text").state == state
    assert server.writes == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [("500", r"answered 500 \(Server Error\); try again later"), ("403", "allows no more requests for now")],
)
def test_a_failure_is_said_and_a_later_try_succeeds(server, fault, words):
    server.faults = [fault]
    with pytest.raises(EnvironmentFailed, match=words):
        client(server).create("pyagent/pr/a", "main", "Tidy", "Text")
    assert len(server.writes) == 1, "nothing is retried behind our back"
    assert client(server).create("pyagent/pr/a", "main", "Tidy", "Text").number == 1


def test_finding_reads_all_pages_and_only_our_own_branches(server):
    server.page = 2
    server.add("pyagent/pr/a", state="closed")
    server.add("feature")
    server.add("pyagent/pr/b", state="closed", merged=True)
    server.add("pyagent/pr/c", owner="stranger")
    server.add("pyagent/pr/d")["head"]["repo"] = None
    server.add("pyagent/pr/e")
    found = client(server).find("pyagent/pr/")
    assert [(r.head, r.state) for r in found] == [
        ("pyagent/pr/a", "closed"),
        ("pyagent/pr/b", "merged"),
        ("pyagent/pr/e", "open"),
    ]


def test_of_two_requests_of_a_branch_the_newer_counts(server):
    server.add("pyagent/pr/a", state="closed")
    server.add("pyagent/pr/a")
    assert [(r.number, r.state) for r in client(server).find("pyagent/pr/")] == [(2, "open")]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"token": "wrong-token"}, UsageError, "does not accept the token"),
        ({"slug": "acme/other"}, UsageError, "shows no acme/other"),
    ],
)
def test_what_the_user_can_put_right(server, change, error, words):
    with pytest.raises(error, match=words) as raised:
        client(server, **change).find("pyagent/pr/")
    assert "wrong-token" not in str(raised.value)


def test_creating_needs_a_token_and_looking_does_not(server):
    assert client(server, token=None).find("pyagent/pr/") == ()
    with pytest.raises(UsageError, match="set GITHUB_TOKEN"):
        client(server, token=None).create("pyagent/pr/a", "main", "Tidy", "Text")
    assert server.writes == []


def test_no_answer(server):
    server.rate_limited = True
    with pytest.raises(EnvironmentFailed, match="try again later"):
        client(server).find("pyagent/pr/")
    nobody = GitHubPullRequests(SLUG, "http://127.0.0.1:9", TOKEN, pause=0)
    with pytest.raises(EnvironmentFailed, match="check the network"):
        nobody.find("pyagent/pr/")
