"""The kernel for two players, compiled: the arrangement of `kernels_two_player` as arrays.

Every number is computed for a tile of games before the next, so that the processor works on several games at once.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
from numba import njit

from solvers.statics.bounded import MARGIN, UNDERFLOW
from solvers.statics.kernels_two_player import Arrangement, arrangement, equal_supports
from solvers.statics.rounding import ROUNDOFF

__all__ = ["list_two_player"]

Array = np.ndarray[Any, Any]
Tables = tuple[Array, ...]

TILE = 256
"""Games computed side by side: their numbers stay in the cache."""

_ZERO = 2
"""The sign of a number known to be zero; 0 is that of one whose sign is not certain."""


def list_two_player(payoffs: Array) -> tuple[Array, Array, Array, Array]:
    """Return the number of equilibria of each game, whether it is tied, their pairs of supports and probabilities.

    payoffs: (2, m, n, games). Pairs are indices into `equal_supports`.
    """
    _, m, n, _ = payoffs.shape
    counts, tied, pairs, chances = _list(payoffs, *_sides(m, n))
    return counts, tied, pairs, chances


@cache
def _sides(m: int, n: int) -> tuple[Tables, Tables, Array]:
    """Return the tables of both players, and the members of all pairs of supports, -1 behind the last."""
    pairs = equal_supports(m, n)
    members = np.full((len(pairs), 2, min(m, n)), -1)
    for k, (own, others) in enumerate(pairs):
        members[k, 0, : len(own)], members[k, 1, : len(others)] = own, others
    turned = [(others, own) for own, others in pairs]
    return _tables(arrangement(m, n), pairs), _tables(arrangement(n, m), turned), members


def _tables(plan: Arrangement, pairs: Any) -> Tables:
    """Return the differences, the terms and where those of each minor start, and the tests.

    The tests are the indices and signs of the numbers for each pair, weights first, how many are
    weights and how many in all.
    """
    starts = np.array([0, *accumulate(map(len, plan.minors))])
    terms = np.array([term for own in plan.minors for term in own], dtype=np.int64).reshape(-1, 3)
    tests = [plan.tests[pair] for pair in pairs]
    longest = max(len(test.weights) + len(test.slacks) for test in tests)
    index, sign = np.zeros((len(tests), longest), np.int64), np.zeros((len(tests), longest), np.int8)
    for k, test in enumerate(tests):
        for c, (number, direction) in enumerate((*test.weights, *test.slacks)):
            index[k, c], sign[k, c] = number, direction
    differences = np.array(plan.differences, dtype=np.int64).reshape(-1, 3)
    weights, counts = ([len(test.weights) for test in tests], [len(test.weights) + len(test.slacks) for test in tests])
    return differences, terms, starts, index, sign, np.array(weights), np.array(counts)


@njit(cache=True, nogil=True, error_model="numpy")
def _list(payoffs, first, second, members):
    games, width = payoffs.shape[3], payoffs.shape[1] + payoffs.shape[2]
    counts, tied = np.zeros(games, np.int64), np.zeros(games, np.bool_)
    pairs, chances, total = np.zeros(2 * games, np.uint16), np.zeros((2 * games, width)), 0
    one, other = _room(first), _room(second)
    held, signed = np.empty((members.shape[0], TILE), np.bool_), np.empty((2, TILE), np.bool_)
    for start in range(0, games, TILE):
        size = min(TILE, games - start)
        _numbers(payoffs[0], False, start, size, first, one)
        _numbers(payoffs[1], True, start, size, second, other)
        held[:] = True
        _feasible(first, one[2], size, held, signed)
        _feasible(second, other[2], size, held, signed)
        for k in range(size):
            if one[3][k] or other[3][k]:
                tied[start + k] = _open(first, one[2], k) or _open(second, other[2], k)
        found = counts[start : start + size]
        for pair in range(held.shape[0]):
            _count(held[pair], size, found)
        begin, total = total, total + found.sum()
        while total > pairs.shape[0]:
            pairs = np.concatenate((pairs, np.zeros(pairs.shape[0], np.uint16)))
            chances = np.concatenate((chances, np.zeros(chances.shape)))
        rows, columns = chances[begin:total], payoffs.shape[1]
        _write(pairs[begin:total], rows, held, found, members[:, 0], second, other[0])
        _write(pairs[begin:total], rows[:, columns:], held, found, members[:, 1], first, one[0])
    return counts, tied, pairs[:total], chances[:total]


@njit(cache=True, nogil=True)
def _count(held, size, found):
    for k in range(size):
        found[k] += held[k]


@njit(cache=True, nogil=True, error_model="numpy")
def _write(pairs, chances, held, found, members, tables, values):
    """Write the pairs of supports of a tile, game by game, and one player's probabilities from the other's numbers."""
    row, index, weights = np.cumsum(found) - found, tables[3], tables[5]
    for pair in range(held.shape[0]):
        for k in range(found.shape[0]):
            if held[pair, k]:
                pairs[row[k]] = pair
                if weights[pair]:
                    _mixture(chances, row[k], members, index, weights[pair], values, pair, k)
                else:
                    chances[row[k], members[pair, 0]] = 1.0
                row[k] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def _mixture(chances, row, members, index, weights, values, pair, k):
    largest, total = 0.0, 0.0
    for c in range(weights):
        largest = max(largest, abs(values[index[pair, c], k]))
    for c in range(weights):
        total += abs(values[index[pair, c], k]) / largest
    for c in range(weights):
        chances[row, members[pair, c]] = abs(values[index[pair, c], k]) / largest / total


@njit(cache=True, nogil=True)
def _room(tables):
    """Return arrays for the numbers of a tile of games, their errors and signs, and where a sign is not certain."""
    size = tables[0].shape[0] + tables[2].shape[0] - 1
    return np.zeros((size, TILE)), np.zeros((size, TILE)), np.zeros((size, TILE), np.int8), np.zeros(TILE, np.bool_)


@njit(cache=True, nogil=True, error_model="numpy")
def _numbers(payoffs, turned, start, games, tables, room):
    """Compute the numbers E of one player, whose actions are the columns if `turned`."""
    differences, terms, starts = tables[0], tables[1], tables[2]
    values, errors, signs, doubt = room
    doubt[:] = False
    size = differences.shape[0]
    for q in range(size):
        high, low, c = differences[q]
        upper = payoffs[c, high, start:] if turned else payoffs[high, c, start:]
        lower = payoffs[c, low, start:] if turned else payoffs[low, c, start:]
        _difference(upper, lower, games, values[q], errors[q], signs[q], doubt)
    for q in range(starts.shape[0] - 1):
        place = size + q
        values[place], errors[place] = 0.0, 0.0
        for t in range(starts[q], starts[q + 1]):
            sign, d, e = terms[t]
            _add(sign, values[d], errors[d], values[e], errors[e], games, values[place], errors[place])
        _sign(values[place], errors[place], games, signs[place], doubt)


@njit(cache=True, nogil=True, error_model="numpy")
def _difference(upper, lower, games, values, errors, signs, doubt):
    for k in range(games):
        value = upper[k] - lower[k]
        values[k], errors[k] = value, ROUNDOFF * abs(value)
        up, down = value > MARGIN * errors[k], -value > MARGIN * errors[k]
        signs[k] = np.int8(up) - np.int8(down) + np.int8(_ZERO) * np.int8(value == 0)
        doubt[k] |= not (up or down)


@njit(cache=True, nogil=True, error_model="numpy")
def _add(sign, values, errors, smaller, slack, games, total, error):
    """Add a signed product to the totals."""
    for k in range(games):
        product = sign * values[k] * smaller[k]
        total[k] += product
        inherited = abs(values[k]) * slack[k] + errors[k] * (abs(smaller[k]) + slack[k])
        error[k] += inherited + (ROUNDOFF * (abs(product) + abs(total[k])) + UNDERFLOW)


@njit(cache=True, nogil=True, error_model="numpy")
def _sign(values, errors, games, signs, doubt):
    for k in range(games):
        up, down = values[k] > MARGIN * errors[k], -values[k] > MARGIN * errors[k]
        signs[k] = np.int8(up) - np.int8(down)
        doubt[k] |= not (up or down)


@njit(cache=True, nogil=True)
def _feasible(tables, signs, games, held, signed):
    """Keep in `held` the pairs whose signed numbers are certainly all positive or all negative."""
    index, sign, weights, counts = tables[3], tables[4], tables[5], tables[6]
    positive, negative = signed
    for pair in range(index.shape[0]):
        positive[:], negative[:] = True, weights[pair] > 0
        for c in range(counts[pair]):
            _match(signs[index[pair, c]], sign[pair, c], games, positive, negative)
        row = held[pair]
        for k in range(games):
            row[k] &= positive[k] | negative[k]


@njit(cache=True, nogil=True)
def _match(signs, sign, games, positive, negative):
    for k in range(games):
        positive[k] &= signs[k] == sign
        negative[k] &= signs[k] == -sign


@njit(cache=True, nogil=True)
def _open(tables, signs, k):
    """Return whether the feasibility of some pair is not certain in a game of the tile."""
    for pair in range(tables[3].shape[0]):
        if _unclear(tables, signs, k, pair, 1) or (tables[5][pair] and _unclear(tables, signs, k, pair, -1)):
            return True
    return False


@njit(cache=True, nogil=True)
def _unclear(tables, signs, k, pair, side):
    """Return whether the numbers of a pair may but need not be on one side; weights known to be zero are not."""
    index, sign, weights, count = tables[3], tables[4], tables[5][pair], tables[6][pair]
    certain = True
    for c in range(count):
        found = signs[index[pair, c], k]
        if found == _ZERO:
            if c < weights:
                return False
        elif found * sign[pair, c] * side < 0:
            return False
        certain &= found * sign[pair, c] == side
    return not certain
