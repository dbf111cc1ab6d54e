from pyagent_cli.agents.research import Researcher
from pyagent_cli.core.model import Paper
from pyagent_cli.core.papers.records import metadata
from tests.fakes.paper_source import MemoryPapers, paper
from tests.fakes.source_tree import MemoryTree

FILES = {
    "README.md": "See arXiv:2401.15077.\n",
    "docs/prompt/improvements.md": "1. **Evict**\n   - Status: INTEGRATED (arXiv:2601.07891)\n2. **Evict more**\n"
    "   - Status: RESEARCHED (arXiv:2601.07891)\n\nhttps://example.org/list. and S2090447925006203\n",
    "docs/guide.md": "https://arxiv.org/abs/2401.15077v2\n",
    "src/notes.md": "arXiv:2501.00001\n",
    "src/drafts.py": '"""Draft tokens are proposed and verified."""\n\ndef verify_draft(tokens):\n    return tokens\n',
    "src/other.py": "def area(radius):\n    return radius\n",
}
DRAFTS = paper(
    "2401.15077", 2, "Verifying draft tokens", "Draft tokens are verified. Verification of drafts doubles speed."
)
KNOWN = {"2401.15077": DRAFTS, "2601.07891": paper("2601.07891")}


def researcher(files=FILES, source=None) -> Researcher:
    return Researcher(MemoryTree(files), source, ("docs/prompt",))


def test_what_the_documents_name_is_fetched_and_written_once():
    source = MemoryPapers(KNOWN)
    agent = researcher(source=source)
    research = agent.run()
    assert source.asked == [("2401.15077", "2601.07891")]
    assert [p.id for p in research.papers] == ["2401.15077", "2601.07891"]
    assert research.insights[0].modules == ("src/drafts.py",)
    assert research.insights[1].modules == ()
    assert [m.id for m in research.links] == ["https://example.org/list"]
    assert research.failure is None
    edits = agent.edits(research)
    assert [edit.path for edit in edits] == [
        "data/Research/2401.15077v2/metadata.json",
        "data/Research/2401.15077v2/summary.md",
        "data/Research/2601.07891v1/metadata.json",
        "data/Research/2601.07891v1/summary.md",
    ]
    again = Researcher(agent.tree.after(edits), source, ("docs/prompt",))
    second = again.run()
    assert len(source.asked) == 1
    assert again.edits(second) == ()
    assert second.papers == research.papers
    assert second.insights == research.insights


def test_without_a_network_what_is_known_stands():
    files = {**FILES, "data/Research/2601.07891v1/summary.md": "# Evict\n\n## Summary\n\nOld.\n"}
    for source in (None, MemoryPapers({}, down_after=0)):
        agent = researcher(files, source)
        research = agent.run()
        assert [p.title for p in research.papers] == ["Evict"]
        assert research.failure is not None
        assert research.failure.startswith("1 paper not fetched: ")
        assert [s.path for s in research.not_fetched] == ["2401.15077"]
        assert agent.edits(research) == ()


def test_nothing_new_needs_no_network():
    files = {
        **FILES,
        "data/Research/2601.07891v1/summary.md": "# Evict\n",
        "data/Research/2401.15077v2/summary.md": "# D\n",
    }
    assert researcher(files).run().failure is None


def test_a_failure_in_between_keeps_what_came_before():
    text = "".join(f"arXiv:2601.{number:05}\n" for number in range(1, 151))
    papers = {f"2601.{number:05}": paper(f"2601.{number:05}") for number in range(1, 151)}
    research = researcher({"README.md": text}, MemoryPapers(papers, down_after=1)).run()
    assert len(research.papers) == 100
    assert len(research.not_fetched) == 50
    assert research.failure is not None


def test_a_newer_version_that_is_cited_is_asked_for_once():
    known = {
        "data/Research/2601.07891v1/metadata.json": metadata(paper("2601.07891")),
        "data/Research/2601.07891v1/summary.md": "# E\n",
    }
    source = MemoryPapers({"2601.07891": paper("2601.07891", 3)})
    agent = researcher({"README.md": "arXiv:2601.07891v3\n", **known}, source)
    assert [edit.path for edit in agent.edits(agent.run())] == [
        "data/Research/2601.07891v3/metadata.json",
        "data/Research/2601.07891v3/summary.md",
    ]
    assert source.asked == [("2601.07891v3",)]


def test_papers_of_documents_with_places_and_statuses():
    found = {c.id: (c.places, c.statuses) for c in researcher().cited()}
    assert found == {
        "2401.15077": (("README.md:1", "docs/guide.md:1"), ()),
        "2601.07891": (
            ("docs/prompt/improvements.md:2", "docs/prompt/improvements.md:4"),
            ("INTEGRATED", "RESEARCHED"),
        ),
        "S2090447925006203": (("docs/prompt/improvements.md:6",), ()),
    }
    assert list(found)[-1] == "S2090447925006203"


def test_fetch_brings_the_papers_asked_for():
    source = MemoryPapers(KNOWN)
    agent = researcher(source=source)
    research = agent.fetch(["2401.15077", "2501.00009"])
    assert [p.id for p in research.papers] == ["2401.15077"]
    assert [s.path for s in research.not_fetched] == ["2501.00009"]
    after = Researcher(agent.tree.after(agent.edits(research)), source, ())
    assert [p.id for p in after.fetch(["2401.15077v2"]).papers] == ["2401.15077"]
    assert len(source.asked) == 1


def test_known_papers_are_read_from_their_folders():
    mine = Paper("2601.07891", 1, "T", ("A",), "B.", "2026-01-12", (), "https://arxiv.org/abs/2601.07891v1")
    files = {
        "data/Research/2601.07891v1/summary.md": "# other\n",
        "data/Research/2601.07891v1/metadata.json": metadata(mine),
        "data/research/2401.15077v1/summary.md": "# Drafts\n**Date**: 2024\n",
    }
    assert [(p.id, p.title) for p in researcher(files).known()] == [("2401.15077", "Drafts"), ("2601.07891", "T")]


def test_killed_after_any_file_and_run_again_gives_the_same_bytes():
    def finished(files):
        agent = researcher(files, MemoryPapers(KNOWN))
        return agent.tree.after(agent.edits(agent.run())).files

    agent = researcher(source=MemoryPapers(KNOWN))
    edits = agent.edits(agent.run())
    for count in range(len(edits)):
        assert finished(agent.tree.after(edits[:count]).files) == agent.tree.after(edits).files
