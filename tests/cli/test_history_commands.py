"""`status`, `show`, `undo` and `context` on one recorded run, through the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from pyagent_cli import wiring
from pyagent_cli.adapters.database import Database
from pyagent_cli.adapters.run_database import MIGRATIONS
from pyagent_cli.cli.app import run
from pyagent_cli.core.model import ChangeSet, FileEdit
from pyagent_cli.errors import UsageError
from tests.recorded_run import Recorded, recorded
from tests.repositories import git


@pytest.fixture
def done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    for name, value in (("HOME", tmp_path / "home"), ("PYAGENT_STATE_DIR", tmp_path / "state")):
        monkeypatch.setenv(name, str(value))
    made = recorded(tmp_path, tmp_path / "state")
    monkeypatch.chdir(made.root)
    return made


class Command:
    """Runs command lines and keeps what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str, code: int = 0) -> str:
        assert run(arguments) == code
        out, err = self.capsys.readouterr()
        return out if code == 0 else err

    def json(self, *arguments: str) -> Any:
        return json.loads(self(*arguments, "--json"))


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def test_status_says_which_agent_did_what(done: Recorded, command: Command) -> None:
    lines = command("status").splitlines()
    assert lines[1].split()[:2] == [done.run, "done"]
    assert [line.split()[:4] for line in lines[-2:]] == [
        ["research", "researcher", "failed", "0.25"],
        ["analyze", "analyst", "done", "1.50"],
    ]
    (summary,) = command.json("status")["runs"]
    assert (summary["run"], summary["accepted"], summary["refused"]) == (done.run, 2, 1)
    assert summary["phases"][0] == {
        "name": "research",
        "agent": "researcher",
        "status": "failed",
        "seconds": 0.25,
        "reason": "no network",
        "model": None,
    }
    assert "There is no run 'fff-1' here" in command("status", "fff-1", code=2)


def test_show_lists_the_changes_of_a_run(done: Recorded, command: Command) -> None:
    text = command("show", done.run)
    assert f"{done.run}/1  accepted" in text and f"{done.run}/3  refused" in text
    assert [c["evaluation"]["verdict"] for c in command.json("show", done.run)["changes"]] == [
        "accepted",
        "accepted",
        "refused",
    ]


def test_show_gives_a_change_with_its_evidence(done: Recorded, command: Command) -> None:
    text = command("show", f"{done.run}/1")
    for part in (
        "because of:  long_module a.py:1: 812 lines (limit 500)",
        "goal:        lines 812 -> 90: achieved",
        "gate:        parses: passed",
        "tests:       before 7 passed, 1 failed, 0 skipped, 0 errors; after 7 passed",
        f"commit:      {done.commits[0]}",
        "certificate: f00",
    ):
        assert part in text
    assert text.splitlines()[-1].split() == ["a.py", "2", "1"]
    refused = command("show", f"{done.run}/3")
    assert "refused by:  tests (outcome_changed) at a.py:3: test_x fails" in refused
    assert "not at hand" in refused


@pytest.mark.parametrize(
    "target", ["x", "abc-1/", "abc-1/0", "abc-1/x", "../abc-1", "abc-1/1/2", "abc-1", "/9", "RUN/9"]
)
@pytest.mark.parametrize("verb", ["show", "undo"])
def test_a_wrong_target_is_one_sentence(verb: str, target: str, done: Recorded, command: Command) -> None:
    error = command(verb, target.replace("RUN", done.run), code=2)
    assert error.startswith("pyagent: ") and error.count("\n") == 1


def test_undo_takes_a_change_back_and_then_the_run(done: Recorded, command: Command) -> None:
    head = git(done.root, "rev-parse", "HEAD")
    changed = command.json("undo", f"{done.run}/1")
    assert changed["was"] == done.commits[-1] and changed["now"] == git(done.root, "rev-parse", done.branch)
    text = command("undo", done.run)
    assert f"to bring it back: git branch {done.branch} {changed['now']}" in text
    assert git(done.root, "branch", "--list", "pyagent/*") == ""
    assert git(done.root, "rev-parse", "HEAD") == head
    assert git(done.root, "status", "--porcelain") == ""
    assert command.json("status")["runs"][0]["status"] == "undone"


def test_a_context_goes_out_and_comes_back(done: Recorded, command: Command) -> None:
    path = command("context", "export", done.run).strip()
    assert Path(path).name == f"{done.run}.json"
    assert "already; import it under a new id" in command("context", "import", path, code=2)
    assert command.json("context", "import", path, "--new-id") == {"run": done.run[:-1] + "2"}
    listed = command.json("context", "list")["contexts"]
    assert [context["evolution_id"] for context in listed] == [done.run[:-1] + "2", done.run]
    assert command.json("context", "list", "--limit", "1", "--offset", "1")["contexts"] == listed[1:]
    assert command.json("context", "list", "--status", "failed")["contexts"] == []


def test_an_altered_audit_trail_is_noticed(done: Recorded, command: Command) -> None:
    assert command.json("context", "verify")["first_broken"] is None
    (file,) = (done.root.parent / "state").glob("repos/*/state.db")
    with Database(file, MIGRATIONS) as database:
        database.query("UPDATE audit SET who='nobody' WHERE seq=3")
    assert run(["context", "verify"]) == 1
    assert "altered from number 3 on" in command.capsys.readouterr().out


def test_what_was_applied_is_shown_and_taken_back(done: Recorded, command: Command) -> None:
    change = ChangeSet("split_module", "a.py", (FileEdit("a.py", "a = 1\n", "a = 9\n"),))
    found = wiring.settings(done.root)
    name, paths = wiring.applied(wiring.place(found), found, [change])
    assert (paths, (done.root / "a.py").read_text()) == (("a.py",), "a = 9\n")
    assert f"{name}: done" in command("status", name)
    assert command("undo", name) == "restored a.py\n"
    assert git(done.root, "status", "--porcelain") == ""


def test_of_several_changes_all_are_applied_or_none(done: Recorded) -> None:
    edits = (FileEdit("a.py", "a = 1\n", "a = 9\n"), FileEdit("b.py", "not this", "b = 9\n"))
    found = wiring.settings(done.root)
    with pytest.raises(UsageError, match=r"b\.py has changed since"):
        wiring.applied(wiring.place(found), found, [ChangeSet("c", edit.path, (edit,)) for edit in edits])
    assert git(done.root, "status", "--porcelain") == ""


@pytest.mark.parametrize("words", [["status"], ["context", "list"], ["show", "abc-1"], ["undo", "abc-1"]])
def test_looking_where_nothing_ever_ran_creates_nothing(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plain").mkdir()
    monkeypatch.chdir(tmp_path / "plain")
    monkeypatch.setenv("PYAGENT_STATE_DIR", str(tmp_path / "state"))
    assert run(words) == (0 if len(words) == 1 or words[1] == "list" else 2)
    assert "un" in "".join(capsys.readouterr())
    assert not (tmp_path / "state").exists()
