"""Papers and addresses that a text names: every notation of a paper becomes one id, its version kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyagent_cli.core.model import Mention
from pyagent_cli.errors import UsageError

_NEW = r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|"
    "q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_OLD = rf"(?:{_ARCHIVES})(?:\.[A-Z]{{2}})?/\d{{2}}(?:0[1-9]|1[0-2])\d{{3}}"
_VERSION = r"(?:v([1-9]\d{0,2}))?(?!\d)"
ARXIV = re.compile(rf"({_NEW}|{_OLD}){_VERSION}")
OF_ARXIV = re.compile(rf"(?i:arxiv)\s?[:.]?\s?(?:preprint\s)?({_NEW}|{_OLD}){_VERSION}")
ON_A_SITE = re.compile(
    r"(?i:arxiv\.org/(?:abs|pdf|html|format|e-print|src)|ar5iv(?:\.labs\.arxiv)?\.org/(?:abs|html)|"
    rf"huggingface\.co/papers|alphaxiv\.org/abs)/({_NEW}|{_OLD}){_VERSION}"
)
FOLDER = re.compile(
    rf"(?i:data[/\\]research)[/\\]({_NEW}|(?:{_ARCHIVES})(?:\.[A-Z]{{2}})?_\d{{2}}(?:0[1-9]|1[0-2])\d{{3}}){_VERSION}"
)
VERSIONED = re.compile(rf"(?<![\w./-])({_NEW})v([1-9]\d{{0,2}})(?![\w])")
OLD_STYLE = re.compile(rf"(?<![\w./-])({_OLD}){_VERSION}(?![\w/]|\.\w)")
BARE = re.compile(rf"(?<![\w./$€£-])({_NEW}){_VERSION}(?![\w%]|[.,]\d)")
ENCLOSED = re.compile(rf"(?:^\s*|[\[|]\s*)({_NEW}){_VERSION}(?=\s*(?:[\]|]|$))")
DOI = re.compile(r"(?<![\w.])(10\.\d{4,9}/[^\s\"'<>`|]{1,300})")
ITEM = re.compile(r"(?<![A-Za-z0-9])S(\d{7}[\dX]\d{7}[\dX])(?![A-Za-z0-9])")
NAMED_ITEM = re.compile(r"(?i:asej|pii|sciencedirect)[\s:=/_-]{1,3}(?:pii/)?S?(\d{7}[\dX]\d{7}[\dX])(?![A-Za-z0-9])")
URL = re.compile(r"https?://[^\s<>\"`|\\]{1,2000}")
_PAIRS = {")": "(", "]": "[", "}": "{"}


def mentions(path: str, text: str) -> tuple[Mention, ...]:
    """Every paper named in a text, once per line and id, in reading order: arXiv, publisher items (PII), DOIs.

    >>> [(m.id, m.version, m.line) for m in mentions("a.md", "see arXiv:2401.15077v2.\\nhttps://arxiv.org/abs/cs/0501001")]
    [('2401.15077', 2, 1), ('cs/0501001', None, 2)]
    """
    return tuple(
        Mention(paper, version, path, number, _shown(line))
        for number, line in enumerate(text.split("\n"), 1)
        for paper, version in _once(_papers(_decoded(line)))
    )


def links(path: str, text: str) -> tuple[Mention, ...]:
    """Addresses that are no paper, without the punctuation of the sentence around them.

    >>> [link.id for link in links("a.md", "(see https://example.org/a_(b)?x=1&y=2000.)")]
    ['https://example.org/a_(b)?x=1&y=2000']
    """
    return tuple(
        Mention(url, None, path, number, _shown(line))
        for number, line in enumerate(text.split("\n"), 1)
        for url in dict.fromkeys(address(match[0]) for match in URL.finditer(line))
        if "://" in url and url.split("://")[1] and not list(_papers(_decoded(url)))
    )


def address(text: str) -> str:
    """An address without what the sentence put behind it.

    >>> address("https://arxiv.org/list/cs.AI/recent?skip=0&show=2000.")
    'https://arxiv.org/list/cs.AI/recent?skip=0&show=2000'
    """
    while text and (text[-1] in ".,;:!?'*_" or _closes_nothing(text)):
        text = text[:-1]
    return text


def is_arxiv(paper: str) -> bool:
    """Whether an id is arXiv's, rather than a DOI or a publisher's item.

    >>> is_arxiv("2401.15077"), is_arxiv("S2090447925006203")
    (True, False)
    """
    return ARXIV.fullmatch(paper) is not None


def parse(text: str) -> tuple[str, int | None]:
    """The id and version that an argument names, in any notation. Raises UsageError for anything else.

    >>> parse("https://arxiv.org/pdf/2401.15077v3.pdf")
    ('2401.15077', 3)
    """
    match = ARXIV.fullmatch(text.strip())
    found = [_arxiv(match)] if match else list(_papers(_decoded(text)))
    if not found or not is_arxiv(found[0][0]):
        raise UsageError(f"{text!r} names no arXiv paper; write it like 2401.15077, arXiv:2401.15077v2 or its address.")
    return found[0]


def folder(paper: str, version: int) -> str:
    """The name of a paper's folder under data/Research.

    >>> folder("cs/0501001", 2)
    'cs_0501001v2'
    """
    if not is_arxiv(paper) or version < 1:
        raise UsageError(f"{paper!r} is no arXiv id, so it has no folder.")
    return f"{paper.replace('/', '_')}v{version}"


def known_folder(path: str) -> tuple[str, int] | None:
    """The id and version of the paper whose folder a path lies in; None when it lies in none.

    >>> known_folder("data/Research/2401.15077v1/summary.md")
    ('2401.15077', 1)
    """
    match = FOLDER.match(path)
    if match is None or match[2] is None:
        return None
    return _without_class(match[1].replace("_", "/")), int(match[2])


def _papers(line: str) -> Iterator[tuple[str, int | None]]:
    """The papers of one line, those of addresses too; what is inside an address is not read a second time."""
    text = URL.sub(lambda match: " " * len(match[0]), line)
    found: list[tuple[int, str, int | None]] = []
    for match in URL.finditer(line):
        found += [(match.start(), *paper) for paper in _of_address(address(match[0]))]
    found += [(start, *paper) for start, paper in _of_prose(text)]
    yield from ((paper, version) for _, paper, version in sorted(found, key=lambda row: row[0]))


def _of_address(url: str) -> Iterator[tuple[str, int | None]]:
    if "id_list=" in url:
        yield from map(_arxiv, ARXIV.finditer(url.split("id_list=")[1].split("&")[0]))
        return
    match = ON_A_SITE.search(url) or OF_ARXIV.search(url) or FOLDER.search(url)
    if match:
        yield _arxiv(match)
    elif item := ITEM.search(url):
        yield from _item(item[1])
    elif doi := DOI.search(url):
        yield _doi(doi[1])


def _of_prose(text: str) -> Iterator[tuple[int, tuple[str, int | None]]]:
    rest = text
    for pattern in _arxiv_patterns(text):
        for match in pattern.finditer(rest):
            yield match.start(1), _arxiv(match)
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    for match in DOI.finditer(rest):
        yield match.start(1), _doi(match[1])
    rest = DOI.sub(lambda match: " " * len(match[0]), rest)
    for pattern in (NAMED_ITEM, ITEM):
        for match in pattern.finditer(rest):
            yield from ((match.start(1), item) for item in _item(match[1]))


def _arxiv_patterns(text: str) -> tuple[re.Pattern[str], ...]:
    """A bare number counts where it has a version, stands alone, or arXiv is spoken of on the same line."""
    always = (ON_A_SITE, OF_ARXIV, FOLDER, VERSIONED, OLD_STYLE, ENCLOSED)
    return (*always, BARE) if re.search(r"(?i)arxiv", text) else always


def _arxiv(match: re.Match[str]) -> tuple[str, int | None]:
    return _without_class(match[1].replace("_", "/")), int(match[2]) if match[2] else None


def _without_class(paper: str) -> str:
    """`math.GT/0309136` and `math/0309136` are one paper."""
    archive, slash, number = paper.partition("/")
    return f"{archive.split('.')[0]}/{number}" if slash else paper


def _doi(text: str) -> tuple[str, int | None]:
    doi = address(text).lower()
    inner = ARXIV.fullmatch(doi.removeprefix("10.48550/arxiv."))
    return _arxiv(inner) if inner and doi.startswith("10.48550/arxiv.") else (doi, None)


def _item(digits: str) -> Iterator[tuple[str, None]]:
    """A publisher item identifier begins with its journal's ISSN, whose check digit tells it from other numbers."""
    weights = range(8, 1, -1)
    if not digits[:7].isdigit():
        return
    remainder = -sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    if "0123456789X"[remainder] == digits[7]:
        yield f"S{digits}", None


def _decoded(line: str) -> str:
    return line.replace("%2F", "/").replace("%2f", "/").replace("%3A", ":").replace("%3a", ":")


def _once(papers: Iterable[tuple[str, int | None]]) -> Iterator[tuple[str, int | None]]:
    """Each id once; the version of its first mention that has one."""
    versions: dict[str, int | None] = {}
    for paper, version in papers:
        versions[paper] = versions.get(paper) or version
    yield from versions.items()


def _shown(line: str) -> str:
    text = line.strip()
    return text if len(text) <= 200 else text[:199] + "…"


def _closes_nothing(text: str) -> bool:
    return text[-1] in _PAIRS and text.count(text[-1]) > text.count(_PAIRS[text[-1]])
