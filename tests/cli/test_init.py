import json
import tomllib
from pathlib import Path

import pytest

from pyagent_cli.cli.app import run
from pyagent_cli.config import load
from tests.repositories import repository, snapshot

FILES = [".github/workflows/pyagent.yml", ".pre-commit-config.yaml", "pyproject.toml"]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    made = repository(tmp_path / "repo", {"a.py": ""})
    monkeypatch.chdir(made)
    return made


def init(capsys: pytest.CaptureFixture[str]) -> dict[str, list[object]]:
    assert run(["init", "--json"]) == 0
    result: dict[str, list[object]] = json.loads(capsys.readouterr().out)
    return result


def test_what_is_missing_is_written_and_the_settings_are_valid(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sorted(map(str, init(capsys)["written"])) == FILES
    assert "pyagent" in tomllib.loads((root / "pyproject.toml").read_text())["tool"]
    assert load(root, {}, {"HOME": "/nowhere"}) == load(root, {"max_lines": 500}, {"HOME": "/nowhere"})


def test_a_second_time_nothing_is_written(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    init(capsys)
    before = snapshot(root)
    assert init(capsys)["written"] == []
    assert snapshot(root) == before


def test_what_is_there_stays_and_the_lines_to_add_are_printed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "pyproject.toml").write_text("[project]\n")
    (root / ".pre-commit-config.yaml").symlink_to("nowhere")
    assert run(["init"]) == 0
    out = capsys.readouterr().out
    assert "pyproject.toml: is there; add these lines to it" in out and "[tool.pyagent]" in out
    assert (root / "pyproject.toml").read_text() == "[project]\n"
    assert not (root / "nowhere").exists()


def test_a_folder_that_leads_out_of_the_repository_is_not_followed(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root.parent / "elsewhere").mkdir()
    (root / ".github").symlink_to(root.parent / "elsewhere")
    assert FILES[0] not in init(capsys)["written"]
    assert list((root.parent / "elsewhere").iterdir()) == []
