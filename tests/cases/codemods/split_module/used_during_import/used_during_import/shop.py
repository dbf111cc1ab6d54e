def describe(name):
    # fill
    return f"{PREFIX}{helper(name)}"


PREFIX = "<"


def helper(name):
    # fill
    return name.upper()


TITLE = describe("shop")


def unrelated():
    # fill
    return TITLE
