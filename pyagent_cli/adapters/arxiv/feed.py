"""An Atom feed of arXiv -> its package's result type; what is no feed is a typed error, never a part of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from pyagent_cli.core.papers.identifiers import ARXIV as IDENTIFIER

if TYPE_CHECKING:
    from arxiv import Result  # type: ignore[import-untyped]  # it ships no types

ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
ARXIV = "{http://arxiv.org/schemas/atom}"
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class MalformedFeed(Exception):
    """The answer is not the Atom feed that was asked for."""


@dataclass(frozen=True, slots=True)
class Feed:
    total: int  # what the server says it has, of which this page may hold less
    results: tuple[Result, ...]
    errors: tuple[str, ...]  # what the server says is wrong with the question


def read_feed(data: bytes) -> Feed:
    """Parse an answer. Raises MalformedFeed; declarations of entities are refused, so that none is ever expanded."""
    root = _root(data)
    entries = root.findall(f"{ATOM}entry")
    errors = [entry for entry in entries if "/api/errors" in _text(entry, f"{ATOM}id")]
    results = tuple(map(_result, (entry for entry in entries if entry not in errors)))
    return Feed(_total(root), results, tuple(_text(entry, f"{ATOM}summary") for entry in errors))


def _root(data: bytes) -> ElementTree.Element:
    try:
        text = ILLEGAL.sub("\ufffd", data.decode("utf-8"))
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise MalformedFeed("it declares entities")
        root = ElementTree.fromstring(text)
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError) as error:
        raise MalformedFeed(f"it is not XML ({error})") from error
    if root.tag != f"{ATOM}feed":
        raise MalformedFeed("it is not an Atom feed")
    return root


def _total(root: ElementTree.Element) -> int:
    text = _text(root, f"{OPENSEARCH}totalResults")
    if not text.isdecimal():
        raise MalformedFeed("it does not say how many results there are")
    return int(text)


def _result(entry: ElementTree.Element) -> Result:
    from arxiv import Result

    place = _text(entry, f"{ATOM}id")
    if not IDENTIFIER.fullmatch(place.split("arxiv.org/abs/")[-1]):
        raise MalformedFeed("an entry has no arXiv id")
    return Result(
        entry_id=place,
        updated=_moment(entry, f"{ATOM}updated"),
        published=_moment(entry, f"{ATOM}published"),
        title=_text(entry, f"{ATOM}title"),
        authors=[Result.Author(_text(author, f"{ATOM}name")) for author in entry.iterfind(f"{ATOM}author")],
        summary=_text(entry, f"{ATOM}summary"),
        comment=_text(entry, f"{ARXIV}comment"),
        doi=_text(entry, f"{ARXIV}doi"),
        categories=list(_categories(entry)),
    )


def _categories(entry: ElementTree.Element) -> Iterator[str]:
    """The primary one first; classes of other schemes stand among them as arXiv gives them."""
    terms = [entry.find(f"{ARXIV}primary_category"), *entry.iterfind(f"{ATOM}category")]
    yield from dict.fromkeys(term.get("term", "") for term in terms if term is not None and term.get("term"))


def _moment(entry: ElementTree.Element, tag: str) -> datetime:
    try:
        return datetime.fromisoformat(_text(entry, tag))
    except ValueError as error:
        raise MalformedFeed(f"an entry has no date ({error})") from error


def _text(element: ElementTree.Element, tag: str) -> str:
    return " ".join((element.findtext(tag) or "").split())
