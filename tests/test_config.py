from pathlib import Path

import pytest

from pyagent_cli.config import Settings, load
from pyagent_cli.core.settings import KEYS
from pyagent_cli.errors import UsageError


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "home")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / ".git").mkdir(parents=True)
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_defaults(root: Path, environ: dict[str, str]) -> None:
    settings = load(root, {}, environ)
    assert (settings.max_lines, settings.test_timeout, settings.publish_threshold) == (500, 600.0, 50)
    assert (settings.trust, settings.python, settings.github_token, settings.native) == (None, None, None, True)
    assert settings.documents == ("docs/prompt",)
    assert settings.state_dir == Path(environ["HOME"], ".local/state/pyagent")
    assert settings.jobs >= 1


def test_the_layers_in_order(root: Path, environ: dict[str, str]) -> None:
    def lines(**overrides: object) -> int:
        return load(root, overrides, environ).max_lines

    _write(Path(environ["HOME"], ".config/pyagent/config.toml"), "max-lines = 100\n")
    assert lines() == 100
    _write(root / "pyproject.toml", "[tool.pyagent]\nmax-lines = 200\n")
    assert lines() == 200
    environ["PYAGENT_MAX_LINES"] = "300"
    assert lines() == 300
    assert lines(max_lines=400) == 400


def test_the_repositorys_file_is_found_from_a_folder_inside_it(root: Path, environ: dict[str, str]) -> None:
    _write(root / "pyproject.toml", "[tool.pyagent]\nmax-lines = 200\n")
    (root / "a/b").mkdir(parents=True)
    assert load(root / "a/b", {}, environ).max_lines == 200


def test_a_plain_folder_does_not_look_at_its_parents(tmp_path: Path, environ: dict[str, str]) -> None:
    _write(tmp_path / "pyproject.toml", "[tool.pyagent]\nmax-lines = 200\n")
    (tmp_path / "plain").mkdir()
    assert load(tmp_path / "plain", {}, environ).max_lines == 500


@pytest.mark.parametrize("text", ["", "[tool.other]\nx = 1\n", "[tool]\npyagent = {}\n", "tool = 3 # pyagent\n"])
def test_a_file_without_settings_changes_nothing(text: str, root: Path, environ: dict[str, str]) -> None:
    defaults = load(root, {}, environ)
    _write(root / "pyproject.toml", text)
    assert load(root, {}, environ) == defaults


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.pyagent]\nmax-line = 3\n", r"pyproject.toml has an unknown key 'max-line'; did you mean 'max-lines'"),
        ("[tool.pyagent]\nstate-dir = '/'\n", r"may not set 'state-dir'.*PYAGENT_STATE_DIR"),
        ("[tool.pyagent]\ntest-timeout = 700\n", r"only make test-timeout lower than 600"),
        ("[tool.pyagent]\nmax-lines = 'x'\n", r"max-lines in .* must be a whole number"),
        ("[tool.pyagent\n", r"is not valid TOML: .*line 1"),
        ("[tool]\npyagent = 3\n", r"must be a table"),
        ("[tool.pyagent]\ntrust = true\n", r"'trust' may not be set in .*PYAGENT_TRUST"),
    ],
)
def test_a_wrong_repository_file_is_one_sentence(text: str, message: str, root: Path, environ: dict[str, str]) -> None:
    _write(root / "pyproject.toml", text)
    with pytest.raises(UsageError, match=message):
        load(root, {}, environ)


def test_a_file_that_is_not_utf8(root: Path, environ: dict[str, str]) -> None:
    (root / "pyproject.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8"):
        load(root, {}, environ)


def test_places_follow_the_environment(root: Path, environ: dict[str, str]) -> None:
    settings = load(root, {}, {**environ, "PYAGENT_STATE_DIR": "/s", "XDG_CACHE_HOME": "/c", "XDG_CONFIG_HOME": "rel"})
    assert settings.state_dir == Path("/s")
    assert settings.cache_dir == Path("/c/pyagent")
    assert settings.config_dir == Path(environ["HOME"], ".config/pyagent")  # relative XDG paths do not count


def test_the_token_comes_from_the_environment_and_is_never_shown(root: Path, environ: dict[str, str]) -> None:
    settings = load(root, {}, {**environ, "GH_TOKEN": "s3cret"})
    assert settings.github_token == "s3cret"
    assert "s3cret" not in repr(settings) + repr(settings.recorded())


@pytest.mark.parametrize(("flag", "expected"), [(None, True), (False, True), (True, True)])
def test_a_switch_that_was_not_given_leaves_the_environment_alone(
    flag: object, expected: bool, root: Path, environ: dict[str, str]
) -> None:
    settings: Settings = load(root, {"trust": flag, "offline": flag}, {**environ, "PYAGENT_TRUST": "1"})
    assert settings.trust is expected


def test_every_key_is_documented_with_its_default() -> None:
    page = (Path(__file__).parents[1] / "docs" / "configuration.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    for key in KEYS:
        (row,) = [row for row in rows if f"`{key.name}`" in row.split(" | ")[0]]
        allowed = {"lower": "lower it", "higher": "raise it"}.get(
            key.tighten or "", "set it" if key.scope == "repository" else "not"
        )
        assert row.split(" | ")[2] == allowed
