"""The command `pyagent`: answers `--version` at once, and loads the rest only when it is needed."""

from __future__ import annotations

import sys

from pyagent_cli import __version__


def main() -> None:
    """Run the command line in `sys.argv` and exit with its documented code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        sys.stdout.write(f"pyagent {__version__}\n")
        return
    from pyagent_cli.cli.app import run

    sys.exit(run(arguments))


if __name__ == "__main__":
    main()
