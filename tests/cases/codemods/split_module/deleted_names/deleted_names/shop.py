import os as _helper

SEPARATOR = _helper.sep
del _helper
for _index in range(3):
    SEPARATOR += str(_index)
del _index


def one():
    # fill
    return SEPARATOR


def two():
    # fill
    return len(SEPARATOR)
