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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Any

import flint
from flint import arb, fmpq

from solvers.n_player.algebraic import ZERO, Num, Root, approx, as_number, ball, between, compare
from solvers.n_player.cylinders import Cylinders, Leaf, enclose, plain_fibre
from solvers.n_player.number_fields import LargeFieldError, adjoin

CLOSE = (10, 24, 50)  # bits: how near the facet the path begins
MAX_DEGREE = 48
BITS = 120

Known = Mapping[tuple[int, ...], Sequence[Num]]


@dataclass(frozen=True)
class Limit:
    """Coordinates of a limit point, and the level that moves towards it if all others stay put."""

    values: list[Num]
    moving: int | None


@dataclass(frozen=True)
class Blurred:
    """A facet without a named limit: decimals of a point of the cell beside it, and what is known of the limit."""

    beside: tuple[tuple[float, ...], ...]
    limit: Limit | None


@dataclass(frozen=True)
class _Path:
    """Where a path in the cell ends, a point of the cell it begins at, and a box round all of it."""

    limit: list[Num]
    near: list[Num]
    box: list[arb]
    index: tuple[int, ...] = ()  # index path of the limit, () where it is not at roots
    straight: bool = True


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
            near = _extended(near, low) if index % 2 else [*near, between(low, high)]
    except LargeFieldError:
        return None
    return near


def known_points(leaves: Sequence[Leaf]) -> Known:
    """Return the coordinates of all samples by index path, from the lowest level up to every level."""
    return {leaf.path[: k + 1]: leaf.values[: k + 1] for leaf in leaves for k in range(len(leaf.path))}


def limit_on(cylinders: Cylinders, leaf: Leaf, known: Known, level: int, target: Any, inward: int) -> Limit | None:
    """Return a limit point on a facet of a cell; None where none can be proved."""
    try:
        limit = _extended(leaf.values[:level], target, known.get((*leaf.path[:level], leaf.path[level] - inward)))
        for bits in CLOSE:
            path: _Path | None = _first(leaf, level, limit, target, inward, bits)
            for index in leaf.path[level + 1 :]:
                path = path and _climb(cylinders, known, index, path, bits)
            if path:
                return Limit(path.limit, level if path.straight else None)
    except LargeFieldError:
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
    return _Path(limit, [*leaf.values[:level], start], box, (*leaf.path[:level], leaf.path[level] - inward))


def _climb(cylinders: Cylinders, known: Known, index: int, path: _Path, bits: int) -> _Path | None:
    """Add the next coordinate of a path, or None if its limit cannot be proved from this distance."""
    level, stack = len(path.near), cylinders.stack(path.near)
    low, high = stack[(index + 1) // 2], stack[index // 2 + 1]
    polys = cylinders.levels[level]
    ends = cylinders.stack(path.limit)
    for constant in _constants(low, high, ends) if index % 2 == 0 else ():
        if _clear(cylinders, polys, path, constant):
            box = [*path.box, arb(constant)]
            return _Path([*path.limit, constant], [*path.near, constant], box, (), path.straight)
    if not all(plain_fibre(p, cylinders.order[: level + 1], path.limit) for p in polys):
        return None
    caught = _caught(cylinders, path, ends, low, high, bits)
    if caught is None:
        return None
    k, lo, hi = caught
    reached = (*path.index, 2 * k - 1) if path.index else ()
    limit = _extended(path.limit, ends[k], known.get(reached))
    near = _extended(path.near, low) if index % 2 else [*path.near, between(low, high)]
    return _Path(limit, near, [*path.box, _hull(lo, hi)], reached, False)


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
) -> tuple[int, fmpq, fmpq] | None:
    """Return the number of the limit root, between separators that the coordinate cannot pass."""
    middle = (approx(as_number(low)) + approx(as_number(high))) / 2
    k = min(range(len(ends)), key=lambda j: abs(approx(as_number(ends[j])) - middle))
    root, polys = ends[k], cylinders.levels[len(path.near)]
    for width in (bits // 2, bits // 4, bits // 8, 1):
        lo = _beside(root, ends[k - 1], -1, width) if k else ZERO
        hi = _beside(root, ends[k + 1], 1, width) if k + 1 < len(ends) else fmpq(1)
        held = k == 0 or (compare(lo, low) < 0 and _clear(cylinders, polys, path, lo))
        if held and (k + 1 == len(ends) or (compare(high, hi) < 0 and _clear(cylinders, polys, path, hi))):
            return k, lo, hi
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


def _extended(numbers: Sequence[Num], root: Any, known: Sequence[Num] | None = None) -> list[Num]:
    """Add a root as the next coordinate, in one field with the others, unless that field would be large."""
    if known is not None:
        return list(known)
    lower, value = adjoin(numbers, root, MAX_DEGREE)
    return [*lower, value]
