"""Items of backlogs and roadmaps in the notations that people use, each with its statuses, papers and place.

An item is known by its title, section and paper; its number in a list means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pyagent_cli.core.documents.conflicts import Conflict, conflicts, fenced, split_lines
from pyagent_cli.core.documents.sections import sections
from pyagent_cli.core.model import Refusal
from pyagent_cli.core.papers.identifiers import mentions

Stage = Literal["dropped", "planned", "researched", "stub", "implementing", "implemented", "verified"]
STAGES: dict[str, Stage] = {
    **dict.fromkeys(("BLOCKED", "CANCELLED", "CANCELED", "DEFERRED", "DROPPED", "REJECTED", "WITHDRAWN"), "dropped"),
    **dict.fromkeys(("PLANNED", "PENDING", "TODO", "OPEN", "PROPOSED", "IDEA", "SCHEDULED", "NOT STARTED"), "planned"),
    **dict.fromkeys(("RESEARCHED", "RESEARCHING", "STUDIED"), "researched"),
    **dict.fromkeys(("STUB", "SCAFFOLD"), "stub"),
    **dict.fromkeys(("IMPLEMENTING", "IN PROGRESS", "ACTIVE", "ONGOING", "STARTED", "WIP", "PARTIAL"), "implementing"),
    **dict.fromkeys(("IMPLEMENTED", "INTEGRATED", "COMPLETED", "COMPLETE", "DONE", "RESOLVED", "FIXED"), "implemented"),
    **dict.fromkeys(("VERIFIED", "TESTED"), "verified"),
}
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
NUMBERED = re.compile(r"(\s*)\d+[.)]\s+(.+)")
BULLET = re.compile(r"(\s*)[-*+]\s+(.+)")
BOX = re.compile(r"\[([ xX])\]\s+(.+)")
TAG = r"\[([A-Z][A-Z -]{2,})\]"
LEADING_TAG, TRAILING_TAG = re.compile(rf"{TAG}\s+(.+)"), re.compile(rf"(.+?)\s+{TAG}")
BOLD = re.compile(r"\*\*(.+?)\*\*\s*(?:[-:–—]\s*)?(.*)")
FIELD = re.compile(r"\**([A-Z][A-Za-z ]{1,30}?)\**\s*:\**\s*(.*)")
WORD = re.compile(r"\W*(in[ -]progress|not[ -]started|[A-Za-z]+)", re.IGNORECASE)
IN_HEADING = re.compile(r"\s*(?:[([]\s*([A-Z]{4,})\b[^)\]]*[)\]]|✅\s*([A-Z]{4,}))")
PAPER = re.compile(r"arXiv:\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Status:
    """`word` as the document has it, `stage` what it means; None for a word that is not known."""

    word: str
    stage: Stage | None
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    path: str
    line: int
    section: str  # the heading of second level that it stands under
    title: str
    papers: tuple[str, ...]
    statuses: tuple[Status, ...]
    marked: bool  # bold, a checkbox or a phase: it is meant as an entry, not as a line of prose
    side: tuple[int, str] | None  # in a conflict block: its opening line, and "ours" or "theirs"


@dataclass(slots=True)
class _Draft:
    line: int
    section: str
    indent: int
    title: str
    marked: bool
    side: tuple[int, str] | None
    text: list[tuple[str, bool]] = field(default_factory=list)  # (line, whether it says what the item is about)
    statuses: list[Status] = field(default_factory=list)


def items(path: str, text: str) -> tuple[Item, ...]:
    """The items of a document in reading order; both sides of a conflict, nothing of code fences or marked sections.

    >>> items("a.md", "1. **Cache**\\n   - Status: INTEGRATED (arXiv:2601.07891)\\n")[0].papers
    ('2601.07891',)
    """
    lines = split_lines(text)
    blocks = conflicts(text)
    ignored = _ignored(path, text, lines, blocks)
    drafts = _drafts((n, line, _side(n, blocks)) for n, line in enumerate(lines, 1) if n not in ignored)
    return tuple(_finished(path, draft) for draft in drafts if draft.indent >= 0 or draft.statuses)


def slug(title: str) -> str:
    """A title without what may differ between two mentions of it.

    >>> slug("**KV Cache** (KVzap)")
    'kv-cache-kvzap'
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def status(text: str, line: int) -> Status | None:
    """The status that a text begins with; None when there is no word.

    >>> status("COMPLETED (all operational)", 3)
    Status(word='COMPLETED', stage='implemented', line=3)
    """
    match = WORD.match(text)
    if match is None:
        return None
    word = match[1].upper().replace("-", " ")
    return Status(word.replace(" ", "-") if " " in word else word, STAGES.get(word), line)


