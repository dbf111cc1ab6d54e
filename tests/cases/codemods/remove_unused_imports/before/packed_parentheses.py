from typing import (Any, Callable,
                    Iterable, Iterator)

x: Callable
y: Iterable
