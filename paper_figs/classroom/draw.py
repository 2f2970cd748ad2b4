"""Numbers that depend on a seed alone, the same on every machine and in every version of Python.

The n-th number is read off the SHA-256 digest of the seed and n. (Of `random.Random` only `random()` is promised to
stay as it is.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeVar

_T = TypeVar("_T")
PATIENCE = 200_000
"""Tries after which a condition is taken to be impossible."""


class Draw:
    """An endless stream of draws.

    >>> draw = Draw("nash", 1, 7)
    >>> [draw.between(0, 9) for _ in range(5)] == [Draw("nash", 1, 7).between(0, 9)] * 5
    False
    >>> Draw("nash", 1, 7).shuffled("abcd") == Draw("nash", 1, 7).shuffled("abcd")
    True
    """

    def __init__(self, *seed: object) -> None:
        self._seed = "/".join(map(str, seed))
        self._drawn = 0

    def below(self, count: int) -> int:
        """Return one of 0, …, count - 1, all equally likely."""
        self._drawn += 1
        digest = sha256(f"{self._seed}/{self._drawn}".encode()).digest()
        return int.from_bytes(digest, "big") % count

    def between(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included."""
        return low + self.below(high - low + 1)

    def choice(self, items: Sequence[_T]) -> _T:
        """Return one of the items."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[_T]) -> list[_T]:
        """Return the items in another order (Fisher and Yates)."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in items]

    def integers(self, low: int, high: int, *shape: int) -> list[list[int]]:
        """Return a matrix of integers from low to high."""
        rows, columns = shape
        return [[self.between(low, high) for _ in range(columns)] for _ in range(rows)]


def until(attempt: Callable[[], _T | None]) -> _T:
    """Return the first result of `attempt` that is not None.

    Raises LookupError when there is none in many tries, which is a defect of the exercise.
    """
    for _ in range(PATIENCE):
        if (found := attempt()) is not None:
            return found
    raise LookupError("no such game was found; the conditions of the exercise contradict each other")
