"""Ordered partitions of actions: a player's weak preferences, best class first.

Near an equilibrium every strict preference over the pure actions persists and only ties can break. So the preferences
possible there are the refinements of the order at the equilibrium, one ordered partition of each class put in its
place. A class of k actions has 1, 3, 13, 75, 541, ... of them, the ordered Bell numbers (Cayley 1859; OEIS A000670).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, combinations, product
from math import comb, prod

Order = tuple[tuple[int, ...], ...]


def order_of(values: Sequence[Fraction]) -> Order:
    """Return the actions by payoff, the best first, equal ones in one class.

    >>> order_of([1, 3, 3])
    ((1, 2), (0,))
    """
    ranks = sorted(set(values), reverse=True)
    return tuple(tuple(a for a, v in enumerate(values) if v == rank) for rank in ranks)


def ordered_partitions(items: tuple[int, ...]) -> Iterator[Order]:
    """Yield all ways to rank items with ties, the fewest ties broken first.

    >>> list(ordered_partitions((4, 7)))
    [((4, 7),), ((4,), (7,)), ((7,), (4,))]
    """
    if not items:
        yield ()
    for size in range(len(items), 0, -1):
        for first in combinations(items, size):
            rest = tuple(item for item in items if item not in first)
            yield from ((first, *order) for order in ordered_partitions(rest))


def refined(order: Order) -> Iterator[Order]:
    """Yield every order that keeps the strict preferences of the given one."""
    for parts in product(*map(ordered_partitions, order)):
        yield tuple(chain.from_iterable(parts))


def count_refined(order: Order) -> int:
    """Return how many orders `refined` yields.

    >>> count_refined(((0, 1, 2), (3, 4)))
    39
    """
    return prod(_ordered_bell(len(own)) for own in order)


def _ordered_bell(size: int) -> int:
    counts = [1]
    for n in range(1, size + 1):
        counts.append(sum(comb(n, k) * counts[n - k] for k in range(1, n + 1)))
    return counts[size]
