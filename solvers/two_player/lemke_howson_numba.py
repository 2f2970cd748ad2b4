"""Supports of two actions and stretches of Lemke-Howson paths in large games, in floating point.

What is found here is a proposal: `solvers.lemke_howson` checks it. A path starts at the origin, where no action is
played, so its first points have small supports. The vertex with support S and binding rows R, |R| = |S| = k, is found
from the payoffs themselves by solving the k x k system C_RS z_S = 1, at a cost of k^3 plus k times the number of rows;
no tableau is carried, so rounding errors do not build up and a short stretch is cheap even in a large game. All labels
get a short stretch first, then a longer one, and so on (the cap on pivots follows Codenotti, De Rossi and Pagan 2008).
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numba import njit

__all__ = ["CAPS", "paths", "two_by_two"]

Array = np.ndarray[Any, Any]
Mixed = tuple[Array, Array]

_TOP = 32  # rows kept per column when edges of the upper envelope are sought
CAPS = (8, 24, 80, 300, 1200, 5000, 20000, 100_000, 500_000)
"""Pivots along each path, round by round."""
_TINY = 1e-13


# ------------------------------------------------------------------ supports of size two
def two_by_two(a: Array, b: Array) -> Mixed | None:
    """Return an equilibrium in which both players mix two actions, None if none is found (some are overlooked).

    a, b: payoffs in [0, 1], rows by columns.
    """
    keep = min(_TOP, len(a))
    top = np.argpartition(-a, keep - 1, axis=0)[:keep].T
    i, k, j, l, s, t = _pairs(np.ascontiguousarray(a.T), np.ascontiguousarray(b), np.ascontiguousarray(top))
    if i < 0:
        return None
    x, y = np.zeros(len(a)), np.zeros(a.shape[1])
    x[i], x[k], y[j], y[l] = s, 1 - s, t, 1 - t
    return x, y


@njit(cache=True)
def _pairs(columns, b, top):
    """Rows i, k and columns j, l with weights s on i and t on j; i is -1 if there are none."""
    n = top.shape[0]
    for j in range(n):
        for l in range(j + 1, n):
            p, q = columns[j], columns[l]
            i = _start(p, q, top[j])
            while i >= 0:
                k, t = _next(p, q, top[j], top[l], i)
                if k < 0:
                    break
                s = _weight(b[i], b[k], j, l)
                if s > 0 and _best(b[i], b[k], s, j) and _best(p, q, t, i):
                    return i, k, j, l, s, t
                i = k
    return -1, -1, -1, -1, 0.0, 0.0


@njit(cache=True)
def _start(p, q, rows):
    """Find the row best against the first column, ties broken by the second."""
    i = rows[0]
    for r in rows:
        if p[r] > p[i] or (p[r] == p[i] and q[r] > q[i]):
            i = r
    return i


@njit(cache=True)
def _next(p, q, first, second, i):
    """Find the next row on the upper envelope as weight moves to the second column, and the first column's weight."""
    best, weight = -1, -1.0
    for rows in (first, second):
        for r in rows:
            if q[r] > q[i] and p[r] < p[i]:
                gain = q[r] - q[i]
                t = gain / (gain + p[i] - p[r])
                if t > weight:
                    best, weight = r, t
    return best, weight


@njit(cache=True)
def _weight(u, v, j, l):
    """Weight on payoffs u, the rest on v, that makes columns j and l equally good; -1 if none does."""
    d, e = u[j] - u[l], v[j] - v[l]
    return e / (e - d) if d * e < 0 else -1.0


@njit(cache=True)
def _best(u, v, s, j):
    value = s * u[j] + (1 - s) * v[j] + 1e-14
    worst = -1.0
    for c in range(u.shape[0]):
        worst = max(worst, s * u[c] + (1 - s) * v[c])
        if worst > value:
            break
    return worst <= value


# ------------------------------------------------------------------ paths
def paths(a: Array, b: Array, most: int, caps: Sequence[int] = CAPS) -> Iterator[tuple[Array, Array, int, int]]:
    """Yield (x, y, label, pivots so far) at the end of every path that ends, short stretches first.

    a, b: payoffs in [0, 1], rows by columns; most: pivots altogether; caps: pivots along each path, round by round.
    """
    m, n = a.shape
    first, second = np.ascontiguousarray(b) + 1.0, np.ascontiguousarray(a.T) + 1.0
    spent, ended = 0, set()
    for cap in caps:
        for label in range(m + n):
            if label in ended or spent >= most:
                continue
            x, y, pivots, closed = _walk(first, second, label, min(cap, most - spent))
            spent += pivots
            if closed or pivots < cap:
                ended.add(label)
            if closed:
                yield x, y, label, spent


