"""Supports of an n-player game and the conditional dominance that closes most of them.

On the open face of a support every pure profile of the support has positive probability. If one action does at
least as well as another against all of those, and better against one, it does strictly better on the whole open
face; so a support that uses the worse action holds no equilibrium (conditional dominance, in the form of Porter,
Nudelman and Shoham 2008, sharpened by the open face: weak dominance is enough). The same comparison, turned round,
finds faces that consist of equilibria entirely.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, combinations
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

Support = tuple[tuple[int, ...], ...]
Table = NDArray[Any]


def integer_tables(payoffs: Table) -> tuple[Table, ...]:
    """Per player an integer payoff table, own action first: a positive affine image of the given payoffs."""
    return tuple(_integers(np.moveaxis(payoffs[i], i, 0)) for i in range(len(payoffs)))


def _integers(table: Table) -> Table:
    entries = [Fraction(x) for x in table.ravel()]
    scale = lcm(*(x.denominator for x in entries))
    whole = [int(x * scale) for x in entries]
    low = min(whole)
    common = gcd(*(x - low for x in whole)) or 1
    small = [(x - low) // common for x in whole]
    kind = np.int64 if max(small) < 1 << 40 else object
    return np.array(small, dtype=kind).reshape(table.shape)


def undominated(tables: tuple[Table, ...]) -> Support:
    """Actions that survive iterated strict dominance by pure actions."""
    kept: Support = tuple(tuple(range(len(t))) for t in tables)
    while True:
        smaller = tuple(_survivors(restrict(t, kept, i), kept[i]) for i, t in enumerate(tables))
        if smaller == kept:
            return kept
        kept = smaller


def _survivors(rows: Table, own: tuple[int, ...]) -> tuple[int, ...]:
    flat = rows.reshape(len(rows), -1)
    return tuple(a for a in own if not any(np.all(flat[b] > flat[a]) for b in own))


def restrict(table: Table, support: Support, player: int) -> Table:
    """Return a player's table (own action first, all of them) against the others' actions in a support."""
    others = [s for j, s in enumerate(support) if j != player]
    return table[np.ix_(range(len(table)), *others)]


def supports(kept: Support) -> Iterator[Support]:
    """All supports within the kept actions, the largest first."""
    choices = [list(chain.from_iterable(combinations(own, k) for k in range(1, len(own) + 1))) for own in kept]
    for total in range(sum(map(len, kept)), len(kept) - 1, -1):
        yield from _of_size(choices, total)


def _of_size(choices: list[list[tuple[int, ...]]], total: int) -> Iterator[Support]:
    """All ways to take one choice of each player, of so many actions together."""
    if not choices:
        yield ()
        return
    least, most = len(choices) - 1, sum(len(own[-1]) for own in choices[1:])
    for own in choices[0]:
        if least <= total - len(own) <= most:
            yield from ((own, *others) for others in _of_size(choices[1:], total - len(own)))


def dominated(tables: tuple[Table, ...], support: Support) -> bool:
    """Whether conditional dominance excludes every profile with exactly this support."""
    for i, table in enumerate(tables):
        flat = restrict(table, support, i).reshape(len(table), -1)
        for a in support[i]:
            gain = flat - flat[a]
            if np.any((gain.min(axis=1) >= 0) & (gain.max(axis=1) > 0)):
                return True
    return False


def is_face(tables: tuple[Table, ...], support: Support) -> bool:
    """Whether every profile on the closed face of the support is an equilibrium."""
    for i, table in enumerate(tables):
        flat = restrict(table, support, i).reshape(len(table), -1)
        first = flat[support[i][0]]
        if np.any(flat > first) or any(np.any(flat[a] != first) for a in support[i]):
            return False
    return True


def inside(small: Support, large: Support) -> bool:
    """Whether one support is part of another."""
    return all(set(a) <= set(b) for a, b in zip(small, large, strict=True))
