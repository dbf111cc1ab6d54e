from . import other
from .other import VALUE
from .inner import deep


def outside():
    # fill
    from .other import LATE

    return LATE + VALUE


def far():
    # fill
    from . \
        import other as again

    from .inner.deep import DEEP
    return again.VALUE + DEEP, deep.DEEP, other.LATE
