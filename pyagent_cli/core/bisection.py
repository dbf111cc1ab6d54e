"""Which of several changes is to blame, in as few suite runs as there are halvings."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Bisection:
    """The first `good` changes together are fine, the first `bad` are not."""

    good: int
    bad: int

    @property
    def next(self) -> int | None:
        """The length of the next prefix to try; None when the guilty change is known.

        >>> Bisection(0, 4).next, Bisection(2, 3).next
        (2, None)
        """
        return (self.good + self.bad) // 2 if self.bad - self.good > 1 else None

    @property
    def guilty(self) -> int:
        """The index of the change that turns good into bad."""
        return self.bad - 1

    def told(self, prefix: int, red: bool) -> Bisection:
        """What is known after a prefix was tried.

        >>> Bisection(0, 4).told(2, True).told(1, False).guilty
        1
        """
        return replace(self, bad=prefix) if red else replace(self, good=prefix)
