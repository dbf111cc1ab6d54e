"""The command line: one word, one file, loaded only when it is the word that was typed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from pyagent_cli import __version__
from pyagent_cli.cli.arguments import options_last

COMMANDS = (
    "run",
    "analyze",
    "research",
    "plan",
    "refactor",
    "evaluate",
    "roadmap",
    "publish",
    "status",
    "show",
    "undo",
    "init",
    "context",
)
GROUPS = {
    "research": frozenset({"documents", "fetch", "list", "show"}),
    "refactor": frozenset({"split", "remove-unused-imports"}),
    "roadmap": frozenset({"check", "update"}),
    "context": frozenset({"list", "export", "import", "verify"}),
}
WRONG_USAGE: type[Any] = typer.BadParameter.__bases__[0]  # click's UsageError, wherever this typer keeps it


class LazyGroup(TyperGroup):
    """Imports `pyagent_cli.cli.<word>` when the word is used; `--help` loads them all for their first lines."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(import_module(f"pyagent_cli.cli.{cmd_name}").app)
        command.name = cmd_name
        return command


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, add_completion=False, rich_markup_mode="markdown")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pyagent {__version__}")
        raise typer.Exit


@app.callback(epilog="Start here: `pyagent analyze` looks and changes nothing; `pyagent run` does the whole loop.")
def root(
    version: bool = typer.Option(False, "--version", help="Print the version.", callback=_print_version, is_eager=True),
) -> None:
    """Find what is worth improving in a Python repository, change it, and prove that nothing broke."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    command = typer.main.get_command(app)
    try:
        ended = command(args=options_last(arguments, GROUPS), prog_name="pyagent", standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    except WRONG_USAGE as error:
        return _wrong_usage(error)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return 130
    return ended if isinstance(ended, int) else 0


def _wrong_usage(error: Any) -> int:
    """One sentence; nothing where the help has been printed instead."""
    message = " ".join(error.format_message().split()).rstrip(".")
    if message:
        command = error.ctx.command_path if error.ctx else "pyagent"
        sys.stderr.write(f"pyagent: {message}; see {command} --help\n")
    return 2
