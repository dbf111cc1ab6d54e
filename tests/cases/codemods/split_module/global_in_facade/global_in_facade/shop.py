COUNT = 0


def bump():
    global COUNT
    COUNT += 1
    return COUNT


def twice():
    # fill
    return bump() + bump()


def more():
    # fill
    return twice() + 1
