"""The extreme rays of a polyhedral cone {x >= 0, G x >= 0}, exactly.

Double description (Motzkin, Raiffa, Thompson and Thrall 1953; Fukuda and Prodon 1996): begin with the unit vectors, the
extreme rays of the orthant, and add the inequalities one by one. A ray on the right side stays, one on the wrong side
goes, and every two *adjacent* rays on opposite sides are combined to one on the boundary. Two extreme rays of a pointed
cone are adjacent exactly when no third one satisfies with equality all the inequalities they both do. Rays are
integer vectors without a common divisor. A polytope {p >= 0, G p >= 0, sum p = 1} is a section of such a cone: its
vertices are the rays divided by their sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import gcd
from typing import NamedTuple

__all__ = ["extreme_rays"]

Vector = tuple[int, ...]


class _Ray(NamedTuple):
    """A ray x followed by all values G x, and the mask of the inequalities tight there: x >= 0, then rows used."""

    vector: Vector
    tight: int


def extreme_rays(rows: Sequence[Sequence[int]], n: int, limit: int | None = None) -> list[Vector] | None:
    """Return the extreme rays of {x in R^n : x >= 0, rows x >= 0} for integer rows; None when beyond `limit` rays.

    The next inequality is the one that combines the fewest pairs, which keeps the intermediate cones small.

    >>> sorted(extreme_rays([[1, -1], [-1, 2]], 2))
    [(1, 1), (2, 1)]
    """
    every = (1 << n) - 1
    rays = [_Ray((*(int(j == k) for j in range(n)), *(row[k] for row in rows)), every ^ 1 << k) for k in range(n)]
    left = set(range(n, n + len(rows)))
    while left:
        place = min(left, key=lambda place: _pairs([ray.vector[place] for ray in rays]))
        left.remove(place)
        rays = _cut(rays, place, n, limit)
        if limit is not None and len(rays) > limit:
            return None
    return [ray.vector[:n] for ray in rays]


def _pairs(values: Sequence[int]) -> int:
    return sum(v > 0 for v in values) * sum(v < 0 for v in values)


def _cut(rays: list[_Ray], place: int, n: int, limit: int | None) -> list[_Ray]:
    """Return the rays of the cone cut by the inequality whose values stand at `place`; stop beyond the limit."""
    above, below = ([ray for ray in rays if ray.vector[place] * sign > 0] for sign in (1, -1))
    kept = above + [_Ray(ray.vector, ray.tight | 1 << place) for ray in rays if not ray.vector[place]]
    masks = [ray.tight for ray in rays]
    for ray, other in product(above, below):
        common = ray.tight & other.tight
        if common.bit_count() >= n - 2 and _adjacent(common, masks):
            kept.append(_Ray(_combined(ray.vector, other.vector, place, n), common | 1 << place))
            if limit is not None and len(kept) > limit:
                break
    return kept


def _adjacent(common: int, masks: list[int]) -> bool:
    """Whether only two rays carry all the labels in common.

    The last one met moves forward: it is likely to part the next pairs too.
    """
    count = 0
    for k, mask in enumerate(masks):
        if not common & ~mask:
            count += 1
            if count > 2:
                masks[k // 2], masks[k] = masks[k], masks[k // 2]
                return False
    return True


def _combined(first: Vector, second: Vector, place: int, n: int) -> Vector:
    """Return the ray between two others on which the value at `place`, positive and negative there, vanishes."""
    v, w = first[place], second[place]
    vector = [v * b - w * a for a, b in zip(first, second, strict=True)]
    divisor = gcd(*vector[:n])
    return tuple(a // divisor for a in vector)
