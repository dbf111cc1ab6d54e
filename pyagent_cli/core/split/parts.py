"""The text of a part: its imports, the name it keeps, and its units."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from pyagent_cli.core.split.needs import FACADE, Import, Needs, Plan
from pyagent_cli.core.split.page import (
    PACKAGE,
    Page,
    check_no_late_relative,
    defined,
    first_line,
    import_from,
    imported,
    package_reader,
    unit_name,
)

DIRECTIVE = re.compile(r"#\s*(?:mypy|pyright|ruff|flake8|pylint|pyre|isort|fmt|type:\s*ignore)\b", re.IGNORECASE)
FOR_DOCTESTS = "  # noqa: F401 (doctests)"
KEEPS_NAME = "# Definitions keep the name of the module: pickles, reprs, loggers and warnings say it."


def lazy_modules(plan: Plan) -> list[str]:
    """`__lazy_modules__ = ...`, which decides about the imports of the file that it stands in."""
    units = [plan.units[i] for i in sorted(plan.facade) if "__lazy_modules__" in plan.units[i].names.binds]
    texts = ["".join(plan.source.lines[u.start - 1 : u.end]) for u in units if isinstance(u.node, ast.Assign)]
    return [text.rstrip().replace("\r\n", "\n") for text in texts]


def part_page(plan: Plan, number: int, path: str, names: Sequence[str]) -> Page:
    """The file of part `number`; `names` are those of all parts."""
    page, needs = Page(path, plan.source), plan.needs(number)
    _directives(page)
    _docstring(page, plan, number)
    if plan.source.future:
        page.blank(1)
        page.write(import_from("__future__", plan.source.future))
    if lazy := lazy_modules(plan):
        page.blank(1)
        page.write(*lazy)
    _imports(page, needs, names)
    page.blank(1)
    page.write(KEEPS_NAME, '__name__ = __name__.rpartition(".")[0]')
    first = plan.parts[number - 1].start
    if reader := package_reader([plan.units[i] for i in plan.parts[number - 1]], plan.source):
        check_no_late_relative([plan.units[i] for i in plan.parts[number - 1]], reader, plan.source)
        page.write(PACKAGE)
    for index in plan.parts[number - 1]:
        unit = plan.units[index]
        start = first_line(unit, plan.source) if index == first else unit.first
        if index == first:
            page.blank(2)
        page.move(unit, start, unit_name(unit))
    return page


def _directives(page: Page) -> None:
    for line in page.source.lines[: page.source.head]:
        if DIRECTIVE.match(line):
            page.write(line.rstrip("\r\n"))


def _docstring(page: Page, plan: Plan, number: int) -> None:
    names = list(dict.fromkeys(name for i in plan.parts[number - 1] for name in defined(plan.units[i])))
    shown = [f"`{name}`" for name in names if not name.startswith("_")] or [f"`{name}`" for name in names]
    text = ", ".join(shown[:4]) + (" and more" if len(shown) > 4 else "")
    page.write(f'"""Part of `{plan.source.module}`: {text or "its statements"}."""')


def _imports(page: Page, needs: Needs, names: Sequence[str]) -> None:
    used = [pair for pair in needs.imports if not _only_words(pair, needs)]
    statements = imported(used, page.source)
    if (needs.static or needs.static_local) and needs.test is None:
        statements.insert(0, "from typing import TYPE_CHECKING")
    local = _local(needs.local, names, needs.unused, "")
    words = _words(page, needs, names)
    if statements:
        page.blank(1)
        page.write(*statements)
    for unit in needs.copied:
        page.blank(1)
        page.write(*"".join(page.source.lines[unit.start - 1 : unit.end]).rstrip().splitlines())
    if local or words:
        if not (not needs.copied and statements and statements[-1].startswith("from .")):
            page.blank(1)
        page.write(*local, *words)
    if needs.static or needs.static_local:
        page.blank(1)
        page.write(f"if {ast.unparse(needs.test) if needs.test else 'TYPE_CHECKING'}:")
        inner = imported(needs.static, page.source)
        page.write(*("    " + line.replace("\n", "\n    ") if line else "" for line in inner))
        if inner and needs.static_local and not inner[-1].startswith("from ."):
            page.write("")
        page.write(*_local(needs.static_local, names, needs.unused, "    "))
        page.write(*(f"    {line}" for line in _local_words(needs.static_local, needs, names)))


def _local(local: dict[int, set[str]], names: Sequence[str], without: set[str], indent: str) -> list[str]:
    return [
        import_from("." if place == FACADE else f".{names[place - 1]}", sorted(found - without), indent=indent)
        for place, found in sorted(local.items(), key=lambda item: "" if item[0] == FACADE else names[item[0] - 1])
        if found - without
    ]


def _only_words(pair: Import, needs: Needs) -> bool:
    node, alias = pair
    first = alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name
    return (alias.asname or first) in needs.unused


def _words(page: Page, needs: Needs, names: Sequence[str]) -> list[str]:
    single = [line for pair in needs.imports if _only_words(pair, needs) for line in imported([pair], page.source)]
    return [line + FOR_DOCTESTS for line in single] + _local_words(needs.local, needs, names)


def _local_words(local: dict[int, set[str]], needs: Needs, names: Sequence[str]) -> list[str]:
    """Imports of the parts' own names that only doctests and type comments read, one a line."""
    single = []
    for place, found in sorted(local.items()):
        module = "." if place == FACADE else f".{names[place - 1]}"
        single += [f"from {module} import {name}{FOR_DOCTESTS}" for name in sorted(found & needs.unused)]
    return single
