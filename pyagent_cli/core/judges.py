"""Which files judge a change: tests and the settings of test runners. They are never targets."""

from __future__ import annotations

from posixpath import basename

SETTINGS = frozenset({"pytest.ini", ".pytest.ini", "tox.ini", "noxfile.py", ".coveragerc", "conftest.py"})
FOLDERS = frozenset({"test", "tests", "testing"})


def is_judge(path: str) -> bool:
    """Whether a file judges changes rather than being judged.

    >>> [is_judge(p) for p in ("tests/unit/data.py", "pkg/test_a.py", "a_test.py", "conftest.py", "pkg/latest.py")]
    [True, True, True, True, False]
    """
    name = basename(path)
    if name in SETTINGS or name.startswith("test_") or name.endswith("_test.py"):
        return True
    return any(part in FOLDERS for part in path.split("/")[:-1])
