"""Large matrix games in floating point: a pair of strategies, and a proven bracket of the value.

In the game with matrix A, m x n, the row player's strategy x secures min_j (x'A)_j and the column player's y concedes
max_i (A y)_i; the value lies between, whatever x and y are. So a rounded solution carries its own certificate. The
computed products differ from the exact ones, for x / sum x and y / sum y, by at most

    2 gamma_{k+2} max |a_ij|,   gamma_k = k u / (1 - k u),   u = 2^-53,   k = max(m, n),

in whatever order the sums are taken (Higham 2002, section 3.1, and once more for sums of strategies that are one only
up to rounding); entries that were rounded themselves add u max |a_ij|. The bracket is widened by that much.

The pair comes from a primal-dual interior-point method with Mehrotra's (1992) predictor and corrector on

    min u, A y + s = u 1, 1'y = 1, y, s >= 0    and    max v, A'x - t = v 1, 1'x = 1, x, t >= 0,

which starts, and stays, in the interior of both feasible sets, so that the gap is u - v = x's + y't. A step costs one
product A D A' and one Cholesky factorisation: dense matrices are what it is made for. Where the optimal pair is
strictly complementary and basic, the equations of the supports then give it to rounding. Should the iteration break
down, HiGHS is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Bracket", "bracket", "float_pair"]

UNIT = 2.0**-53
"""The unit round-off of float64."""
STEPS = 60
"""Interior-point steps after which the iteration stops."""
TARGET, ENOUGH = 1e-13, 1e-7
"""Gaps, for matrices scaled to [-1, 1]: where the iteration stops, and above which HiGHS is asked too."""
SHORT_OF = 0.9995
"""The part of the way to the boundary that a step goes."""


@dataclass(frozen=True)
class Bracket:
    """The value of a matrix game lies in [lower, upper]; x secures `lower`, and y concedes no more than `upper`.

    `rounding` is the bound of the rounding errors, already part of both.
    """

    lower: float
    upper: float
    rounding: float

    @property
    def gap(self) -> float:
        """The width of the bracket."""
        return self.upper - self.lower


def bracket(A: Any, x: Any, y: Any, rounded: bool = False) -> Bracket:
    """Return what two strategies prove of the value of A (m x n); `rounded` if the entries of A are themselves rounded.

    x and y are non-negative and were divided by their sums in floating point; they stand for x / sum x and y / sum y.

    >>> found = bracket(np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([0.5, 0.5]), np.array([0.5, 0.5]))
    >>> found.lower <= 0 <= found.upper, found.gap < 1e-14
    (True, True)
    """
    k = max(A.shape) + 2
    largest = float(np.abs(A).max())
    rounding = (2 * k * UNIT / (1 - k * UNIT) + rounded * UNIT) * largest
    return Bracket(float((x @ A).min()) - rounding, float((A @ y).max()) + rounding, rounding)


def float_pair(A: Any) -> tuple[Any, Any]:
    """Return nearly optimal strategies x, y of the matrix game A (m x n, float64; rows maximise).

    >>> x, y = float_pair(np.array([[3.0, -1.0], [-2.0, 1.0]]))
    >>> [round(float(p) * 7, 9) for p in (*x, *y)]
    [3.0, 4.0, 2.0, 5.0]
    """
    if (saddle := _saddle(A)) is not None:
        return saddle
    if len(A) > A.shape[1]:
        y, x = float_pair(-np.ascontiguousarray(A.T))
        return x, y
    middle, half = A.max() / 2 + A.min() / 2, A.max() / 2 - A.min() / 2
    scaled = np.ascontiguousarray((A - middle) / (half or 1.0))
    pairs = [_interior(scaled)]
    if not _gap(scaled, *pairs[0]) <= ENOUGH:
        pairs += _by_highs(scaled)
    pairs += _by_supports(scaled, *min(pairs, key=lambda pair: _gap(scaled, *pair)))
    return min(pairs, key=lambda pair: _gap(scaled, *pair))


def _saddle(A: Any) -> tuple[Any, Any] | None:
    """Return the pure pair of a saddle point, if there is one."""
    low, high = A.min(axis=1), A.max(axis=0)
    if low.max() < high.min():
        return None
    return np.eye(1, len(low), low.argmax())[0], np.eye(1, len(high), high.argmin())[0]


def _times(A: Any, v: Any) -> Any:
    """Return A v by the same library as the factorisations; two pools of threads would wait for each other."""
    from scipy.linalg.blas import dgemv

    return dgemv(1.0, A.T, v, trans=1)


def _under(v: Any, A: Any) -> Any:
    """Return v'A likewise."""
    from scipy.linalg.blas import dgemv

    return dgemv(1.0, A.T, v)


def _gap(A: Any, x: Any, y: Any) -> float:
    return float(_times(A, y).max() - _under(x, A).min())


def _distribution(weights: Any) -> Any:
    return (kept := np.maximum(weights, 0)) / kept.sum()


@dataclass(frozen=True)
class _Point:
    """A point in the interior of both programs: strategies x and y with the slacks s and t."""

    x: Any
    y: Any
    s: Any
    t: Any

    def mean(self) -> float:
        """Return the mean product of a weight and its slack."""
        return float(self.x @ self.s + self.y @ self.t) / (len(self.x) + len(self.y))

    def moved(self, way: _Point, row: float, column: float) -> _Point:
        """Return the point after steps of length `row` for (x, t) and `column` for (y, s)."""
        return _Point(self.x + row * way.x, self.y + column * way.y, self.s + column * way.s, self.t + row * way.t)


