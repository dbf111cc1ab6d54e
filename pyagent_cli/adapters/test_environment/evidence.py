"""Reads how the target's environment finds the project: `.pth` files, start-up modules, egg links."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyagent_cli.core.import_roots import ImportRoots, mapped_strings, strip_module

IMPORTED = re.compile(r"\bimport\s+([A-Za-z_][\w.]*)")


def evidence(sites: Sequence[str], checkouts: Sequence[Path]) -> ImportRoots:
    """What the environment maps to places in the checkout, relative to it; nothing is executed."""
    roots: set[str] = set()
    names: dict[str, str] = {}
    for name, path in _entries(sites):
        inside = _relative(path, checkouts, sites)
        if inside is None:
            continue
        if name:
            names[name] = strip_module(inside)
        elif Path(path).is_dir():
            roots.add(inside)
    return ImportRoots(tuple(sorted(roots)), tuple(sorted(names.items())))


def _entries(sites: Sequence[str]) -> Iterator[tuple[str, str]]:
    for site in sites:
        for file in sorted(Path(site).glob("*.pth")):
            for line in _read(file).splitlines():
                yield from _line(Path(site), line.strip())
        for file in sorted(Path(site).glob("*.egg-link")):
            yield "", _read(file).split("\n")[0].strip()


def _line(site: Path, line: str) -> Iterator[tuple[str, str]]:
    """A path, or code: then the start-up modules that it imports are searched for paths."""
    if line.startswith(("import ", "import\t")):
        for module in IMPORTED.findall(line):
            start = site / f"{module.replace('.', '/')}.py"
            if start.is_file():
                # paths alone in such a file are build folders and the like; only pairs tell a name's place
                yield from (pair for pair in mapped_strings(_read(start)) if pair[0])
    elif line and not line.startswith("#"):
        yield "", os.path.normpath(site / line)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _relative(path: str, checkouts: Sequence[Path], sites: Sequence[str]) -> str | None:
    real = Path(path).resolve()
    if any(real.is_relative_to(Path(site).resolve()) for site in sites):
        return None
    for checkout in checkouts:
        if real.is_relative_to(checkout.resolve()):
            inside = real.relative_to(checkout.resolve()).as_posix()
            return "" if inside == "." else inside
    return None
