"""What a part is called: after its banner, its family of classes, its dominant word or its main definition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

from pyagent_cli.core.split.source import Unit

WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
RULE = re.compile(r"^#[\s\-=#*~_+.]*$")
BANNER = re.compile(r"^#+\s*[-=#*~_+]{3,}\s*(\w[\w ,/&'()-]*?)\s*[-=#*~_+]*\s*$|^#{2,}\s*(\w[\w ,/&'-]*?)\s*#*\s*$")
COMMON = frozenset({
    "a", "add", "all", "an", "and", "as", "at", "base", "by", "cls", "def", "do", "for", "from", "get", "has",
    "in", "init", "is", "it", "make", "new", "no", "not", "of", "on", "or", "self", "set", "the", "to", "use",
    "with", "call", "check", "default", "py",
})  # fmt: skip


def words(name: str) -> list[str]:
    """The words of an identifier, lower case.

    >>> words("HTTPServer_errors2")
    ['http', 'server', 'errors', '2']
    """
    return [word.lower() for word in WORDS.findall(name)]


def banner(comments: Sequence[str]) -> str | None:
    r"""The title of a banner comment.

    >>> banner(["# ---- Reading, writing ----\n"]), banner(["# ======\n", "# Types\n", "# ======\n"]), banner(["# x\n"])
    ('Reading, writing', 'Types', None)
    """
    lines = [line.strip() for line in comments]
    for line in lines:
        match = BANNER.match(line)
        if match and (match[1] or match[2]):
            return match[1] or match[2]
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        if len(above) > 3 and len(below) > 3 and RULE.match(above) and RULE.match(below) and re.match(r"#\s*\w", line):
            return line.strip("# \t")
    return None


def part_names(parts: Sequence[tuple[Sequence[Unit], str | None]], taken: Set[str]) -> list[str]:
    """A distinct private name for each part, from its units and its banner."""
    used = set(taken)
    names = []
    for units, title in parts:
        name = next(name for name in _candidates(units, title) if name not in used)
        used.add(name)
        names.append(name)
    return names


def _candidates(units: Sequence[Unit], title: str | None) -> Iterator[str]:
    bases = [*_titled(title), *_family(units), *_dominant(units), *_main(units)]
    for base in bases:
        yield "_" + base
    stem = bases[0] if bases else "definitions"
    for other in bases[1:]:
        yield f"_{stem}_{other}"
    yield f"_{stem}"
    number = 2
    while True:
        yield f"_{stem}_{number}"
        number += 1


def _titled(title: str | None) -> list[str]:
    found = [word for word in words(title or "") if word not in COMMON]
    return ["_".join(found)] if 0 < len(found) <= 4 else []


def _named(units: Sequence[Unit]) -> list[tuple[str, int, bool]]:
    return [
        (getattr(node, "name", ""), unit.lines, type(node).__name__ == "ClassDef")
        for unit in units
        for node in unit.nodes
        if unit.is_definition
    ]


def _family(units: Sequence[Unit]) -> list[str]:
    """The common last word of most classes: `_errors`."""
    named = _named(units)
    total = sum(lines for _, lines, _ in named)
    endings: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for name, lines, is_class in named:
        last = (words(name) or [""])[-1]
        if is_class and last not in COMMON and not last.isdigit():
            endings[last] += lines
            counts[last] += 1
    best = _first(Counter({word: size for word, size in endings.items() if counts[word] > 1}))
    return [_plural(best)] if best and endings[best] * 2 >= total else []


def _plural(word: str) -> str:
    return word if word.endswith("s") else word[:-1] + "ies" if word.endswith("y") else word + "s"


def _dominant(units: Sequence[Unit]) -> list[str]:
    """The word that is in most of the lines, when at least two definitions have it."""
    weights: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for name, lines, _ in _named(units):
        for word in dict.fromkeys(words(name)):
            if word not in COMMON and len(word) > 1 and not word.isdigit():
                weights[word] += lines
                counts[word] += 1
    total = sum(lines for _, lines, _ in _named(units))
    best = _first(Counter({word: weight for word, weight in weights.items() if counts[word] > 1}))
    return [best] if best and weights[best] * 3 >= total else []


def _main(units: Sequence[Unit]) -> list[str]:
    named = sorted(_named(units), key=lambda item: -item[1])
    found = ["_".join(words(name)) for name, _, _ in named]
    bound = ["_".join(words(name)) for unit in units for name in sorted(unit.names.binds)]
    return [name for name in (*found, *bound) if name and not name.isdigit()]


def _first(counter: Counter[str]) -> str | None:
    return min(counter, key=lambda word: (-counter[word], word)) if counter else None
