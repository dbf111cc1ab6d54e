"""What makes two findings the same one, although lines have moved or a figure has changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pyagent_cli.core.model import Finding


def with_fingerprints(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by path, line and rule, each with its fingerprint; two of a kind are told apart by their order."""
    seen: Counter[tuple[str, str, str, str]] = Counter()
    named: list[Finding] = []
    for finding in sorted(findings, key=lambda f: (f.path, f.line, f.rule, f.symbol, f.message)):
        kind = (finding.rule, finding.path, finding.symbol, normalised(finding.message))
        named.append(replace(finding, fingerprint=fingerprint(*kind, seen[kind])))
        seen[kind] += 1
    return tuple(named)


def fingerprint(rule: str, path: str, symbol: str, text: str, ordinal: int) -> str:
    """The identity of a finding, the same on every machine.

    >>> fingerprint("long_module", "a.py", "", "# lines", 0)
    '51d510aa5293f4a0'
    """
    import hashlib  # loads OpenSSL, which a scan without findings does not pay for

    what = "\0".join((rule, path, symbol, text, str(ordinal)))
    return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def normalised(text: str) -> str:
    """A message without its figures and with single spaces.

    >>> normalised("812 lines  (limit 500)")
    '# lines (limit #)'
    """
    return " ".join(re.sub(r"\d+(?:\.\d+)?", "#", text).split())
