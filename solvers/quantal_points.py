"""All logit equilibria at one precision, by contracting and halving boxes of probabilities.

A logit equilibrium is a fixed point of G, G_ia(p) = 1 / sum_b exp(lambda (u_ib - u_ia)). On a box of probabilities each
payoff difference lies between two bounds: it is a mean over the others' profiles whose weights lie between the products
of the ends and add up to one, so the least mean fills the cheapest profiles first. From the differences follows a box
that holds G; fixed points lie in both, and a box that becomes empty holds none. Boxes are halved until, with J the
enclosed derivative of p - G and Y near its inverse, the rows of |1 - Y J| add up to less than one: then the box holds
at most one fixed point (Krawczyk 1969). The point that Newton's method finds is proved to be one by the same bound on
a small box round it. Every bound is widened by more than its rounding error. If no box is left open, the list is
complete.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from games.forms.normal_form import NormalForm
from solvers import quantal_kernel as kernel
from solvers.equilibrium import Component, Equilibria, Equilibrium
from solvers.quantal_kernel import Array, Equations

__all__ = ["CONCEPT", "logit_points"]

CONCEPT = "logit quantal response equilibrium"
BATCH = 1024
NARROWEST = 1e-6
"""Width of a box that is not halved any more but left open."""


@dataclass
class _Search:
    """What the halving needs and what it has found."""

    equations: Equations
    fixed: Array
    shape: tuple[int, ...]
    precision: float
    roots: list[Array] = field(default_factory=list)
    homes: list[tuple[Array, Array]] = field(default_factory=list)
    open: int = 0

    @property
    def parts(self) -> list[slice]:
        ends = np.cumsum(self.shape)
        return [slice(int(b) - k, int(b)) for b, k in zip(ends, self.shape, strict=True)]

    @property
    def slack(self) -> float:
        return 1e-12 * (1 + self.precision)


def logit_points(
    game: NormalForm, equations: Equations, fixed: Array, precision: float, scaled: float, most: int
) -> Equilibria:
    """Return all logit equilibria at `precision`; `scaled` is lambda in the units of the equations."""
    search = _Search(equations, fixed, game.shape, scaled)
    size = sum(game.shape)
    lows, highs, done = np.zeros((1, size)), np.ones((1, size)), 0
    while len(lows) and done < most:
        now = (lows[-BATCH:], highs[-BATCH:])
        done += len(now[0])
        rest = _halved(*_unresolved(search, *_contracted(search, *now)), search)
        lows, highs = (np.concatenate(pair) for pair in zip((lows[:-BATCH], highs[:-BATCH]), rest, strict=True))
    undecided = len(lows) + search.open
    why = "every other box of probabilities was proved to hold none" if not undecided else f"{undecided} boxes are open"
    points = [_point(game, p) for p in sorted(search.roots, key=tuple, reverse=True)]
    name = f"{CONCEPT}, lambda = {precision:g}"
    return Equilibria(game, name, tuple(Component((point,)) for point in points), not undecided, why)


def _point(game: NormalForm, p: Array) -> Equilibrium:
    parts = np.split(p, np.cumsum(game.shape)[:-1])
    payoffs = []
    for u in game.payoffs.astype(float):
        for strategy in parts:
            u = np.tensordot(strategy, u, axes=(0, 0))
        payoffs.append(float(u))
    return Equilibrium(tuple(tuple(float(v) for v in part) for part in parts), tuple(payoffs))


# ------------------------------------------------------------------ bounds
def _least_mean(costs: Array, low: Array, high: Array) -> Array:
    """Least of sum(costs * w) over low <= w <= high, sum(w) = 1, along the last axis."""
    costs, low, high = np.broadcast_arrays(costs, low, high)
    order = np.argsort(costs, axis=-1)
    room = np.take_along_axis(high - low, order, -1)
    left = 1 - low.sum(axis=-1, keepdims=True)
    taken = np.clip(left - (np.cumsum(room, axis=-1) - room), 0, room)
    mean: Array = (costs * low).sum(axis=-1) + (np.take_along_axis(costs, order, -1) * taken).sum(axis=-1)
    return mean


def _products(search: _Search, low: Array, high: Array, without: tuple[int, ...]) -> tuple[Array, Array]:
    """Bounds on the probabilities of the profiles of all players but some, one row per box."""
    a, b = np.ones((len(low), 1)), np.ones((len(low), 1))
    for k, part in enumerate(search.parts):
        if k not in without:
            a = (a[:, :, None] * low[:, None, part]).reshape(len(low), -1)
            b = (b[:, :, None] * high[:, None, part]).reshape(len(low), -1)
    return a, b


def _logit_bounds(search: _Search, low: Array, high: Array) -> tuple[Array, Array]:
    """Bounds on G over every box."""
    under, over = np.empty(low.shape), np.empty(low.shape)
    for i, part in enumerate(search.parts):
        u = np.moveaxis(search.equations.payoffs[i].reshape(search.shape), i, 0).reshape(search.shape[i], -1)
        a, b = _products(search, low, high, (i,))
        least = _least_mean(u[None, None] - u[None, :, None], a[:, None, None], b[:, None, None])
        with np.errstate(over="ignore"):
            over[:, part] = 1 / np.exp(search.precision * least).sum(axis=2)
            under[:, part] = 1 / np.exp(-search.precision * least.transpose(0, 2, 1)).sum(axis=2)
    return under * (1 - search.slack), over * (1 + search.slack)


def _contracted(search: _Search, low: Array, high: Array) -> tuple[Array, Array]:
    """Cut the boxes down to what G and the sums allow; drop the empty ones."""
    for _ in range(4):
        if not len(low):
            break
        under, over = _logit_bounds(search, low, high)
        low, high = np.maximum(low, under), np.minimum(high, over)
        for part in search.parts:
            a, b = low[:, part], high[:, part]
            rest_low, rest_high = a.sum(axis=1, keepdims=True) - a, b.sum(axis=1, keepdims=True) - b
            low[:, part] = np.maximum(a, 1 - rest_high - 1e-14)
            high[:, part] = np.minimum(b, 1 - rest_low + 1e-14)
        alive = (low <= high).all(axis=1)
        low, high = low[alive], high[alive]
    return low, high


def _derivative(search: _Search, low: Array, high: Array) -> tuple[Array, Array]:
    """Bounds on the derivative of every action's payoff by every probability."""
    size = low.shape[1]
    under, over = np.zeros((len(low), size, size)), np.zeros((len(low), size, size))
    for i, own in enumerate(search.parts):
        for j, other in enumerate(search.parts):
            if i != j:
                u = np.moveaxis(search.equations.payoffs[i].reshape(search.shape), (i, j), (0, 1))
                u = u.reshape(1, search.shape[i], search.shape[j], -1)
                a, b = (w[:, None, None] for w in _products(search, low, high, (i, j)))
                under[:, own, other], over[:, own, other] = _least_mean(u, a, b), -_least_mean(-u, a, b)
    return under, over


