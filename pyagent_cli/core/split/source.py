"""A module as an ordered list of units: top-level statements with the comments that lead to them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pyagent_cli.core.model import Refusal
from pyagent_cli.core.scopes import Names, names_of

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
COOKIE = re.compile(r"#.*?coding[:=][ \t]*([-\w.]+)")
DOCTEST = re.compile(r"^\s*(?:>>>|\.\.\.) (.*)$", re.MULTILINE)
TYPE_COMMENT = re.compile(r"#\s*type:\s*(?!ignore)(.*)$", re.MULTILINE)
WORD = re.compile(r"\b[A-Za-z_]\w*")


class Refused(Exception):
    """A precondition that does not hold; `refusal` says which."""

    def __init__(self, rule: str, path: str, line: int | None, why: str, remedy: str) -> None:
        super().__init__(why)
        self.refusal = Refusal("codemod", rule, path, line, why, remedy)


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines `first` to `end`; the statement itself begins at `start`, after its leading comments."""

    first: int
    start: int
    end: int
    nodes: tuple[ast.stmt, ...]
    names: Names
    doctest: frozenset[str] = frozenset()  # words of its doctests and type comments

    @property
    def node(self) -> ast.stmt:
        return self.nodes[0]

    @property
    def lines(self) -> int:
        return self.end - self.first + 1

    @property
    def is_definition(self) -> bool:
        return isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)

    @property
    def is_import(self) -> bool:
        return all(isinstance(node, ast.Import | ast.ImportFrom) for node in self.nodes)


@dataclass(frozen=True, slots=True)
class Source:
    """`units` are in the order in which they run; `head` are the lines before the first of them."""

    path: str
    text: str
    lines: tuple[str, ...]
    newline: str
    units: tuple[Unit, ...]
    head: int
    future: tuple[str, ...]
    tree: ast.Module
    own_file: str | None = None  # what is read instead of `__file__`

    @property
    def bound(self) -> frozenset[str]:
        """Every name that the module may have."""
        names = (unit.names for unit in self.units)
        return frozenset[str]().union(*(n.binds | n.rebinds for n in names))

    @property
    def module(self) -> str:
        """The last part of the module's dotted name."""
        return self.path.rpartition("/")[2].removesuffix(".py")


def read(path: str, text: str, python: tuple[int, int]) -> Source:
    """The units of a module. Raises Refused when it cannot be read."""
    body = text.removeprefix("\ufeff")
    try:
        tree = ast.parse(body, feature_version=python)
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise Refused("syntax_error", path, line, f"{path} does not parse.", "Correct the syntax first.") from error
    lines = tuple(LINE.findall(body))
    _check_encoding(path, lines)
    ends = LINE.match(body)
    newline = "\r\n" if ends and ends[0].endswith("\r\n") else "\n"
    future = _future(tree)
    units = tuple(_units(tree, lines, "annotations" in future))
    head = _head(units, lines)
    if units:
        units = (replace(units[0], first=head + 1), *units[1:])
    return Source(path, text, lines, newline, units, head, future, tree)


def _check_encoding(path: str, lines: tuple[str, ...]) -> None:
    for number, line in enumerate(lines[:2], 1):
        cookie = COOKIE.match(line)
        if cookie and cookie[1].lower().replace("_", "-") not in {"utf-8", "utf8", "ascii", "us-ascii"}:
            why = f"{path} declares the encoding {cookie[1]}."
            raise Refused("encoding_cookie", path, number, why, "Save the file as UTF-8 and drop the declaration.")


def _future(tree: ast.Module) -> tuple[str, ...]:
    nodes = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module == "__future__" and not n.level]
    return tuple(sorted({alias.name for node in nodes for alias in node.names}))


def _units(tree: ast.Module, lines: tuple[str, ...], future_annotations: bool) -> Iterator[Unit]:
    groups = _groups(tree, lines)
    end = 0
    for nodes, start, stop in groups:
        names = [names_of(node, future_annotations) for node in nodes]
        text = "".join(lines[start - 1 : stop])
        yield Unit(end + 1, start, stop, nodes, _merged(names), _words(text))
        end = stop


def _groups(tree: ast.Module, lines: tuple[str, ...]) -> list[tuple[tuple[ast.stmt, ...], int, int]]:
    groups: list[tuple[tuple[ast.stmt, ...], int, int]] = []
    for node in tree.body:
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        start = min([node.lineno, *(decorator.lineno for decorator in decorators)])
        stop = _with_comments(node.end_lineno or node.lineno, lines)
        if groups and start <= groups[-1][2]:
            nodes, first, _ = groups.pop()
            groups.append(((*nodes, node), first, stop))
        else:
            groups.append(((node,), start, stop))
    if groups:
        nodes, first, _ = groups.pop()
        groups.append((nodes, first, len(lines)))
    return groups


def _with_comments(end: int, lines: tuple[str, ...]) -> int:
    """Indented comments below a block belong to it."""
    at = end
    while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        if lines[at].strip() and not lines[at][0].isspace():
            break
        at += 1
        if lines[at - 1].strip():
            end = at
    return end


def _merged(names: list[Names]) -> Names:
    if len(names) == 1:
        return names[0]
    return Names(*(frozenset[str]().union(*(getattr(n, f) for n in names)) for f in Names.__slots__))


def _words(text: str) -> frozenset[str]:
    found: list[str] = DOCTEST.findall(text) if ">>>" in text else []
    if "type:" in text:
        found += TYPE_COMMENT.findall(text)
    return frozenset(WORD.findall("\n".join(found)))


def _head(units: tuple[Unit, ...], lines: tuple[str, ...]) -> int:
    """How many lines lead the file as a whole: interpreter line, encoding, a licence set off by a blank line."""
    stop = units[0].start - 1 if units else len(lines)
    head = 0
    while head < min(stop, 2) and (lines[head].startswith("#!") or COOKIE.match(lines[head])):
        head += 1
    at = head
    while at < stop and lines[at].startswith("#"):
        at += 1
    return at if at < stop and not lines[at].strip() else head


def alias_names(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, ast.alias]]:
    """The name that each alias of an import binds."""
    for alias in node.names:
        first = alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name
        yield alias.asname or first, alias
