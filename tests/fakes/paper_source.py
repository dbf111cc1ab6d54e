"""Papers in memory as PaperSource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyagent_cli.core.model import Paper, Skip
from pyagent_cli.core.papers.identifiers import parse
from pyagent_cli.errors import EnvironmentFailed


def paper(
    name: str, version: int = 1, title: str = "A title", abstract: str = "We propose it. It is 2x faster."
) -> Paper:
    url = f"https://arxiv.org/abs/{name}v{version}"
    return Paper(name, version, title, ("Ada Lovelace",), abstract, "2026-01-12", ("cs.LG",), url)


@dataclass
class MemoryPapers:
    """`down_after` requests, none is answered any more."""

    papers: Mapping[str, Paper]
    down_after: int | None = None
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def fetch(self, ids: Sequence[str]) -> tuple[tuple[Paper, ...], tuple[Skip, ...]]:
        if self.down_after is not None and len(self.asked) >= self.down_after:
            raise EnvironmentFailed("The network is down; try again later.")
        self.asked.append(tuple(ids))
        known = {paper: self.papers.get(parse(paper)[0]) for paper in ids}
        found = tuple(paper for paper in known.values() if paper)
        return found, tuple(Skip(name, "unknown") for name, paper in known.items() if paper is None)
