from typing import (
    Any,
    # about callables
    Callable,
    Iterable,
    Iterator
)


def f(a: Callable) -> Iterable: ...
