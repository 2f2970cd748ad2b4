"""Proof in floating point that a basis of {z >= 0, C z <= 1} is feasible, and which of its variables are zero.

With C_JI the rows J that bind and the positive coordinates I, and X an approximate inverse, let E = X C_JI - 1.
If the norm of E, bounded from above with all rounding, is below one, then C_JI is regular, and a computed z
with residual q = 1 - C_JI z satisfies |z* - z| <= |X q| + |E| (1 - |E|)^-1 max |X q|, the residual again bounded
with its rounding (Rump 2010, "Verification methods: rigorous results using floating-point arithmetic"). The
rounding of a sum of r products is at most (r + 2) u times the sum of their absolute values; twice that is used,
which also covers entries of C that double precision rounds.

A variable larger than its bound is positive, one smaller than minus its bound refutes the basis. Open ones are
computed again with residuals and solution in twice the precision (Dekker 1971), if C is exact in double
precision. By Cramer's rule every variable is an integer over det C_JI. An open one of absolute value, bound
included, below half of 1/|det C_JI|, the determinant bounded by Hadamard's inequality, is zero. The
perturbation of the right-hand sides must make the zeros positive; that is proved in the same way.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["FALSE", "OPEN", "SURE", "certify"]

SURE, OPEN, FALSE = 0, 1, 2
"""Verdicts, the worse the larger."""

_ONE, _NONE = np.uint64(1), np.uint64(0)
_UNIT = 2.3e-16  # a little over two units of rounding, so that first-order bounds hold with their second order
_FINE = 2.0**-98  # the same for twice the precision, with a margin for the low-order operations
_FAST = {"contract", "reassoc", "nsz"}

# The system of a basis: matrix = C_JI, its approximate inverse, vectors `work` and indices `spot` by these rows.
_Z, _TAIL, _ERROR, _SPREAD, _RESIDUAL = 0, 1, 2, 3, 4
_FREE, _TIGHT, _ROW = 0, 1, 2  # positive coordinates I, binding rows J, the tableau row of each coordinate


@njit(cache=True)
def _gather(table, basic, cobasic, level, c, inverse, matrix, spot):
    """Fill matrix, inverse and spot from the tableau; return their size."""
    k, d, r, q = basic.shape[1], cobasic.shape[1], 0, 0
    for i in range(k):
        if basic[level, i] < d:
            spot[_FREE, r], spot[_ROW, r] = basic[level, i], i
            r += 1
    for j in range(d):
        if cobasic[level, j] >= d:
            b = cobasic[level, j] - d
            spot[_TIGHT, q] = b
            for a in range(r):
                matrix[q, a] = c[b, spot[_FREE, a]]
                inverse[a, q] = table[level, j, spot[_ROW, a]]
            q += 1
    return r


@njit(cache=True, fastmath=_FAST)
def _defect(inverse, matrix, r, work, row):
    """Upper bound of the norm of inverse * matrix - 1 (maximal row sum), and of the sum of each row."""
    unit, largest, worst = (r + 6) * _UNIT, 0.0, 0.0
    for b in range(r):
        total = 0.0
        for a in range(r):
            total += matrix[b, a]
        largest = max(largest, total)
    for a in range(r):
        for t in range(r):
            row[t] = 0.0
        row[a], weight, total = -1.0, 0.0, 0.0
        for b in range(r):
            x = inverse[a, b]
            weight += abs(x)
            for t in range(r):
                row[t] += x * matrix[b, t]
        for t in range(r):
            total += abs(row[t])
        work[_SPREAD, a] = total * 1.001 + unit * (weight * largest + 1.0)
        worst = max(worst, work[_SPREAD, a])
    return worst


@njit(cache=True)
def _errors(inverse, r, defect, work):
    """Bound the distance of each coordinate from the exact one, given bounds of the residuals."""
    worst = 0.0
    for a in range(r):
        total = 0.0
        for b in range(r):
            total += abs(inverse[a, b]) * work[_RESIDUAL, b]
        work[_ERROR, a] = total
        worst = max(worst, total)
    for a in range(r):
        work[_ERROR, a] = (work[_ERROR, a] + work[_SPREAD, a] * worst / (1.0 - defect)) * 1.001


@njit(cache=True, fastmath=_FAST)
def _correct(inverse, r, work, target):
    for a in range(r):
        total = 0.0
        for b in range(r):
            total += inverse[a, b] * work[_RESIDUAL, b]
        work[target, a] += total


@njit(cache=True, fastmath=_FAST)
def _refine(inverse, matrix, r, right, work, spot):
    """One step of iterative refinement; the residuals are then bounds of what is left."""
    rounding = (r + 6) * _UNIT
    for turn in range(2):
        for b in range(r):
            rest = right[spot[_TIGHT, b]]
            size = abs(rest)
            for a in range(r):
                y = matrix[b, a] * work[_Z, a]
                rest -= y
                size += abs(y)
            work[_RESIDUAL, b] = rest if turn == 0 else abs(rest) + rounding * size
        if turn == 0:
            _correct(inverse, r, work, _Z)


@njit(cache=True)
def _add_product(high, low, x, y):
    """(high, low) + x * y in twice the precision (Dekker 1971)."""
    p = x * y
    t = 134217729.0 * x
    xh = t - (t - x)
    t = 134217729.0 * y
    yh = t - (t - y)
    xl, yl = x - xh, y - yh
    e = ((xh * yh - p) + xh * yl + xl * yh) + xl * yl
    s = high + p
    t = s - high
    return s, low + (((high - (s - t)) + (p - t)) + e)


@njit(cache=True)
def _rest(c, i, right, r, work, spot):
    """Return right - C_i . (z + tail) in twice the precision, rounded once, and the sum of its absolute terms."""
    high, low, size = right, 0.0, abs(right)
    for a in range(r):
        y = c[i, spot[_FREE, a]]
        high, low = _add_product(high, low, -y, work[_Z, a])
        high, low = _add_product(high, low, -y, work[_TAIL, a])
        size += abs(y * work[_Z, a])
    return high + low, size


@njit(cache=True)
def _refine_twice(c, inverse, r, right, work, spot):
    """Do the same in twice the precision: z + tail is the solution."""
    work[_TAIL, :r] = 0.0
    for turn in range(4):
        for b in range(r):
            i = spot[_TIGHT, b]
            rest, size = _rest(c, i, right[i], r, work, spot)
            work[_RESIDUAL, b] = rest if turn < 3 else abs(rest) * 1.001 + (r + 4) * _FINE * size
        if turn < 3:
            _correct(inverse, r, work, _TAIL)


@njit(cache=True)
def _judge(value, error):
    return SURE if value > error else FALSE if value < -error else OPEN


@njit(cache=True, fastmath=_FAST)
def _slack(c, i, right, r, work, spot):
    """Return the slack of row i at z, and its error bound."""
    s, bound, size = right, 0.0, abs(right)
    for a in range(r):
        y = c[i, spot[_FREE, a]]
        t = y * work[_Z, a]
        s -= t
        bound += y * work[_ERROR, a]
        size += abs(t)
    return s, bound * 1.001 + (r + 6) * _UNIT * size


@njit(cache=True)
def _slack_twice(c, i, right, r, work, spot):
    """Return the slack of row i at z + tail, and its error bound."""
    s, size = _rest(c, i, right, r, work, spot)
    bound = 0.0
    for a in range(r):
        bound += c[i, spot[_FREE, a]] * work[_ERROR, a]
    return s, bound * 1.001 + (r + 4) * _FINE * size + abs(s) * _UNIT


@njit(cache=True)
def _values(table, basic, level, c, side, r, work, spot, twice):
    """Write the refined basic variables into the tableau, the open ones as zero.

    Returns a verdict, the labels of the open ones, and the largest of these (bound included) in units of C.
    """
    none, largest, verdict, d = _NONE, 0.0, SURE, c.shape[1]
    for a in range(r):
        x, e = work[_Z, a], work[_ERROR, a]
        if twice:
            x += work[_TAIL, a]
            e += abs(x) * _UNIT
        if not x > e:
            verdict = max(verdict, _judge(x, e))
            none |= _ONE << np.uint64(spot[_FREE, a])
            largest, x = max(largest, (abs(x) + e) * side[1, spot[_FREE, a]]), 0.0
        table[level, d, spot[_ROW, a]] = x
    for i in range(basic.shape[1]):
        b = basic[level, i] - d
        if b >= 0:
            if twice:
                s, e = _slack_twice(c, b, side[0, b], r, work, spot)
            else:
                s, e = _slack(c, b, side[0, b], r, work, spot)
            if not s > e:
                verdict = max(verdict, _judge(s, e))
                none |= _ONE << np.uint64(b + d)
                largest, s = max(largest, (abs(s) + e) / side[0, b]), 0.0
            table[level, d, i] = s
    return verdict, none, largest


@njit(cache=True)
def _hadamard(matrix, r, side, spot):
    """Upper bound of |det C_JI| of the integer matrix."""
    bound = 1.0
    for b in range(r):
        total = 0.0
        for a in range(r):
            y = matrix[b, a] / (side[0, spot[_TIGHT, b]] * side[1, spot[_FREE, a]])
            total += y * y
        bound *= np.sqrt(total) * 1.000001
    return bound


@njit(cache=True)
def certify(table, basic, cobasic, level, c, side, shift, exact, inverse, matrix, work, spot):
    """Prove the basis feasible: a verdict, and the labels of its basic variables that are zero."""
    d, r = c.shape[1], _gather(table, basic, cobasic, level, c, inverse, matrix, spot)
    defect = _defect(inverse, matrix, r, work, work[_RESIDUAL])
    if not defect < 0.25:
        return FALSE, _NONE
    for a in range(r):
        work[_Z, a] = table[level, d, spot[_ROW, a]]
    _refine(inverse, matrix, r, side[0], work, spot)
    _errors(inverse, r, defect, work)
    verdict, none, largest = _values(table, basic, level, c, side, r, work, spot, False)
    if verdict == OPEN:
        if exact:
            _refine_twice(c, inverse, r, side[0], work, spot)
            _errors(inverse, r, defect, work)
            verdict, none, largest = _values(table, basic, level, c, side, r, work, spot, True)
        if verdict == OPEN:
            proved = largest * _hadamard(matrix, r, side, spot) < 0.5
            for a in range(r):
                work[_Z, a] = table[level, d + 1, spot[_ROW, a]]
            _refine(inverse, matrix, r, shift, work, spot)
            _errors(inverse, r, defect, work)
            growth = _growth(table, basic, level, c, shift, r, none, work, spot)
            verdict = max(SURE if proved else OPEN, growth)
    return verdict, none


@njit(cache=True)
def _growth(table, basic, level, c, shift, r, none, work, spot):
    """Whether the perturbation makes all variables of the mask positive; its refined effects are kept."""
    verdict, d = SURE, c.shape[1]
    for a in range(r):
        table[level, d + 1, spot[_ROW, a]] = work[_Z, a]
        if none >> np.uint64(spot[_FREE, a]) & _ONE:
            verdict = max(verdict, _judge(work[_Z, a], work[_ERROR, a]))
    for i in range(basic.shape[1]):
        b = basic[level, i] - d
        if b >= 0:
            s, e = _slack(c, b, shift[b], r, work, spot)
            table[level, d + 1, i] = s
            if none >> np.uint64(basic[level, i]) & _ONE:
                verdict = max(verdict, _judge(s, e))
    return verdict
