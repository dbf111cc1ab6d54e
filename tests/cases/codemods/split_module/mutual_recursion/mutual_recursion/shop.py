def even(n):
    # fill
    return n == 0 or odd(n - 1)


def odd(n):
    # fill
    return n != 0 and even(n - 1)
