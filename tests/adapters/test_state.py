import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from pyagent_cli.adapters.state import Exports, RepositoryState, is_alive, now, plain_home, this_process
from pyagent_cli.errors import UsageError


def test_each_folder_has_a_home_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    state = tmp_path / "state"
    assert plain_home(state, tmp_path / "a") == plain_home(state, tmp_path / "link") != plain_home(state, tmp_path)
    assert plain_home(state, tmp_path).parent == state / "repos"


def test_looking_creates_nothing(tmp_path: Path) -> None:
    state = RepositoryState(tmp_path / "home")
    assert not state.exists()
    assert state.run("abc-1").report_text == tmp_path / "home/runs/abc-1/report.md"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["..", "../abc-1", "", "abc-1/..", "/abc-1"])
def test_only_a_runs_id_becomes_a_path(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not the id of a run"):
        RepositoryState(tmp_path).run(name)


def test_files_of_a_run(tmp_path: Path) -> None:
    folder = RepositoryState(tmp_path).run("abc-1")
    assert folder.write(folder.certificate(2), "{}\n").read_bytes() == b"{}\n"
    assert folder.certificate(2).relative_to(tmp_path) == Path("runs/abc-1/certificates/2.json")
    assert folder.report_json.name == "report.json"


@pytest.mark.parametrize("name", ["../x", "/x", "a/b", "", ".", "..", "a\\b"])
def test_exports_stay_in_their_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="may not hold a folder"):
        Exports(tmp_path / "exports").write(name, b"")
    assert list(tmp_path.iterdir()) == []


def test_exports_are_read_up_to_a_limit(tmp_path: Path) -> None:
    exports = Exports(tmp_path)
    path = exports.write("x.json", b"12345")
    assert exports.read(path, 5) == b"12345"
    with pytest.raises(UsageError, match="more than 4 bytes"):
        exports.read(path, 4)
    for missing in (tmp_path, tmp_path / "none"):
        with pytest.raises(UsageError, match="There is no file"):
            exports.read(str(missing), 4)


def test_a_process_is_alive_until_it_ends() -> None:
    assert is_alive(this_process())
    code = "from pyagent_cli.adapters.state import this_process; print(this_process())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not is_alive(done.stdout.strip())


@pytest.mark.parametrize("owner", ["", "x", "boot:1:2", ":::", f"{this_process()}0"])
def test_other_names_are_of_no_living_process(owner: str) -> None:
    assert not is_alive(owner)


def test_the_time_knows_its_offset() -> None:
    assert datetime.fromisoformat(now()).utcoffset() is not None