def _jacobian(search: _Search, low: Array, high: Array) -> tuple[Array, Array]:
    """Middle and radius of the derivative of p - G over every box."""
    under, over = _derivative(search, low, high)
    p, q = (np.maximum(v, 0) for v in _logit_bounds(search, low, high))
    g_low, g_high = np.empty(under.shape), np.empty(under.shape)
    for part in search.parts:
        a, b = p[:, None, part], q[:, None, part]
        mean_low = _least_mean(under[:, part].transpose(0, 2, 1), a, b)[:, None]
        mean_high = -_least_mean(-over[:, part].transpose(0, 2, 1), a, b)[:, None]
        d_low, d_high = under[:, part] - mean_high, over[:, part] - mean_low
        corners = [w[:, part, None] * d for w in (p, q) for d in (d_low, d_high)]
        g_low[:, part], g_high[:, part] = np.minimum.reduce(corners), np.maximum.reduce(corners)
    middle, radius = (g_low + g_high) / 2, (g_high - g_low) / 2 + search.slack
    return np.eye(low.shape[1]) - search.precision * middle, search.precision * radius


# ------------------------------------------------------------------ decisions
def _unresolved(search: _Search, low: Array, high: Array) -> tuple[Array, Array]:
    """Note the fixed points that are alone in their boxes; return the boxes still to be halved."""
    if not len(low):
        return low, high
    wide = _widened(low, high)
    middle, radius = _jacobian(search, *wide)
    inverse = _inverse(middle)
    norm = (np.abs(np.eye(low.shape[1]) - inverse @ middle) + np.abs(inverse) @ radius).sum(axis=2).max(axis=1)
    alone = norm < 0.95
    settled = np.array([ok and _settle(search, wide[0][k], wide[1][k]) for k, ok in enumerate(alone)], dtype=bool)
    return low[~settled], high[~settled]


def _inverse(matrices: Array) -> Array:
    try:
        return np.asarray(np.linalg.inv(matrices))
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.pinv(matrices))


def _widened(low: Array, high: Array) -> tuple[Array, Array]:
    """Let a box grow a little, so that a fixed point on a boundary is inside."""
    extra = 0.1 * (high - low) + 1e-7
    return low - extra, high + extra


def _settle(search: _Search, low: Array, high: Array) -> bool:
    """Whether Newton's method ends at a proved fixed point in this box; note it if it is new."""
    root = _newton(search, (low + high) / 2)
    if root is None or not ((root >= low) & (root <= high)).all():
        return False
    if any(((root >= a) & (root <= b)).all() for a, b in search.homes):
        return True
    search.roots.append(root)
    search.homes.append((low, high))
    return True


def _newton(search: _Search, p: Array) -> Array | None:
    """Return a fixed point near p if one is proved to lie within a hundred-millionth of it."""
    z = np.append(np.log(np.maximum(p, 1e-300)), search.precision)
    across = np.zeros(len(z))
    across[-1] = 1.0
    try:
        with np.errstate(all="ignore"):
            z, _, _ = kernel.correct(search.equations, search.fixed, z, across)
            root = np.exp(z[:-1])
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(root).all():
        return None
    radius = 1e-8
    middle, spread = _jacobian(search, root[None] - radius, root[None] + radius)
    inverse = _inverse(middle[0])
    under, over = _logit_bounds(search, root[None], root[None])
    wrong = np.maximum(np.abs(root - under[0]), np.abs(root - over[0]))
    moved = np.abs(inverse) @ wrong
    shrink = np.abs(np.eye(len(root)) - inverse @ middle[0]) + np.abs(inverse) @ spread[0]
    return root if (moved + shrink.sum(axis=1) * radius < radius).all() else None


def _halved(low: Array, high: Array, search: _Search) -> tuple[Array, Array]:
    """Halve the boxes across their longest side; the narrowest are left open."""
    widest = (high - low).argmax(axis=1)
    rows = np.arange(len(low))
    enough = (high - low)[rows, widest] > NARROWEST if len(low) else np.zeros(0, dtype=bool)
    search.open += int((~enough).sum())
    low, high, widest = low[enough], high[enough], widest[enough]
    rows = np.arange(len(low))
    middle = (low[rows, widest] + high[rows, widest]) / 2
    left, right = high.copy(), low.copy()
    left[rows, widest], right[rows, widest] = middle, middle
    return np.concatenate([low, right]), np.concatenate([left, high])
