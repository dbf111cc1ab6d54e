def f():
    import os


def g():
    """Doc."""
    from os import path
    return 1


def h(): import os
