"""Which settings there are, who may set each, and how layers of them become one.

A repository is not trusted: it may set thresholds and what its own tests are, and otherwise only tighten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pyagent_cli.errors import UsageError

Kind = Literal["text", "flag", "count", "seconds", "words", "folders", "command", "limits"]
Scope = Literal["repository", "user", "environment"]
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. `scope` is the least trusted place that may set it; `tighten`, the only way a repository may go."""

    name: str  # as in TOML; the field is the same with underscores, the variable PYAGENT_ and capitals
    kind: Kind
    default: object = None
    scope: Scope = "user"
    tighten: Literal["lower", "higher"] | None = None

    @property
    def field(self) -> str:
        return self.name.replace("-", "_")

    @property
    def variable(self) -> str:
        return f"PYAGENT_{self.field.upper()}"


KEYS = (
    Key("python", "text"),
    Key("trust", "flag", scope="environment"),
    Key("offline", "flag", False),
    Key("native", "flag", True),
    Key("test-command", "command", scope="repository"),
    Key("test-timeout", "seconds", 600.0, "repository", "lower"),
    Key("limits", "limits", {"long_module": 500, "complex_function": 25}, "repository"),
    Key("select", "words", (), "repository"),
    Key("ignore", "words", (), "repository"),
    Key("exclude", "words", (), "repository"),
    Key("max-lines", "count", 500, "repository"),
    Key("publish-threshold", "count", 50, "repository", "higher"),
    Key("publish-max-authored-lines", "count", 400, "repository", "lower"),
    Key("documents", "folders", ("docs/prompt",), "repository"),
    Key("state-dir", "text"),
    Key("cache-dir", "text"),
    Key("config-dir", "text", scope="environment"),
    Key("jobs", "count"),
    Key("arxiv-url", "text", "https://export.arxiv.org/api/query"),
    Key("arxiv-spacing", "seconds", 3.0),
    Key("github-url", "text", "https://api.github.com"),
    Key("author-name", "text", "pyagent"),
    Key("author-email", "text", "pyagent@localhost"),
    Key("plugins", "words", ()),
)
BY_NAME = {key.name: key for key in KEYS}
# Names that later settings will have; a repository is told at once that they will never be its own.
RESERVED = ("backend", "budget", "key", "model", "policy", "sandbox", "secret", "token")
SECRETS = ("github-token", "token", "gh-token", "api-key")
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


def merged(user: Values, repository: Values, environment: Values, flags: Values) -> dict[str, object]:
    """Field name -> value, later layers over earlier ones. Raises UsageError when a repository loosens anything.

    Each layer holds field names and checked values (see `from_file`, `from_environment`).

    >>> merged({"jobs": 2}, {"test_timeout": 60.0}, {}, {"jobs": 4})["jobs"]
    4
    """
    own = {**{key.field: key.default for key in KEYS}, **_limits_over({}, user)}
    chosen = {**environment, **flags}
    _only_tightens(own, {name: value for name, value in repository.items() if name not in chosen})
    result = own
    for layer in (repository, environment, flags):
        result = {**result, **_limits_over(result, layer)}
    return result


def _limits_over(below: Values, layer: Values) -> dict[str, object]:
    """A layer whose thresholds add to those below it rather than replace them all."""
    if "limits" not in layer:
        return dict(layer)
    base = below.get("limits", BY_NAME["limits"].default)
    assert isinstance(base, Mapping)
    given = layer["limits"]
    assert isinstance(given, Mapping)
    return {**layer, "limits": {**base, **given}}


def _only_tightens(own: Values, repository: Values) -> None:
    for key in KEYS:
        value, limit = repository.get(key.field), own[key.field]
        if key.tighten is None or not isinstance(value, int | float) or not isinstance(limit, int | float):
            continue
        if (value > limit) if key.tighten == "lower" else (value < limit):
            raise UsageError(
                f"A repository may only make {key.name} {key.tighten} than {limit:g}, and [tool.pyagent] says "
                f"{value:g}; change it there, or set {key.variable} or your own config.toml."
            )


def from_file(table: Values, place: str, *, trusted: bool) -> dict[str, object]:
    """A TOML table with kebab-case keys -> checked values by field name. `trusted`: the file is the user's own."""
    return {
        (key := _allowed(name, place, trusted)).field: checked(key, value, f"{name} in {place}")
        for name, value in table.items()
    }


