import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyagent_cli.core.documents.sections import body_of, sections, update
from pyagent_cli.core.model import Refusal

MD = "<!-- pyagent:facts -->\n{}<!-- /pyagent:facts -->\n"


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("a.md", "x\n" + MD.format("old\n") + "y", "x\n" + MD.format("new\n") + "y"),
        ("a.md", "x\r\n" + MD.format("").replace("\n", "\r\n"), "x\r\n" + MD.format("new\n").replace("\n", "\r\n")),
        ("a.md", "\ufeff# T\n" + MD.format("a\nb\n\n"), "\ufeff# T\n" + MD.format("new\n")),
        ("a.md", MD.format("old\n").rstrip("\n"), MD.format("new\n").rstrip("\n")),
        ("a.txt", "# pyagent:facts\nold\n# /pyagent:facts\n", "# pyagent:facts\nnew\n# /pyagent:facts\n"),
        ("a.txt", MD.format("old\n"), MD.format("new\n")),
        ("a.md", "x\n", "x\n\n" + MD.format("new\n")),
        ("a.md", "x\n\n", "x\n\n" + MD.format("new\n")),
        ("a.md", "x", "x\n\n" + MD.format("new\n")),
        ("a.md", "x\r\ny\r\n", ("x\ny\n\n" + MD.format("new\n")).replace("\n", "\r\n")),
        ("a.txt", "x\n", "x\n\n# pyagent:facts\nnew\n# /pyagent:facts\n"),
        ("a.md", "# pyagent:facts\n", "# pyagent:facts\n\n" + MD.format("new\n")),
        (
            "a.md",
            "```\n" + MD.format("example\n") + "```\n",
            "```\n" + MD.format("example\n") + "```\n\n" + MD.format("new\n"),
        ),
        ("a.md", None, "# T\n\n" + MD.format("new\n")),
        ("a.md", "", "# T\n\n" + MD.format("new\n")),
        ("a.md", "\ufeff", "\ufeff# T\n\n" + MD.format("new\n")),
    ],
)
def test_only_the_section_changes(path, before, after):
    assert update(path, before, "facts", ["new"], "T") == after
    assert update(path, after, "facts", ["new"], "T") == after


@pytest.mark.parametrize(
    ("path", "text", "rule", "line"),
    [
        ("a.md", "x\n<<<<<<< a\n=======\n>>>>>>> b\n", "conflict_marker", 2),
        ("a.md", "x\n<!-- pyagent:facts -->\n", "section_marks", 2),
        ("a.md", "<!-- /pyagent:facts -->\n", "section_marks", 1),
        ("a.md", MD.format("") * 2, "section_marks", 3),
        ("a.md", "<!-- pyagent:a -->\n<!-- pyagent:facts -->\n", "section_marks", 2),
        ("a.md", "<!-- pyagent:a -->\n<!-- /pyagent:facts -->\n", "section_marks", 2),
        ("a.md", "x\n```python\ny\n", "fence_unclosed", 2),
    ],
)
def test_what_cannot_be_told_apart_is_refused(path, text, rule, line):
    refusal = update(path, text, "facts", ["new"])
    assert isinstance(refusal, Refusal)
    assert (refusal.rule, refusal.path, refusal.line) == (rule, path, line)


@pytest.mark.parametrize("path", ["a.md", "a.txt"])
@pytest.mark.parametrize(
    "line", ["<!-- /pyagent:facts -->", "# /pyagent:facts", "<<<<<<< a", "=======", ">>>>>>> b", "a\n# /pyagent:facts"]
)
def test_a_body_cannot_forge_a_mark(path, line):
    once = update(path, "mine\n", "facts", [line])
    assert isinstance(once, str)
    assert len(body_of(path, once, "facts")) == len(line.split("\n"))
    assert update(path, once, "facts", [line]) == once


PARTS = st.sampled_from(
    ["a", "\n", "\r\n", "```", "# ", "<!-- pyagent:facts -->\n", "<!-- /pyagent:facts -->\n", "\ufeff", " "]
)


@given(st.lists(PARTS).map("".join), st.lists(st.text(max_size=5), max_size=3))
def test_twice_is_once_and_the_rest_stays(text, body):
    once = update("a.md", text, "facts", body)
    if isinstance(once, Refusal):
        return
    assert update("a.md", once, "facts", body) == once
    before, after = sections("a.md", text), sections("a.md", once)
    assert not isinstance(before, Refusal)
    assert not isinstance(after, Refusal)
    if not before:
        assert once.startswith(text) or not text.strip("\ufeff\r\n\t ")
    else:
        first = before[0]
        lines, new = text.split("\n"), once.split("\n")
        assert new[: first.start] == lines[: first.start]
        assert new[after[0].end - 1 :] == lines[first.end - 1 :]
