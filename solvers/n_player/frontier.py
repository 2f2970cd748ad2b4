"""Limit points of a cell of a cylindrical decomposition, each with a proof that it is one.

A cell has two facets for each level at which it lies between two roots: there one coordinate s tends to the root t
that bounds it, the lower coordinates fixed. A path in the cell is followed from a rational point near the facet into
the facet, level by level. The next coordinate is held at a constant c if no polynomial of its level vanishes at c
anywhere on the path so far: then the path stays between the same two roots. Otherwise (a section, or two roots that
meet on the facet) it is caught between rational separators lo < r < hi of one root r at the limit: if the polynomials
do not vanish at lo and hi on the path so far, the coordinate cannot leave (lo, hi), and by continuity of roots its
limit is r. That nothing vanishes on the path is an enclosure in ball arithmetic over a box that contains it, from t to
the point near it. The arguments fail where a polynomial vanishes on the whole line over the limit; the facet is then
left without a named point, as where the limit's number field would be large.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Any

import flint
from flint import arb, fmpq

from solvers.n_player.algebraic import ZERO, Num, Root, approx, as_number, ball, between, compare
from solvers.n_player.cylinders import Cylinders, Leaf, enclose, plain_fibre
from solvers.n_player.number_fields import adjoin, field_in

CLOSE = (10, 24, 50)  # bits: how near the facet the path begins
MAX_DEGREE = 48
BITS = 120


@dataclass(frozen=True)
class Limit:
    """Coordinates of a limit point, and the level that moves towards it if all others stay put."""

    values: list[Num]
    moving: int | None


@dataclass(frozen=True)
class _Path:
    """Where a path in the cell ends, a point of the cell it begins at, and a box round all of it."""

    limit: list[Num]
    near: list[Num]
    box: list[arb]
    straight: bool = True


class _LargeFieldError(Exception):
    """The limit needs a number field of high degree."""


def facets(cylinders: Cylinders, leaf: Leaf) -> Iterator[tuple[int, Any, int]]:
    """Return the facets of a cell: the level that moves, the root it tends to, and the direction inward."""
    for level, index in enumerate(leaf.path):
        if index % 2 == 0:
            stack = cylinders.stack(leaf.values[:level])
            yield level, stack[index // 2], 1
            yield level, stack[index // 2 + 1], -1


def near_facet(cylinders: Cylinders, leaf: Leaf, level: int, target: Any, inward: int) -> list[Num] | None:
    """Return a point of the cell next to a facet; None if its number field would be large."""
    near = list(_first(leaf, level, [], target, inward, CLOSE[-1]).near)
    try:
        for index in leaf.path[level + 1 :]:
            stack = cylinders.stack(near)
            low, high = stack[(index + 1) // 2], stack[index // 2 + 1]
            near, last = _extended(near, low) if index % 2 else (near, between(low, high))
            near = [*near, last]
    except _LargeFieldError:
        return None
    return near


def limit_on(cylinders: Cylinders, leaf: Leaf, level: int, target: Any, inward: int) -> Limit | None:
    """Return a limit point on a facet of a cell; None where none can be proved."""
    try:
        base, value = _extended(leaf.values[:level], target)
        for bits in CLOSE:
            path: _Path | None = _first(leaf, level, [*base, value], target, inward, bits)
            for index in leaf.path[level + 1 :]:
                path = path and _climb(cylinders, index, path, bits)
            if path:
                return Limit(path.limit, level if path.straight else None)
    except _LargeFieldError:
        pass
    return None


def _first(leaf: Leaf, level: int, limit: list[Num], target: Any, inward: int, bits: int) -> _Path:
    """Return the path's first coordinates: from the target to a rational just inside the cell."""
    own = leaf.values[level]
    if isinstance(target, Root):
        target.refine(bits + 2)
    outer, inner = (target.lo, target.hi) if isinstance(target, Root) else (target, target)
    if inward < 0:
        outer, inner = inner, outer
    start = inner + fmpq(inward, 1 << bits)
    start = own if (own - start) * inward < 0 else start
    box = [ball(x, BITS) for x in leaf.values[:level]] + [_hull(outer, start)]
    return _Path(limit, [*leaf.values[:level], start], box)


