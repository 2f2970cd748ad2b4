"""The kernel for 2x2x2 games, compiled: the formulas of `kernels_2x2x2`, game by game."""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import numpy as np
from numba import njit
from numba.extending import register_jitable

from solvers.statics import bounded
from solvers.statics import kernels_2x2x2 as kernel

__all__ = ["list_three_player"]

_PROFILES, _BESIDE = kernel.PROFILES, kernel.BESIDE
MOST = 9
"""Equilibria of a 2x2x2 game without ties; certain ones are isolated, so no game has more of them."""

_FORMULAS = (
    *(bounded.minus, bounded.plus, bounded.times, bounded.cross, bounded.root, bounded.above, bounded.below),
    *(bounded.zero, bounded.alike, bounded.apart, bounded.size),
    *(kernel.gain, kernel.put, kernel.wins, kernel.loses, kernel.open_zero, kernel.ends, kernel.may_mix),
    *(kernel.may_mix_beside, kernel.beside, kernel.blend, kernel.never_mixed, kernel.dominated),
    *(kernel.completely_mixed, kernel.quadratic, kernel.at_root),
)
for _formula in _FORMULAS:
    register_jitable(error_model="numpy")(_formula)


def _candidates() -> np.ndarray:
    """Return, for each of the 4096 patterns of signs of the gains, the rows that can hold an equilibrium, as bits."""
    patterns = np.arange(1 << 12)
    signs = [(1.0 - 2.0 * (patterns >> k & 1), 0.0) for k in range(12)]
    g = tuple(tuple(tuple(signs[4 * i + 2 * b : 4 * i + 2 * b + 2]) for b in kernel.BOTH) for i in range(3))
    found = [kernel.wins(g, 0, p) & kernel.wins(g, 1, p) & kernel.wins(g, 2, p) for p in _PROFILES]
    found += [kernel.may_mix_beside(g, player, action) for player, action in _BESIDE]
    found.append(np.logical_not(kernel.never_mixed(g)))
    table: np.ndarray = sum(mask.astype(np.uint16) << k for k, mask in enumerate(found))
    return table


_CANDIDATES = _candidates()


@njit(cache=True, nogil=True, error_model="numpy")
def list_three_player(payoffs):
    """Return the number of equilibria of each game, whether it is tied, their rows of SUPPORTS and probabilities.

    payoffs: (3, 2, 2, 2, games).
    """
    games = payoffs.shape[4]
    counts, tied = np.zeros(games, np.int64), np.zeros(games, np.bool_)
    rows, chances, n = np.zeros(2 * games + MOST, np.uint16), np.zeros((2 * games + MOST, 6)), 0
    for k in range(games):
        if n + MOST > rows.shape[0]:
            rows = np.concatenate((rows, np.zeros(games + MOST, np.uint16)))
            chances = np.concatenate((chances, np.zeros((games + MOST, 6))))
        start, g, pattern = n, _gains(payoffs, k), _pattern(payoffs, k)
        candidates = _CANDIDATES[pattern] if pattern >= 0 else _possible(g)
        n = _pure(rows, chances, n, candidates)
        n, beside = _beside(rows, chances, n, candidates, g)
        n, mixed = _mixed(rows, chances, n, candidates, g)
        counts[k], tied[k] = n - start, beside or mixed or (pattern < 0 and kernel.open_zero(g))
    return counts, tied, rows[:n], chances[:n]


@njit(cache=True, nogil=True)
def _pattern(u, k):
    """Return the signs of the twelve gains as bits, -1 where one is zero."""
    pattern = 0
    for b in range(2):
        for c in range(2):
            first, second, third = (
                u[0, 0, b, c, k] - u[0, 1, b, c, k],
                u[1, b, 0, c, k] - u[1, b, 1, c, k],
                u[2, b, c, 0, k] - u[2, b, c, 1, k],
            )
            if not (first and second and third):
                return -1
            place = 2 * b + c
            pattern |= (first < 0) << place | (second < 0) << 4 + place | (third < 0) << 8 + place
    return pattern


@njit(cache=True, nogil=True, error_model="numpy")
def _possible(g):
    """Return the rows that can hold an equilibrium of a game with zero gains, as bits."""
    found = 0
    for row in range(8):
        p = _PROFILES[row]
        found |= (kernel.wins(g, 0, p) and kernel.wins(g, 1, p) and kernel.wins(g, 2, p)) << row
    for row in range(6):
        found |= kernel.may_mix_beside(g, _BESIDE[row][0], _BESIDE[row][1]) << 8 + row
    return found | (not kernel.never_mixed(g)) << 14


@njit(cache=True, nogil=True)
def _pure(rows, chances, n, candidates):
    for row in range(8):
        if candidates >> row & 1:
            rows[n] = row
            for i in range(3):
                chances[n, 2 * i + _PROFILES[row][i]] = 1.0
            n += 1
    return n


@njit(cache=True, nogil=True, error_model="numpy")
def _beside(rows, chances, n, candidates, g):
    open_ = False
    for row in range(6):
        if candidates >> 8 + row & 1:
            player, action = _BESIDE[row]
            held, unclear, weights = kernel.beside(g, player, action)
            open_ |= unclear
            if held:
                one, other = kernel.OTHERS[player]
                rows[n] = 8 + row
                chances[n, 2 * player + action] = 1.0
                _share(chances, n, one, weights[0])
                _share(chances, n, other, weights[1])
                n += 1
    return n, open_


@njit(cache=True, nogil=True, error_model="numpy")
def _mixed(rows, chances, n, candidates, g):
    if not candidates >> 14:
        return n, False
    found = kernel.completely_mixed(g)
    for k in range(2):
        if found[k][0]:
            rows[n] = 14 + k
            for i in range(3):
                _share(chances, n, i, found[k][2][i])
            n += 1
    return n, found[0][1] or found[1][1]


@njit(cache=True, nogil=True, error_model="numpy")
def _gains(u, k):
    return (
        ((_gain(u[0, 0, 0, 0, k], u[0, 1, 0, 0, k]), _gain(u[0, 0, 0, 1, k], u[0, 1, 0, 1, k])),
         (_gain(u[0, 0, 1, 0, k], u[0, 1, 1, 0, k]), _gain(u[0, 0, 1, 1, k], u[0, 1, 1, 1, k]))),
        ((_gain(u[1, 0, 0, 0, k], u[1, 0, 1, 0, k]), _gain(u[1, 0, 0, 1, k], u[1, 0, 1, 1, k])),
         (_gain(u[1, 1, 0, 0, k], u[1, 1, 1, 0, k]), _gain(u[1, 1, 0, 1, k], u[1, 1, 1, 1, k]))),
        ((_gain(u[2, 0, 0, 0, k], u[2, 0, 0, 1, k]), _gain(u[2, 0, 1, 0, k], u[2, 0, 1, 1, k])),
         (_gain(u[2, 1, 0, 0, k], u[2, 1, 0, 1, k]), _gain(u[2, 1, 1, 0, k], u[2, 1, 1, 1, k]))),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _gain(one, other):
    return bounded.minus((one, 0.0), (other, 0.0))


@njit(cache=True, nogil=True, error_model="numpy")
def _share(chances, n, player, weights):
    largest = max(weights[0], weights[1])
    one, other = weights[0] / largest, weights[1] / largest
    chances[n, 2 * player] = one / (one + other)
    chances[n, 2 * player + 1] = other / (one + other)