def _drafts(lines: Iterator[tuple[int, str, tuple[int, str] | None]]) -> list[_Draft]:
    found: list[_Draft] = []
    section, subject = "", _Draft(0, "", -1, "", False, None)
    for number, line, side in lines:
        heading = HEADING.fullmatch(line)
        if heading:
            section = heading[2] if len(heading[1]) <= 2 else section
            subject = _of_heading(number, section, heading[2], side)
            found.append(subject)
            continue
        draft = _of_line(number, section, line, side, subject)
        if draft:
            subject = draft
            found.append(draft)
        elif line.strip():
            subject = _continued(subject, number, line)
    return found


def _of_heading(number: int, section: str, title: str, side: tuple[int, str] | None) -> _Draft:
    """A heading is an item when it names a phase or says a status; otherwise only once a status follows it."""
    said = [word for match in IN_HEADING.finditer(title) for word in match.groups() if word in STAGES]
    phase = re.match(r"Phase \d+\s*[:-]", title) is not None
    draft = _Draft(
        number, section, 0 if said or phase else -1, IN_HEADING.sub("", title).strip(), bool(said or phase), side
    )
    draft.statuses += [Status(word, STAGES[word], number) for word in said[:1]]
    draft.text.append((title, True))
    return draft


def _of_line(number: int, section: str, line: str, side: tuple[int, str] | None, subject: _Draft) -> _Draft | None:
    """The item that a line begins, if it does: numbered, a checkbox, or a bullet with a status in brackets."""
    numbered, bullet = NUMBERED.fullmatch(line), BULLET.fullmatch(line)
    if numbered and not numbered[1]:
        title, marked = _title(numbered[2])
        draft = _Draft(number, section, 0, title, marked, side)
    elif bullet and (tagged := _tagged(bullet[2], number)):
        draft = _Draft(number, section, len(bullet[1]), tagged[0], True, side, statuses=[tagged[1]])
    else:
        return None
    draft.text.append((line, True))
    return draft


def _tagged(text: str, number: int) -> tuple[str, Status] | None:
    if box := BOX.fullmatch(text):
        done = box[1] in "xX"
        return _title(box[2])[0], Status("x" if done else " ", "implemented" if done else "planned", number)
    leading, trailing = LEADING_TAG.fullmatch(text), TRAILING_TAG.fullmatch(text)
    title, tag = (leading[2], leading[1]) if leading else (trailing[1], trailing[2]) if trailing else ("", "")
    said = status(tag, number)
    return (_title(title)[0], said) if said and said.stage else None


def _title(text: str) -> tuple[str, bool]:
    """The title in a line and whether it is marked as one; that of a paper stands behind its id."""
    bold = BOLD.match(text)
    if bold is None:
        return text.strip(), False
    return (bold[2].strip() if PAPER.fullmatch(bold[1]) and bold[2] else bold[1].strip()), True


def _continued(subject: _Draft, number: int, line: str) -> _Draft:
    """A line below an item that belongs to it."""
    bullet = BULLET.fullmatch(line)
    found = FIELD.match(bullet[2]) if bullet else None
    inside = bullet is not None and (len(bullet[1]) > subject.indent)
    key = found[1].strip().lower() if found and inside else ""
    said = status(found[2], number) if found and key == "status" else None
    if said:
        subject.statuses.append(said)
    subject.text.append((line, key in ("status", "research", "paper")))
    return subject


def _finished(path: str, draft: _Draft) -> Item:
    about = "\n".join(line for line, strong in draft.text if strong)
    everything = "\n".join(line for line, _ in draft.text)
    papers = [m.id for m in mentions(path, about)] or [m.id for m in mentions(path, everything)]
    unique = tuple(dict.fromkeys(papers))
    return Item(path, draft.line, draft.section, draft.title, unique, tuple(draft.statuses), draft.marked, draft.side)


def _side(number: int, blocks: Sequence[Conflict]) -> tuple[int, str] | None:
    inner = [block for block in blocks if block.start < number < (block.end or number + 1)]
    return (inner[-1].start, "ours" if number < inner[-1].middle else "theirs") if inner else None


def _ignored(path: str, text: str, lines: Sequence[str], blocks: Sequence[Conflict]) -> set[int]:
    marks = {n for block in blocks for n in (block.start, block.middle, block.end or block.start)}
    own = sections(path, text)
    generated = () if isinstance(own, Refusal) else own
    return marks | set(fenced(lines)) | {n for s in generated for n in range(s.start, s.end + 1)}
