RATE = 3


def net(amount):
    # fill
    return amount * RATE


def gross(amount):
    # fill
    return amount + RATE
