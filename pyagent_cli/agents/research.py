"""The researcher: papers that the documents name in, what they say and where it matters here out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyagent_cli.core.documents.items import items
from pyagent_cli.core.documents.sections import of_people
from pyagent_cli.core.documents.selection import chosen, texts
from pyagent_cli.core.model import FileEdit, Insight, Mention, Paper, Research, Skip
from pyagent_cli.core.papers import mapping, records
from pyagent_cli.core.papers.identifiers import is_arxiv, links, mentions, parse
from pyagent_cli.errors import EnvironmentFailed, UsageError
from pyagent_cli.ports import PaperSource, SourceTree

BATCH = 100
OFFLINE = "--offline was given"


@dataclass(frozen=True, slots=True)
class Cited:
    """A paper with every place that names it and every status that an item about it claims."""

    id: str
    places: tuple[str, ...]
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Researcher:
    """`source` None: nothing is asked of the network. `documents` are folders and files; docs/ is always among them."""

    tree: SourceTree
    source: PaperSource | None
    documents: tuple[str, ...]
    name = "researcher"

    def run(self) -> Research:
        """What the documents name, what is known of it, and what could be fetched of the rest; writes nothing.

        A network that fails is in `failure`; what is known stands all the same.
        """
        found = self._texts()
        named = tuple(m for path, text in found.items() for m in mentions(path, text))
        addresses = tuple(m for path, text in found.items() for m in links(path, text))
        return self._research(named, addresses, self._missing(named))

    def fetch(self, ids: Sequence[str]) -> Research:
        """The papers of these ids (`2401.15077` or `2401.15077v2`), known ones included, and nothing else."""
        wanted = [paper for paper in dict.fromkeys(ids) if self._version(paper) not in self._versions(paper)]
        found = self._research((), (), wanted)
        asked = {parse(paper)[0] for paper in ids}
        papers = tuple(paper for paper in found.papers if paper.id in asked)
        insights = tuple(insight for insight in found.insights if insight.paper in asked)
        return Research((), papers, insights, (), found.not_fetched, found.failure)

    def edits(self, research: Research) -> tuple[FileEdit, ...]:
        """The files under data/Research that the papers of a research still lack."""
        return records.new_files(research, self.tree.paths())

    def cited(self) -> tuple[Cited, ...]:
        """Every paper that the documents name, arXiv's first, with places and claimed statuses as they stand there."""
        found = self._texts()
        places: dict[str, list[str]] = {}
        statuses: dict[str, list[str]] = {}
        for path, text in found.items():
            for mention in mentions(path, text):
                places.setdefault(mention.id, []).append(f"{mention.path}:{mention.line}")
            for item in items(path, text):
                for paper in item.papers:
                    statuses.setdefault(paper, []).extend(status.word for status in item.statuses)
        ordered = sorted(places, key=lambda paper: (not is_arxiv(paper), paper))
        return tuple(Cited(p, tuple(places[p]), tuple(dict.fromkeys(statuses.get(p, ())))) for p in ordered)

    def known(self) -> tuple[Paper, ...]:
        """The newest version of each paper in data/Research, by id."""
        folders = sorted(records.known_versions(self.tree.paths()).items())
        return tuple(self._paper(paper, max(versions), versions[max(versions)]) for paper, versions in folders)

    def insights(self, papers: Sequence[Paper]) -> tuple[Insight, ...]:
        """Where each paper meets this code base."""
        if not papers:
            return ()
        modules = [path for path in self.tree.paths() if path.endswith(".py")]
        index = mapping.index(texts(modules, self.tree.read).items())
        return tuple(mapping.insight(index, paper) for paper in papers)

    def _research(self, named: tuple[Mention, ...], addresses: tuple[Mention, ...], wanted: Sequence[str]) -> Research:
        fetched, skipped, failure = self._fetch(wanted)
        newest = {paper.id: paper for paper in self.known()}
        for paper in fetched:
            if paper.id not in newest or paper.version > newest[paper.id].version:
                newest[paper.id] = paper
        papers = tuple(newest[paper] for paper in sorted(newest))
        return Research(named, papers, self.insights(papers), addresses, skipped, failure)

    def _fetch(self, wanted: Sequence[str]) -> tuple[list[Paper], tuple[Skip, ...], str | None]:
        """Batch by batch, so that a failure loses only what comes after it."""
        papers: list[Paper] = []
        skipped: list[Skip] = []
        for start in range(0, len(wanted), BATCH):
            try:
                found, missing = self._ask(wanted[start : start + BATCH])
            except EnvironmentFailed as error:
                rest = wanted[start:]
                reasons = [*skipped, *(Skip(paper, str(error)) for paper in rest)]
                return papers, tuple(reasons), f"{_count(rest)} not fetched: {error}"
            papers += found
            skipped += missing
        return papers, tuple(skipped), None

    def _ask(self, ids: Sequence[str]) -> tuple[tuple[Paper, ...], tuple[Skip, ...]]:
        if self.source is None:
            raise EnvironmentFailed(f"{OFFLINE}; run `pyagent research` with a network.")
        return self.source.fetch(ids)

    def _missing(self, named: Sequence[Mention]) -> list[str]:
        """arXiv ids without a folder; a version that is newer than every known one is asked for by its number."""
        cited: dict[str, int] = {}
        for mention in named:
            if is_arxiv(mention.id):
                cited[mention.id] = max(cited.get(mention.id, 0), mention.version or 0)
        known = records.known_versions(self.tree.paths())
        new = [paper for paper in sorted(cited) if paper not in known]
        newer = [f"{paper}v{n}" for paper, n in sorted(cited.items()) if paper in known and n > max(known[paper])]
        return [*new, *newer]

    def _paper(self, paper: str, version: int, folder: str) -> Paper:
        """What a folder says: its metadata, else the summary that somebody wrote."""
        if f"{folder}/metadata.json" in self.tree.paths():
            try:
                return records.read_metadata(self.tree.read(f"{folder}/metadata.json"))
            except UsageError as error:
                raise UsageError(f"{folder}/metadata.json: {error}") from None
        summary = next(path for path in self.tree.paths() if path.lower() == f"{folder}/summary.md".lower())
        return records.read_summary(paper, version, self.tree.read(summary).decode("utf-8", "replace"))

    def _version(self, paper: str) -> int:
        """The version that an id names; without one, the newest known, or 0, which no folder has."""
        return parse(paper)[1] or max(self._versions(paper), default=0)

    def _versions(self, paper: str) -> tuple[int, ...]:
        return tuple(records.known_versions(self.tree.paths()).get(parse(paper)[0], ()))

    def _texts(self) -> dict[str, str]:
        """What people wrote: a section that pyagent keeps would cite its own plan for ever."""
        found = texts(chosen(self.tree.paths(), (*self.documents, "docs")), self.tree.read)
        return {path: of_people(path, text) for path, text in found.items()}


def _count(papers: Sequence[str]) -> str:
    return f"{len(papers)} paper{'s' * (len(papers) != 1)}"
