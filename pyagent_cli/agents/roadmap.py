"""The writer: results of the other agents in, edits of the marked sections of the documents out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyagent_cli.core.contexts import EvolutionContext
from pyagent_cli.core.documents import living
from pyagent_cli.core.documents.living import Facts
from pyagent_cli.core.documents.sections import body_of, update
from pyagent_cli.core.model import ChangeSet, FileEdit, Refusal
from pyagent_cli.core.papers.records import new_files
from pyagent_cli.ports import SourceTree

Body = Callable[[Facts, tuple[str, ...]], list[str]]
# document -> its title when it is new, and its sections: name and body of each
DOCUMENTS: dict[str, tuple[str, dict[str, Body]]] = {
    "context.txt": ("Context", {"overview": lambda facts, _: living.overview(facts)}),
    "improvements.md": ("Improvements", {"findings": lambda facts, _: living.open_findings(facts)}),
    "prompt.txt": ("Prompt", {"reproduce": living.reproduce}),
    "roadmap.txt": (
        "Roadmap",
        {"near-term": lambda facts, _: living.near_term(facts), "changelog": living.changelog},
    ),
}


@dataclass(frozen=True, slots=True)
class Writer:
    """`folder` holds the documents. `revision` and `date` are of the last commit that changed more than documents."""

    tree: SourceTree
    folder: str
    revision: str | None
    date: str
    test_command: str = ""
    name = "writer"

    def run(self, context: EvolutionContext) -> ChangeSet:
        """The documents of a run: papers that were read, and every marked section; what is refused is in `notes`."""
        facts = Facts(
            self.revision,
            self.date,
            context.original_analysis,
            context.external_research,
            context.improvement_plan,
            context.evaluation_results,
            self.test_command,
            changed_files(context),
        )
        papers = new_files(facts.research, self.tree.paths()) if facts.research else ()
        edits, refusals = self.update(facts)
        notes = tuple(f"{r.path}:{r.line}: {r.why}; {r.remedy}" for r in refusals)
        return ChangeSet("roadmap", self.folder, (*papers, *edits), (), notes)

    def update(self, facts: Facts) -> tuple[tuple[FileEdit, ...], tuple[Refusal, ...]]:
        """The edits that bring the documents up to date, and why a document cannot be written."""
        outcomes = [self._document(name, facts) for name in sorted(DOCUMENTS)]
        edits = tuple(o for o in outcomes if isinstance(o, FileEdit) and o.before != o.after)
        return edits, tuple(o for o in outcomes if isinstance(o, Refusal))

    def _document(self, name: str, facts: Facts) -> FileEdit | Refusal:
        title, bodies = DOCUMENTS[name]
        path = f"{self.folder}/{name}"
        before = self._text(path)
        if before is not None and "\0" in before:
            return Refusal("documents", "not_text", path, 1, "it is not a text in UTF-8", "save it as UTF-8")
        after = before
        for section, body in bodies.items():
            written = update(path, after, section, body(facts, body_of(path, after, section)), title)
            if isinstance(written, Refusal):
                return written
            after = written
        return FileEdit(path, before, after)

    def _text(self, path: str) -> str | None:
        if path not in self.tree.paths():
            return None
        return self.tree.read(path).decode("utf-8", "surrogateescape")


def changed_files(context: EvolutionContext) -> tuple[str, ...]:
    """The files that accepted changes of a run touched."""
    report, made = context.evaluation_results, context.implementation_log
    accepted = {e.task.id for e in (report.evaluations if report else ()) if e.verdict == "accepted"}
    changes = [c.change for c in (made.candidates if made else ()) if c.change and c.task.id in accepted]
    return tuple(sorted({edit.path for change in changes for edit in change.edits}))
