"""What cannot be true at once in a repository's documents, each finding at its line with the other place named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pyagent_cli.core.documents.claims import counts, mojibake, named_paths, versions
from pyagent_cli.core.documents.conflicts import conflicts, split_lines
from pyagent_cli.core.documents.items import Item, items, slug
from pyagent_cli.core.documents.sections import sections
from pyagent_cli.core.fingerprints import with_fingerprints
from pyagent_cli.core.model import Finding, Refusal, Severity

RANK = ("dropped", "planned", "researched", "stub", "implementing", "implemented", "verified")


@dataclass(frozen=True, slots=True)
class _Place:
    path: str
    line: int
    said: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def check(documents: Mapping[str, str], paths: Iterable[str]) -> tuple[Finding, ...]:
    """Findings of all rules over path -> text, sorted; `paths` are the repository's files.

    >>> found = check({"a.md": "# Version: 1.0\\n", "b.md": "# Version: 2.0\\n"}, [])
    >>> [(f.rule, f.path, f.line) for f in found]
    [('contradictory_version', 'a.md', 1)]
    """
    ordered = dict(sorted(documents.items()))
    known = frozenset(paths)
    entries = [item for path, text in ordered.items() for item in items(path, text)]
    found = [
        *(f for path, text in ordered.items() for f in _of_one(path, text, known)),
        *_statuses(entries),
        *_duplicates(entries),
        *_versions(ordered),
        *_counts(ordered),
    ]
    return with_fingerprints(found)


def _of_one(path: str, text: str, known: frozenset[str]) -> Iterator[Finding]:
    for block in conflicts(text):
        end = block.end or block.middle
        message = f"unresolved merge conflict, lines {block.start} to {end}; keep one side"
        yield replace(_finding("conflict_marker", path, block.start, "error", message), end_line=end)
    marked = sections(path, text)
    if isinstance(marked, Refusal):
        yield _finding("section_marks", path, marked.line or 1, "error", f"{marked.why}; {marked.remedy}")
    yield from _dead_paths(path, () if isinstance(marked, Refusal) else [(s.start, s.body) for s in marked], known)
    for number, line in enumerate(split_lines(text), 1):
        for broken, meant in mojibake(line):
            message = f"{broken!r} is {meant!r} read in the wrong encoding"
            yield _finding("mojibake", path, number, "warning", message)
    for item in items(path, text):
        for status in item.statuses:
            if status.stage is None:
                message = f"status {status.word!r} is not known; say PLANNED, RESEARCHED, IMPLEMENTING or COMPLETED"
                yield _finding("unknown_status", path, status.line, "warning", message)


def _dead_paths(path: str, bodies: Iterable[tuple[int, Sequence[str]]], known: frozenset[str]) -> Iterator[Finding]:
    folders = {name.rsplit("/", depth)[0] for name in known for depth in range(1, name.count("/") + 1)}
    for start, body in bodies:
        for number, line in enumerate(body, start + 1):
            for named in named_paths(line):
                if named.rstrip("/") not in known and named.rstrip("/") not in folders:
                    yield _finding("dead_path", path, number, "warning", f"there is no {named} in this repository")


def _statuses(entries: Sequence[Item]) -> Iterator[Finding]:
    """One finding per paper or title whose statuses differ, at the place that lags behind; each place counts once."""
    told: set[tuple[_Place, ...]] = set()
    for name, group in sorted(_groups(entries).items()):
        places = [(_Place(i.path, s.line, s.word), s.stage) for i in group for s in i.statuses if s.stage]
        boxes = all(place.said in " x" for place, _ in places)  # checklists repeat; each list is its own
        if len({stage for _, stage in places}) < 2 or boxes or _alternatives(group):
            continue
        ordered = sorted(places, key=lambda row: (RANK.index(row[1]), row[0].path, row[0].line))
        key = tuple(place for place, _ in ordered)
        if key not in told:
            told.add(key)
            yield _contradiction("contradictory_status", name, key)


def _groups(entries: Sequence[Item]) -> dict[str, list[Item]]:
    """Items that speak of the same: of one paper, or under one title that is more than a word."""
    groups: dict[str, list[Item]] = {}
    for item in entries:
        keys = {f"arXiv:{item.papers[0]}"} if len(item.papers) == 1 else set()
        if item.marked and "-" in slug(item.title):
            keys.add(f"title {slug(item.title)!r}")
        for key in keys:
            groups.setdefault(key, []).append(item)
    return groups


def _alternatives(group: Sequence[Item]) -> bool:
    """Whether the items are the two sides of one conflict block, which is reported as such."""
    sides = {item.side for item in group}
    blocks = {side[0] for side in sides if side}
    return None not in sides and len(blocks) == 1 and len(sides) == len(group)


def _duplicates(entries: Sequence[Item]) -> Iterator[Finding]:
    """A title that stands twice in one section: an update could not tell which is meant."""
    first: dict[tuple[str, str, str], Item] = {}
    for item in entries:
        key = (item.path, item.section, slug(item.title))
        if not item.marked or not key[2]:
            continue
        known = first.setdefault(key, item)
        if known is not item and not _alternatives([known, item]):
            message = f"{item.title!r} stands here and at line {known.line}; make them one"
            yield _finding("duplicate_title", item.path, item.line, "warning", message)


def _versions(documents: Mapping[str, str]) -> Iterator[Finding]:
    """Documents whose `# Version:` header is behind the highest one among them."""
    places = [
        (version, _Place(path, line, said))
        for path, text in documents.items()
        for line, said, version in versions(text)
    ]
    if len({version for version, _ in places}) > 1:
        highest = max(places, key=lambda row: (row[0], row[1].path))
        for version, place in places:
            if version != highest[0]:
                yield _contradiction("contradictory_version", "version", (place, highest[1]))


def _counts(documents: Mapping[str, str]) -> Iterator[Finding]:
    """A figure of the whole project that documents state differently, at each place but that of the highest."""
    claimed: dict[str, list[tuple[int, _Place]]] = {}
    for path, text in documents.items():
        for line, noun, number, said in counts(text):
            claimed.setdefault(noun, []).append((number, _Place(path, line, said)))
    for noun, places in sorted(claimed.items()):
        highest = max(places, key=lambda row: (row[0], row[1].path, -row[1].line))
        for number, place in places:
            if number != highest[0]:
                yield _contradiction("contradictory_count", noun, (place, highest[1]))


def _contradiction(rule: str, subject: str, places: Sequence[_Place]) -> Finding:
    first, *others = places
    rest = " and ".join(dict.fromkeys(f"{place.said} ({place})" for place in others))
    return _finding(rule, first.path, first.line, "error", f"{subject}: {first.said} here, but {rest}")


def _finding(rule: str, path: str, line: int, severity: Severity, message: str) -> Finding:
    return Finding(rule, path, line, line, severity, message, None, "", "")
