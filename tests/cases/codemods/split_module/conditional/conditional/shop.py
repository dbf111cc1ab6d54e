import sys

try:
    import nothing_of_that_name as fast
except ImportError:
    fast = None

if sys.version_info >= (3, 8):

    def new():
        # fill
        return "new"

else:

    def new():
        return "old"


if sys.platform == "no such platform":
    import also_nothing


def use():
    # fill
    return new(), fast


def never():
    # fill
    return also_nothing.x
