"""A paper -> the modules of a code base that speak of the same things, by their words and without model weights.

BM25 over weighted fields (path, names, docstrings, other identifiers): see `rank`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from pyagent_cli.core.model import Insight, Paper
from pyagent_cli.core.papers.words import terms

PATH, NAMES, PROSE, OTHER = range(4)
WEIGHTS = (4.0, 2.0, 1.0, 0.2)
LENGTH = (0.3, 0.75, 0.75, 0.75)  # how much a long field is held against a module
SATURATION = 1.2
ASIDE = ("test", "tests", "benchmark", "benchmarks", "example", "examples", "docs", "scripts", "conftest", "setup")
DEFINED = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
DOCSTRING = re.compile(r"\"\"\"(.*?)\"\"\"|'''(.*?)'''", re.DOTALL)
COMMENT = re.compile(r"#(.*)")
IDENTIFIER = re.compile(r"[A-Za-z_]\w{2,}")
SHARE = 0.09  # of the weight of a paper's words that a module must share to fit (measured: docs/research.md)
WORDS = 3  # of a paper that a module must share to fit


@dataclass(frozen=True, slots=True)
class Match:
    """`share` is how much of the paper's words, weighed by their rarity here, the module has; `words` matched most."""

    path: str
    score: float
    share: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """The words of a code base: per word, its weight in each module that has it."""

    paths: tuple[str, ...]
    postings: Mapping[str, tuple[tuple[int, float], ...]]


def index(files: Iterable[tuple[str, str]]) -> Index:
    """Read (path, text) of the modules of a code base; tests, examples and package markers are left out."""
    modules = [(path, fields(path, text)) for path, text in files if _is_wanted(path)]
    averages = [max(1.0, sum(m[1][f].total() for m in modules) / max(1, len(modules))) for f in range(len(WEIGHTS))]
    postings: dict[str, list[tuple[int, float]]] = {}
    for number, (_, found) in enumerate(modules):
        for word, weight in _weighed(found, averages).items():
            postings.setdefault(word, []).append((number, weight))
    return Index(tuple(path for path, _ in modules), {word: tuple(rows) for word, rows in postings.items()})


def fields(path: str, text: str) -> tuple[Counter[str], ...]:
    """The words of a module: of its path, of what it defines, of its prose, and of everything else."""
    prose = " ".join(a or b for a, b in DOCSTRING.findall(text))
    rest = DOCSTRING.sub(" ", text)
    prose += " " + " ".join(COMMENT.findall(rest))
    name = " ".join(_parts(path))
    names = " ".join(DEFINED.findall(rest))
    other = " ".join(IDENTIFIER.findall(COMMENT.sub(" ", rest)))
    return tuple(Counter(stem for stem, _ in terms(part)) for part in (name, names, prose, other))


def rank(known: Index, title: str, abstract: str, top: int = 5) -> tuple[Match, ...]:
    """The modules nearest to a paper, best first; equal scores by path. Words of the title count twice."""
    said = [*terms(title), *terms(title), *terms(abstract)]
    query, shown = Counter(stem for stem, _ in said), dict(reversed(said))
    rarity = {word: _rarity(known, word) * log(1 + count) for word, count in query.items()}
    scores: dict[int, float] = {}
    parts: dict[int, list[tuple[float, str]]] = {}
    for word, worth in sorted(rarity.items()):
        for number, weight in known.postings.get(word, ()):
            gain = worth * weight / (SATURATION + weight)
            scores[number] = scores.get(number, 0.0) + gain
            parts.setdefault(number, []).append((gain, shown[word]))
    best = sorted(scores, key=lambda number: (-round(scores[number], 9), known.paths[number]))[:top]
    total = sum(rarity.values()) or 1.0
    return tuple(_match(known.paths[n], scores[n], scores[n] / total, parts[n]) for n in best)


def insight(known: Index, paper: Paper, top: int = 5) -> Insight:
    """The modules that fit a paper; none is an answer."""
    matches = [m for m in rank(known, paper.title, paper.abstract, top) if m.share >= SHARE and len(m.words) >= WORDS]
    if not matches:
        return Insight(paper.id, paper.title, (), "no module of this code base fits")
    words = ", ".join(matches[0].words)
    return Insight(paper.id, paper.title, tuple(m.path for m in matches), f"words in common with the first: {words}")


def _match(path: str, score: float, share: float, parts: Sequence[tuple[float, str]]) -> Match:
    words = sorted(parts, key=lambda part: (-round(part[0], 9), part[1]))
    return Match(path, round(score, 6), round(share, 6), tuple(word for _, word in words[:5]))


def _weighed(found: Sequence[Counter[str]], averages: Sequence[float]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for counts, weight, length, average in zip(found, WEIGHTS, LENGTH, averages, strict=True):
        scale = weight / (1 - length + length * counts.total() / average)
        for word, count in counts.items():
            weights[word] = weights.get(word, 0.0) + scale * count
    return weights


def _rarity(known: Index, word: str) -> float:
    having = len(known.postings.get(word, ()))
    return log(1 + (len(known.paths) - having + 0.5) / (having + 0.5))


def _is_wanted(path: str) -> bool:
    names = _parts(path)
    aside = any(name in ASIDE or name.startswith("test_") or name.endswith("_test") for name in names)
    return path.endswith(".py") and not aside and names[-1] not in ("__init__", "__main__")


def _parts(path: str) -> list[str]:
    return path.removesuffix(".py").split("/")