def _allowed(name: str, place: str, trusted: bool) -> Key:
    key = BY_NAME.get(name)
    if name in SECRETS:
        raise UsageError(f"{place} may not hold {name!r}: set GITHUB_TOKEN in the environment instead.")
    if key is None and not trusted and any(word in name for word in RESERVED):
        raise UsageError(f"A repository may not set {name!r} ({place}): it belongs to the user; remove it.")
    if key is None:
        raise UsageError(f"{place} has an unknown key {name!r}{_nearest(name)}.")
    if key.scope == "environment":
        raise UsageError(f"{name!r} may not be set in {place}: set {key.variable} in the environment or use a flag.")
    if key.scope == "user" and not trusted:
        raise UsageError(
            f"A repository may not set {name!r} ({place}): set it in ~/.config/pyagent/config.toml "
            f"or with {key.variable}."
        )
    return key


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name.replace("_", "-").lower(), BY_NAME, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; the keys are {', '.join(sorted(BY_NAME))}"


def from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    """The `PYAGENT_*` variables that are settings, checked. An empty variable counts as not set.

    >>> from_environment({"PYAGENT_JOBS": "3", "PYAGENT_LIMITS": "long_module=400"})
    {'limits': {'long_module': 400}, 'jobs': 3}
    """
    values = {
        key.field: checked(key, _parsed(key.kind, environ[key.variable]), key.variable)
        for key in KEYS
        if environ.get(key.variable)
    }
    if _parsed("flag", environ.get("PYAGENT_NO_NATIVE", "")) is True:
        values["native"] = False
    return values


def _parsed(kind: Kind, text: str) -> object:
    """A variable's text as what TOML would have said; left as it is when it makes no sense, for the check to name."""
    if kind == "flag":
        return True if text.lower() in TRUE else False if text.lower() in FALSE else text
    if kind in ("words", "folders"):
        return [word.strip() for word in text.split(",") if word.strip()]
    if kind == "limits":
        pairs = (pair.partition("=") for pair in text.split(",") if pair.strip())
        return {name.strip(): _number(value.strip()) for name, _, value in pairs}
    return _number(text) if kind in ("count", "seconds") else text


def _number(text: str) -> object:
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            continue
    return text


def checked(key: Key, value: object, place: str) -> object:
    """The value in the form that Settings holds. Raises UsageError with what was expected."""
    result = _converted(key.kind, value)
    if result is None:
        raise UsageError(f"{place} must be {EXPECTED[key.kind]}, not {value!r}.")
    return result


EXPECTED: Mapping[Kind, str] = {
    "text": "a text that is not empty",
    "flag": "true or false",
    "count": "a whole number from 1 upward",
    "seconds": "a number of seconds above 0",
    "words": "a list of texts",
    "folders": "a list of folders inside the repository, as relative paths without '..'",
    "command": 'a command, e.g. ["python", "-m", "pytest"]',
    "limits": "a table of rule names and whole numbers, e.g. { long_module = 400 }",
}


def _converted(kind: Kind, value: object) -> object:
    if kind == "text":
        return value if isinstance(value, str) and value and "\0" not in value else None
    if kind == "flag":
        return value if isinstance(value, bool) else None
    if kind == "count":
        return value if _is_count(value) else None
    if kind == "seconds":
        return _seconds(value)
    if kind == "command":
        return _command(value)
    if kind == "folders":
        return _folders(value)
    return _words(value) if kind == "words" else _limits(value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < float("inf") else None


def _words(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return None
    return tuple(value) if all(isinstance(word, str) and word for word in value) else None


def _folders(value: object) -> tuple[str, ...] | None:
    names = _words(value)
    inside = all(not name.startswith(("/", "~")) and ".." not in name.split("/") for name in names or ())
    return names if inside and "\\" not in "".join(names or ()) else None


def _command(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, str):
        return _words(value) or None
    from shlex import split

    try:
        return tuple(split(value)) or None
    except ValueError:
        return None


def _limits(value: object) -> dict[str, int] | None:
    if not isinstance(value, Mapping) or not all(_is_count(limit) for limit in value.values()):
        return None
    return {str(rule).replace("-", "_"): limit for rule, limit in value.items()}