def _interior(A: Any) -> tuple[Any, Any]:
    m, n = A.shape
    x, y = np.full(m, 1 / m), np.full(n, 1 / n)
    at = _Point(x, y, (u := _times(A, y)).max() + 1 / m - u, (v := _under(x, A)) - v.min() + 1 / n)
    best = x, y
    for _ in range(STEPS):
        factor = _factorised(A, at)
        if factor is None or at.mean() * (m + n) < TARGET:
            break
        at = _advanced(A, at, factor)
        pair = _distribution(at.x), _distribution(at.y)
        best = min(best, pair, key=lambda each: _gap(A, *each))
    return best


def _factorised(A: Any, at: _Point) -> Any:
    """Return the Cholesky factor of A D A' + S / X, None if rounding has spoilt it."""
    from scipy.linalg import cho_factor
    from scipy.linalg.blas import dsyrk

    weighted = A * np.sqrt(at.y / at.t)
    M = dsyrk(1.0, weighted.T, trans=1, lower=1)
    M[np.diag_indices(len(A))] += at.s / at.x
    try:
        return cho_factor(M, lower=True, overwrite_a=True, check_finite=False)
    except np.linalg.LinAlgError:
        return None


def _advanced(A: Any, at: _Point, factor: Any) -> _Point:
    """Return the point after one step: a predictor for the centring, a corrector for the second order."""
    from scipy.linalg import cho_solve

    d = at.y / at.t
    Ad = _times(A, d)
    P = cho_solve(factor, np.column_stack([Ad, np.ones(len(A))]), check_finite=False)
    a, b, c = Ad @ P[:, 0] - d.sum(), P[:, 0].sum(), P[:, 1].sum()

    def direction(c1: Any, c2: Any) -> _Point:
        """Solve x ds + s dx = c1 and y dt + t dy = c2 within the feasible directions."""
        r = cho_solve(factor, _times(A, c2 / at.t) + c1 / at.x, check_finite=False)
        f, g = (c2 / at.t).sum() - Ad @ r, r.sum()  # a dv - b du = f, -b dv + c du = g
        dv, du = (c * f + b * g) / (a * c - b * b), (a * g + b * f) / (a * c - b * b)
        dx = r + P[:, 0] * dv - P[:, 1] * du
        dt = _under(dx, A) - dv
        return _Point(dx, (c2 - at.y * dt) / at.t, (c1 - at.s * dx) / at.x, dt)

    way = direction(-at.x * at.s, -at.y * at.t)
    ahead = at.moved(way, *_lengths(at, way)).mean() if at.mean() else 0.0
    target = (ahead / at.mean()) ** 3 * at.mean()
    way = direction(target - at.x * at.s - way.x * way.s, target - at.y * at.t - way.y * way.t)
    row, column = _lengths(at, way)
    return at.moved(way, SHORT_OF * row, SHORT_OF * column)


def _lengths(at: _Point, way: _Point) -> tuple[float, float]:
    """Return how far (x, t) and (y, s) may go, at most 1."""
    rows = np.concatenate([at.x, at.t]), np.concatenate([way.x, way.t])
    columns = np.concatenate([at.y, at.s]), np.concatenate([way.y, way.s])
    return _length(*rows), _length(*columns)


def _length(values: Any, change: Any) -> float:
    falls = change < 0
    return min(1.0, float((values[falls] / -change[falls]).min())) if falls.any() else 1.0


def _by_supports(A: Any, x: Any, y: Any) -> list[tuple[Any, Any]]:
    """Return the pair that makes the actions with more weight than slack exactly indifferent, if it is one."""
    from warnings import catch_warnings, simplefilter

    from scipy.linalg import LinAlgWarning, lu_factor, lu_solve

    I = np.flatnonzero(x > (u := _times(A, y)).max() - u)
    J = np.flatnonzero(y > (v := _under(x, A)) - v.min())
    if len(I) != len(J) or not len(I):
        return []
    k = len(I)
    bordered = np.zeros((k + 1, k + 1))
    bordered[:k, :k], bordered[:k, k], bordered[k, :k] = A[np.ix_(I, J)], -1, 1
    unit = np.r_[np.zeros(k), 1.0]
    with catch_warnings():
        simplefilter("ignore", LinAlgWarning)  # a singular system has no use, and is seen by its nan
        factors = lu_factor(bordered, check_finite=False)
        ends = [lu_solve(factors, sign * unit, trans=turned, check_finite=False) for sign, turned in ((-1, 1), (1, 0))]
    full = [np.zeros(len(weights)) for weights in (x, y)]
    full[0][I], full[1][J] = ends[0][:k], ends[1][:k]
    return [(_distribution(full[0]), _distribution(full[1]))] if all(z.sum() > 0 for z in full) else []


def _by_highs(A: Any) -> list[tuple[Any, Any]]:
    """Return the pair that HiGHS finds, if it does: max 1'w subject to (A + 2) w <= 1, and its dual."""
    from scipy.optimize import linprog

    found = linprog(-np.ones(A.shape[1]), A + 2, np.ones(len(A)), method="highs-ipm")
    if found.status != 0:
        return []
    return [(_distribution(-found.ineqlin.marginals), _distribution(found.x))]
