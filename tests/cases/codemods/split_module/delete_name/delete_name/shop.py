STOCK = 4


def stock():
    # fill
    try:
        return STOCK
    except NameError:
        return "sold out"


def more():
    # fill
    return stock()
