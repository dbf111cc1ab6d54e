def f():
    import os

    def g():
        return os

    return g


def h():
    from os import path

    return "path.join"
