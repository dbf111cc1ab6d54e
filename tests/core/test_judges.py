import pytest

from pyagent_cli.core.judges import is_judge


@pytest.mark.parametrize(
    "path",
    ["tests/data.py", "pkg/tests/a.py", "test_a.py", "pkg/a_test.py", "conftest.py", "pkg/conftest.py", "tox.ini"],
)
def test_tests_and_their_settings_judge(path: str) -> None:
    assert is_judge(path)


@pytest.mark.parametrize(
    "path", ["pkg/latest.py", "pkg/testament.py", "contest.py", "pyproject.toml", "src/attest/a.py"]
)
def test_what_only_sounds_like_a_test_does_not(path: str) -> None:
    assert not is_judge(path)
