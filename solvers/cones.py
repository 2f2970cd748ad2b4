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
from math import gcd
from typing import NamedTuple

__all__ = ["extreme_rays"]

Vector = tuple[int, ...]


class _Ray(NamedTuple):
    """A ray and the mask of the inequalities that hold with equality there: x >= 0 first, then the rows."""

    vector: Vector
    tight: int


def extreme_rays(rows: Sequence[Sequence[int]], n: int, limit: int | None = None) -> list[Vector] | None:
    """Return the extreme rays of {x in R^n : x >= 0, rows x >= 0} for integer rows; None when beyond `limit` rays.

    The next inequality is the one that combines the fewest pairs, which keeps the intermediate cones small.

    >>> sorted(extreme_rays([[1, -1], [-1, 2]], 2))
    [(1, 1), (2, 1)]
    """
    every = (1 << n) - 1
    rays = [_Ray(tuple(int(j == k) for j in range(n)), every ^ 1 << k) for k in range(n)]
    left = dict(enumerate(rows))
    while left:
        values = {r: [_dot(row, ray.vector) for ray in rays] for r, row in left.items()}
        r = min(values, key=lambda r: sum(v > 0 for v in values[r]) * sum(v < 0 for v in values[r]))
        rays = _cut(rays, values[r], 1 << n + r, n)
        del left[r]
        if limit is not None and len(rays) > limit:
            return None
    return [ray.vector for ray in rays]


def _dot(row: Sequence[int], vector: Vector) -> int:
    return sum(a * v for a, v in zip(row, vector, strict=True) if v)


def _cut(rays: list[_Ray], values: list[int], bit: int, n: int) -> list[_Ray]:
    """Return the rays of the cone cut by the inequality that takes `values` on the rays."""
    valued = list(zip(rays, values, strict=True))
    kept = [ray if v else _Ray(ray.vector, ray.tight | bit) for ray, v in valued if v >= 0]
    above, below = [(ray, v) for ray, v in valued if v > 0], [(ray, v) for ray, v in valued if v < 0]
    masks = [ray.tight for ray in rays]
    for ray, v in above:
        for other, w in below:
            common = ray.tight & other.tight
            if common.bit_count() >= n - 2 and _adjacent(common, masks):
                kept.append(_Ray(_combined(ray.vector, v, other.vector, w), common | bit))
    return kept


def _adjacent(common: int, masks: list[int]) -> bool:
    """Whether only two rays carry all the labels in common."""
    count = 0
    for mask in masks:
        if not common & ~mask:
            count += 1
            if count > 2:
                return False
    return True


def _combined(first: Vector, v: int, second: Vector, w: int) -> Vector:
    """Return the point between two rays with values v > 0 > w where the inequality is tight."""
    vector = [v * b - w * a for a, b in zip(first, second, strict=True)]
    divisor = gcd(*vector)
    return tuple(a // divisor for a in vector)
