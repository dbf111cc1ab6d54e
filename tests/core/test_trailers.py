import pytest

from pyagent_cli.core.model import CommitRecord
from pyagent_cli.core.trailers import is_own, tasks_of, trailers, verified_tasks

OWN = "pyagent@localhost"
PROVEN = "Tidy\n\nWhy.\n\nPyagent-Task: T-1\nPyagent-Finding: f1 f2\nPyagent-Certificate: ab\n"
UNPROVEN = "Tidy\n\nPyagent-Task: T-2\n"
DOCUMENTS = "Documents of a run\n"


def commit(message: str, author: str = OWN, committer: str = OWN) -> CommitRecord:
    return CommitRecord("1", author, committer, message)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (PROVEN, {"Pyagent-Task": "T-1", "Pyagent-Finding": "f1 f2", "Pyagent-Certificate": "ab"}),
        ("Fix: a thing", {}),
        ("Fix\n\nsee: this\nnot a trailer", {}),
        ("Fix\n\nPyagent-Task: T-1\n\nmore words", {}),
        ("", {}),
    ],
)
def test_trailers(message, expected):
    assert trailers(message) == expected


def test_verified_means_a_certificate_and_each_task_counts_once():
    commits = [commit(PROVEN), commit(PROVEN), commit(UNPROVEN), commit(DOCUMENTS)]
    assert verified_tasks(commits) == {"T-1"}
    assert tasks_of(commits) == {"T-1", "T-2"}


@pytest.mark.parametrize(
    ("commits", "own"),
    [
        ([commit(PROVEN)], True),
        ([], True),
        ([commit(PROVEN), commit("Fix the fix\n")], False),
        ([commit(PROVEN, author="ann@example.org")], False),
        ([commit(PROVEN, committer="noreply@github.com")], False),
    ],
)
def test_is_own(commits, own):
    assert is_own(commits, OWN) is own
