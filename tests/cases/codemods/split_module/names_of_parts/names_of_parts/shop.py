def parser():
    # fill
    return "parser"


def _parser():
    # fill
    return "_parser"


_sys = "mine"
_PARTS = "mine too"


class Parser:
    # fill
    pass


def _facade():
    # fill
    return _sys, _PARTS, _ModuleType


_ModuleType = 1
