from __future__ import annotations

import typing
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from .nowhere import Ghost

LIMIT: int = 3


@dataclass
class Node:
    limit: ClassVar[int] = 3
    other: typing.ClassVar[int] = 4
    leaf: Leaf | None = None

    # fill
    def haunt(self, ghost: Ghost) -> Leaf: ...


@dataclass
class Leaf:
    parent: typing.Optional[Node] = None
    names: list[str] = field(default_factory=list)

    # fill
    def up(self) -> Node: ...


def make(node: Node, *, leaf: "Leaf") -> LIMIT_TYPE:
    # fill
    return node


LIMIT_TYPE = int
