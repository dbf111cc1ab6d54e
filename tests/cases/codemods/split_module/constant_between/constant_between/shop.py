SIZE = 3


def small(x=SIZE):
    # fill
    return x


SIZE = 4


def large(x=SIZE):
    # fill
    return x
