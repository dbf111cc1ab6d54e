"""An analysis as text for a terminal, a pull request or a runner's log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pyagent_cli.core.model import Analysis, Finding

SEVERITIES = ("info", "warning", "error")
COMMANDS = {"split_module": "pyagent refactor split", "remove_unused_imports": "pyagent refactor remove-unused-imports"}


def reaches(finding: Finding, threshold: str) -> bool:
    """Whether a finding is at or above a severity; nothing reaches "never"."""
    return threshold != "never" and SEVERITIES.index(finding.severity) >= SEVERITIES.index(threshold)


def worst(findings: Sequence[Finding], count: int = 3) -> tuple[Finding, ...]:
    """The findings to look at first: by severity, then one of each rule before a second of any, then by size."""
    ordered = sorted(findings, key=lambda f: (-SEVERITIES.index(f.severity), -(f.value or 0.0), f.path, f.line, f.rule))
    seen: Counter[str] = Counter()
    ranked: list[tuple[int, int, int, Finding]] = []
    for finding in ordered:
        ranked.append((-SEVERITIES.index(finding.severity), seen[finding.rule], len(ranked), finding))
        seen[finding.rule] += 1
    return tuple(finding for *_, finding in sorted(ranked, key=lambda row: row[:3])[:count])


def act_on(finding: Finding, codemods: Mapping[str, str]) -> str:
    """The exact command that acts on a finding, or explains it where no codemod does.

    >>> from pyagent_cli.core.model import Finding
    >>> act_on(Finding("long_module", "a b.py", 1, 9, "warning", "", 9, "", ""), {"long_module": "split_module"})
    "pyagent refactor split 'a b.py'"
    """
    command = COMMANDS.get(codemods.get(finding.rule, ""))
    return f"{command} {_quoted(finding.path)}" if command else f"pyagent analyze --explain {finding.rule}"


def _quoted(path: str) -> str:
    safe = all(c.isalnum() or c in "-_./+=:,@" for c in path) and not path.startswith("-")
    return path if safe else "'" + path.replace("'", "'\"'\"'") + "'"


def counts(findings: Sequence[Finding]) -> str:
    """How many of each rule, most first: `6 unused_import, 1 long_module`."""
    tally = Counter(f.rule for f in findings)
    return ", ".join(f"{n} {rule}" for rule, n in sorted(tally.items(), key=lambda item: (-item[1], item[0])))


def github(analysis: Analysis) -> str:
    """Workflow commands that a GitHub runner shows as annotations, one line per finding."""
    return workflow_commands(analysis.findings)


def workflow_commands(findings: Sequence[Finding]) -> str:
    """Findings as a GitHub runner's workflow commands.

    >>> workflow_commands([Finding("dead_path", "a.md", 3, 3, "warning", "there is no b.py", None, "", "")])
    '::warning file=a.md,line=3,endLine=3,title=dead_path::there is no b.py\\n'
    """
    levels = {"info": "notice", "warning": "warning", "error": "error"}
    lines = [
        f"::{levels[f.severity]} file={_property(f.path)},line={f.line},endLine={f.end_line},"
        f"title={_property(f.rule)}::{_data(f.message)}"
        for f in findings
    ]
    return "".join(line + "\n" for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def markdown(analysis: Analysis) -> str:
    """A report for a step summary or an issue: figures, findings, what was not measured."""
    summary = analysis.summary
    lines = [
        "## pyagent analyze",
        "",
        f"{summary.files_scanned} of {summary.files_eligible} files, {summary.lines} lines, "
        f"{summary.functions} functions: {len(analysis.findings)} findings.",
        "",
    ]
    if analysis.findings:
        lines += ["| rule | where | what |", "|--|--|--|"]
        lines += [f"| {_cell(f.rule)} | {_cell(f.path)}:{f.line} | {_cell(f.message)} |" for f in analysis.findings]
        lines.append("")
    lines += [f"- not read: {_cell(skip.path)}: {_cell(skip.reason)}" for skip in analysis.skipped]
    lines += [f"- not measured: {_cell(text)}" for text in analysis.not_measured]
    return "\n".join(lines).rstrip() + "\n"


def _cell(text: str) -> str:
    escaped = text.replace("\\", "\\\\")
    for mark in "|`*_<>[]":
        escaped = escaped.replace(mark, "\\" + mark)
    return " ".join(escaped.split())
