"""The command `pyagent`: answers what is asked often at once, and loads the rest only when needed."""

from __future__ import annotations

import sys

from pyagent_cli import __version__


def main() -> None:
    """Run the command line in `sys.argv` and exit with its documented code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        sys.stdout.write(f"pyagent {__version__}\n")
        return
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a file name may be any bytes
    from pyagent_cli.cli.analysis import analyze_files, files_to_analyze
    from pyagent_cli.cli.outcome import exit_code

    files = files_to_analyze(arguments)
    if files is not None:
        sys.exit(exit_code(lambda: analyze_files(files)))
    from pyagent_cli.cli.app import run

    sys.exit(run(arguments))


if __name__ == "__main__":
    main()
