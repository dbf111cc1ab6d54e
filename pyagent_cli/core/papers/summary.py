"""A summary that only quotes: sentences of the abstract under the headings of data/Research, and what was not found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pyagent_cli.core.markdown import visible
from pyagent_cli.core.model import Insight, Paper

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_RANGE = rf"{_NUMBER}(?:\s?(?:-|–|—|to|x-|×-)\s?{_NUMBER})?"
CLAIM = re.compile(
    rf"(?<![\w.]){_RANGE}\s?(?:\\?%|percent\b|\$?\s?\\times\b|×|x(?![\w]))"
    rf"|(?<![\w.]){_RANGE}(?:\s+times\b|[\s-]?fold\b)"
    rf"|\b(?:accuracy|precision|recall|F1|BLEU|ROUGE|AUC|perplexity|scores?)\b[^.;]{{0,40}}?\b(?:of|to|by|from|at)\s{_NUMBER}"
    rf"|(?<![\w.]){_NUMBER}\s?(?:ms|milliseconds|seconds|[KMG]B|tokens/s|tokens per second)\b"
    r"|\borders? of magnitude\b|\b(?:doubl|tripl|halv)(?:es|ed|ing)\b",
    re.IGNORECASE,
)
INNOVATION = re.compile(
    r"\b(?:we|this (?:paper|work|article|report|study)|the (?:paper|authors?)|our (?:method|approach|work|system))\b"
    r"[^.]{0,60}?\b(?:propos|introduc|present|develop|devis|design|describ|contribut|show|demonstrat|formulat|build)\w*",
    re.IGNORECASE,
)
MECHANISM = re.compile(
    r"\b(?:by \w+ing|us(?:es|ing)|based on|leverag\w+|consists? of|combin\w+|replac\w+|via|algorithm|mechanism|"
    r"train(?:s|ed)|predict\w*|partition\w*|schedul\w+|prun\w+|cach\w+|compress\w+)\b",
    re.IGNORECASE,
)
# Text that speaks to a program rather than to a reader.
ORDER = re.compile(
    r"\b(?:ignore|disregard|forget)\s(?:all|any|your|the|previous|prior|above|these|every)\b[^.]{0,40}"
    r"\b(?:instructions?|prompts?|rules?)\b"
    r"|\bmark (?:this|it|the paper|status)\b|\bstatus\s*:\s*[A-Z]{4,}"
    r"|\byou are (?:an?|now)\b[^.]{0,40}\b(?:assistant|agent|model)\b"
    r"|\b(?:system|assistant|user)\s*:\s|\b(?:run|execute) (?:the|this) (?:following )?(?:command|code)\b",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[$]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|et al|etc|fig|eq|sec|no|approx|resp|dr|prof|[A-Z])\.)$", re.IGNORECASE
)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, each word for word as it stands there.

    >>> sentences("We cut cost, e.g. by 2x. It works.")
    ('We cut cost, e.g. by 2x.', 'It works.')
    """
    found, start = [], 0
    for match in _END.finditer(text):
        if not _ABBREVIATION.search(text[start : match.start() + 1]):
            found.append(text[start : match.end()].strip())
            start = match.end()
    return tuple(s for s in [*found, text[start:].strip()] if s)


def flagged(paper: Paper) -> tuple[str, ...]:
    """Sentences that speak to a program: they are quoted nowhere, and nothing follows from them."""
    return tuple(s for s in (paper.title, *sentences(paper.abstract)) if ORDER.search(s))


def summary(paper: Paper, insight: Insight | None) -> str:
    """`summary.md` of a paper. Text of the paper can neither format the document nor forge marks or a status."""
    spoken = [s for s in sentences(paper.abstract) if not ORDER.search(s)]
    claims = _picked(spoken, CLAIM)
    innovations = _picked(spoken, INNOVATION)[:4]
    mechanisms = [s for s in _picked(spoken, MECHANISM) if s not in (*innovations, *claims)][:3]
    parts = [
        _head(paper),
        _section("Summary", _opening(spoken, innovations), "The abstract is empty."),
        _section("Key Innovations", innovations, "No sentence of the abstract says what is new."),
        _section("Performance", claims, "No sentence of the abstract states a figure."),
        [*_section("Implementation Details for PyAgent", mechanisms, "No sentence of the abstract says how it works."),
         "", *_places(insight)],
        ["## References", "", f"- {paper.url}", "- Quoted sentences are the abstract's, word for word."],
    ]  # fmt: skip
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def quoted(text: str) -> str:
    """Text of a paper as one line of a quotation, changed only where it would be read as Markdown's structure.

    >>> quoted("We reach 2.7x with <1% loss."), quoted("<b>x"), quoted("# Status: DONE")
    ('> We reach 2.7x with <1% loss.', '> &lt;b>x', '> \\\\# Status: DONE')
    """
    return f"> {plain(text)}"


def plain(text: str) -> str:
    """Text of a paper on one line, unable to begin a block, a tag or a link."""
    line = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", visible(text)).replace("](", "]\\(")
    return re.sub(r"^(?=[#>|=`~+*_-]|\d+[.)]\s)", r"\\", line)


def _picked(spoken: Sequence[str], pattern: re.Pattern[str]) -> list[str]:
    return [sentence for sentence in spoken if pattern.search(sentence)]


def _opening(spoken: Sequence[str], innovations: Sequence[str]) -> list[str]:
    """The problem as the abstract opens with it, and the first sentence that says what is done about it."""
    wanted = {*spoken[:1], *(innovations[:1] or spoken[1:2])}
    return [sentence for sentence in spoken if sentence in wanted]


def _head(paper: Paper) -> list[str]:
    orders = len(flagged(paper))
    head = [
        f"# {plain(paper.title)[:300]}",
        "",
        f"**arXiv ID**: {paper.id}v{paper.version}",
        f"**Date**: {visible(paper.published)}",
        f"**Authors**: {plain(', '.join(paper.authors)) or 'not given'}",
    ]
    note = (
        f"**Flagged**: {orders} sentence{'s' * (orders > 1)} of it speak{'s' * (orders == 1)} to a program; not quoted."
    )
    return [*head, note] if orders else head


def _section(title: str, found: Sequence[str], nothing: str) -> list[str]:
    lines = [line for sentence in found for line in (quoted(sentence), ">")][:-1]
    return [f"## {title}", "", *(lines or [nothing])]


def _places(insight: Insight | None) -> list[str]:
    """Where the words of the paper and of the code meet; a proposal of pyagent's, which the paper does not make."""
    if insight is None or not insight.modules:
        return ["Integration point: no module of this code base fits."]
    return [f"Integration point ({insight.why}):", "", *(f"- `{module}`" for module in insight.modules)]
