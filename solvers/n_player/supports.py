"""Supports of an n-player game and the conditional dominance that closes most of them.

On the open face of a support every pure profile of the support has positive probability. If one action does at
least as well as another against all of those, and better against one, it does strictly better on the whole open
face; so a support that uses the worse action holds no equilibrium (conditional dominance, in the form of Porter,
Nudelman and Shoham 2008, sharpened by the open face: weak dominance is enough). The same comparison, turned round,
finds faces that consist of equilibria entirely.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
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


def supports(kept: Support, total: int | None = None) -> Iterator[Support]:
    """All supports within the kept actions, of `total` actions over all players; else all, the largest first."""
    totals = range(sum(map(len, kept)), len(kept) - 1, -1) if total is None else (total,)
    for each in totals:
        yield from _of_size(kept, each)


def _of_size(kept: Support, total: int) -> Iterator[Support]:
    """All ways to take some actions of each player, so many together."""
    first, *others = kept
    if not others:
        yield from ((own,) for own in combinations(first, total))
        return
    for size in range(max(1, total - sum(map(len, others))), min(len(first), total - len(others)) + 1):
        for own in combinations(first, size):
            yield from ((own, *more) for more in _of_size(tuple(others), total - size))


@dataclass(frozen=True)
class Comparisons:
    """Where one action does better than another: sets of the others' profiles, as the bits of a whole number.

    A support is then judged by a few operations on such sets.
    """

    tables: tuple[Table, ...]
    rivals: dict[tuple[int, int], list[tuple[int, int]]] = field(default_factory=dict)
    played: dict[tuple[int, int, tuple[int, ...]], int] = field(default_factory=dict)

    def dominated(self, support: Support) -> bool:
        """Whether conditional dominance excludes every profile with exactly this support."""
        for i, own in enumerate(support):
            met = self._met(support, i)
            for a in own:
                for better, worse in self._rivals(i, a):
                    if not worse & met and better & met:
                        return True
        return False

    def is_face(self, support: Support) -> bool:
        """Whether every profile on the closed face of the support is an equilibrium."""
        for i, own in enumerate(support):
            met, rivals = self._met(support, i), self._rivals(i, own[0])
            if any(better & met for better, _ in rivals) or any(rivals[a][1] & met for a in own):
                return False
        return True

    def _rivals(self, i: int, a: int) -> list[tuple[int, int]]:
        """Return, for each action of player i, the others' profiles against which it does better and worse than a."""
        if (i, a) not in self.rivals:
            table = self.tables[i]
            self.rivals[i, a] = [(_bits(row > table[a]), _bits(row < table[a])) for row in table]
        return self.rivals[i, a]

    def _met(self, support: Support, i: int) -> int:
        """Return the others' profiles in a support."""
        met = -1
        for j, own in enumerate(support):
            if j != i:
                met &= self._playing(i, j, own)
        return met

    def _playing(self, i: int, j: int, own: tuple[int, ...]) -> int:
        """Return the profiles of player i's opponents in which player j uses one of her own actions given."""
        if (i, j, own) not in self.played:
            chosen = np.zeros(self.tables[i].shape[1:], dtype=bool)
            np.moveaxis(chosen, j - (j > i), 0)[list(own)] = True
            self.played[i, j, own] = _bits(chosen)
        return self.played[i, j, own]


def _bits(mask: NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(mask.ravel().astype(bool)).tobytes(), "big")


def inside(small: Support, large: Support) -> bool:
    """Whether one support is part of another."""
    return all(set(a) <= set(b) for a, b in zip(small, large, strict=True))
