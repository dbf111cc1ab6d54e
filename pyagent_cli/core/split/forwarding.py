"""The module class that lets assignments to the facade reach the parts, as one short piece of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Helpers:
    """The facade's own names, none of which the module has."""

    sys: str
    module_type: str
    parts: str
    facade: str
    rebound: str
    typing: str

    @classmethod
    def free(cls, taken: Set[str]) -> Helpers:
        """Names that are not taken.

        >>> Helpers.free({"_sys"}).sys
        '__sys'
        """
        wanted = ("_sys", "_ModuleType", "_PARTS", "_Facade", "_REBOUND", "_typing")
        return cls(*(_free(name, taken) for name in wanted))


def _free(name: str, taken: Set[str]) -> str:
    while name in taken:
        name = "_" + name
    return name


def forwarding(helpers: Helpers, parts: Sequence[str], dunders: Sequence[str], live: Mapping[str, str]) -> list[str]:
    """Lines for the end of the facade. `live` names are rebound by functions of a part: name -> part."""
    comma = "," if len(parts) == 1 else ""
    lines = _wrapped(f"{helpers.parts} = (", sorted(parts), f"{comma})")
    if live:
        lines.append("# Names that functions rebind with `global`: read and written where those functions are.")
        lines += _wrapped(f"{helpers.rebound} = {{", [f'"{name}": {part}' for name, part in live.items()], "}")
        lines += ["", f"if {helpers.typing}.TYPE_CHECKING:"]
        lines += [f"    from .{part} import {name}" for name, part in live.items()]
    lines += ["", "", f"class {helpers.facade}({helpers.module_type}):"]
    lines.append('    """Assigning to it and deleting from it reaches the parts, as if they were one file."""')
    if live:
        lines += _live(helpers)
    lines += _setter(helpers, dunders, bool(live)) + _deleter(helpers, bool(live))
    return [*lines, "", "", f"{helpers.sys}.modules[__name__].__class__ = {helpers.facade}"]


def _wrapped(opening: str, items: Sequence[str], closing: str) -> list[str]:
    line = opening + ", ".join(items) + closing
    if len(line) <= 88:
        return [line]
    return [opening, *(f"    {item}," for item in items), closing.lstrip(",")]


def _live(helpers: Helpers) -> list[str]:
    return [
        "",
        "    def __getattr__(self, name: str) -> object:",
        f"        if name in {helpers.rebound}:",
        f"            return getattr({helpers.rebound}[name], name)",
        '        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")',
        "",
        "    def __dir__(self) -> list[str]:",
        f"        live = (name for name, part in {helpers.rebound}.items() if hasattr(part, name))",
        "        return [*super().__dir__(), *live]",
    ]


def _setter(helpers: Helpers, dunders: Sequence[str], live: bool) -> list[str]:
    condition = 'not (name.startswith("__") and name.endswith("__"))'
    if dunders:
        condition += " or name in {" + ", ".join(f'"{name}"' for name in dunders) + "}"
    guarded = [f"        if name not in {helpers.rebound}:", "            super().__setattr__(name, value)"]
    return [
        "",
        "    def __setattr__(self, name: str, value: object) -> None:",
        *(guarded if live else ["        super().__setattr__(name, value)"]),
        f"        if {condition}:",
        f"            for part in {helpers.parts}:",
        "                setattr(part, name, value)",
    ]


def _deleter(helpers: Helpers, live: bool) -> list[str]:
    guarded = [
        f"        if name in {helpers.rebound}:",
        f"            delattr({helpers.rebound}[name], name)",
        "        else:",
        "            super().__delattr__(name)",
    ]
    return [
        "",
        "    def __delattr__(self, name: str) -> None:",
        *(guarded if live else ["        super().__delattr__(name)"]),
        f"        for part in {helpers.parts}:",
        "            vars(part).pop(name, None)",
    ]
