import pytest

from pyagent_cli.cli.arguments import options_last

GROUPS = {"refactor": frozenset({"split"}), "research": frozenset({"list"})}


@pytest.mark.parametrize(
    ("given", "parsed"),
    [
        ([], []),
        (["--help"], ["--help"]),
        (["analyze", "src"], ["analyze", "src"]),
        (["--json", "analyze", "src"], ["analyze", "src", "--json"]),
        (["-C", "repo", "analyze"], ["analyze", "-C", "repo"]),
        (["--json", "refactor", "-C", "x", "split", "a.py"], ["refactor", "split", "a.py", "--json", "-C", "x"]),
        (["refactor", "split", "--json", "a.py"], ["refactor", "split", "--json", "a.py"]),
        (["refactor", "--json"], ["refactor", "--json"]),
        (["refactor", "--help"], ["refactor", "--help"]),
        (["--json", "analyze", "--", "-odd.py"], ["analyze", "--json", "--", "-odd.py"]),
        (["analyze", "./refactor", "split"], ["analyze", "./refactor", "split"]),
    ],
)
def test_options_in_front_move_behind_the_command(given: list[str], parsed: list[str]) -> None:
    assert options_last(given, GROUPS) == parsed
