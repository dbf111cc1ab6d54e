import pytest

from pyagent_cli.core.model import Paper
from pyagent_cli.core.papers.records import known_versions, metadata, place, read_metadata, read_summary
from pyagent_cli.core.papers.summary import summary
from pyagent_cli.errors import UsageError

PAPER = Paper(
    "cs/0501001",
    2,
    "A “title”",
    ("Ä. B.",),
    "We cut cost.",
    "2005-01-03",
    ("cs.CL",),
    "https://arxiv.org/abs/cs/0501001v2",
)


def test_metadata_comes_back():
    assert read_metadata(metadata(PAPER).encode()) == PAPER
    assert metadata(PAPER) == metadata(read_metadata(metadata(PAPER).encode()))
    assert place(PAPER, "summary.md") == "data/Research/cs_0501001v2/summary.md"


@pytest.mark.parametrize(
    "text", [b"", b"[]", b'{"id": 3}', b"\xff", metadata(PAPER).replace('"version": 2', '"version": "2"').encode()]
)
def test_metadata_that_is_none(text):
    with pytest.raises(UsageError, match="delete the paper's folder"):
        read_metadata(text)


def test_summaries_of_others_are_read():
    found = read_summary("cs/0501001", 2, summary(PAPER, None))
    assert (found.title, found.authors, found.published, found.abstract) == (
        PAPER.title,
        PAPER.authors,
        PAPER.published,
        PAPER.abstract,
    )
    assert read_summary("2401.15077", 1, "no heading").title == ""


def test_known_folders_have_a_summary():
    paths = [
        "data/Research/2401.15077v1/summary.md",
        "data/research/2401.15077v2/summary.md",
        "data/Research/2402.05109v2/stub.py",
        "data/Research/2402.05109v2/deep/summary.md",
        "data/Research/ASEJ_S2090447925006203/summary.md",
        "other/data/Research/2601.07353v1/summary.md",
    ]
    assert known_versions(paths) == {"2401.15077": {1: "data/Research/2401.15077v1", 2: "data/research/2401.15077v2"}}
