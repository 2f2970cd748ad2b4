"""A box round a singular zero on a wall, proved to hold no solution of the open face: by blowing up the zero.

Where the conditions of a support vanish together at a point r on the wall of its face, bisection alone gets no further:
near r every scale looks like the last. In the coordinates x_v = r_v + s t, x_u = r_u + t w_u (u other than v, |w_u| at
most 1, s = 1 or -1, one *chart* for each v and s) each condition, multi-affine in x, is divided by the power of t it
contains. What is left at t = 0 are the leading forms of the conditions, which in general have no zero in common; then
none is left for small t either, and the box |x - r| <= t is clear (cf. Cox, Little and O'Shea 2015, *Ideals, Varieties,
and Algorithms*, chapter 9, on tangent cones). Before that, linear combinations raise the orders as far as they go.

A chart is bisected; a cell is dropped when a combination of its conditions has no negative Bernstein coefficient and
positive ones at all corners off the walls, checked in whole numbers. Points with t = 0 or on a wall are none of the
open face's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb, lcm
from time import monotonic

import numpy as np
from flint import fmpq

from solvers.n_player.bernstein import Ends, Poly, Table, corners, halves, positive
from solvers.n_player.cylinders import evaluate
from solvers.n_player.splitting import OutOfTimeError
from solvers.n_player.subdivision import Cover, hulls, keep
from solvers.n_player.support_system import System
from solvers.n_player.weights import Bounds, best_weights

RADII = tuple(Fraction(1, 1 << k) for k in (4, 6))
MAX_CELLS = 80
MOST_POINTS = 4
MOST_DENOMINATOR = 64
GRID = 1 << 12


def clear_walls(
    cover: Cover, system: System, done: dict[tuple[Fraction, ...], Fraction | None], deadline: float
) -> None:
    """Drop the cells of a cover that lie in clear boxes round zeros on walls; `done` remembers the boxes' radii."""
    if not cover.cells:
        return
    low, high = hulls(cover)
    dead = np.zeros(cover.cells, dtype=bool)
    for k in range(cover.cells):
        point = _nearby_zero(system, low[k], high[k])
        if point is None:
            continue
        if point not in done and len(done) < MOST_POINTS:
            done[point] = clear_radius(system, point, deadline)
        radius = done.get(point)
        dead[k] = radius is not None and all(
            abs(Fraction(x) - r) <= radius for ends in (low[k], high[k]) for x, r in zip(ends, point, strict=True)
        )
    keep(cover, ~dead)


def _nearby_zero(system: System, low: Sequence[float], high: Sequence[float]) -> tuple[Fraction, ...] | None:
    """Return a zero of the equations on a wall, in a cell or beside it, if short fractions find one."""
    point = tuple(_beside(float(a), float(b)) for a, b in zip(low, high, strict=True))
    values = [fmpq(x.numerator, x.denominator) for x in point]
    on_wall = any(evaluate(p, values) == 0 for p in system.positive)
    return point if on_wall and all(evaluate(p, values) == 0 for p in system.equations) else None


def _beside(low: float, high: float) -> Fraction:
    """Return 0 or 1 if an interval is at most its own length away from it, else the shortest fraction near it."""
    if low <= 2 * (high - low):
        return Fraction(0)
    if 1 - high <= 2 * (high - low):
        return Fraction(1)
    middle, reach = Fraction((low + high) / 2), Fraction(2 * (high - low))
    choices = (middle.limit_denominator(d) for d in range(1, MOST_DENOMINATOR + 1))
    return next((x for x in choices if abs(x - middle) <= reach), middle)


def clear_radius(system: System, point: Sequence[Fraction], deadline: float = float("inf")) -> Fraction | None:
    """Return a radius of a box round a zero on a wall without solutions on the open face; None if none is proved.

    The box is meant in the largest coordinate. Raises OutOfTimeError.
    """
    equations = _raised([_moved(p, point) for p in system.equations])
    weak = [-_moved(p, point) for p in system.weak]
    for radius in RADII:
        if all(_clear(cell, deadline) for cell in _charts(equations, weak, point, radius)):
            return radius
    return None


def _moved(poly: Poly, point: Sequence[Fraction]) -> Table:
    """Return the coefficients of poly(point + z), by which z are in the product (multi-affine)."""
    table = np.full((2,) * len(point), Fraction(0), dtype=object)
    for exponents, coefficient in poly.to_dict().items():
        table[tuple(exponents[: len(point)])] = Fraction(int(coefficient))
    for axis, shift in enumerate(point):
        head, tail = np.take(table, [0], axis), np.take(table, [1], axis)
        table = np.concatenate([head + shift * tail, tail], axis)
    return table


def _order(table: Table) -> int:
    """Least degree of a term."""
    return min((sum(e) for e in zip(*np.nonzero(table), strict=True)), default=table.ndim + 1)


def _raised(tables: list[Table]) -> list[Table]:
    """Return combinations of the same span whose leading forms are linearly independent."""
    out: list[Table] = []
    pending = list(tables)
    while pending:
        pending.sort(key=_order)
        lead, *pending = pending
        order = _order(lead)
        if order > lead.ndim:
            continue
        where = next(e for e in zip(*np.nonzero(lead), strict=True) if sum(e) == order)
        pending = [t - t[where] / lead[where] * lead if _order(t) == order else t for t in pending]
        out.append(lead)
    return out


