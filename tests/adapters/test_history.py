from dataclasses import replace
from pathlib import Path

import pytest

from pyagent_cli.adapters.history import open_history
from pyagent_cli.core.contexts import ChangeRecord, ContextHeader
from pyagent_cli.core.model import PhaseRecord
from pyagent_cli.errors import UsageError
from tests.fakes.values import ACCEPTED, REFUSED

HEADER = ContextHeader("abc-1", "then", "/p", (), "done", base="abc", branch="pyagent/abc-1", tip="c0ffee")


def test_runs_are_listed_newest_first_with_phases_and_counts(tmp_path: Path) -> None:
    phase = PhaseRecord("analyze", "analyst", "done", 0.5, None)
    with open_history(tmp_path) as history:
        for name in ("abc-1", "abc-2"):
            history.runs.save(replace(HEADER, evolution_id=name))
        history.runs.save_phase("abc-1", phase)
        history.runs.save_changes("abc-1", [ChangeRecord(1, ACCEPTED), ChangeRecord(2, REFUSED)])
        folder = history.state.run("abc-1")
        folder.write(folder.report_text, "# report\n")
        newest, oldest = history.summaries()
    assert (newest.run, newest.report) == ("abc-2", None)
    assert (oldest.run, oldest.accepted, oldest.refused, oldest.unmeasured) == ("abc-1", 1, 1, 0)
    assert oldest.phases == (phase,)
    assert oldest.report == str(tmp_path / "runs/abc-1/report.md")


def test_a_run_whose_process_is_gone_is_interrupted(tmp_path: Path) -> None:
    with open_history(tmp_path) as history:
        history.runs.save(replace(HEADER, status="running", owner="boot:1:1"))
        history.runs.save(replace(HEADER, evolution_id="abc-2", status="running", owner=history.store.owner))
        assert [header.status for header in history.headers()] == ["running", "interrupted"]


def test_an_unknown_run_is_an_error(tmp_path: Path) -> None:
    with open_history(tmp_path) as history, pytest.raises(UsageError, match="no run 'x'"):
        history.header("x")
