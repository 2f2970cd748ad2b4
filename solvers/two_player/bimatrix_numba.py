"""Pairs of vertices that cover all labels, for games whose polytopes have very many vertices.

The compiled counterpart of the search in `bimatrix`. Vertices and labels come from
`vertices_numba`; everything here works on label masks, hence without numbers, except for the
coordinates of the few vertices that occur in an equilibrium: floating point proposes an integer multiple D z of
a vertex z, and C_JI (D z) = (D, ..., D) is then checked in integer arithmetic on its binding rows J and positive
coordinates I, which determine it. Where the check fails, or might overflow, the exact tableau decides.

A pair of non-degenerate vertices matches when one mask is the complement of the other: a search in a sorted
list. A degenerate vertex carries more labels than necessary. Per label, the set of vertices that carry it is a
row of bits; the partners of a vertex are the intersection of the rows of the labels that it misses.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from solvers.limits import Watch, together
from solvers.two_player.vertices import exact_tableau
from solvers.two_player.vertices_numba import Walked, walk_vertices

if TYPE_CHECKING:
    from solvers.two_player.bimatrix import Matches, Side

__all__ = ["match_compiled"]

Array = np.ndarray[Any, Any]
Matrix = Sequence[Sequence[int]]

_ONE = np.uint64(1)
_EXACT = float(1 << 52)
_TWO_THREADS_AT = 20  # rows and columns
_FEW = 32  # vertices up to which one after the other is faster than all at once
_STRETCH = 1 << 23  # words of bits read between two looks at the limits


def match_compiled(
    first: Matrix, second: Matrix, walking: Watch | None = None, joining: Watch | None = None
) -> Matches | None:
    """Return what `bimatrix.match` returns, or None where the compiled walk does not apply.

    first, second: the integer matrices of the two polytopes {z >= 0, C z <= 1}, n x m and m x n. Raises
    LimitReachedError if a step that cannot be interrupted is not over in time.
    """
    from solvers.two_player.bimatrix import Matches

    walking, joining = walking or Watch(), joining or Watch()
    n, m = len(first), len(second)
    walks = [partial(walk_vertices, c, walking, part) for part, c in enumerate((first, second))]
    p, q = together(walks, walking, short=m + n < _TWO_THREADS_AT)
    if p is None or q is None:
        return None
    full = np.uint64((1 << m + n) - 1) if m + n < 64 else ~np.uint64(0)
    ((rows, columns),) = together([partial(_pairs, p.labels, _turn(q.labels, n, m), full, m, n, joining)], joining)
    limits = list(zip(*(part.tolist() for part in _perturbed(p, q, full, m, n)), strict=True))
    pairs = list(zip(rows.tolist(), columns.tolist(), strict=True))
    return Matches(pairs, limits, _side(first, p, np.unique(rows)), _side(second, q, np.unique(columns)))


def _side(c: Matrix, walked: Walked, used: Array) -> Side:
    from solvers.two_player.bimatrix import Side

    labels = dict(zip(used.tolist(), walked.labels[used].tolist(), strict=True))
    return Side(len(c[0]), labels, partial(_points, c, walked), len(walked.labels), walked.closed)


def _turn(masks: Array, n: int, m: int) -> Array:
    """Masks with the labels of player 2's actions first as masks with those of player 1's first."""
    turned: Array = (masks & np.uint64((1 << n) - 1)) << np.uint64(m) | masks >> np.uint64(n)
    return turned


def _perturbed(p: Walked, q: Walked, full: np.uint64, m: int, n: int) -> tuple[Array, Array, Array]:
    """(vertex of 1, vertex of 2, index) of every equilibrium of the perturbed game."""
    i, j = _equal(full ^ p.bases, _turn(q.bases, n, m))
    own = np.uint64((1 << m) - 1)
    size = m - _counts(p.bases[i] & own)
    return p.limit[i], q.limit[j], p.signs[i] * q.signs[j] * np.where(size % 2, 1, -1)


def _equal(first: Array, second: Array) -> tuple[Array, Array]:
    """All (i, j) with first[i] == second[j]; each value occurs once in either."""
    if not len(second):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    order = np.argsort(second)
    place = np.minimum(np.searchsorted(second, first, sorter=order), len(second) - 1)
    i = np.flatnonzero(second[order[place]] == first)
    return i, order[place[i]]


def _pairs(first: Array, second: Array, full: np.uint64, m: int, n: int, watch: Watch) -> tuple[Array, Array]:
    """All (i, j) with first[i] | second[j] == full; some, if `watch` ends the search."""
    missing = full ^ first
    plain_i, plain_j = np.flatnonzero(_counts(first) == m), np.flatnonzero(_counts(second) == n)
    rich_i, rich_j = np.flatnonzero(_counts(first) > m), np.flatnonzero(_counts(second) > n)
    i, j = _equal(missing[plain_i], second[plain_j])
    found = [(plain_i[i], plain_j[j])]
    every = np.arange(len(first))
    for some_i, some_j in ((every, rich_j), (rich_i, plain_j)):
        if len(some_i) and len(some_j):
            for i, j in _covering(missing[some_i], second[some_j], m + n, watch):
                found.append((some_i[i], some_j[j]))
    return np.concatenate([i for i, _ in found]), np.concatenate([j for _, j in found])


def _counts(masks: Array) -> Array:
    counts: Array = np.bitwise_count(masks).astype(np.int64)
    return counts


def _covering(needs: Array, masks: Array, labels: int, watch: Watch) -> Iterator[tuple[Array, Array]]:
    """Yield all (i, j) such that masks[j] contains needs[i], some at a time, until `watch` says stop."""
    holders, count = _holders(masks, labels)
    stretch = max(1, _STRETCH // holders.shape[1])
    for start in range(0, len(needs), stretch):
        if watch.over():
            return
        i, j = _partners(needs[start : start + stretch], holders, np.argsort(count))
        yield i + start, j


@njit(cache=True)
def _holders(masks, labels):
    """For every label the set of masks that contain it, as bits, and their number."""
    words = (masks.shape[0] + 63) // 64
    holders, count = np.zeros((labels, words), np.uint64), np.zeros(labels, np.int64)
    for j in range(masks.shape[0]):
        for b in range(labels):
            if masks[j] >> np.uint64(b) & _ONE:
                holders[b, j >> 6] |= _ONE << np.uint64(j & 63)
                count[b] += 1
    return holders, count


@njit(cache=True, nogil=True)
def _partners(needs, holders, order):
    """All (i, j) such that mask j has the labels needs[i]; the labels are tried in the given order."""
    labels, words = holders.shape
    need = np.zeros(labels, np.int64)
    rows, columns, n = np.zeros(64, np.int64), np.zeros(64, np.int64), 0
    for i in range(needs.shape[0]):
        size = 0
        for b in order:
            if needs[i] >> np.uint64(b) & _ONE:
                need[size] = b
                size += 1
        for w in range(words):
            common = holders[need[0], w]
            for p in range(1, size):
                if not common:
                    break
                common &= holders[need[p], w]
            while common:
                if n == rows.shape[0]:
                    rows, columns = np.concatenate((rows, rows)), np.concatenate((columns, columns))
                rows[n], columns[n], n = i, (w << 6) + _lowest(common), n + 1
                common &= common - _ONE
    return rows[:n], columns[:n]


@njit(cache=True)
def _lowest(x):
    place = 0
    while not x & _ONE:
        x >>= _ONE
        place += 1
    return place


# ------------------------------------------------------------------ coordinates
def _points(c: Matrix, found: Walked, vertices: Sequence[int]) -> list[tuple[int, ...]]:
    """Return an integer multiple of the coordinates of each of some vertices."""
    if len(vertices) <= _FEW:
        return [_exact_point(c, int(found.sample[v])) for v in vertices]
    k, d, used = len(c), len(c[0]), np.array(vertices, np.int64)
    sample = found.sample[used]
    size = d - _counts(sample & np.uint64((1 << d) - 1))
    points: dict[int, tuple[int, ...]] = {}
    floats = np.array([[float(v) for v in row] for row in c])
    for r in np.unique(size).tolist():
        group = np.flatnonzero(size == r)
        bits = sample[group, None] >> np.arange(k + d, dtype=np.uint64) & _ONE
        free = np.nonzero(bits[:, :d] == 0)[1].reshape(-1, r)
        tight = np.nonzero(bits[:, d:])[1].reshape(-1, r)
        points.update(_proposed(floats, used[group], free, tight))
    for v, mask in zip(used.tolist(), sample.tolist(), strict=True):
        if v not in points:
            points[v] = _exact_point(c, mask)
    return [points[v] for v in vertices]


def _proposed(c: Array, names: Array, free: Array, tight: Array) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield the points whose integer multiple passes the check in 64-bit integers."""
    systems = c[tight[:, :, None], free[:, None, :]]
    r = systems.shape[1]
    det = np.rint(np.abs(np.linalg.det(systems)))
    with np.errstate(all="ignore"):
        z = np.linalg.solve(systems, np.ones((len(systems), r, 1)))[:, :, 0] if (det > 0).all() else None
        if z is None:
            return
        multiple = np.rint(z * det[:, None])
        largest = np.abs(systems).max(axis=(1, 2)) * np.abs(multiple).max(axis=1) * r
    safe = np.flatnonzero((largest < _EXACT) & (det < _EXACT) & (det > 0))
    whole, rows = multiple[safe].astype(np.int64), systems[safe].astype(np.int64)
    true = ((rows @ whole[:, :, None])[:, :, 0] == det[safe].astype(np.int64)[:, None]).all(axis=1)
    full = np.zeros((len(safe), c.shape[1]), np.int64)
    np.put_along_axis(full, free[safe], whole, axis=1)
    full //= np.maximum(np.gcd.reduce(full, axis=1), 1)[:, None]
    for name, point, good in zip(names[safe].tolist(), full.tolist(), true.tolist(), strict=True):
        if good:
            yield name, tuple(point)


def _exact_point(c: Matrix, mask: int) -> tuple[int, ...]:
    k, d = len(c), len(c[0])
    free = [i for i in range(d) if not mask >> i & 1]
    tight = [j for j in range(k) if mask >> d + j & 1]
    try:
        from flint import fmpz_mat
    except ImportError:
        return _tableau_point(c, mask)
    rows, multiple, rank = fmpz_mat([[*[c[j][i] for i in free], 1] for j in tight]).rref()
    if rank < len(free) or rows[rank - 1, rank - 1] != multiple:
        raise ArithmeticError("a certified basis is singular")
    sign, point = (1 if multiple > 0 else -1), [0] * d
    for r, i in enumerate(free):
        point[i] = sign * int(rows[r, rank])
    return tuple(point)


def _tableau_point(c: Matrix, mask: int) -> tuple[int, ...]:
    table = exact_tableau(c, mask, [1] * len(c))
    if table is None:
        raise ArithmeticError("a certified basis is singular")
    sign = 1 if table.det > 0 else -1
    return tuple(sign * v for v in table.point())
