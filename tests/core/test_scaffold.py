import tomllib

import pytest

from pyagent_cli.core.scaffold import PRE_COMMIT, PYPROJECT, SETTINGS, WEEKLY, offers
from pyagent_cli.core.settings import from_file, merged


def test_the_settings_offered_are_settings_and_change_nothing() -> None:
    table = tomllib.loads(SETTINGS)["tool"]["pyagent"]
    offered = merged({}, from_file(table, "pyproject.toml", trusted=False), {}, {})
    assert offered == merged({}, {}, {}, {})


@pytest.mark.parametrize(
    ("present", "written"),
    [
        ({}, [PYPROJECT, PRE_COMMIT, WEEKLY]),
        ({PYPROJECT: "[project]\n"}, [PRE_COMMIT, WEEKLY]),
        ({PYPROJECT: "", PRE_COMMIT: "", WEEKLY: ""}, []),
    ],
)
def test_only_what_is_missing_is_written(present: dict[str, str], written: list[str]) -> None:
    assert [offer.path for offer in offers(present) if offer.text is not None] == written


@pytest.mark.parametrize(
    ("path", "text", "suggested"),
    [
        (PYPROJECT, "[project]\nname = 'pyagent-like'\n", True),
        (PYPROJECT, "[tool.pyagent]\n", False),
        (PRE_COMMIT, "repos: []\n", True),
        (PRE_COMMIT, "  - id: pyagent\n", False),
    ],
)
def test_lines_are_suggested_where_they_are_missing(path: str, text: str, suggested: bool) -> None:
    (offer,) = [offer for offer in offers({path: text}) if offer.path == path]
    assert bool(offer.add) is suggested
