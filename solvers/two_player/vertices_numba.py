"""All vertices of a best-response polytope at floating-point speed, certified to be exactly all of them.

Same polytope {z >= 0, C z <= 1}, labels and perturbation as `vertices`: the right-hand sides are read as
1 + e g_r with e an infinitesimal and g_r positive numbers drawn once. Floating point only proposes; what it
proposes is proved, so that the answer is exact and complete or else it is refused (None) and the caller takes
the integer walk.

1. *Walk.* From the origin along edges on which a generic linear objective grows, one pivot a vertex, the bases
   met being kept in a hash table. Every vertex is reached from the origin on such edges (simplex method).
2. *Feasibility.* For each basis, with C_JI the binding rows and positive coordinates and X the approximate
   inverse, the norm of X C_JI - 1 is bounded from above, rounding included; below one it proves that C_JI is
   regular and bounds the errors of the solution. Slacks and coordinates above their bounds are positive.
3. *Zeros.* The others are integers over det C_JI, hence zero where small enough; the coefficient of e there must
   be positive. Both are proved in `certificate_numba`, or in rational arithmetic where that is open.
4. *Closure.* 2 and 3 make every basis met a vertex of the perturbed polytope, which is simple. Two of them
   that share all labels but one are the two ends of one edge. After the walk, each of the d edges at each
   basis must have led to another basis met (label masks, no numbers involved). The graph of a polytope is
   connected, so a set of vertices closed in this way is the set of all vertices.

The determinant signs follow from the pivots: a pivot element, being the ratio by which the determinant changes,
is positive between two feasible bases.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from solvers.two_player.certificate_numba import FALSE, OPEN, SURE, certify
from solvers.two_player.vertices import exact_tableau, kept_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Walked", "walk_vertices"]

_ONE, _NONE = np.uint64(1), np.uint64(0)
_EPS = 2.0**-40  # stands for the infinitesimal where pivots are proposed, never where they are proved
_BITS = 64
_DEEP, _GAP = 3, 4

Array = np.ndarray[Any, Any]
_FAST = {"contract", "reassoc", "nsz"}


# ------------------------------------------------------------------ the set of bases met
@njit(cache=True, inline="always")
def _slot(keys, key):
    """Find the place of key in the table, or the free place where it belongs."""
    last = np.uint64(keys.shape[0] - 1)
    h = key * np.uint64(0x9E3779B97F4A7C15)
    h = (h ^ (h >> np.uint64(29))) & last
    while keys[h] != key and keys[h] != _NONE:
        h = (h + _ONE) & last
    return h


@njit(cache=True)
def _enlarged(keys, seen):
    more, again = np.zeros(2 * keys.shape[0], np.uint64), np.zeros(2 * keys.shape[0], np.uint64)
    for i in range(keys.shape[0]):
        if keys[i] != _NONE:
            h = _slot(more, keys[i])
            more[h], again[h] = keys[i], seen[i]
    return more, again


# ------------------------------------------------------------------ pivots
@njit(cache=True, fastmath=_FAST)
def _pivot(table, cost, basic, cobasic, level, r, c):
    """Write the tableau after the exchange of basic row r and cobasic column c one level up.

    table[level, j] is the column of the j-th cobasic variable; the last two are right-hand sides.
    """
    up, columns, k = level + 1, table.shape[1], table.shape[2]
    p = 1.0 / table[level, c, r]
    for j in range(columns):
        f = table[level, j, r] * p
        for i in range(k):
            table[up, j, i] = table[level, j, i] - f * table[level, c, i]
        table[up, j, r] = f
    for i in range(k):
        table[up, c, i] = -table[level, c, i] * p
        basic[up, i] = basic[level, i]
    table[up, c, r] = p
    for j in range(columns - 2):
        cost[up, j] = cost[level, j] - cost[level, c] * table[up, j, r]
        cobasic[up, j] = cobasic[level, j]
    cost[up, c] = -cost[level, c] * p
    basic[up, r], cobasic[up, c] = cobasic[level, c], basic[level, r]


@njit(cache=True)
def _invert(table, inverse, level, d):
    for i in range(inverse.shape[1]):
        inverse[level, i] = 1.0 / (table[level, d, i] + _EPS * table[level, d + 1, i])


@njit(cache=True)
def _leaving(table, inverse, level, j, tie):
    """Find the row that blocks first; among rows equal up to the relative tolerance, by the perturbation."""
    k, row, best, second = inverse.shape[1], 0, 0.0, 0.0
    for i in range(k):
        y = table[level, j, i] * inverse[level, i]
        if y > best and table[level, j, i] > tie:
            second, best, row = best, y, i
        elif y > second:
            second = y
    floor = best * (1.0 - tie)
    if second >= floor:
        row = _first(table, inverse, level, j, tie, row, floor)
    return row


@njit(cache=True)
def _first(table, inverse, level, j, tie, row, floor):
    growth = table.shape[1] - 1
    for i in range(inverse.shape[1]):
        x = table[level, j, i]
        equal = x * inverse[level, i] >= floor and x > tie
        if equal and table[level, growth, i] * table[level, j, row] < table[level, growth, row] * x:
            row = i
    return row


@njit(cache=True)
def _ones(x):
    count = 0
    while x != _NONE:
        x &= x - _ONE
        count += 1
    return count


@njit(cache=True)
def _moves(old, new, enter, leave, d):
    """Transpositions that sort rows and columns of C_JI after an exchange, plus one if the minor changes sign."""
    own = (_ONE << d) - _ONE
    if (enter < d) == (leave < d):
        low, high = min(enter, leave), max(enter, leave)
        between = ((_ONE << high) - _ONE) & ~((_ONE << (low + _ONE)) - _ONE)
        return _ones(~old & between) if enter < d else _ones(old & between) + 1
    mask, z, slack = (old, enter, leave) if enter < d else (new, leave, enter)
    return _ones((~mask & own) >> z >> _ONE) + _ones(mask >> slack >> _ONE)


# ------------------------------------------------------------------ the walk
@njit(cache=True)
def _longer(array):
    return np.concatenate((array, np.zeros_like(array)))


@njit(cache=True, nogil=True)
def _walk(c, side, shift, objective, exact, tie, depth):  # noqa: C901 -- one loop over a stack, kept whole for speed
    """Do the walk of the module docstring. side[0]: right-hand sides and row units, side[1]: column units.

    Returns a status, and for each basis its mask, the mask of all its zeros, the sign of its determinant, and
    the numbers of the bases left open.
    """
    k, d = c.shape
    table, cost, inverse = np.zeros((depth, d + 2, k)), np.zeros((depth, d)), np.zeros((depth, k))
    basic, cobasic = np.zeros((depth, k), np.int64), np.zeros((depth, d), np.int64)
    place, sign = np.zeros(depth, np.int64), np.ones(depth, np.int8)
    mask, left = np.zeros(depth, np.uint64), np.zeros(depth, np.uint64)
    keys, seen, used = np.zeros(1024, np.uint64), np.zeros(1024, np.uint64), 0
    masks, zeros = np.zeros(512, np.uint64), np.zeros(512, np.uint64)
    signs, flagged = np.zeros(512, np.int8), np.zeros(16, np.int64)
    n, flags, level, dim, size = 0, 0, 0, np.uint64(d), min(k, d)
    inverted, matrix = np.zeros((size, size)), np.zeros((size, size))
    work, spot = np.zeros((5, size)), np.zeros((3, size), np.int64)
    table[0, :d], table[0, d], table[0, d + 1] = c.T, side[0, :k], shift
    cost[0], cobasic[0], basic[0] = objective, np.arange(d), np.arange(d, d + k)
    _invert(table, inverse, 0, d)
    mask[0] = (_ONE << dim) - _ONE
    keys[_slot(keys, mask[0])] = mask[0]
    while level >= 0:
        j = place[level]
        if j == d:
            seen[_slot(keys, mask[level])] |= left[level]
            level -= 1
            continue
        place[level] = j + 1
        if cost[level, j] <= 0.0:
            continue
        i = _leaving(table, inverse, level, j, tie)
        enter, leave = np.uint64(cobasic[level, j]), np.uint64(basic[level, i])
        new = mask[level] ^ (_ONE << enter) ^ (_ONE << leave)
        left[level] |= _ONE << enter
        h = _slot(keys, new)
        seen[h] |= _ONE << leave
        if keys[h] == new:
            continue
        keys[h], used, up = new, used + 1, level + 1
        if 2 * used > keys.shape[0]:
            keys, seen = _enlarged(keys, seen)
        if up == depth:
            return _DEEP, masks, zeros, signs, flagged
        _pivot(table, cost, basic, cobasic, level, i, j)
        sign[up] = -sign[level] if _moves(mask[level], new, enter, leave, dim) & 1 else sign[level]
        mask[up], left[up], place[up] = new, _NONE, 0
        verdict, none = certify(table, basic, cobasic, up, c, side, shift, exact, inverted, matrix, work, spot)
        if verdict == FALSE:
            return FALSE, masks, zeros, signs, flagged
        _invert(table, inverse, up, d)
        if n == masks.shape[0]:
            masks, zeros, signs = _longer(masks), _longer(zeros), _longer(signs)
        masks[n], zeros[n], signs[n] = new, new | none, sign[up]
        if verdict == OPEN:
            if flags == flagged.shape[0]:
                flagged = _longer(flagged)
            flagged[flags] = n
            flags += 1
        n, level = n + 1, up
    for h in range(keys.shape[0]):
        if seen[h] != keys[h]:
            return _GAP, masks, zeros, signs, flagged
    return SURE, masks[:n], zeros[:n], signs[:n], flagged[:flags]


# ------------------------------------------------------------------ from and to exact integers
@dataclass(frozen=True)
class Walked:
    """Bases and vertices of one polytope, the origin excepted; all masks are of type uint64.

    bases, signs: mask and determinant sign of each perturbed vertex; limit: the vertex it tends to; labels: the
    mask of all labels of each vertex; sample: for each vertex one of its bases.
    """

    bases: Array
    signs: Array
    limit: Array
    labels: Array
    sample: Array


def walk_vertices(c: Sequence[Sequence[int]]) -> Walked | None:
    """All vertices of {z >= 0, C z <= 1}, or None where double precision cannot prove them.

    C is k x d, of non-negative integers, each column with a positive entry. None also for k + d > 64.
    """
    keep, d = kept_rows(c), len(c[0])
    if len(c) + d > _BITS or max(map(max, c)).bit_length() > _LARGEST:
        return None
    rows = [c[i] for i in keep]
    for attempt, tie in enumerate(_TIES):
        if (found := _attempt(rows, attempt, tie)) is not None:
            masks, zeros, signs = found
            bases, labels = _spread(masks, keep, d), _implied(_spread(zeros, keep, d), zeros, c, keep)
            unique, sample, limit = np.unique(labels, return_index=True, return_inverse=True)
            return Walked(bases, signs, limit, unique, bases[sample])
    return None


_TIES = (1e-10, 1e-14, 1e-7)
_LARGEST, _EXACT, _DEPTH, _DEEPEST = 500, 2.0**53, 512, 1 << 15


def _attempt(rows: list[Sequence[int]], attempt: int, tie: float) -> tuple[Array, Array, Array] | None:
    """One walk with perturbations of its own; None unless everything is proved."""
    draw = np.random.default_rng(attempt)
    growth = draw.integers(1 << 19, 1 << 20, len(rows))
    scaled, side = _scaled(rows)
    shift = growth * side[0, : len(rows)] / (1 << 20)
    objective = draw.uniform(1, 2, len(rows[0]))
    exact = bool(all(v < _EXACT for row in rows for v in row))
    depth, status = _DEPTH, _DEEP
    while status == _DEEP and depth <= _DEEPEST:
        status, masks, zeros, signs, flagged = _walk(scaled, side, shift, objective, exact, tie, depth)
        depth *= 4
    if status != SURE:
        return None
    for v in flagged:
        true = _exact_zeros(rows, growth.tolist(), int(masks[v]))
        if true is None:
            return None
        zeros[v] = true
    return masks, zeros, signs


def _scaled(rows: list[Sequence[int]]) -> tuple[Array, Array]:
    """C with rows and columns multiplied by powers of two, and these (rows, columns) side by side."""
    c = np.array([[float(v) for v in row] for row in rows])
    k, d = c.shape
    side = np.ones((2, max(k, d)))
    for _ in range(2):
        side[1, :d] *= _power(c.max(axis=0))
        c = np.array([[float(v) for v in row] for row in rows]) * side[0, :k, None] * side[1, :d]
        side[0, :k] *= _power(c.max(axis=1))
        c = np.array([[float(v) for v in row] for row in rows]) * side[0, :k, None] * side[1, :d]
    return c, side


def _power(size: Array) -> Array:
    power: Array = 2.0 ** -np.ceil(np.log2(size))
    return power


def _exact_zeros(rows: list[Sequence[int]], growth: list[int], mask: int) -> int | None:
    """Return the mask of all zeros at a basis, in rational arithmetic; None if the perturbed basis is infeasible."""
    table = exact_tableau(rows, mask, growth)
    if table is None:
        return None
    zeros = mask
    for v, row in zip(table.basic, table.rows, strict=True):
        value, rate = Fraction(row[-1], table.det), Fraction(row[-2], table.det)
        if value < 0 or (value == 0 and rate <= 0):
            return None
        zeros |= 0 if value else 1 << v
    return zeros


def _spread(masks: Array, keep: list[int], d: int) -> Array:
    """Masks over the kept rows as masks over all rows."""
    if keep == list(range(len(keep))):
        return masks
    out = masks & np.uint64((1 << d) - 1)
    for p, row in enumerate(keep):
        out |= (masks >> np.uint64(d + p) & _ONE) << np.uint64(d + row)
    return out


def _implied(labels: Array, zeros: Array, c: Sequence[Sequence[int]], keep: list[int]) -> Array:
    """Labels with those of the rows left out: such a row binds where a row above it does and they agree."""
    d = len(c[0])
    for i in set(range(len(c))).difference(keep):
        p = next(p for p, j in enumerate(keep) if all(h >= v for h, v in zip(c[j], c[i], strict=True)))
        need = np.uint64(1 << d + p | sum(1 << q for q in range(d) if c[keep[p]][q] != c[i][q]))
        labels = labels | ((zeros & need) == need).astype(np.uint64) << np.uint64(d + i)
    return labels
