from pathlib import Path

import pytest

from pyagent_cli.adapters.installed_plugins import register_installed
from pyagent_cli.errors import UsageError
from pyagent_cli.plugins import Registry


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three distributions as an installer leaves them."""
    (tmp_path / "pyagent_test_plugins.py").write_text(
        "class Rule:\n    name = 'shouting'\n\n"
        "def register(registry):\n    registry.add('analyzer', 'shouting', Rule)\n\n"
        "def broken(registry):\n    raise ValueError('half written')\n"
    )
    entries = {"good": "register", "broken": "broken", "gone": "no_such_function"}
    for name, function in entries.items():
        folder = tmp_path / f"{name}_plugin-1.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}-plugin\nVersion: 1\n")
        (folder / "entry_points.txt").write_text(f"[pyagent.plugins]\n{name} = pyagent_test_plugins:{function}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_a_named_plugin_adds_what_it_has(installed):
    registry = Registry()
    register_installed(registry, ("good",))
    assert registry.load("analyzer", "shouting").name == "shouting"


def test_what_nobody_named_is_not_loaded(installed):
    registry = Registry()
    register_installed(registry, ())
    assert registry.names("analyzer") == ()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("absent", "no plugin 'absent'; installed are: .*broken, gone, good"),
        ("broken", "'broken' does not load .*half written"),
        ("gone", "'gone' does not load"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named(installed, name, words):
    with pytest.raises(UsageError, match=words):
        register_installed(Registry(), (name,))
