_count = 0


def bump():
    global _count
    _count += 1
    return _count


def count():
    return _count


def create():
    global _made
    _made = _count


def other():
    # fill
    return bump() * 10


def another():
    # fill
    return other() + 1