def _climb(cylinders: Cylinders, index: int, path: _Path, bits: int) -> _Path | None:
    """Add the next coordinate of a path, or None if its limit cannot be proved from this distance."""
    level, stack = len(path.near), cylinders.stack(path.near)
    low, high = stack[(index + 1) // 2], stack[index // 2 + 1]
    polys = cylinders.levels[level]
    ends = cylinders.stack(path.limit)
    for constant in _constants(low, high, ends) if index % 2 == 0 else ():
        if _clear(cylinders, polys, path, constant):
            box = [*path.box, arb(constant)]
            return _Path([*path.limit, constant], [*path.near, constant], box, path.straight)
    if not all(plain_fibre(p, cylinders.order[: level + 1], path.limit) for p in polys):
        return None
    root, lo, hi = _caught(cylinders, path, ends, low, high, bits) or (None, ZERO, ZERO)
    if root is None:
        return None
    limit, value = _extended(path.limit, root)
    near, follower = _extended(path.near, low) if index % 2 else (path.near, between(low, high))
    return _Path([*limit, value], [*near, follower], [*path.box, _hull(lo, hi)], False)


def _constants(low: Any, high: Any, ends: Sequence[Any]) -> list[fmpq]:
    """Return rationals between two roots near the limit, one in each gap of the roots at the limit, widest first."""
    gaps: list[tuple[float, int, Any, Any]] = []
    for a, b in pairwise(ends):
        lower, upper = (a if compare(a, low) > 0 else low), (b if compare(b, high) < 0 else high)
        if compare(lower, upper) < 0:
            gaps.append((approx(as_number(lower)) - approx(as_number(upper)), len(gaps), lower, upper))
    return [between(lower, upper) for _, _, lower, upper in sorted(gaps, key=itemgetter(0, 1))]


def _caught(
    cylinders: Cylinders, path: _Path, ends: Sequence[Any], low: Any, high: Any, bits: int
) -> tuple[Any, fmpq, fmpq] | None:
    """Return the limit root between separators that the coordinate cannot pass."""
    middle = (approx(as_number(low)) + approx(as_number(high))) / 2
    k = min(range(len(ends)), key=lambda j: abs(approx(as_number(ends[j])) - middle))
    root, polys = ends[k], cylinders.levels[len(path.near)]
    for width in (bits // 2, bits // 4, bits // 8, 1):
        lo = _beside(root, ends[k - 1], -1, width) if k else ZERO
        hi = _beside(root, ends[k + 1], 1, width) if k + 1 < len(ends) else fmpq(1)
        held = k == 0 or (compare(lo, low) < 0 and _clear(cylinders, polys, path, lo))
        if held and (k + 1 == len(ends) or (compare(high, hi) < 0 and _clear(cylinders, polys, path, hi))):
            return root, lo, hi
    return None


def _beside(root: Any, neighbour: Any, side: int, width: int) -> fmpq:
    """Return a rational between a root and its neighbour, within 2**-width of the root or so."""
    if isinstance(root, Root):
        root.refine(width + 2)
        edge = root.hi if side > 0 else root.lo
    else:
        edge = root
    point = edge + fmpq(side, 1 << width)
    return point if compare(neighbour, point) == side else between(*((root, neighbour)[::side]))


def _clear(cylinders: Cylinders, polys: Sequence[Any], path: _Path, constant: fmpq) -> bool:
    """Whether no polynomial of the level vanishes at the constant anywhere on the path's box."""
    point = [arb(0)] * len(cylinders.branch.system.variables)
    with flint.ctx.workprec(2 * BITS):
        for v, x in zip(cylinders.order, [*path.box, arb(constant)], strict=False):
            point[v] = x
        return not any(enclose(p, point).contains(0) for p in polys)


def _hull(first: fmpq, second: fmpq) -> arb:
    with flint.ctx.workprec(2 * BITS):
        return arb((first + second) / 2, arb(abs(first - second) / 2))


def _extended(numbers: Sequence[Num], root: Any) -> tuple[list[Num], Num]:
    """Adjoin a root, unless the common field would be large."""
    field = field_in(numbers)
    if field is not None and isinstance(root, Root) and field.root.poly.degree() * root.poly.degree() > MAX_DEGREE:
        raise _LargeFieldError
    return adjoin(numbers, root)
