"""Papers from arXiv's Atom API by id: bounded retries, polite spacing, and a reason for each paper not found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from pyagent_cli import __version__
from pyagent_cli.adapters.arxiv.feed import Feed, MalformedFeed, read_feed
from pyagent_cli.adapters.arxiv.manners import Clock, Manners
from pyagent_cli.adapters.arxiv.transport import Answer, NoAnswer, Transport, Unreachable, Unwanted, is_loopback
from pyagent_cli.core.model import Paper, Skip
from pyagent_cli.core.papers.identifiers import ARXIV, parse
from pyagent_cli.errors import EnvironmentFailed, UsageError

if TYPE_CHECKING:
    from arxiv import Result  # type: ignore[import-untyped]  # it ships no types

BATCH = 100
TRIES = 5
SPACING = 3.0  # arXiv's terms of use
WITHDRAWN = re.compile(r"\bwithdrawn\b", re.IGNORECASE)


class _Rejected(Exception):
    """arXiv says that the question is wrong; one bad id spoils a whole batch."""


@dataclass(frozen=True, slots=True)
class ArxivSource:
    """PaperSource over the API at `url`; `spacing` below arXiv's 3 seconds counts only for a server on this machine."""

    url: str
    state_dir: Path
    spacing: float = SPACING
    transport: Transport = field(default_factory=lambda: Transport(f"pyagent-cli/{__version__}"))
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        if not self.url.startswith(("https://", "http://")):
            raise UsageError(f"arxiv-url is {self.url!r}; set it to an address that begins with https://.")

    def fetch(self, ids: Sequence[str]) -> tuple[tuple[Paper, ...], tuple[Skip, ...]]:
        """The newest version of each id, or the one that it names; in the order asked, each once."""
        wanted = list(dict.fromkeys(ids))
        bad = [Skip(paper, "not an arXiv id") for paper in wanted if not ARXIV.fullmatch(paper)]
        good = [paper for paper in wanted if ARXIV.fullmatch(paper)]
        papers: list[Paper] = []
        for start in range(0, len(good), BATCH):
            found, missing = self._batch(good[start : start + BATCH])
            papers += found
            bad += missing
        return tuple(papers), tuple(bad)

    def _batch(self, ids: Sequence[str]) -> tuple[list[Paper], list[Skip]]:
        try:
            return _sorted_out(ids, self._ask(ids).results)
        except _Rejected as error:
            if len(ids) == 1:
                return [], [Skip(ids[0], f"arXiv rejects it: {error}")]
        halves = [self._batch(ids[: len(ids) // 2]), self._batch(ids[len(ids) // 2 :])]
        return halves[0][0] + halves[1][0], halves[0][1] + halves[1][1]

    def _ask(self, ids: Sequence[str]) -> Feed:
        """One complete feed. An empty one is asked for twice, since a passing fault looks just like it."""
        address = f"{_endpoint(self.url)}?{urlencode({'id_list': ','.join(ids), 'start': 0, 'max_results': len(ids)})}"
        reason, empty = "", False
        for attempt in range(TRIES):
            try:
                feed = self._try(address, attempt)
                if feed.results or (empty and not feed.total):
                    return feed
                reason, empty = "an empty feed", True
            except (NoAnswer, MalformedFeed) as error:
                reason = str(error)
            except Unreachable as error:
                raise EnvironmentFailed(
                    f"arXiv cannot be reached ({error}); try again later, or use --offline."
                ) from error
            except Unwanted as error:
                raise EnvironmentFailed(f"arXiv gave {error}; check arxiv-url, or use --offline.") from error
        raise EnvironmentFailed(
            f"arXiv did not give an answer that can be used in {TRIES} tries ({reason}); "
            "try again later, or use --offline."
        )

    def _try(self, address: str, attempt: int) -> Feed:
        """One request; after one that failed everybody waits longer, at least as long as the server says."""
        spacing = self._spacing()
        with Manners(self.state_dir / "arxiv.lock", spacing, self.clock).turn() as turn:
            try:
                return self._checked(self.transport.get(address))
            except (NoAnswer, MalformedFeed) as error:
                turn.wait_longer(max((spacing or 0.05) * 2**attempt, getattr(error, "wait", 0.0)))
                raise

    def _spacing(self) -> float:
        return self.spacing if is_loopback(self.url) else max(self.spacing, SPACING)

    def _checked(self, answer: Answer) -> Feed:
        if answer.status == 429 or answer.status >= 500:
            wait = _seconds(answer.headers.get("Retry-After", ""), self.clock.now())
            raise NoAnswer(f"HTTP {answer.status}", wait)
        if answer.status == 400:
            raise _Rejected(_complaint(answer))
        if answer.status != 200:
            raise Unwanted(f"HTTP {answer.status}")
        feed = read_feed(answer.body)
        if feed.errors:
            raise _Rejected(feed.errors[0])
        if len(feed.results) < feed.total:
            raise MalformedFeed(f"{len(feed.results)} of {feed.total} results")
        return feed


def _endpoint(url: str) -> str:
    """A server's address alone means its usual path."""
    return f"{url.rstrip('/')}/api/query" if urlsplit(url).path in ("", "/") else url


def _complaint(answer: Answer) -> str:
    try:
        return "; ".join(read_feed(answer.body).errors) or "HTTP 400"
    except MalformedFeed:
        return "HTTP 400"


def _seconds(text: str, now: float) -> float:
    """A Retry-After header: seconds or a date; 0 for anything else."""
    if text.strip().isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now)


def _sorted_out(ids: Sequence[str], results: Sequence[Result]) -> tuple[list[Paper], list[Skip]]:
    by_id: dict[str, Result] = {}
    for result in results:
        by_id.setdefault(parse(result.get_short_id())[0], result)
    outcomes = list(_outcomes(ids, by_id))
    return [o for o in outcomes if isinstance(o, Paper)], [o for o in outcomes if isinstance(o, Skip)]


def _outcomes(ids: Sequence[str], by_id: dict[str, Result]) -> Iterator[Paper | Skip]:
    for asked in ids:
        paper, version = parse(asked)
        result = by_id.get(paper)
        if result is None:
            yield Skip(asked, "arXiv does not know it")
        elif version and parse(result.get_short_id())[1] != version:
            yield Skip(asked, f"arXiv has no version {version} of it")
        elif WITHDRAWN.search(result.comment or ""):
            yield Skip(asked, f"withdrawn: {result.comment}")
        else:
            yield _paper(paper, result)


def _paper(paper: str, result: Result) -> Paper:
    return Paper(
        id=paper,
        version=parse(result.get_short_id())[1] or 1,
        title=result.title,
        authors=tuple(author.name for author in result.authors),
        abstract=result.summary,
        published=result.published.date().isoformat(),
        categories=tuple(result.categories),
        url=f"https://arxiv.org/abs/{result.get_short_id()}",
    )
