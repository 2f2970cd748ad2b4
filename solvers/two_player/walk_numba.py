"""The compiled walk over the bases of a best-response polytope, in slices.

From the origin along edges on which a generic linear objective grows, one pivot a basis; bases met are kept in a hash
table, with the edges seen at each. Each basis is judged by `certificate_numba`; what that proves, and why the bases
met are all there are, is said in `vertices_numba`. The walk returns after a number of pivots, or when its arrays are
full, and goes on where it stood: between two slices it can be watched, stopped, and given more room.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numba import njit

from solvers.limits import Watch
from solvers.two_player.certificate_numba import FALSE, OPEN, SURE, certify

__all__ = ["FULL", "GAP", "MORE", "walk"]

GAP, MORE, FULL = 3, 4, 5
"""Further verdicts on a walk: an edge led to no basis met; it is not at its end; its arrays are full."""

_ONE, _NONE = np.uint64(1), np.uint64(0)
_EPS = 2.0**-40  # stands for the infinitesimal where pivots are proposed, never where they are proved
_FAST = {"contract", "reassoc", "nsz"}
_SLICE, _DEPTH, _ROOM = 2048, 64, 512  # pivots a slice; tableaus and bases for which there is room at first

Array = np.ndarray[Any, Any]


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
def _rehash(keys, seen, more, again):
    """Move the table into a larger empty one."""
    for i in range(keys.shape[0]):
        if keys[i] != _NONE:
            h = _slot(more, keys[i])
            more[h], again[h] = keys[i], seen[i]


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
@njit(cache=True, nogil=True)
def _advance(c, side, shift, exact, tie, stack, found, table, room, head, pivots):
    """Go on with the walk for so many pivots; return MORE if there are others, FULL if larger arrays are needed."""
    rows, cost, inverse, basic, cobasic, place, sign, mask, left = stack
    masks, zeros, signs, flagged = found
    keys, seen = table
    inverted, matrix, work, spot = room
    level, n, flags, used = head[0], head[1], head[2], head[3]
    d, dim, status = c.shape[1], np.uint64(c.shape[1]), SURE
    while level >= 0:
        j = place[level]
        if j == d:
            seen[_slot(keys, mask[level])] |= left[level]
            level -= 1
            continue
        place[level] = j + 1
        if cost[level, j] <= 0.0:
            continue
        if pivots == 0 or 2 * used >= keys.shape[0] or level + 1 == rows.shape[0] or n == masks.shape[0]:
            place[level] = j
            status = MORE if pivots == 0 else FULL
            break
        i = _leaving(rows, inverse, level, j, tie)
        enter, leave = np.uint64(cobasic[level, j]), np.uint64(basic[level, i])
        new = mask[level] ^ (_ONE << enter) ^ (_ONE << leave)
        left[level] |= _ONE << enter
        h = _slot(keys, new)
        seen[h] |= _ONE << leave
        if keys[h] == new:
            continue
        keys[h], used, up = new, used + 1, level + 1
        _pivot(rows, cost, basic, cobasic, level, i, j)
        sign[up] = -sign[level] if _moves(mask[level], new, enter, leave, dim) & 1 else sign[level]
        mask[up], left[up], place[up] = new, _NONE, 0
        verdict, none = certify(rows, basic, cobasic, up, c, side, shift, exact, inverted, matrix, work, spot)
        if verdict == FALSE:
            status = FALSE
            break
        _invert(rows, inverse, up, d)
        masks[n], zeros[n], signs[n] = new, new | none, sign[up]
        if verdict == OPEN:
            flagged[flags] = n
            flags += 1
        n, level, pivots = n + 1, up, pivots - 1
    head[0], head[1], head[2], head[3] = level, n, flags, used
    return status


@dataclass
class _State:
    """Where a walk stands, in arrays that double when they are full.

    stack: the tableaus from the origin to here; found: per basis its mask, the mask of all its zeros, the sign of its
    determinant, and the numbers of the bases left open; table: the bases met and the edges seen at each.
    """

    stack: tuple[Array, ...]
    found: tuple[Array, ...]
    table: tuple[Array, ...]
    head: Array

    @staticmethod
    def at_origin(c: Array, side: Array, shift: Array, objective: Array) -> _State:
        """Return the state before the first pivot."""
        k, d = c.shape
        shapes: tuple[tuple[tuple[int, ...], Any], ...] = (
            ((d + 2, k), float), ((d,), float), ((k,), float), ((k,), np.int64), ((d,), np.int64),
            ((), np.int64), ((), np.int8), ((), np.uint64), ((), np.uint64))  # fmt: skip
        stack = tuple(np.zeros((_DEPTH, *shape), kind) for shape, kind in shapes)
        table, cost, inverse, basic, cobasic, _, sign, mask, _ = stack
        table[0, :d], table[0, d], table[0, d + 1] = c.T, side[0, :k], shift
        cost[0], cobasic[0], basic[0] = objective, np.arange(d), np.arange(d, d + k)
        sign[0], mask[0] = 1, (1 << d) - 1
        _invert(table, inverse, 0, d)
        found = tuple(np.zeros(_ROOM, kind) for kind in (np.uint64, np.uint64, np.int8, np.int64))
        keys, seen = np.zeros(4 * _ROOM, np.uint64), np.zeros(4 * _ROOM, np.uint64)
        keys[_slot(keys, mask[0])] = mask[0]
        return _State(stack, found, (keys, seen), np.zeros(4, np.int64))

    def needs(self) -> int:
        """Return the bytes that `grow` will take."""
        arrays: Iterable[Array] = chain.from_iterable(getattr(self, name) for name in self._full())
        return 2 * sum(array.nbytes for array in arrays)

    def grow(self) -> None:
        """Double what is full."""
        for name in self._full():
            old = getattr(self, name)
            new = tuple(np.zeros((2 * len(array), *array.shape[1:]), array.dtype) for array in old)
            if name == "table":
                _rehash(*old, *new)
            else:
                for array, larger in zip(old, new, strict=True):
                    larger[: len(array)] = array
            setattr(self, name, new)

    def _full(self) -> list[str]:
        level, n, _, used = self.head.tolist()
        full = {"stack": level + 1, "found": n, "table": 2 * used}
        return [name for name, size in full.items() if size >= len(getattr(self, name)[0])]


def walk(
    c: Array, side: Array, shift: Array, objective: Array, exact: bool, tie: float, watch: Watch, part: int
) -> tuple[int, Array, Array, Array, Array]:
    """Walk until all edges are seen (SURE), something is refuted (FALSE, GAP) or `watch` stops it (MORE).

    side[0]: right-hand sides and row units, side[1]: column units. Returns also, for each basis, its mask, the mask of
    all its zeros, the sign of its determinant, and the numbers of the bases left open.
    """
    state, size = _State.at_origin(c, side, shift, objective), min(c.shape)
    room = (np.zeros((size, size)), np.zeros((size, size)), np.zeros((5, size)), np.zeros((3, size), np.int64))
    status = MORE
    while status in (MORE, FULL):
        if watch.over(part, int(state.head[1]), more=state.needs()):
            status = MORE
            break
        state.grow()
        status = _advance(c, side, shift, exact, tie, state.stack, state.found, state.table, room, state.head, _SLICE)
    if status == SURE and not np.array_equal(state.table[0], state.table[1]):  # an edge at a basis met led to none
        status = GAP
    _, n, flags, _ = state.head.tolist()
    masks, zeros, signs, flagged = state.found
    return status, masks[:n], zeros[:n], signs[:n], flagged[:flags]
