"""Rules over facts -> findings, and the whole analysis as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pyagent_cli.core.fingerprints import with_fingerprints
from pyagent_cli.core.interests import (
    ConflictMarkers,
    CyclicImports,
    Functions,
    ImportEdges,
    Interest,
    Modules,
    UnusedImports,
)

if TYPE_CHECKING:
    from pyagent_cli.core.fast import FactTable
    from pyagent_cli.core.interests import Rule
    from pyagent_cli.core.model import Allowance, Analysis, Finding

SCHEMA_VERSION = 1
PYTHON = (".py", ".pyi", ".pyw")
OTHER_SUFFIXES = "rs js jsx ts tsx go java c h cc cpp hpp cs rb php kt swift scala sh"
OTHER_LANGUAGES = frozenset(OTHER_SUFFIXES.split())


def eligible(paths: Iterable[str], named: Collection[str] = ()) -> tuple[str, ...]:
    """The paths that an analysis reads, sorted: Python, and of any kind what somebody named.

    >>> eligible(["b.py", "a.pyi", "README.md"]), eligible(["b.py", "notes.txt", "README.md"], {"notes.txt"})
    (('a.pyi', 'b.py'), ('b.py', 'notes.txt'))
    """
    return tuple(sorted(path for path in paths if path.endswith(PYTHON) or path in named))


def check_all(analyzers: Iterable[Rule], table: FactTable, limits: Mapping[str, int]) -> tuple[Finding, ...]:
    """What every rule finds, by path, line and rule; `limits` replace a rule's own by its name."""
    found: list[Finding] = []
    for analyzer in analyzers:
        limit = limits.get(analyzer.name, analyzer.limit or 0)
        found += analyzer.check(_rows(analyzer.interest, table, limit), limit)
    return with_fingerprints(_not_allowed(found, table.allowances()))


def _not_allowed(findings: Sequence[Finding], allowances: Sequence[Allowance]) -> Sequence[Finding]:
    """Findings but for those that a comment allows: on their line, alone on the line above, or, about a whole
    module, alone on any line."""
    here = {(row.path, row.line + shift, rule) for row in allowances for rule in row.rules for shift in (0, row.alone)}
    anywhere = {(row.path, rule) for row in allowances if row.alone for rule in row.rules}
    return [
        finding
        for finding in findings
        if (finding.path, finding.line, finding.rule) not in here
        and (finding.symbol or (finding.path, finding.rule) not in anywhere)
    ]


def _rows(interest: Interest, table: FactTable, limit: int) -> Sequence[Any]:
    """The facts that a rule asked for, and no others."""
    match interest:
        case Modules(metric):
            return table.modules_over(metric, limit)
        case Functions(metric):
            return table.functions_over(metric, limit)
        case UnusedImports():
            return table.unused_imports()
        case ImportEdges():
            return table.import_edges()
        case CyclicImports():
            return table.cyclic_edges()
        case ConflictMarkers():
            return table.conflict_markers()


def measured(paths: Sequence[str], read: Callable[[str], bytes]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What files of other tools say, and what nothing says: two tuples of one line each.

    >>> measured(["a.py", "web/b.js"], lambda path: b"")[1]
    ('coverage: no coverage.json', 'tests: not run', 'other languages: 1 .js')
    """
    coverage = _coverage(read("coverage.json")) if "coverage.json" in paths else None
    missing = "coverage.json has no totals" if "coverage.json" in paths else "no coverage.json"
    unknown = [] if coverage else [f"coverage: {missing}"]
    unknown.append("tests: not run")
    others = _other_languages(paths)
    unknown += [f"other languages: {others}"] if others else []
    return (coverage,) if coverage else (), tuple(unknown)


def _coverage(data: bytes) -> str | None:
    try:
        percent = json.loads(data)["totals"]["percent_covered"]
    except (ValueError, KeyError, TypeError):
        return None
    return f"coverage: {percent:.1f} % of lines, read from coverage.json" if isinstance(percent, int | float) else None


def _other_languages(paths: Iterable[str]) -> str:
    suffixes = (path.rpartition(".")[2] for path in paths if "." in path.rpartition("/")[2])
    tally = Counter(suffix for suffix in suffixes if suffix in OTHER_LANGUAGES)
    return ", ".join(f"{count} .{suffix}" for suffix, count in sorted(tally.items()))


def report_json(analysis: Analysis, modules_json: str) -> str:
    """The whole analysis as one JSON document; `modules_json` is the table's and is put in as it stands."""
    parts = {
        "schema_version": str(SCHEMA_VERSION),
        "revision": _dump(analysis.revision),
        "summary": _dump(asdict(analysis.summary)),
        "modules": modules_json,
        "findings": _dump_rows(map(asdict, analysis.findings)),
        "skipped": _dump_rows(map(asdict, analysis.skipped)),
        "measured": _dump(analysis.measured),
        "not_measured": _dump(analysis.not_measured),
    }
    return "{" + ",\n".join(f'"{name}":{text}' for name, text in parts.items()) + "}"


def _dump_rows(rows: Iterable[object]) -> str:
    return "[" + ",\n".join(map(_dump, rows)) + "]"


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
