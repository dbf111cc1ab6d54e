def f():
    return 1


EARLY = f()


def decorate(function):
    # fill
    return lambda: function() + 10


f = decorate(f)


def reader():
    # fill
    return f()


def other():
    # fill
    return reader()
