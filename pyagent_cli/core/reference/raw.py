"""Lines of a module by kind, and its logical lines."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from radon.raw import analyze

from pyagent_cli.core.reference.nesting import elif_of

LAYOUT = frozenset({tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER})
STARTS, ENDS = (
    frozenset(number for number, name in tokenize.tok_name.items() if name in (f"FSTRING_{edge}", f"TSTRING_{edge}"))
    for edge in ("START", "END")
)
Group = list[tokenize.TokenInfo]


@dataclass(frozen=True, slots=True)
class Raw:
    """`sloc + multi + blank + single_comments == loc`."""

    loc: int
    lloc: int
    sloc: int
    comments: int
    multi: int
    blank: int
    single_comments: int


def raw(text: str, tree: ast.Module, flavour: str) -> Raw | None:
    """The counts of a module; None where radon gives up.

    >>> raw("x = 1  # one\\n", ast.parse("x = 1"), "default")
    Raw(loc=1, lloc=1, sloc=1, comments=1, multi=0, blank=0, single_comments=0)
    """
    if flavour == "radon":
        return _radon(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    return _plain(lines, sum(map(_clauses, ast.walk(tree))))


def _radon(text: str) -> Raw | None:
    try:
        return Raw(*analyze(text))
    except SyntaxError:
        return None


def _plain(lines: list[str], logical: int) -> Raw:
    kinds = {"sloc": 0, "multi": 0, "single_comments": 0}
    comments = start = 0
    for group in _groups(lines):
        comments += sum(token.type == tokenize.COMMENT for token in group)
        last = group[-1].end[0] if group[-1].type not in (tokenize.NEWLINE, tokenize.NL) else group[-1].start[0]
        kinds[_kind(group)] += sum(1 for line in lines[start:last] if line.strip())
        start = last
    return Raw(len(lines), logical, comments=comments, blank=len(lines) - sum(kinds.values()), **kinds)


def _groups(lines: list[str]) -> Iterator[Group]:
    """Logical lines, and comments on lines of their own; an f-string is one token."""
    group: Group = []
    inside = 0
    for token in tokenize.generate_tokens(chain((line + "\n" for line in lines), [""]).__next__):
        inside += (token.type in STARTS) - (token.type in ENDS)
        if token.type in LAYOUT or (inside and token.type not in STARTS) or (inside > 1):
            continue
        ends = token.type == tokenize.NEWLINE or (token.type == tokenize.NL and _is_comment(group))
        if token.type != tokenize.NL or ends:
            group.append(token)
        if ends:
            yield group
            group = []


def _is_comment(group: Group) -> bool:
    return bool(group) and all(token.type == tokenize.COMMENT for token in group)


def _kind(group: Group) -> str:
    """Of a string alone, by its lines; a comment alone; else code."""
    tokens = [token for token in group if token.type not in (tokenize.NEWLINE, tokenize.NL)]
    if _is_comment(tokens):
        return "single_comments"
    if all(token.type == tokenize.STRING or token.type in STARTS | ENDS for token in tokens) and _is_one(tokens):
        return "single_comments" if tokens[0].start[0] == tokens[-1].end[0] else "multi"
    return "sloc"


def _is_one(tokens: Group) -> bool:
    return sum(token.type == tokenize.STRING or token.type in STARTS for token in tokens) == 1


def _clauses(node: ast.AST) -> int:
    """Statements, the further clauses of compound ones, and decorators."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return 1 + len(node.decorator_list)
        case ast.If():
            return 1 + (bool(node.orelse) and elif_of(node) is None)
        case ast.For() | ast.AsyncFor() | ast.While():
            return 1 + bool(node.orelse)
        case ast.Try() | ast.TryStar():
            return 1 + len(node.handlers) + bool(node.orelse) + bool(node.finalbody)
        case ast.Match():
            return 1 + len(node.cases)
    return isinstance(node, ast.stmt)
