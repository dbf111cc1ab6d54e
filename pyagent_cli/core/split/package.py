"""`pkg/mod.py` -> `pkg/mod/`: a facade and cohesive parts, or the reason why not."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pyagent_cli.core.model import ChangeSet, CodemodOptions, FileEdit
from pyagent_cli.core.split.dependents import check_repository, pattern_notes
from pyagent_cli.core.split.facade import facade_page
from pyagent_cli.core.split.naming import banner, part_names
from pyagent_cli.core.split.needs import Plan
from pyagent_cli.core.split.own_file import with_own_file
from pyagent_cli.core.split.packaging import package_of, packaging_edits
from pyagent_cli.core.split.page import Page, import_from
from pyagent_cli.core.split.partition import Stretch, partition
from pyagent_cli.core.split.parts import part_page
from pyagent_cli.core.split.placement import Placement, joined, place
from pyagent_cli.core.split.reach import EarlyUse, early_uses
from pyagent_cli.core.split.refusals import check_source, check_target
from pyagent_cli.core.split.source import Refused, Source, Unit, read
from pyagent_cli.core.split.stars import aliased, with_stars

HEADER = 12  # lines of a part that are there whatever it needs
MARGINS = (0, 20, 60)


def split(files: Mapping[str, str], path: str, options: CodemodOptions) -> ChangeSet:
    """The module as a package. Raises Refused when that is not certainly safe."""
    check_target(files, path, options)
    text, own_file = with_own_file(files[path])
    source = replace(with_stars(read(path, text, options.python), files), own_file=own_file)
    package = package_of(files, path)
    module = f"{package}.{source.module}" if package else source.module
    check_source(source)
    check_repository(files, source, module)
    packaging = packaging_edits(files, path, module, package)
    pages, notes = _pages(source, place(source, package.partition(".")[0]), options.max_lines, files)
    notes += pattern_notes(files, path)
    edits = [FileEdit(path, files[path], None), *(FileEdit(page.path, None, page.text) for page in pages), *packaging]
    moves = tuple(move for page in pages for move in page.moves)
    return ChangeSet("split_module", path, tuple(sorted(edits, key=lambda e: e.path)), moves, tuple(notes))


def _pages(source: Source, placement: Placement, limit: int, files: Mapping[str, str]) -> tuple[list[Page], list[str]]:
    """The first layout whose files are all short enough."""
    uses = early_uses(placement.units)
    for margin in MARGINS:
        plan = Plan(source, placement, _parts(source, placement, uses, limit - margin), aliased(source, files))
        pages = _written(plan, placement, uses, files)
        long = [page for page in pages if len(page.lines) > limit and not _is_one_definition(page, plan)]
        if not long:
            _check_complete(source, pages)
            return pages, _notes(plan, pages, limit)
    worst = max(long, key=lambda page: len(page.lines))
    rule = "facade_too_long" if worst.path.endswith("/__init__.py") else "part_too_long"
    why = f"{worst.path} would still have {len(worst.lines)} lines (limit {limit})."
    raise Refused(rule, source.path, None, why, "Move statements that belong together next to one another.")


def _parts(source: Source, placement: Placement, uses: Sequence[EarlyUse], limit: int) -> list[range]:
    kept = joined(placement.units, placement)
    parts = []
    for run in placement.stretches():
        stretch = _stretch(source, placement, run, kept, uses)
        cuts = partition(stretch, limit)
        if cuts is None:
            line = placement.units[run.start].start
            why = f"Statements that must stay together are longer than {limit} lines."
            remedy = "Bring the users of names that are rebound, or needed during import, closer together."
            raise Refused("constraints_too_tight", source.path, line, why, remedy)
        parts += [range(run.start + i, run.start + j) for i, j in cuts]
    if not parts:
        raise Refused("nothing_to_move", source.path, None, "Every statement belongs to the facade.", "Split by hand.")
    return parts


def _stretch(
    source: Source, placement: Placement, run: range, kept: frozenset[int], uses: Sequence[EarlyUse]
) -> Stretch:
    units = placement.units
    weights, outside = _references(units, run)
    end_by = [
        min([use.at - run.start for use in uses if use.reader < i <= use.binder and use.at > i], default=len(run))
        for i in run
    ]

    def overhead(start: int, stop: int) -> int:
        inside = units[run.start + start : run.start + stop]
        bound = frozenset[str]().union(*(u.names.binds for u in inside))
        known = source.bound - bound
        return HEADER + len(frozenset[str]().union(*(u.names.reads | u.doctest for u in inside)) & known)

    return Stretch(
        tuple(units[i].lines for i in run),
        weights,
        outside,
        frozenset(i - run.start for i in kept if i in run),
        tuple(min(end, len(run)) for end in end_by),
        frozenset(i - run.start for i in run if _banner(source, units[i])),
        overhead,
    )


def _references(units: Sequence[Unit], run: range) -> tuple[dict[tuple[int, int], int], list[int]]:
    binders: dict[str, list[int]] = {}
    for index, unit in enumerate(units):
        if not unit.is_import:
            for name in unit.names.binds:
                binders.setdefault(name, []).append(index)
    weights: Counter[tuple[int, int]] = Counter()
    outside = [0] * len(run)
    for reader in run:
        for name in units[reader].names.reads:
            for binder in binders.get(name, ()):
                if binder in run and binder != reader:
                    low, high = sorted((reader - run.start, binder - run.start))
                    weights[low, high] += 1
                elif binder != reader:
                    outside[reader - run.start] += 1
    return dict(weights), outside


def _banner(source: Source, unit: Unit) -> str | None:
    return banner(source.lines[unit.first - 1 : unit.start - 1])


def _written(plan: Plan, placement: Placement, uses: Sequence[EarlyUse], files: Mapping[str, str]) -> list[Page]:
    source = plan.source
    folder = source.path.removesuffix(".py")
    described = [([plan.units[i] for i in part], _banner(source, plan.units[part.start])) for part in plan.parts]
    words = frozenset[str]().union(*(unit.names.reads for unit in plan.units))
    names = part_names(described, source.bound | words)
    early = _needs_early(plan, uses)
    elsewhere = any("__package__" in files[other] for other in files if other.endswith(".py") and other != source.path)
    pages = [facade_page(plan, f"{folder}/__init__.py", names, early, elsewhere)]
    if placement.main is not None:
        pages.append(_main_page(plan, placement.main, f"{folder}/__main__.py"))
    pages += [part_page(plan, number, f"{folder}/{name}.py", names) for number, name in enumerate(names, 1)]
    return pages


def _needs_early(plan: Plan, uses: Sequence[EarlyUse]) -> bool:
    """Whether later names must be handed to the parts while the facade is still running."""
    first = plan.parts[0].start
    if any(index > first and index in plan.facade for index in range(len(plan.units))):
        return True
    return any(plan.place.get(use.reader, 0) != plan.place.get(use.binder, 0) for use in uses)


def _main_page(plan: Plan, unit: Unit, path: str) -> Page:
    page = Page(path, plan.source)
    page.write(f'"""Runs `python -m` of `{plan.source.module}`."""')
    read = sorted(unit.names.reads & plan.source.bound)
    if read:
        page.blank(1)
        page.write(import_from(".", read))
    page.blank(1)
    first = unit.first
    while first < unit.start and not plan.source.lines[first - 1].strip():
        first += 1
    page.move(unit, first, "")
    return page


def _is_one_definition(page: Page, plan: Plan) -> bool:
    return len(page.moves) == 1 and not page.path.endswith("/__init__.py")


def _check_complete(source: Source, pages: Sequence[Page]) -> None:
    """Every line of the module, blank ones aside, is in exactly one file; every file parses."""
    moved: Counter[int] = Counter()
    for page in pages:
        try:
            ast.parse(page.text.removeprefix("\ufeff"))
        except SyntaxError as error:
            raise _incomplete(source, None, f"{page.path} would not parse") from error
        for move in page.moves:
            moved.update(range(move.source_line, move.source_line + move.lines))
    for number, line in enumerate(source.lines, 1):
        if line.strip() and moved[number] != 1:
            raise _incomplete(source, number, f"line {number} would be written {moved[number]} times")


def _incomplete(source: Source, line: int | None, what: str) -> Refused:
    return Refused("layout_not_understood", source.path, line, f"{what[0].upper()}{what[1:]}.", "Report this module.")


def _notes(plan: Plan, pages: Sequence[Page], limit: int) -> list[str]:
    notes = [
        f"{page.path} has {len(page.lines)} lines: {page.moves[0].name} alone is longer than the limit."
        for page in pages
        if len(page.lines) > limit
    ]
    if any(isinstance(plan.units[i].node, ast.ClassDef) for part in plan.parts for i in part):
        notes.append("inspect.getsource() no longer finds the classes that moved, as their __module__ is kept.")
    notes.append("Writing into vars(module), unlike assigning to it, does not reach the parts.")
    notes.append("importlib.reload() executes the facade again and leaves the parts as they are.")
    return notes
