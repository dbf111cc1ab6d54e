from typing import (
    # about callables
    Callable,
    Iterable,
)


def f(a: Callable) -> Iterable: ...
