"""Draws docs/run.svg from what `make run` prints, with neutral paths.

make picture
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

HERE = Path(__file__).parent
PLACE = Path("/tmp/pyagent-example")
WIDTH = 118
FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)  # the picture asks no other machine for a font


def main() -> None:
    """Run the example under one neutral folder, and record what it prints."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    try:
        text = printed()
    finally:
        shutil.rmtree(PLACE, ignore_errors=True)
    (HERE / "run.svg").write_text(FONT.sub("", drawn(text)), "utf-8")


def printed() -> str:
    """Both streams of a run, as they come."""
    own = {"TMPDIR": str(PLACE), "HOME": str(PLACE), "XDG_STATE_HOME": str(PLACE / "state"), "COLUMNS": str(WIDTH)}
    own["PYAGENT"] = str(Path(sys.executable).with_name("pyagent"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYAGENT_", "XDG_"))}
    command = ["sh", str(HERE.parent / "examples" / "run.sh")]
    done = subprocess.run(
        command, env={**kept, **own}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True
    )
    return re.sub(rf"{PLACE}/pyagent-example\.\w+", str(PLACE), done.stdout)


def drawn(text: str) -> str:
    """The picture of a terminal that shows `text`."""
    screen = Text(f"$ make run\n{text.rstrip()}")
    screen.highlight_regex(r"(?m)^\$ .*|^(git diff|pyagent (show|undo)) .*", "bold")
    screen.highlight_words(["accepted ", "done "], "green")
    screen.highlight_words(["refused ", "unmeasured ", "failed in"], "yellow")
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, highlight=False)
        console.print(screen)
        return console.export_svg(title="pyagent", theme=DIMMED_MONOKAI, unique_id="run")


if __name__ == "__main__":
    main()
