"""`pyagent research`: papers that the documents name, what they say, and where they matter here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from pyagent_cli.cli.common import HERE, Directory, Json, Offline, guarded
from pyagent_cli.cli.render import note, print_json, print_table, say

if TYPE_CHECKING:
    from pathlib import Path

    from pyagent_cli.core.model import Insight, Paper
    from pyagent_cli.wiring.documents import Dossier, Studied

app = typer.Typer(add_completion=False)
Id = Annotated[str, typer.Argument(help="A paper: 2401.15077, arXiv:2401.15077v2 or its address.", show_default=False)]
Ids = Annotated[list[str], typer.Argument(help="Papers, in any notation of their ids.", show_default=False)]


@app.callback(invoke_without_command=True, epilog="Example: `pyagent research`, then `pyagent research list`")
def research(context: typer.Context, directory: Directory = HERE, offline: Offline = False, json: Json = False) -> None:
    """Fetch the papers that the documents cite and that are not known yet, into data/Research."""
    if context.invoked_subcommand is None:
        guarded(study)(directory, offline, json, ())


@app.command(epilog="Example: `pyagent research fetch 2401.15077 arXiv:2406.16858v2`")
@guarded
def fetch(ids: Ids, directory: Directory = HERE, offline: Offline = False, json: Json = False) -> int:
    """Fetch these papers into data/Research, cited or not."""
    return study(directory, offline, json, ids)


@app.command(epilog="Example: `pyagent research documents --json`")
@guarded
def documents(directory: Directory = HERE, json: Json = False) -> int:
    """List the papers that the documents name, with places and claimed statuses; asks no network."""
    from pyagent_cli import wiring
    from pyagent_cli.core.papers.identifiers import is_arxiv

    cited = wiring.cited_papers(wiring.settings(directory))
    if json:
        papers, others = ([c for c in cited if is_arxiv(c.id) is wanted] for wanted in (True, False))
        print_json({"papers": papers, "others": others})
    elif not cited:
        say("The documents name no paper.")
    else:
        print_table(("paper", "claimed", "places"), [(c.id, ", ".join(c.statuses), " ".join(c.places)) for c in cited])
    return 0


@app.command("list", epilog="Example: `pyagent research list`")
@guarded
def known(directory: Directory = HERE, json: Json = False) -> int:
    """List the papers in data/Research."""
    from pyagent_cli import wiring

    papers = wiring.known_papers(wiring.settings(directory))
    if json:
        print_json({"papers": papers})
    elif not papers:
        say("data/Research holds no paper; `pyagent research` fetches those that the documents cite.")
    else:
        print_table(("paper", "date", "title"), [(f"{p.id}v{p.version}", p.published, p.title) for p in papers])
    return 0


@app.command(epilog="Example: `pyagent research show 2401.15077`")
@guarded
def show(
    id: Id,
    directory: Directory = HERE,
    json: Json = False,
    prompt: Annotated[
        bool, typer.Option("--prompt", help="Print a prompt about it, to paste into any chat; nothing is sent.")
    ] = False,
) -> int:
    """Show one paper: its summary, where it is named, what is claimed of it, and the modules that it fits."""
    from pyagent_cli import wiring

    settings = wiring.settings(directory)
    found = wiring.dossier(settings, id)
    if prompt:
        say(wiring.paper_prompt(settings, found))
    elif json:
        print_json(found)
    else:
        _dossier(found)
    return 0


def study(directory: Path, offline: bool, json: bool, ids: Sequence[str]) -> int:
    """Fetch, write and show; exit 3 when something could not be fetched for want of a network."""
    from pyagent_cli import wiring
    from pyagent_cli.errors import EnvironmentFailed

    made = wiring.researched(wiring.settings(directory, offline=offline), ids)
    if json:
        print_json(_as_json(made))
    else:
        _screen(made)
    if made.research.failure:
        raise EnvironmentFailed(made.research.failure)
    return 0


def _as_json(made: Studied) -> dict[str, object]:
    found = made.research
    insights = {insight.paper: insight for insight in found.insights}
    return {
        "papers": [_paper(paper, insights.get(paper.id)) for paper in found.papers],
        "not_fetched": [{"id": skip.path, "reason": skip.reason} for skip in found.not_fetched],
        "links": [{"url": link.id, "place": f"{link.path}:{link.line}"} for link in found.links],
        "written": made.written,
        "failure": found.failure,
    }


def _paper(paper: Paper, insight: Insight | None) -> dict[str, object]:
    modules = insight.modules if insight else ()
    return {"id": paper.id, "version": paper.version, "title": paper.title, "modules": modules, "url": paper.url}


def _screen(made: Studied) -> None:
    found = made.research
    rows = [(f"{p.id}v{p.version}", p.title, _first_module(p, found.insights)) for p in found.papers]
    if rows:
        print_table(("paper", "title", "nearest module"), rows)
    elif not found.failure:
        say("The documents cite no paper.")
    for path in made.written:
        note(f"written: {path}")
    for skip in found.not_fetched:
        if skip.reason in (found.failure or ""):
            continue  # said once, for all of them
        note(f"not fetched: {skip.path}: {skip.reason}")


def _first_module(paper: Paper, insights: Sequence[Insight]) -> str:
    return next((i.modules[0] for i in insights if i.paper == paper.id and i.modules), "none fits")


def _dossier(found: Dossier) -> None:
    say(found.summary or f"{found.id} is not known yet; fetch it with: pyagent research fetch {found.id}\n")
    say(f"named in: {' '.join(found.places) or 'no document'}")
    say(f"claimed: {', '.join(found.statuses) or 'nothing'}; verified: not measured")
    if found.insight:
        say(f"modules: {' '.join(found.insight.modules) or 'none'} ({found.insight.why})")
