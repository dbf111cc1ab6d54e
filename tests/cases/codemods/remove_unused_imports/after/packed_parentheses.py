from typing import (Callable,
                    Iterable)

x: Callable
y: Iterable