@dataclass(frozen=True)
class _Cell:
    """Bernstein coefficients of all conditions, t first, and which ends of the sides lie on walls."""

    equations: tuple[Table, ...]
    weak: tuple[Table, ...]
    walls: tuple[Ends, ...]
    depth: tuple[int, ...]


def _charts(equations: list[Table], weak: list[Table], point: Sequence[Fraction], radius: Fraction) -> Iterator[_Cell]:
    sides = [(0, 1) if r == 0 else (-1, 0) if r == 1 else (-1, 1) for r in point]
    for v, side in enumerate(sides):
        others = [s for u, s in enumerate(sides) if u != v]
        for sense in [s for s in side if s]:
            first, second = (tuple(_chart(t, v, sense, others, radius) for t in tables) for tables in (equations, weak))
            walls = ((True, False), *((a == 0, b == 0) for a, b in others))
            yield _Cell(first, second, walls, (0,) * len(walls))


def _chart(table: Table, v: int, sense: int, sides: Sequence[tuple[int, int]], radius: Fraction) -> Table:
    """Return a condition's Bernstein coefficients, in whole numbers, over [0, radius] and the sides of the others."""
    order, n = min(_order(table), table.ndim), table.ndim
    out = np.full((n - order + 1, *(2,) * (n - 1)), Fraction(0), dtype=object)
    for e in zip(*np.nonzero(table), strict=True):
        power = sum(e) - order
        out[(power, *e[:v], *e[v + 1 :])] += table[e] * sense ** e[v] * radius**power
    for axis, (low, high) in enumerate(sides, 1):
        head, tail = np.take(out, [0], axis), np.take(out, [1], axis)
        out = np.concatenate([head + low * tail, head + high * tail], axis)
    degree = n - order
    turn = [
        [Fraction(comb(i, j), comb(degree, j)) if j <= i else Fraction(0) for j in range(degree + 1)]
        for i in range(degree + 1)
    ]
    out = np.tensordot(np.array(turn, dtype=object), out, axes=(1, 0))
    scale = lcm(*(Fraction(x).denominator for x in out.ravel()))
    return np.array([int(x * scale) for x in out.ravel()], dtype=object).reshape(out.shape)


def _clear(cell: _Cell, deadline: float) -> bool:
    """Whether bisection excludes every part of a chart."""
    work = [cell]
    for _ in range(MAX_CELLS):
        if not work:
            return True
        if monotonic() > deadline:
            raise OutOfTimeError
        now = work.pop()
        if not _excluded(now, deadline):
            work += _halves(now)
    return False


def _excluded(cell: _Cell, deadline: float) -> bool:
    single = [(s * t) for t in cell.equations for s in (1, -1)] + list(cell.weak)
    return any(positive(t, cell.walls) for t in single) or _combined(cell, deadline)


def _combined(cell: _Cell, deadline: float) -> bool:
    """Whether a linear program finds a positive combination, checked in whole numbers."""
    tables = [
        _of_degree(t, max(x.shape[0] for x in cell.equations + cell.weak) - 1) for t in cell.equations + cell.weak
    ]
    columns = np.stack([t.ravel().astype(float) / (float(np.abs(t).max()) or 1.0) for t in tables], axis=1)
    off = np.zeros(tables[0].shape)
    for corner in corners(tables[0].shape, cell.walls):
        off[corner] = 1.0
    count, n = len(cell.equations), len(tables)
    bounds: Bounds = [(-1, 1)] * count + [(0, 1)] * (n - count) + [(None, 1)]
    best = best_weights([0.0] * n + [1.0], np.hstack([columns, -off.reshape(-1, 1)]), bounds, deadline)
    if best is None or best[-1] <= 1e-7:
        return False
    sizes = [int(np.abs(t).max()) or 1 for t in tables]
    whole = lcm(*sizes)
    weights = [round(GRID * float(w)) * (whole // s) for w, s in zip(best, sizes, strict=False)]
    return positive(sum(w * t for w, t in zip(weights, tables, strict=True)), cell.walls)


def _of_degree(table: Table, degree: int) -> Table:
    """Raise the degree in t, up to a positive factor (Farin 2002)."""
    while len(table) <= degree:
        n = len(table)
        zero = np.zeros_like(table[:1])
        index = np.arange(n + 1).reshape(-1, *(1,) * (table.ndim - 1)).astype(object)
        table = np.concatenate([zero, table]) * index + np.concatenate([table, zero]) * (n - index)
    return table


def _halves(cell: _Cell) -> list[_Cell]:
    """Both halves along the side halved least often, that of t last."""
    axis = min(range(len(cell.depth)), key=lambda k: (cell.depth[k], -k))
    depth = tuple(d + (k == axis) for k, d in enumerate(cell.depth))
    parts = [
        tuple(zip(*(halves(t, axis) for t in tables), strict=True)) or ((), ())
        for tables in (cell.equations, cell.weak)
    ]
    low, high = cell.walls[axis]
    ends = [(low, False), (False, high)]
    return [
        replace(
            cell,
            equations=parts[0][k],
            weak=parts[1][k],
            walls=(*cell.walls[:axis], ends[k], *cell.walls[axis + 1 :]),
            depth=depth,
        )
        for k in (0, 1)
    ]
