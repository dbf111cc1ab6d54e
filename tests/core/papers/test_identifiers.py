import pytest

from pyagent_cli.core.papers.identifiers import address, folder, known_folder, links, mentions, parse
from pyagent_cli.errors import UsageError


def ids(text: str) -> list[tuple[str, int | None]]:
    return [(mention.id, mention.version) for mention in mentions("a.md", text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. **arXiv:2401.15077** - A title", ("2401.15077", None)),
        ("Status: INTEGRATED (arXiv:2601.07891v2)", ("2601.07891", 2)),
        ("ARXIV: 2401.15077.", ("2401.15077", None)),
        ("arXiv preprint 2401.15077", ("2401.15077", None)),
        ("arXiv:0704.0001", ("0704.0001", None)),
        ("https://arxiv.org/abs/2401.15077v3.", ("2401.15077", 3)),
        ("[paper](http://export.arxiv.org/pdf/2401.15077v1.pdf)", ("2401.15077", 1)),
        ("<https://www.arxiv.org/html/2401.15077v1#S2>", ("2401.15077", 1)),
        ("arxiv.org/abs/2401.15077", ("2401.15077", None)),
        ("https://ar5iv.labs.arxiv.org/html/2401.15077", ("2401.15077", None)),
        ("https://huggingface.co/papers/2401.15077", ("2401.15077", None)),
        ("https://alphaxiv.org/abs/2401.15077v2", ("2401.15077", 2)),
        ("https://doi.org/10.48550/arXiv.2401.15077", ("2401.15077", None)),
        ("10.48550/ARXIV.2401.15077v2.", ("2401.15077", 2)),
        ("notes in `data/Research/2401.15077v1/`.", ("2401.15077", 1)),
        (r"notes in data\Research\2401.15077v1\summary.md", ("2401.15077", 1)),
        ("data/research/2401.15077v12/stub.py", ("2401.15077", 12)),
        ("data/Research/cs_0501001v1/summary.md", ("cs/0501001", 1)),
        ("cs/0501001v2", ("cs/0501001", 2)),
        ("(math.GT/0309136)", ("math/0309136", None)),
        ("hep-th/9901001.", ("hep-th/9901001", None)),
        ("https://arxiv.org/abs/cs%2F0501001", ("cs/0501001", None)),
        ("arXiv%3A2401.15077", ("2401.15077", None)),
        ("2401.15077v2 is newer", ("2401.15077", 2)),
        ("[2401.15077]", ("2401.15077", None)),
        ("| 2401.15077 | EAGLE |", ("2401.15077", None)),
        ("see S2090447925006203 and others", ("S2090447925006203", None)),
        ("ASEJ S2090447925006203", ("S2090447925006203", None)),
        ("ASEJ 2090447925006203.", ("S2090447925006203", None)),
        ("data/Research/ASEJ_S2090447925006203/", ("S2090447925006203", None)),
        ("https://www.sciencedirect.com/science/article/pii/S2090447925006203?via=x", ("S2090447925006203", None)),
        ("doi:10.1145/3600006.3613165.", ("10.1145/3600006.3613165", None)),
        ("https://doi.org/10.1016/J.ASEJ.2025.103 (open)", ("10.1016/j.asej.2025.103", None)),
    ],
)
def test_a_notation_is_one_id(text, found):
    assert ids(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "released on 2026.01.15",
        "takes 1512.12345 seconds",
        "version 2401.15077.3 and 12401.15077",
        "costs $2401.15077",
        "1999.13000",
        "arXiv:2413.15077",
        "docs/0501001 and cs/050100",
        "cs/0501001.py and csv/0501001",
        "card 4000123412341234 and S4000123412341234",
        "14% of 2401 papers; see section 2401.5",
        "arXiv grew by 1512.1234% in a year",
        "https://github.com/a/b/issues/240115077",
    ],
)
def test_what_only_looks_like_an_id(text):
    assert ids(text) == []


def test_numbers_in_a_list_count_where_arxiv_is_spoken_of():
    assert ids("arXiv:2401.15077, 2406.16858v2 and 2401.10774.") == [
        ("2401.15077", None),
        ("2406.16858", 2),
        ("2401.10774", None),
    ]
    assert ids("https://export.arxiv.org/api/query?id_list=2401.15077,2406.16858v1&start=0") == [
        ("2401.15077", None),
        ("2406.16858", 1),
    ]


def test_one_mention_per_line_and_id_with_its_place():
    text = "x\r\narXiv:2401.15077 in `data/Research/2401.15077v1/`\r\narXiv:2401.15077"
    assert [(m.line, m.version, m.path) for m in mentions("docs/a.md", text)] == [
        (2, 1, "docs/a.md"),
        (3, None, "docs/a.md"),
    ]
    assert mentions("a.md", "arXiv:2401.15077 " + "x" * 900)[0].text.endswith("…")


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        (
            "from https://arxiv.org/list/cs.AI/recent?skip=0&show=2000.",
            ["https://arxiv.org/list/cs.AI/recent?skip=0&show=2000"],
        ),
        ("(https://example.org/a_(b)), https://example.org!", ["https://example.org/a_(b)", "https://example.org"]),
        ("**https://example.org/**", ["https://example.org/"]),
        ("[x](https://example.org/y)", ["https://example.org/y"]),
        ("https://arxiv.org/abs/2401.15077", []),
        ("https://doi.org/10.1145/3600006.3613165", []),
        ("http:// and https://...", []),
    ],
)
def test_links(text, urls):
    assert [link.id for link in links("a.md", text)] == urls


def test_an_address_of_closing_brackets_ends_soon():
    assert address("https://x.org/" + ")" * 2000) == "https://x.org/"


@pytest.mark.parametrize(
    "text", ["", "nonsense", "10.1145/3600006.3613165", "../../2401.15077/..", "https://example.org"]
)
def test_an_argument_that_names_no_paper(text):
    with pytest.raises(UsageError, match="names no arXiv paper"):
        parse(text)


def test_folders_are_made_of_checked_ids_only():
    assert folder("2401.15077", 2) == "2401.15077v2"
    assert known_folder("data/Research/cs_0501001v1/summary.md") == ("cs/0501001", 1)
    assert known_folder("data/research/2401.15077v2") == ("2401.15077", 2)
    assert known_folder("data/Research/2401.15077/summary.md") is None
    assert known_folder("data/Research/ASEJ_S2090447925006203/summary.md") is None
    for paper in ("../x", "2401.15077v1/..", "S2090447925006203"):
        with pytest.raises(UsageError):
            folder(paper, 1)
