def early():
    # fill
    from import_cycle import friend

    return friend.SEEN


def ready():
    # fill
    return helper() + 1


def helper():
    # fill
    return 1


from import_cycle import friend


def late():
    # fill
    return friend.SEEN + helper()
