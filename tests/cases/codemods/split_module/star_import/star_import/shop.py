from .other import *


def one():
    # fill
    return VALUE


def two():
    # fill
    return helper() + VALUE
