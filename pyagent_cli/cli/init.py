"""`pyagent init`: settings, a pre-commit hook and a weekly workflow; nothing that exists is touched."""

from __future__ import annotations

import typer

from pyagent_cli.cli.common import HERE, Directory, Json, guarded
from pyagent_cli.cli.render import print_json, say

app = typer.Typer(add_completion=False)


@app.command(epilog="Example: `pyagent init`, then `git diff` and commit what you like")
@guarded
def init(directory: Directory = HERE, json: Json = False) -> int:
    """Write settings, a pre-commit hook and a weekly workflow where there are none; overwrite nothing."""
    from pyagent_cli import wiring

    offers = wiring.initialised(wiring.settings(directory))
    if json:
        print_json(
            {
                "written": [offer.path for offer in offers if offer.text is not None],
                "left_alone": [{"path": o.path, "why": o.why, "add": o.add} for o in offers if o.text is None],
            }
        )
        return 0
    for offer in offers:
        say(f"{offer.path}: {offer.why}", "green" if offer.text is not None else None)
        if offer.add:
            say(f"\n{offer.add}")
    return 0