@njit(cache=True)
def _walk(first, second, label, cap):
    """Follow one path. first[i], second[j]: the columns of the constraints of x_i and of y_j."""
    m, n = first.shape
    size = min(m, n, cap) + 1
    basic, tight, count = np.empty((2, size), np.int64), np.empty((2, size), np.int64), np.zeros(2, np.int64)
    side, enters, own = (0, label, True) if label < m else (1, label - m, True)
    for step in range(cap):
        columns = first if side == 0 else second
        leaves, own, k = _pivot(columns, basic[side], tight[side], count[side], enters, own)
        count[side] = k
        if leaves < 0:
            return np.zeros(m), np.zeros(n), step + 1, False
        at = leaves if own == (side == 0) else leaves + m
        if at == label:
            x, fine = _mix(first, basic[0], tight[0], count[0])
            y, good = _mix(second, basic[1], tight[1], count[1])
            return x, y, step + 1, fine and good
        side, enters, own = 1 - side, leaves, not own
    return np.zeros(m), np.zeros(n), cap, False


@njit(cache=True)
def _system(columns, basic, tight, k, extra):
    """Solve C_RS [z, d] = [1, extra]; the flag says whether the system is regular."""
    system = np.empty((k, k + 2))
    for r in range(k):
        for s in range(k):
            system[r, s] = columns[basic[s], tight[r]]
        system[r, k], system[r, k + 1] = 1.0, extra[r]
    regular = _eliminate(system, k)
    if regular:
        _substitute(system, k)
    return system[:, k], system[:, k + 1], regular


@njit(cache=True)
def _eliminate(system, k):
    """Bring the rows to triangular form, pivots chosen by size; return whether the system is regular."""
    for c in range(k):
        best = c + np.argmax(np.abs(system[c:, c]))
        if abs(system[best, c]) < _TINY:
            return False
        for s in range(c, k + 2):
            system[c, s], system[best, s] = system[best, s], system[c, s]
        for r in range(c + 1, k):
            f = system[r, c] / system[c, c]
            for s in range(c + 1, k + 2):
                system[r, s] -= f * system[c, s]
    return True


@njit(cache=True)
def _substitute(system, k):
    for c in range(k - 1, -1, -1):
        for e in (k, k + 1):
            for s in range(c + 1, k):
                system[c, e] -= system[c, s] * system[s, e]
            system[c, e] /= system[c, c]


@njit(cache=True)
def _pivot(columns, basic, tight, k, enters, own):
    """One pivot. `own`: whether an action's weight enters, else a slack; return the same of what leaves, and k."""
    extra = np.zeros(k)
    for r in range(k):
        extra[r] = columns[enters, tight[r]] if own else (1.0 if tight[r] == enters else 0.0)
    z, d, regular = _system(columns, basic, tight, k, extra)
    if not regular:
        return -1, True, k
    slack = np.ones(columns.shape[1])
    rate = columns[enters].copy() if own else np.zeros(columns.shape[1])
    for s in range(k):
        column = columns[basic[s]]
        slack -= z[s] * column
        rate -= d[s] * column
    place, is_slack = _blocking(z, d, slack, rate, tight, k)
    return _exchange(basic, tight, k, enters, own, place, is_slack)


@njit(cache=True)
def _blocking(z, d, slack, rate, tight, k):
    """Find the basic variable that reaches zero first: its place, and whether it is a slack."""
    least, place, is_slack = np.inf, -1, False
    for r in range(k):
        slack[tight[r]], rate[tight[r]] = 1.0, 0.0
    for s in range(k):
        if d[s] > _TINY and z[s] < least * d[s]:
            least, place = z[s] / d[s], s
    for r in range(slack.shape[0]):
        if rate[r] > _TINY and slack[r] < least * rate[r]:
            least, place, is_slack = slack[r] / rate[r], r, True
    return place, is_slack


@njit(cache=True)
def _exchange(basic, tight, k, enters, own, place, is_slack):
    if place < 0 or (own and is_slack and k == basic.shape[0]):
        return -1, True, k
    if own and is_slack:
        basic[k], tight[k] = enters, place
        return place, False, k + 1
    if own:
        leaves, basic[place] = basic[place], enters
        return leaves, True, k
    at = 0
    while tight[at] != enters:
        at += 1
    if is_slack:
        tight[at] = place
        return place, False, k
    leaves = basic[place]
    basic[place], tight[at] = basic[k - 1], tight[k - 1]
    return leaves, True, k - 1


@njit(cache=True)
def _mix(columns, basic, tight, k):
    """Return the strategy of a vertex and whether it is one."""
    x = np.zeros(columns.shape[0])
    z, _, regular = _system(columns, basic, tight, k, np.zeros(k))
    for s in range(k):
        x[basic[s]] = max(z[s], 0.0)
    total = x.sum()
    return (x / total if total > 0 else x), regular and total > 0
