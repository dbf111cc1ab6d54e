import json

import pytest

from pyagent_cli.cli.app import run
from tests.repositories import git, repository, snapshot

ITEM = "1. **Cache the answers**\n   - Status: {}\n"
FILES = {
    "docs/prompt/improvements.md": "\ufeff# Mine\r\n" + ITEM.format("PLANNED").replace("\n", "\r\n"),
    "docs/prompt/other.md": "# Other\n",
    "src/a.py": "import os\n\n\ndef f():\n    return 1\n",
}


@pytest.fixture
def root(tmp_path, monkeypatch):
    for name in ("STATE", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    return repository(tmp_path / "user", FILES)


def documents(root):
    return {p.name: p.read_bytes() for p in (root / "docs/prompt").iterdir()}


def test_update_writes_its_sections_and_nothing_else(root, capsys):
    before = snapshot(root)
    assert run(["roadmap", "update", "-C", str(root)]) == 0
    assert "written: docs/prompt/roadmap.txt" in capsys.readouterr().out
    written = documents(root)
    assert sorted(written) == ["context.txt", "improvements.md", "other.md", "prompt.txt", "roadmap.txt"]
    assert written["improvements.md"].startswith(FILES["docs/prompt/improvements.md"].encode())
    assert b"unused_import `src/a.py:1` `os`" in written["improvements.md"]
    assert b"- tests: not measured" in written["context.txt"]
    changed = {name for name, state in snapshot(root).items() if before.get(name) != state}
    assert changed - {"docs/prompt"} == {f"docs/prompt/{name}" for name in written} - {"docs/prompt/other.md"}


def test_a_second_update_changes_nothing_even_after_a_commit(root, capsys):
    assert run(["roadmap", "update", "-C", str(root)]) == 0
    written = documents(root)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "documents")
    assert run(["roadmap", "update", "--json", "-C", str(root)]) == 0
    assert documents(root) == written
    assert json.loads(capsys.readouterr().out.partition("\n{")[2].join(["{", ""]))["written"] == []


def test_a_conflict_keeps_every_document_as_it_is(root, capsys):
    (root / "docs/prompt/context.txt").write_text("x\n<<<<<<< HEAD\n=======\n>>>>>>> b\n")
    before = snapshot(root)
    assert run(["roadmap", "update", "-C", str(root)]) == 1
    assert "refused: docs/prompt/context.txt:2: " in capsys.readouterr().err
    assert snapshot(root) == before
    assert run(["roadmap", "check", "--json", "-C", str(root)]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [(f["rule"], f["path"], f["line"]) for f in findings] == [("conflict_marker", "docs/prompt/context.txt", 2)]


def test_contradictions_end_with_1_and_name_both_places(root, capsys):
    assert run(["roadmap", "-C", str(root)]) == 0
    assert capsys.readouterr().out == "No contradiction found.\n"
    (root / "docs/prompt/other.md").write_text(ITEM.format("COMPLETED"))
    assert run(["roadmap", "-C", str(root)]) == 1
    out = capsys.readouterr().out
    assert "docs/prompt/improvements.md:3: error: " in out
    assert "COMPLETED (docs/prompt/other.md:2)" in out
    assert run(["roadmap", "check", "--format", "github", "-C", str(root)]) == 1
    assert capsys.readouterr().out.startswith("::error file=docs/prompt/improvements.md,line=3,")


def test_a_plain_folder_has_documents_too(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "STATE"))
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/a.py").write_text("x = 1\n")
    assert run(["roadmap", "update", "-C", str(tmp_path / "plain")]) == 0
    assert "Measured without a commit." in (tmp_path / "plain/docs/prompt/context.txt").read_text()
