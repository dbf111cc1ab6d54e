"""What a module offers is the same before and after: names, signatures, members of classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pyagent_cli.core.model import ChangeSet, Refusal

if TYPE_CHECKING:
    import griffe

Problem = tuple[str, str, int | None]  # rule, what, line


class PublicApi:
    """Refuses a change after which a name, a parameter or a member is missing. A facade counts as the module."""

    name = "public_api"

    def check(self, before: Mapping[str, str], after: Mapping[str, str], change: ChangeSet) -> Refusal | None:
        """The first name of a changed module that is not what it was."""
        for edit in change.edits:
            if edit.before is None or not edit.path.endswith(".py"):
                continue
            where = edit.path if edit.path in after else edit.path.removesuffix(".py") + "/__init__.py"
            if where not in after:
                why = f"{edit.path} was removed and nothing took its place."
                return Refusal(self.name, "module_removed", edit.path, None, why, "Keep the module importable.")
            for rule, what, line in _differences(edit.path, edit.before, where, after):
                return Refusal(self.name, rule, edit.path, line, what, "Keep every name as it was.")
        return None


def _differences(path: str, text: str, where: str, after: Mapping[str, str]) -> Iterator[Problem]:
    old, new = _module(text), _Facade(where, after)
    if old is None or new.module is None:
        return
    exported = set(old.exports or ()) if isinstance(old.exports, list | set) else set()
    for name, member in old.members.items():
        imported = member.is_alias and where == path and not path.endswith("__init__.py") and name not in exported
        if not imported:
            yield from _compared(name, member, new.find(name))


def _module(text: str) -> griffe.Module | None:
    import griffe

    try:
        # a module without a place on the disk: the text is parsed, nothing is read or imported
        return griffe.visit("module", filepath=[], code=text.removeprefix("\ufeff"))  # type: ignore[arg-type]
    except SyntaxError:
        return None


class _Facade:
    """The names of a module as an importer sees them: through `from ._part import name`, if need be."""

    def __init__(self, path: str, files: Mapping[str, str]) -> None:
        self.folder = path.rpartition("/")[0]
        self.files = files
        self.module = _module(files[path])
        self.parts: dict[str, griffe.Module | None] = {}

    def find(self, name: str) -> Any:
        """The object behind a name; the alias itself when it leads elsewhere, None when there is none."""
        member = self.module.members.get(name) if self.module else None
        if member is None or not member.is_alias:
            return member if member is not None else self._rebound(name)
        part, _, attribute = str(getattr(member, "target_path", "")).removeprefix("module.").rpartition(".")
        found = self._part(part)
        return found.members.get(attribute, member) if found else member

    def _rebound(self, name: str) -> Any:
        """A name that the facade serves for the part which rebinds it, declared under TYPE_CHECKING or not at all."""
        for path in sorted(self.files):
            if path.rpartition("/")[0] == self.folder and path.rpartition("/")[2].startswith("_"):
                part = self._part(path.rpartition("/")[2].removesuffix(".py"))
                if part and name in part.members and f'"{name}"' in self.files[f"{self.folder}/__init__.py"]:
                    return part.members[name]
        return None

    def _part(self, name: str) -> griffe.Module | None:
        path = f"{self.folder}/{name}.py"
        if name and name not in self.parts:
            self.parts[name] = _module(self.files[path]) if path in self.files else None
        return self.parts.get(name)


def _compared(name: str, old: Any, new: Any) -> Iterator[Problem]:
    line = None if old.is_alias else old.lineno
    if new is None:
        yield "name_removed", f"{name} is gone.", line
    elif old.is_alias or new.is_alias:
        return
    elif old.kind is not new.kind:
        yield "kind_changed", f"{name} was a {old.kind.value} and is a {new.kind.value}.", line
    elif old.is_function and _signature(old) != _signature(new):
        yield "signature_changed", f"{name} takes other arguments.", line
    elif old.is_class:
        for member, value in old.members.items():
            yield from _compared(f"{name}.{member}", value, new.members.get(member))


def _signature(function: Any) -> list[tuple[str, str, str]]:
    return [(p.name, str(p.kind), str(p.default)) for p in function.parameters]
