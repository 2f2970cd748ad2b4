"""Convex polygons in the plane, exactly: hull, half-planes, slices, distance.

A polygon is the tuple of its vertices counter-clockwise, without three on a line; one or two points and none are
polygons too. Coordinates are Fractions; the functions are right for them, and nearly so for floats. The hull is
Andrew's (1979) monotone chain; the distance is Hausdorff's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import isqrt
from typing import Any

__all__ = [
    "Point",
    "Polygon",
    "area",
    "barycentric",
    "clip",
    "contains",
    "farthest",
    "hull",
    "rounded_out",
    "sides",
    "slice_of",
]

Point = tuple[Any, Any]
Polygon = tuple[Point, ...]


def hull(points: Iterable[Point]) -> Polygon:
    """Return the convex hull of points, its least vertex (first coordinate, then second) first.

    >>> hull([(0, 0), (2, 0), (1, 0), (0, 2), (1, 1)])
    ((0, 0), (2, 0), (0, 2))
    """
    ordered = sorted(set(points))
    if len(ordered) <= 2:
        return tuple(ordered)
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return (*lower[:-1], *upper[:-1])


def _chain(ordered: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for p in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], p) <= 0:
            chain.pop()
        chain.append(p)
    return chain


def _turn(o: Point, p: Point, q: Point) -> Any:
    """Return twice the signed area of a triangle, positive if it turns left."""
    return (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0])


def sides(polygon: Polygon) -> Iterator[tuple[Point, Point]]:
    """Yield the sides of a polygon; a segment has one, a point is its own."""
    if len(polygon) <= 2:
        yield from [(polygon[0], polygon[-1])] if polygon else []
    else:
        yield from pairwise((*polygon, polygon[0]))


def area(polygon: Polygon) -> Any:
    """Return the area, by the shoelace formula.

    >>> area(((0, 0), (2, 0), (0, 2)))
    Fraction(2, 1)
    """
    return sum((_turn(polygon[0], p, q) for p, q in pairwise(polygon[1:])), Fraction(0)) / 2


def contains(polygon: Polygon, point: Point) -> bool:
    """Return whether a point lies in the polygon, its boundary included."""
    if len(polygon) < 3:
        return hull([*polygon, point]) == hull([*polygon, *polygon[:1]]) if polygon else False
    return all(_turn(p, q, point) >= 0 for p, q in sides(polygon))


def clip(polygon: Polygon, axis: int, least: Any) -> Polygon:
    """Return the part of the polygon where the coordinate `axis` is at least `least`.

    >>> clip(((0, 0), (2, 0), (0, 2)), 0, Fraction(1)) == ((1, 0), (2, 0), (1, 1))
    True
    """
    if min((p[axis] for p in polygon), default=least) >= least:
        return polygon
    kept = [p for p in polygon if p[axis] >= least]
    crossed = [_crossing(p, q, axis, least) for p, q in sides(polygon) if (p[axis] - least) * (q[axis] - least) < 0]
    return hull([*kept, *crossed])


def slice_of(segments: Iterable[tuple[Point, Point]], axis: int, level: Any) -> tuple[Point, ...]:
    """Return the ends of the points of the segments whose coordinate `axis` is `level`, lowest first, if any."""
    found = []
    for p, q in segments:
        if min(p[axis], q[axis]) <= level <= max(p[axis], q[axis]):
            found += [p, q] if p[axis] == q[axis] else [_crossing(p, q, axis, level)]
    return (min(found), max(found)) if found else ()


def _crossing(p: Point, q: Point, axis: int, level: Any) -> Point:
    other = 1 - axis
    height = p[other] + (level - p[axis]) * (q[other] - p[other]) / (q[axis] - p[axis])
    return (level, height) if axis == 0 else (height, level)


def barycentric(polygon: Polygon, point: Point) -> dict[Point, Any]:
    """Return vertices with positive weights, at most three, whose mean is the point, or nearly so if it is outside.

    Of the triangles round the first vertex the one with the largest least weight is taken.

    >>> sorted(barycentric(((0, 0), (4, 0), (0, 4)), (1, 1)).values())
    [0.25, 0.25, 0.5]
    """
    fan = [(polygon[0], p, q) for p, q in pairwise(polygon[1:]) if _turn(polygon[0], p, q)]
    if not fan:
        return _on_side(polygon[0], polygon[-1], point)
    best = max((_weights(*triangle, point) for triangle in fan), key=lambda weights: min(weights.values()))
    kept = {p: w for p, w in best.items() if w > 0}
    return {p: w / sum(kept.values()) for p, w in kept.items()}


def _on_side(p: Point, q: Point, point: Point) -> dict[Point, Any]:
    axis = 0 if abs(q[0] - p[0]) >= abs(q[1] - p[1]) else 1
    if p == q:
        return {p: 1}
    t = min(max((point[axis] - p[axis]) / (q[axis] - p[axis]), 0), 1)
    return {v: w for v, w in ((p, 1 - t), (q, t)) if w}


def _weights(o: Point, p: Point, q: Point, point: Point) -> dict[Point, Any]:
    whole = _turn(o, p, q)
    return {o: _turn(p, q, point) / whole, p: _turn(q, o, point) / whole, q: _turn(o, p, point) / whole}


def rounded_out(polygon: Polygon, step: Fraction, bits: int) -> Polygon:
    """Return a polygon that contains the given one, every number with more than `bits` bits put on a grid.

    A vertex gives way to the corners of the cell of the grid that it lies in; so nothing is farther than two steps.
    """

    def around(value: Fraction) -> set[Fraction]:
        if value.denominator.bit_length() <= bits:
            return {value}
        return {value // step * step, -(-value // step) * step}

    return hull((x, y) for p in polygon for x in around(p[0]) for y in around(p[1]))


def farthest(outer: Polygon, inner: Polygon) -> Fraction:
    """Return the Hausdorff distance of nested polygons, none of them empty, rounded up by less than one in 2^60.

    It is the largest distance of a vertex of the outer one from the inner one.

    >>> farthest(((0, 0), (3, 4)), ((0, 0),))
    Fraction(5, 1)
    """
    square = max(min(_squared(p, q, v) for p, q in sides(inner)) if not contains(inner, v) else 0 for v in outer)
    return _root_above(Fraction(square))


def _root_above(square: Fraction) -> Fraction:
    if square == 0:
        return Fraction(0)
    shift = max(0, 64 + (square.denominator.bit_length() - square.numerator.bit_length()) // 2)
    value = -(-(square.numerator << 2 * shift) // square.denominator)
    root = isqrt(value)
    return Fraction(root + (root * root < value), 1 << shift)


def _squared(p: Point, q: Point, point: Point) -> Any:
    """Return the squared distance of a point from the segment p q."""
    along = q[0] - p[0], q[1] - p[1]
    length = along[0] ** 2 + along[1] ** 2
    t = ((point[0] - p[0]) * along[0] + (point[1] - p[1]) * along[1]) / Fraction(length) if length else 0
    t = min(max(t, 0), 1)
    return (p[0] + t * along[0] - point[0]) ** 2 + (p[1] + t * along[1] - point[1]) ** 2
