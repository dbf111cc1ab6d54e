"""`pyagent publish`: verified changes as small pull requests, once enough of them are pending."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pyagent_cli.cli.analysis import note_engine
from pyagent_cli.cli.common import HERE, Directory, Json, Offline, Python, Trust, confirm, guarded
from pyagent_cli.cli.render import note, print_json, print_table, say

if TYPE_CHECKING:
    from pyagent_cli.core.publishing import Publication, Request

app = typer.Typer(add_completion=False)
Yes = Annotated[bool, typer.Option("--yes", help="Push the branches and create the pull requests.")]
Repo = Annotated[str | None, typer.Option("--repo", metavar="OWNER/NAME", help="Default: what the remote's URL says.")]
BaseUrl = Annotated[str | None, typer.Option("--base-url", help="The API of the host; default: api.github.com.")]
Remote = Annotated[str, typer.Option("--remote", help="The git remote to fetch from and push to.")]
Unexercised = Annotated[
    bool, typer.Option("--include-unexercised", help="Publish also changed code that no passing test executes.")
]


@app.command(epilog="Example: `pyagent publish` shows what is due; `GITHUB_TOKEN=... pyagent publish --yes` sends it.")
@guarded
def publish(
    path: Annotated[Path | None, typer.Argument(help="The repository; default: the one you are in.")] = None,
    yes: Yes = False,
    repo: Repo = None,
    base_url: BaseUrl = None,
    remote: Remote = "origin",
    include_unexercised: Unexercised = False,
    directory: Directory = HERE,
    json: Json = False,
    python: Python = None,
    trust: Trust = False,
    offline: Offline = False,
) -> int:
    """Say how many verified changes are pending; above the threshold, measure them anew and make pull requests."""
    from pyagent_cli import wiring

    settings = wiring.settings(path or directory, python=python, trust=trust, offline=offline, github_url=base_url)
    note_engine(settings)
    done = wiring.published(
        settings, confirm(), sys.argv[1:], note, repo=repo, remote=remote, unexercised=include_unexercised, send=yes
    )
    if json:
        print_json(as_json(done))
    else:
        _screen(done)
    return 3 if done.failure else 0


def as_json(done: Publication) -> dict[str, object]:
    """What is pending and what became of it; the texts of the pull requests are in `requests`."""
    return {
        "base": done.base,
        "pending": done.pending,
        "threshold": done.threshold,
        "missing": done.missing,
        "requests": done.requests,
        "skipped": done.skipped,
        "failure": done.failure,
    }


def _screen(done: Publication) -> None:
    changes = "1 verified change is" if done.pending == 1 else f"{done.pending} verified changes are"
    say(f"{changes} pending on {done.base.branch} at {done.base.commit[:12]}")
    if done.missing:
        say(f"pull requests go out above {done.threshold}: {done.missing} missing")
    if done.requests:
        say()
        columns = ("status", "lines", "branch", "title", "where or why")
        print_table(columns, [_row(request) for request in done.requests])
    for skip in done.skipped:
        say(f"not published: {skip.path}: {skip.reason}")
    if any(request.status == "would create" for request in done.requests):
        say()
        say("nothing was sent; --json shows the texts, --yes sends them")
    if done.failure:
        note(f"pyagent: {done.failure} The branches are pushed; `pyagent publish --yes` goes on from here.")


def _row(request: Request) -> tuple[object, ...]:
    lines = "" if request.authored_lines is None else request.authored_lines
    return request.status, lines, request.branch, request.title, request.url or request.reason or ""
