from collections.abc import Mapping

import pytest

from pyagent_cli.core.settings import BY_NAME, KEYS, checked, from_environment, from_file, merged
from pyagent_cli.errors import UsageError

NOTHING: Mapping[str, object] = {}


def test_each_layer_overrides_the_one_below() -> None:
    layers: list[dict[str, object]] = [{}, {"max_lines": 300}, {}, {}]
    for index, lines in ((0, 200), (2, 400), (3, 450)):
        layers[index] = {"max_lines": lines}
    assert merged({}, {}, {}, {})["max_lines"] == 500
    assert merged(layers[0], {}, {}, {})["max_lines"] == 200
    assert merged(*layers[:2], {}, {})["max_lines"] == 300
    assert merged(*layers[:3], {})["max_lines"] == 400
    assert merged(*layers)["max_lines"] == 450


def test_limits_of_layers_add_up_per_rule() -> None:
    result = merged(
        {"limits": {"long_module": 300}}, {"limits": {"complex_function": 10}}, {}, {"limits": {"other": 1}}
    )
    assert result["limits"] == {"long_module": 300, "complex_function": 10, "other": 1}


@pytest.mark.parametrize(
    ("key", "allowed", "refused"),
    [("test_timeout", 60.0, 601.0), ("publish_threshold", 51, 49), ("publish_max_authored_lines", 399, 401)],
)
def test_a_repository_only_tightens(key: str, allowed: float, refused: float) -> None:
    assert merged({}, {key: allowed}, {}, {})[key] == allowed
    with pytest.raises(UsageError, match="A repository may only make"):
        merged({}, {key: refused}, {}, {})


@pytest.mark.parametrize("layer", ["environment", "flags"])
def test_what_the_user_chose_leaves_a_loosening_repository_without_effect(layer: str) -> None:
    own = {"environment": NOTHING, "flags": NOTHING, layer: {"test_timeout": 900.0}}
    result = merged({}, {"test_timeout": 1200.0}, own["environment"], own["flags"])
    assert result["test_timeout"] == 900.0


def test_a_repository_tightens_what_the_user_configured() -> None:
    assert merged({"test_timeout": 1200.0}, {"test_timeout": 1000.0}, {}, {})["test_timeout"] == 1000.0


@pytest.mark.parametrize("key", [key for key in KEYS if key.scope != "repository"], ids=lambda key: key.name)
def test_what_belongs_to_the_user_is_refused_from_a_repository(key: object) -> None:
    name = getattr(key, "name", "")
    with pytest.raises(UsageError, match=f"'{name}' .*PYAGENT_|'{name}' may not be set"):
        from_file({name: "anything"}, "pyproject.toml", trusted=False)


@pytest.mark.parametrize("name", ["backend", "backends", "budget-usd", "model-policy", "sandbox", "key-variable"])
def test_names_of_later_settings_are_refused_from_a_repository(name: str) -> None:
    with pytest.raises(UsageError, match=f"A repository may not set '{name}'"):
        from_file({name: 1}, "pyproject.toml", trusted=False)


@pytest.mark.parametrize("trusted", [True, False])
def test_secrets_are_refused_from_every_file(trusted: bool) -> None:
    with pytest.raises(UsageError, match="set GITHUB_TOKEN in the environment"):
        from_file({"github-token": "x"}, "config.toml", trusted=trusted)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("max-line", "max-lines"), ("test_command", "test-command"), ("ignored", "ignore"), ("Select", "select")],
)
def test_an_unknown_key_names_the_nearest_known_one(name: str, nearest: str) -> None:
    with pytest.raises(UsageError, match=f"unknown key {name!r}; did you mean '{nearest}'"):
        from_file({name: 1}, "config.toml", trusted=True)


def test_an_unknown_key_without_a_near_one_lists_them_all() -> None:
    with pytest.raises(UsageError, match=r"the keys are arxiv-spacing, .*test-timeout"):
        from_file({"zzz": 1}, "config.toml", trusted=True)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("test-command", "python -m pytest -k 'a b'", ("python", "-m", "pytest", "-k", "a b")),
        ("test-command", ["tox"], ("tox",)),
        ("test-timeout", 60, 60.0),
        ("limits", {"long-module": 3}, {"long_module": 3}),
        ("select", [], ()),
        ("documents", ["docs/a..b"], ("docs/a..b",)),
    ],
)
def test_a_value_takes_the_form_that_settings_hold(name: str, value: object, expected: object) -> None:
    assert checked(BY_NAME[name], value, name) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("test-command", ""),
        ("test-command", "a 'b"),
        ("test-command", [1]),
        ("test-timeout", 0),
        ("test-timeout", True),
        ("test-timeout", float("nan")),
        ("test-timeout", float("inf")),
        ("max-lines", 0),
        ("max-lines", 1.5),
        ("max-lines", True),
        ("select", "a"),
        ("select", [""]),
        ("limits", {"a": "b"}),
        ("limits", 3),
        ("offline", "yes"),
        ("python", ""),
        ("python", 3),
        ("documents", ["../elsewhere"]),
        ("documents", ["/etc"]),
        ("documents", ["a\\..\\b"]),
        ("documents", ["docs/../../x"]),
    ],
)
def test_a_wrong_value_is_one_sentence(name: str, value: object) -> None:
    with pytest.raises(UsageError, match=r"^it must be .*, not .*\.$"):
        checked(BY_NAME[name], value, "it")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, {}),
        ({"PYAGENT_JOBS": ""}, {}),
        ({"PYAGENT_OTHER": "1"}, {}),
        ({"PYAGENT_TRUST": "1"}, {"trust": True}),
        ({"PYAGENT_TRUST": "No"}, {"trust": False}),
        ({"PYAGENT_NO_NATIVE": "1"}, {"native": False}),
        ({"PYAGENT_NO_NATIVE": "0"}, {}),
        ({"PYAGENT_SELECT": "a, b"}, {"select": ("a", "b")}),
        ({"PYAGENT_LIMITS": "a=1,b=2"}, {"limits": {"a": 1, "b": 2}}),
        ({"PYAGENT_TEST_COMMAND": "tox -q"}, {"test_command": ("tox", "-q")}),
        ({"PYAGENT_TEST_TIMEOUT": "1.5"}, {"test_timeout": 1.5}),
    ],
)
def test_variables(environ: Mapping[str, str], expected: object) -> None:
    assert from_environment(environ) == expected


@pytest.mark.parametrize("variable", ["PYAGENT_JOBS", "PYAGENT_TRUST", "PYAGENT_LIMITS", "PYAGENT_TEST_TIMEOUT"])
def test_a_wrong_variable_is_named(variable: str) -> None:
    with pytest.raises(UsageError, match=f"{variable} must be"):
        from_environment({variable: "maybe"})
