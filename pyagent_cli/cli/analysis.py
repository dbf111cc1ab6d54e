"""An analysis in the form that was asked for; needs no command line, so that hooks start quickly."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pyagent_cli.cli.render import note, print_table, say

if TYPE_CHECKING:
    from pyagent_cli.config import Settings
    from pyagent_cli.wiring import Analyzed

Threshold = Literal["info", "warning", "error", "never"]
Format = Literal["text", "json", "github", "markdown"]


def files_to_analyze(arguments: Sequence[str]) -> list[Path] | None:
    """The files of `analyze --json FILE...`, the form that hooks and editors use; None for any other line."""
    if arguments[:1] != ["analyze"] or "--json" not in arguments:
        return None
    files = [argument for argument in arguments[1:] if argument != "--json"]
    return None if not files or any(file.startswith("-") for file in files) else [Path(file) for file in files]


def analyze_files(files: Sequence[Path]) -> int:
    """`analyze --json FILE...` with every other option as it is by default."""
    from pyagent_cli import wiring

    return report(wiring.settings(Path(), files), files, "json")


def report(
    settings: Settings,
    paths: Sequence[Path],
    format: Format,
    *,
    flavour: str = "default",
    since: str | None = None,
    fail_on: Threshold = "error",
) -> int:
    """Analyze, print, and return 1 when a finding reaches `fail_on`."""
    from pyagent_cli import wiring
    from pyagent_cli.core.reporting import reaches

    started = time.perf_counter()
    found = wiring.analyzed(settings, paths, flavour=flavour, since=since)
    note_engine(settings)
    show(format, found, time.perf_counter() - started)
    return int(any(reaches(finding, fail_on) for finding in found.analysis.findings))


def note_engine(settings: Settings) -> None:
    """Say once that the native engine does not run, and why; nothing when it does."""
    from pyagent_cli import wiring

    if reason := wiring.engine(settings).reason:
        note(reason)


def show(format: Format, found: Analyzed, seconds: float) -> None:
    """Print an analysis in one of the formats."""
    from pyagent_cli.core import reporting

    if format == "json":
        say(found.json())
    elif format == "github":
        say(reporting.github(found.analysis).rstrip("\n"))
    elif format == "markdown":
        say(reporting.markdown(found.analysis).rstrip("\n"))
    else:
        _screen(found, seconds)


def _screen(found: Analyzed, seconds: float) -> None:
    """At most fifteen lines: where, how much, the three worst with the command that acts on each, what is unknown."""
    from pyagent_cli.core.reporting import act_on, counts, worst

    summary, findings = found.analysis.summary, found.analysis.findings
    revision = found.analysis.revision
    state = f"at {revision[:12]}" if revision else "as on disk"
    say(
        f"{found.name} {state}: {summary.files_scanned} of {summary.files_eligible} files, "
        f"{summary.lines} lines, {summary.functions} functions, in {seconds:.2f} s"
    )
    if found.analysis.skipped:
        first = found.analysis.skipped[0]
        say(f"not read: {len(found.analysis.skipped)} files, first {first.path}: {first.reason}")
    say(f"{len(findings)} findings: {counts(findings)}" if findings else "no findings", "bold")
    if findings:
        rows = [(f.rule, f"{f.path}:{f.line}", f.message, act_on(f, found.codemods)) for f in worst(findings)]
        print_table(("rule", "where", "what", "act on it"), rows)
    say("not measured: " + ("; ".join(found.analysis.not_measured) or "nothing"))
    if len(findings) > 3:
        say("all of them: pyagent analyze --format markdown, or --json")
