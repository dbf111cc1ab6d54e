import warnings

warnings.warn("shop is old", DeprecationWarning, stacklevel=2)


def outer():
    # fill
    inner()


def inner():
    # fill
    warnings.warn("inner", UserWarning, stacklevel=3)
