"""Text and identifiers -> the words that two texts can have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
PIECE = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_COMMON = """
a about above achieve across all also although an and any approach are art as at base based be been being best
better between both but by can class compare compared could data def demonstrate different do does each effective
efficient efficiently end enable evaluate even every existing experiment extensive few file first for framework
from function further give given has have here high higher how however if import improve in include including
init int into introduce is it its large less level low lower main many may method model module more most much
multiple must name need new no non none not novel object of often on one only or other our out over paper param
per perform performance present problem propose proposed provide python recent recently require result return
same self set several should show shown significant significantly simple since single small so some state str
such system task than that the their them then there these they this those three through thus to true two type
under up use used using value various very via was way we well were what when where whether which while will
with within without work would yet you your
"""
COMMON = frozenset(_COMMON.split())
ENDINGS = (
    *("izations", "isations", "ization", "isation", "ations", "ation", "ators", "ator", "ingly", "ments", "ings"),
    *("ing", "edly", "ies", "ers", "ed", "es", "ly", "s", "e"),
)
ROOTS = {"ization": "iz", "isation": "iz", "ation": "at", "ator": "at", "ment": "ment", "ie": "y"}


def terms(text: str) -> Iterator[tuple[str, str]]:
    """(stem, word) of a text: names as their parts, neighbours also as one word.

    >>> list(terms("KVCache pruning"))
    [('kv', 'kv'), ('cach', 'cache'), ('kvcach', 'kv cache'), ('prun', 'pruning'), ('cachprun', 'cache pruning')]
    """
    previous = ("", "")
    for token in TOKEN.findall(text):
        for piece in map(str.lower, PIECE.findall(token)):
            found = stem(piece)
            if found:
                yield found, piece
            if found and previous[0]:
                yield previous[0] + found, f"{previous[1]} {piece}"
            previous = (found, piece)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without its ending; "" for a word that says nothing.

    >>> stem("caches"), stem("caching"), stem("quantization"), stem("quantize"), stem("the")
    ('cach', 'cach', 'quantiz', 'quantiz', '')
    """
    if word in COMMON or len(word) < 2 or word.isdigit():
        return ""
    if word.endswith(("ss", "us", "is")):
        return word
    ending = next((e for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    root = word[: len(word) - len(ending)] + ROOTS.get(ending.removesuffix("s"), "")
    return root[:-1] if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "aeiousl" else root
