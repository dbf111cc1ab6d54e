"""Marked sections of documents: what is between two marks is pyagent's, everything else is kept byte for byte."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyagent_cli.core.documents.conflicts import conflicts, fenced, fences, split_lines
from pyagent_cli.core.model import Refusal

NAME = r"[a-z][a-z0-9_-]*"
COMMENT = re.compile(rf"<!--\s*(/?)pyagent:({NAME})\s*-->\s*")
HASH = re.compile(rf"#\s*(/?)pyagent:({NAME})\s*")
MARKUP = (".md", ".markdown", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class Section:
    """A marked section: `start` and `end` are the lines of its marks, `body` the lines between them."""

    name: str
    start: int
    end: int
    body: tuple[str, ...]


def sections(path: str, text: str) -> tuple[Section, ...] | Refusal:
    """The marked sections of a document in order, or why its marks make no sense. Marks in code fences are examples.

    >>> sections("a.md", "x\\n<!-- pyagent:facts -->\\n3 files\\n<!-- /pyagent:facts -->\\n")
    (Section(name='facts', start=2, end=4, body=('3 files',)),)
    """
    found: list[Section] = []
    open_name, start = "", 0
    lines = split_lines(text)
    for number, closing, name in _marks(path, lines):
        if closing != bool(open_name) or (closing and name != open_name):
            return _broken(path, number, name, "its opening and closing marks do not match")
        if closing:
            found.append(Section(name, start, number, tuple(lines[start : number - 1])))
        elif any(section.name == name for section in found):
            return _broken(path, number, name, "it stands twice")
        open_name, start = ("", 0) if closing else (name, number)
    return _broken(path, start, open_name, "it is not closed") if open_name else tuple(found)


def body_of(path: str, text: str | None, name: str) -> tuple[str, ...]:
    """The lines of a section; none where the document does not have it.

    >>> body_of("a.md", None, "facts")
    ()
    """
    found = sections(path, text or "")
    known = () if isinstance(found, Refusal) else found
    return next((section.body for section in known if section.name == name), ())


def of_people(path: str, text: str) -> str:
    """The text with the marked sections left empty; every other line keeps its number.

    >>> of_people("a.txt", "x\\n# pyagent:facts\\n3\\n# /pyagent:facts\\ny")
    'x\\n\\n\\n\\ny'
    """
    found = sections(path, text)
    own = {n for s in (() if isinstance(found, Refusal) else found) for n in range(s.start, s.end + 1)}
    return "\n".join("" if number in own else line for number, line in enumerate(text.split("\n"), 1))


def update(path: str, text: str | None, name: str, body: Sequence[str], title: str = "") -> str | Refusal:
    """The document with the section's body replaced; updating twice is updating once.

    A new document begins with `title`; a document without the marks gets the section at its end.

    >>> update("a.md", "Mine\\n", "facts", ["3 files"])
    'Mine\\n\\n<!-- pyagent:facts -->\\n3 files\\n<!-- /pyagent:facts -->\\n'
    """
    if not text or not text.strip("\ufeff\r\n\t "):
        return "\ufeff" * (text or "").startswith("\ufeff") + "\n".join(
            [*_heading(title), *_marked(path, name, body), ""]
        )
    refusal = unsafe(path, text)
    if refusal:
        return refusal
    found = sections(path, text)
    if isinstance(found, Refusal):
        return found
    section = next((section for section in found if section.name == name), None)
    return _appended(path, text, name, body) if section is None else _replaced(path, text, section, body)


def unsafe(path: str, text: str) -> Refusal | None:
    """Why nothing may be written into a document: it has conflict markers, or it ends inside a code fence."""
    blocks = conflicts(text)
    if blocks:
        why = f"{path} has {len(blocks)} unresolved merge conflict{'s' * (len(blocks) > 1)}, the first at this line"
        return Refusal("documents", "conflict_marker", path, blocks[0].start, why, "resolve it, then run this again")
    unclosed = next((start for start, end in fences(split_lines(text)) if end is None), None)
    if _is_markup(path) and unclosed is not None:
        why = "a code fence is opened here and never closed, so that a section would become part of it"
        return Refusal("documents", "fence_unclosed", path, unclosed, why, "close the fence, then run this again")
    return None


def _marks(path: str, lines: Sequence[str]) -> list[tuple[int, bool, str]]:
    shown = set(fenced(lines)) if _is_markup(path) else set()
    patterns = (COMMENT,) if _is_markup(path) else (HASH, COMMENT)
    matches = (
        (n, p.fullmatch(line.removeprefix("\ufeff")))
        for n, line in enumerate(lines, 1)
        if "pyagent:" in line
        for p in patterns
    )
    return [(n, bool(match[1]), match[2]) for n, match in matches if match and n not in shown]


def _broken(path: str, line: int, name: str, what: str) -> Refusal:
    why = f"the marked section {name!r} cannot be told from the text around it: {what}"
    return Refusal("documents", "section_marks", path, line, why, "correct or remove its marks, then run this again")


def _replaced(path: str, text: str, section: Section, body: Sequence[str]) -> str:
    lines = text.split("\n")
    ending = "\r" if lines[section.start - 1].endswith("\r") else ""
    inside = [line + ending for line in _harmless(path, body)]
    return "\n".join([*lines[: section.start], *inside, *lines[section.end - 1 :]])


def _appended(path: str, text: str, name: str, body: Sequence[str]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = newline if text.endswith("\n") else newline * 2
    gap = "" if re.search(r"\n[ \t]*\r?\n\Z", text) else gap
    return text + gap + newline.join([*_marked(path, name, body), ""])


def _marked(path: str, name: str, body: Sequence[str]) -> list[str]:
    inside = _harmless(path, body)
    if _is_markup(path):
        return [f"<!-- pyagent:{name} -->", *inside, f"<!-- /pyagent:{name} -->"]
    return [f"# pyagent:{name}", *inside, f"# /pyagent:{name}"]


def _harmless(path: str, body: Sequence[str]) -> list[str]:
    """Lines that cannot be taken for a mark, a fence that swallows one, or a conflict."""
    flat = [part for line in body for part in line.splitlines() or [""]]
    return [" " + line if _is_special(path, line) else line for line in flat]


def _is_special(path: str, line: str) -> bool:
    marks = COMMENT.fullmatch(line) or HASH.fullmatch(line)
    return bool(marks) or line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||"))


def _heading(title: str) -> list[str]:
    return [f"# {title}", ""] if title else []


def _is_markup(path: str) -> bool:
    return path.lower().endswith(MARKUP)
