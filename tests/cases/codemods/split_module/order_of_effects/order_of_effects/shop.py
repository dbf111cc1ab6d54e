import atexit

LOG = []
LOG.append("first")


def note(function):
    LOG.append(function.__name__)
    return function


@note
def one():
    # fill
    return 1


LOG.append("between")


@note
def two():
    # fill
    return 2


LOG.append(two)
for number in (1, 2):
    LOG.append(number)
