"""Tables, diffs and progress on a terminal; plain text elsewhere; JSON when asked."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status


def on_terminal() -> bool:
    """Whether a person looks at standard output."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and "NO_COLOR" not in os.environ


def console() -> Console:
    """A console that colours on a terminal, and is 120 columns of plain text elsewhere."""
    from rich.console import Console

    return Console(width=None if on_terminal() else 120, highlight=False, soft_wrap=not on_terminal(), emoji=False)


def say(text: str = "", style: str | None = None) -> None:
    """Print one line as it is: no markup is read from it, so paths and messages cannot forge any."""
    if style is None or not on_terminal():
        sys.stdout.write(text + "\n")
        sys.stdout.flush()  # who reads a pipe sees each line when it is said
        return
    console().print(text, style=style, markup=False)


def note(text: str) -> None:
    """Tell the user something beside the result, on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def print_json(value: Any) -> None:
    """Print one JSON document; dataclasses become objects."""
    sys.stdout.write(json.dumps(value, default=_plain, ensure_ascii=False, indent=2) + "\n")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table: drawn on a terminal, aligned text elsewhere. Columns of numbers lean right."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if on_terminal():
        _draw(columns, texts)
        return
    widths = [max(map(len, column)) for column in zip(columns, *texts, strict=True)]
    for row in (columns, *texts):
        sys.stdout.write("  ".join(map(_padded, row, widths)).rstrip() + "\n")


def _padded(cell: str, width: int) -> str:
    return cell.rjust(width) if _is_number(cell) else cell.ljust(width)


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace("-", "", 1).isdigit()


def _draw(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        numbers = bool(rows) and all(_is_number(row[index]) or not row[index] for row in rows)
        table.add_column(column, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


def print_diff(text: str) -> None:
    """A unified diff, in colour on a terminal and byte for byte elsewhere."""
    if not on_terminal():
        sys.stdout.write(text)
        return
    from rich.syntax import Syntax

    console().print(Syntax(text, "diff", background_color="default", word_wrap=True))


@contextmanager
def working(message: str) -> Iterator[None]:
    """A spinner on a terminal while something long runs; one plain line on standard error elsewhere."""
    if not sys.stderr.isatty():
        note(message)
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(message):
        yield


class Progress:
    """What runs now, moving on a terminal; what has ended, one plain line each on standard error everywhere."""

    def __init__(self) -> None:
        self._running: list[str] = []
        self._status: Status | None = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from rich.console import Console

            self._status = Console(stderr=True, highlight=False).status("starting")
            self._status.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._status:
            self._status.stop()

    def begins(self, what: str) -> None:
        self._running.append(what)
        self._show()

    def ends(self, what: str, line: str) -> None:
        self._running = [name for name in self._running if name != what]
        if self._status:
            self._status.console.print(line, markup=False)
        else:
            note(line)
        self._show()

    def _show(self) -> None:
        if self._status:
            self._status.update(", ".join(self._running) or "waiting")
