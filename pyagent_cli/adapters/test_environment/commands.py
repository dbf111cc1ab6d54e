"""How the suite of a repository is run."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import basename

from pyagent_cli.adapters.test_environment.interpreter import Interpreter
from pyagent_cli.errors import EnvironmentFailed

UNITTEST = ("-m", "unittest")


def choose_command(given: tuple[str, ...], interpreter: Interpreter, paths: Iterable[str]) -> tuple[str, ...]:
    """The command that was set, else pytest where the environment has it, else unittest where there are tests."""
    if given:
        return given
    if "pytest" in interpreter.has:
        return ("python", "-m", "pytest")
    if any(basename(path).startswith("test") and path.endswith(".py") for path in paths):
        return ("python", *UNITTEST)
    raise EnvironmentFailed("There is no test command: the environment has no pytest and no file is named test*.py.")


def recorded(command: tuple[str, ...]) -> tuple[str, ...]:
    """The command with unittest replaced by the runner that records; pytest gets a plugin instead.

    >>> recorded(("python", "-m", "unittest", "tests.a"))
    ('python', '-m', '_pyagent_unittest', 'tests.a')
    """
    for at in range(len(command) - 1):
        if command[at : at + 2] == UNITTEST:
            return (*command[:at], "-m", "_pyagent_unittest", *command[at + 2 :])
    return command
