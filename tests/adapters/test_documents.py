import pytest

from pyagent_cli.adapters.documents import DocumentFolder
from pyagent_cli.core.model import FileEdit
from pyagent_cli.errors import EnvironmentFailed, UsageError
from tests.repositories import snapshot


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_bytes(b"\xef\xbb\xbfold\r\n")
    (tmp_path / "src.py").write_text("x = 1\n")
    return DocumentFolder(tmp_path, ("docs", "data/Research"))


def test_text_is_written_as_it_is_and_the_mode_stays(folder):
    (folder.root / "docs/a.md").chmod(0o640)
    edits = (
        FileEdit("docs/a.md", "\ufeffold\r\n", "\ufeffnew\r\n"),
        FileEdit("data/Research/2401.15077v1/summary.md", None, "x\n"),
        FileEdit("docs/same.md", None, None),
    )
    assert folder.write(edits) == ("docs/a.md", "data/Research/2401.15077v1/summary.md")
    assert (folder.root / "docs/a.md").read_bytes() == b"\xef\xbb\xbfnew\r\n"
    assert (folder.root / "docs/a.md").stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in folder.root.rglob("*") if p.is_file()) == ["a.md", "src.py", "summary.md"]


def test_nothing_is_written_when_there_is_nothing_to_change(folder):
    before = snapshot(folder.root)
    assert folder.write([FileEdit("docs/a.md", "\ufeffold\r\n", "\ufeffold\r\n")]) == ()
    assert snapshot(folder.root) == before


@pytest.mark.parametrize(
    "path", ["src.py", "../x", "docs/../src.py", "/etc/x", "docs/.git/config", "documents/x", "data"]
)
def test_only_documents_are_written(folder, path):
    before = snapshot(folder.root)
    with pytest.raises(UsageError):
        folder.write([FileEdit("docs/b.md", None, "x"), FileEdit(path, None, "x")])
    assert snapshot(folder.root) == before


def test_a_link_out_of_the_repository_is_not_followed(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (folder.root / "data").symlink_to(outside)
    (folder.root / "docs/link.md").symlink_to(outside / "x.md")
    for path in ("data/Research/x", "docs/link.md"):
        with pytest.raises(UsageError, match="link"):
            folder.write([FileEdit(path, None, "x")])
    assert list(outside.iterdir()) == []


def test_a_document_that_changed_meanwhile_is_left_alone(folder):
    with pytest.raises(EnvironmentFailed, match="changed while"):
        folder.write([FileEdit("docs/b.md", None, "x"), FileEdit("docs/a.md", "older", "new")])
    assert not (folder.root / "docs/b.md").exists()
