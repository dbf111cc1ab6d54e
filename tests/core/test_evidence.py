import pytest

from pyagent_cli.core.evidence import FileStat, diff_stat
from pyagent_cli.core.model import ChangeSet, FileEdit


@pytest.mark.parametrize(
    ("before", "after", "added", "removed"),
    [
        ("a\nb\n", "a\nb\n", 0, 0),
        ("a\nb\n", "a\nc\n", 1, 1),
        ("a\n", "a\nb\nc\n", 2, 0),
        ("a\nb\n", "a\n", 0, 1),
        (None, "a\nb\n", 2, 0),
        ("a\nb", None, 0, 2),
        (None, "", 0, 0),
        ("+x\n-y\n", "+x\n", 0, 1),
    ],
)
def test_lines_added_and_removed(before: str | None, after: str | None, added: int, removed: int) -> None:
    assert diff_stat(ChangeSet("c", "a", (FileEdit("a", before, after),))) == (FileStat("a", added, removed),)
