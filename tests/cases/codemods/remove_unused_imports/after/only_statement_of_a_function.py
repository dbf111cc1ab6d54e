def f():
    pass


def g():
    """Doc."""
    return 1


def h(): pass
