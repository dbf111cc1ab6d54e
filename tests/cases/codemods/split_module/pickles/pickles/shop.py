import enum
from collections import namedtuple
from dataclasses import dataclass


class Error(Exception):
    # fill
    pass


Point = namedtuple("Point", "x y")


class Color(enum.Enum):
    # fill
    RED = 1


@dataclass
class Box:
    size: int

    # fill
    class Lid:
        pass


def action():
    # fill
    return 1
