import pytest

from pyagent_cli.core.python_version import target_python


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({}, (3, 11)),
        ({"pyproject.toml": "[project]\nname = 'a'\n"}, (3, 11)),
        ({"pyproject.toml": "[project]\nrequires-python = '>=3.9, <4'\n"}, (3, 9)),
        ({"pyproject.toml": "[project]\nrequires-python = '~=3.10'\n"}, (3, 10)),
        ({"pyproject.toml": "not toml ["}, (3, 11)),
        ({"setup.cfg": "[options]\npython_requires = >=3.8\n"}, (3, 8)),
        ({"setup.py": "setup(python_requires='>=3.7', name='a')\n"}, (3, 7)),
        ({"pyproject.toml": "", "setup.py": "setup(python_requires='>=3.7')\n"}, (3, 7)),
        ({"pyproject.toml": "[project]\nrequires-python = '<4'\n"}, (3, 11)),
    ],
)
def test_target_python(files: dict[str, str], version: tuple[int, int]) -> None:
    assert target_python(files, (3, 11)) == version
