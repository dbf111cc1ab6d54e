from pathlib import Path

import pytest

from pyagent_cli.core.documents.items import items, status

BACKLOG = (Path(__file__).parents[2] / "cases/documents/backlog.md").read_text("utf-8")


def test_every_notation_of_the_case():
    found = [
        (i.line, i.title, i.papers, tuple(s.word for s in i.statuses), i.side) for i in items("backlog.md", BACKLOG)
    ]
    assert found == [
        (11, "Evict old entries", ("2601.07891",), ("INTEGRATED",), None),
        (15, "Talk in latent space", ("2601.06123",), ("RESEARCHED",), None),
        (17, "Talk in latent space", ("2601.06123",), ("RESEARCHED",), None),
        (21, "Split the large modules", (), ("COMPLETED",), (20, "ours")),
        (24, "Split the large modules", (), ("PLANNED",), (20, "theirs")),
        (28, "Evict entries, second try", ("2601.07891",), ("RESEARCHED",), None),
        (33, "Count in one pass", (), ("SORTED",), None),
        (40, "A paper on drafts", ("2401.15077",), (), None),
        (44, "Cache answers", (), ("x",), None),
        (45, "write the manual", (), (" ",), None),
        (46, "Phase 91: Invalidate what is stale.", (), ("PENDING",), None),
        (47, "copy the bar", (), ("DONE",), None),
        (49, "Phase 50: Tidy up", (), ("COMPLETED",), None),
    ]
    assert {i.section for i in items("backlog.md", BACKLOG)} == {"WORK AT HAND", "RESEARCH"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Heading\n\nSome prose: Status: fine.\n",
        "- a bullet\n- [a link](https://example.org)\n- [OK] is too short\n",
        "## Section (a remark)\n",
        "<!-- pyagent:findings -->\n1. **T**\n   - Status: PLANNED\n<!-- /pyagent:findings -->\n",
    ],
)
def test_prose_has_no_items(text):
    assert items("a.md", text) == ()


def test_a_status_may_follow_its_heading():
    found = items("a.md", "### Mission: types\n- **Target**: all\n- **Status**: **COMPLETE**.\n")
    assert [(i.title, [(s.word, s.line) for s in i.statuses]) for i in found] == [("Mission: types", [("COMPLETE", 3)])]


@pytest.mark.parametrize(
    ("text", "word", "stage"),
    [
        ("COMPLETED (all operational)", "COMPLETED", "implemented"),
        ("**COMPLETE**.", "COMPLETE", "implemented"),
        ("✅ COMPLETE", "COMPLETE", "implemented"),
        ("in progress", "IN-PROGRESS", "implementing"),
        ("IN-PROGRESS", "IN-PROGRESS", "implementing"),
        ("Resolved.", "RESOLVED", "implemented"),
        ("SHINY", "SHINY", None),
    ],
)
def test_words_of_a_status(text, word, stage):
    found = status(text, 3)
    assert found is not None
    assert (found.word, found.stage, found.line) == (word, stage, 3)
    assert status("(42)", 1) is None


def test_windows_line_ends_change_nothing():
    def shape(text):
        return [(i.line, i.title, i.statuses) for i in items("a.md", text)]

    assert shape(BACKLOG.replace("\n", "\r\n")) == shape(BACKLOG)
