"""Seven lines."""


def price():
    return 1

TAX = 2
