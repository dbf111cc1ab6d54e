from pathlib import Path

import pytest

from pyagent_cli.core.documents.contradictions import check

BACKLOG = (Path(__file__).parents[2] / "cases/documents/backlog.md").read_text("utf-8")


def found(documents: dict[str, str], paths: tuple[str, ...] = ()) -> list[tuple[str, str, int]]:
    return [(f.rule, f.path, f.line) for f in check(documents, paths)]


def test_the_case_and_nothing_else():
    assert [(f.line, f.rule, f.severity) for f in check({"docs/backlog.md": BACKLOG}, ())] == [
        (17, "duplicate_title", "warning"),
        (20, "conflict_marker", "error"),
        (29, "contradictory_status", "error"),
        (34, "unknown_status", "warning"),
        (41, "mojibake", "warning"),
    ]


ITEM = "1. **Cache the answers**\n   - Status: {}\n"


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ({"a.md": ITEM.format("PLANNED"), "b.md": ITEM.format("COMPLETED")}, [("contradictory_status", "a.md", 2)]),
        (
            {"a.md": ITEM.format("COMPLETED"), "b.txt": "- [PENDING] Cache the answers\n"},
            [("contradictory_status", "b.txt", 1)],
        ),
        ({"a.md": ITEM.format("DONE") + "   - Status: PLANNED\n"}, [("contradictory_status", "a.md", 3)]),
        ({"a.md": ITEM.format("IMPLEMENTED"), "b.md": ITEM.format("COMPLETED")}, []),
        ({"a.md": "- [x] run all tests\n", "b.md": "- [ ] run all tests\n"}, []),
        ({"a.md": "## One\n- [ ] write tests\n## Two\n- [ ] write tests\n"}, []),
        ({"a.md": "## One\n- [ ] write tests\n- [ ] write tests\n"}, [("duplicate_title", "a.md", 3)]),
        ({"a.md": "1. Wait\n2. Wait\n"}, []),
        ({"a.md": "# Version: 3.1\n", "b.md": "# Version: 3.10\n"}, [("contradictory_version", "a.md", 1)]),
        ({"a.md": "# Version: 3.1\n", "b.md": "# Version: v3.1 (spring)\n"}, []),
        ({"a.md": "# Version: 3.1\n", "b.md": "Version: 4 is planned\n\n# Versions\n"}, []),
        ({"a.md": "- 120 tests\n", "b.md": "Tests: 150 tests\n"}, [("contradictory_count", "a.md", 1)]),
        ({"a.md": "- Test baseline: ~4,500+ tests\n", "b.md": "# Tests: 4500\n"}, []),
        ({"a.md": "## core\n- 12 tests\n## api\n- 80 tests\n", "b.md": "- 92 tests in total\n"}, []),
        ({"a.md": "It adds 12 tests.\n", "b.md": "We now have tests. Target: 200 tests\n"}, []),
        ({"a.md": "- 680 Rust functions\n", "b.md": "- 90 functions\n"}, []),
        ({"a.md": "| core | 90 tests |\n", "b.md": "- 92 tests\n"}, []),
    ],
)
def test_between_documents(documents, expected):
    assert found(documents) == expected


def test_dead_paths_count_in_marked_sections_only():
    body = "- `src/gone.py:3`, `src/a.py`, `src/`, `x = 1`, `../up.md`, https://x.org/a.py"
    text = f"`src/elsewhere.py` in prose\n<!-- pyagent:facts -->\n{body}\n<!-- /pyagent:facts -->\n"
    assert found({"docs/a.md": text}, ("src/a.py",)) == [("dead_path", "docs/a.md", 3)]


def test_marks_that_make_no_sense():
    assert found({"a.md": "x\n<!-- pyagent:facts -->\n"}) == [("section_marks", "a.md", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "naïve café, Ångström, 新增, “quotes” – dashes…, $O(1)$, IA³, ┌──┐, €5, Ã",
        "================\n## TITLE\n================\nTitle\n=====\n",
        "How to resolve: ```<<<<<<< HEAD```\n",
        "```\n<<<<<<< HEAD\n=======\n>>>>>>> b\n```\n",
    ],
)
def test_ordinary_text_is_left_alone(text):
    assert found({"a.md": text}) == []


def test_fingerprints_survive_moved_lines_and_tell_two_apart():
    first = check({"a.md": "x\n" + BACKLOG}, ())
    assert [f.fingerprint for f in first] == [f.fingerprint for f in check({"a.md": BACKLOG}, ())]
    assert len({f.fingerprint for f in first}) == len(first)
