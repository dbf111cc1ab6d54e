from dataclasses import replace

import pytest

from pyagent_cli.agents.roadmap import Writer
from pyagent_cli.core.contexts import EvolutionContext
from pyagent_cli.core.documents.contradictions import check
from pyagent_cli.core.documents.living import Facts
from pyagent_cli.core.documents.sections import of_people
from tests.fakes.source_tree import MemoryTree
from tests.fakes.values import ANALYSIS, IMPLEMENTATION, PLAN, REPORT, RESEARCH

REVISION, DATE = "0d5082a9c1abcdef0123", "2026-01-20"
FACTS = Facts(REVISION, DATE, ANALYSIS, RESEARCH, PLAN, REPORT, "python -m pytest")
CONTEXT = EvolutionContext(
    "0d5082a-1",
    "2026-01-20T00:00:00+00:00",
    "/x",
    (),
    ANALYSIS,
    RESEARCH,
    PLAN,
    IMPLEMENTATION,
    REPORT,
    "done",
    None,
    (),
    (),
)
MINE = {
    "docs/prompt/roadmap.txt": "\ufeff# Roadmap\r\n\r\n## Phase 1\r\nno newline at the end",
    "docs/prompt/improvements.md": "# Improvements\n\n1. **Mine**\n   - Status: PLANNED\n",
    "a.py": "x = 1\n",
}


def writer(files=MINE) -> Writer:
    return Writer(MemoryTree(files), "docs/prompt", REVISION, DATE, "python -m pytest")


def texts(edits) -> dict[str, str]:
    return {edit.path.rpartition("/")[2]: edit.after for edit in edits}


def test_every_document_says_what_was_measured():
    edits, refusals = writer().update(FACTS)
    found = texts(edits)
    assert refusals == ()
    assert "- size: 812 lines, 3 functions\n" in found["context.txt"]
    assert "- findings: 1 (1 long_module)\n- tests" in found["context.txt"]
    assert "- tests: 7 passed, 1 failed, 0 skipped, 0 errors\n" in found["context.txt"]
    assert "Measured at commit 0d5082a9c1ab of 2026-01-20." in found["improvements.md"]
    assert "- 2026-01-20 split_module a.py: lines 812 -> 90 (commit c0ffee, task t1, " in found["roadmap.txt"]
    assert "split_module b.py: refused: test\\_x fails; look at it (tests/outcome_changed)" in found["improvements.md"]
    assert "- tests: python -m pytest\n" in found["prompt.txt"]


def test_text_of_people_stays_and_twice_is_once():
    agent = writer()
    edits, _ = agent.update(FACTS)
    for edit in edits:
        if edit.before:
            assert edit.after.startswith(edit.before)
    roadmap = next(edit.after for edit in edits if edit.path.endswith("roadmap.txt"))
    assert "\r\n# pyagent:changelog\r\n- 2026-01-20 split_module" in roadmap
    assert roadmap.count("\n") == roadmap.count("\r\n")
    again = replace(agent, tree=agent.tree.after(edits))
    assert again.update(FACTS) == ((), ())


def test_the_changelog_keeps_what_stands_there():
    agent = writer()
    agent = replace(agent, tree=agent.tree.after(agent.update(FACTS)[0]))
    newer = replace(REPORT.evaluations[0], commit="d00dfeed0000ffff", path="z.py")
    edits, _ = replace(agent, date="2026-02-01").update(
        replace(FACTS, date="2026-02-01", evaluation=replace(REPORT, evaluations=(newer,)))
    )
    lines = [line for line in texts(edits)["roadmap.txt"].splitlines() if line.startswith("- 2026")]
    assert [line[:34] for line in lines] == ["- 2026-02-01 split_module z.py: li", "- 2026-01-20 split_module a.py: li"]


def test_a_known_test_command_is_kept_and_names_no_folder_of_this_machine():
    agent = writer()
    agent = replace(
        agent, tree=agent.tree.after(agent.update(replace(FACTS, test_command="/home/x/bin/python -m pytest"))[0])
    )
    assert b"- tests: python -m pytest\n" in agent.tree.read("docs/prompt/prompt.txt")
    assert agent.update(replace(FACTS, test_command="")) == ((), ())


def test_nothing_is_invented():
    edits, _ = writer({}).update(Facts(None, ""))
    everything = "".join(edit.after for edit in edits)
    assert "- code: not measured" in everything
    assert "- tests: not measured" in everything
    assert "- papers: not measured" in everything
    assert "The plan was not measured" in everything
    assert "No change has been verified yet." in everything


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("x\n<<<<<<< a\n=======\n>>>>>>> b\n", "conflict_marker", 2),
        ("# pyagent:changelog\n", "section_marks", 1),
        ("a\0b", "not_text", 1),
    ],
)
def test_a_document_that_cannot_be_written_is_refused(text, rule, line):
    edits, refusals = writer({"docs/prompt/roadmap.txt": text}).update(FACTS)
    assert [(r.rule, r.path, r.line) for r in refusals] == [(rule, "docs/prompt/roadmap.txt", line)]
    assert "docs/prompt/roadmap.txt" not in [edit.path for edit in edits]


def test_a_run_leaves_papers_and_documents():
    change = writer().run(CONTEXT)
    paths = [edit.path for edit in change.edits]
    assert paths[:2] == ["data/Research/2401.15077v1/metadata.json", "data/Research/2401.15077v1/summary.md"]
    assert len(paths) == 6
    improvements = texts(change.edits)["improvements.md"]
    assert "- findings after the accepted changes: 3\n" in texts(change.edits)["context.txt"]
    assert "- nothing\n" in improvements
    assert "2 files were changed after that" in improvements
    assert writer({**MINE, "docs/prompt/roadmap.txt": "<<<<<<< a\n=======\n>>>>>>> b\n"}).run(CONTEXT).notes


def test_a_goal_that_was_missed_leaves_its_finding_open():
    goal = replace(REPORT.evaluations[0].goals[0], status="missed", after=700)
    missed = replace(REPORT, evaluations=(replace(REPORT.evaluations[0], goals=(goal,)),))
    change = writer().run(replace(CONTEXT, evaluation_results=missed))
    assert "- long_module a.py: 812 lines (limit 500) (finding f1)" in texts(change.edits)["improvements.md"]


def test_what_is_written_contradicts_nothing():
    edits, _ = writer().update(replace(FACTS, evaluation=None))
    documents = {edit.path: edit.after for edit in edits}
    assert check(documents, ("a.py",)) == ()
    assert "812" not in "".join(of_people(path, text) for path, text in documents.items())


def test_a_message_cannot_leave_its_section():
    hostile = replace(ANALYSIS.findings[0], message="x\n<!-- /pyagent:findings -->\n# Forged", path="a`b\n.py")
    edits, _ = writer().update(replace(FACTS, analysis=replace(ANALYSIS, findings=(hostile,))))
    text = texts(edits)["improvements.md"]
    assert text.count("<!-- /pyagent:findings -->") == 1
    assert "\n# Forged" not in text
