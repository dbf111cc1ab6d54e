"""Options work on either side of a command word: they are moved behind it before parsing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TAKES_VALUE = frozenset({"-C", "--directory", "--python"})
HELP = frozenset({"-h", "--help", "--version"})


def options_last(arguments: Sequence[str], groups: Mapping[str, frozenset[str]]) -> list[str]:
    """Move shared options in front of a command, or between a group and its subcommand, behind them.

    >>> options_last(["--json", "refactor", "-C", "x", "split", "a.py"], {"refactor": frozenset({"split"})})
    ['refactor', 'split', 'a.py', '--json', '-C', 'x']
    """
    options, rest = _leading_options(arguments)
    if not rest:
        return list(arguments)
    command, tail = rest[0], rest[1:]
    between, after = _leading_options(tail)
    if after and after[0] in groups.get(command, frozenset()):
        return _insert([command, *after], [*options, *between])
    return _insert([command, *tail], options)


def _leading_options(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    index = 0
    while index < len(arguments) and arguments[index].startswith("-") and arguments[index] not in (HELP | {"-", "--"}):
        index += 2 if arguments[index] in TAKES_VALUE else 1
    return list(arguments[:index]), list(arguments[index:])


def _insert(command: list[str], options: list[str]) -> list[str]:
    end = command.index("--") if "--" in command else len(command)
    return [*command[:end], *options, *command[end:]]
