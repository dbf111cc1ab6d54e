from functools import singledispatch


@singledispatch
def show(value):
    # fill
    return "object"


@show.register
def _(value: int):
    # fill
    return "int"


@show.register(str)
def _(value):
    # fill
    return "text"
