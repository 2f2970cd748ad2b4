"""All equilibria of many small two-player games at once: arrays in, arrays out, the games along the last axes.

In a nondegenerate game no mixed strategy has more pure best replies than actions in its support, so both players
mix over equally many actions. Let A be the payoffs of player 1. For a set R of rows and a set C of columns with
one element less, let

    E(R, C) = det [1 | A_RC]

be the determinant of the payoffs bordered by a column of ones. These numbers decide everything. Take supports I
and J of k actions. Player 2's mixture over J that makes player 1 indifferent over I is, by Cramer's rule,

    y_j  proportional to  (-1)^(place of j in J) E(I, J - j),

and on the same scale the other row i gets (-1)^(place of i in I + i) E(I + i, J) less than the rows in I. So (I, J)
is *feasible* for player 1 iff these m signed numbers are all positive or all negative. An equilibrium with
supports (I, J) exists iff (I, J) is feasible for both players. It is then the only one.

Completeness. If player 2 has a mixture with support J to which player 1 has more best replies than |J|, there is
one where some |J| of these, I, determine the mixture: a vertex of the best-reply polyhedron. Then the E(I, J - j)
have the right signs and the E(I + i, J) of the further best replies vanish. So if no (I, J) can satisfy all its
conditions but with some of the latter zero, both polyhedra are simple, the game is nondegenerate, and the list is
complete. A game where rounding leaves any of this open is flagged as *tied*; what is listed for it is certain,
but there may be more.

The number E(R, C) is expanded along its last column, from which the payoff in the first row has been subtracted:
differences of payoffs of one column, hence exact where they vanish, times determinants of one row less.

References: von Stengel (2002), "Computing equilibria for two-person games", section 2; Avis, Rosenberg, Savani and
von Stengel (2010), "Enumeration of Nash equilibria for two-player games".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from itertools import combinations, product
from math import comb
from typing import Any

import numpy as np

from solvers.statics.bounded import Bounded, above, below, minus, plus, times
from solvers.statics.supports import Answers, Supports, spread

MAX_SUPPORTS = 1000

Signed = tuple[int, int]
"""The index of a number E and the sign it is taken with."""


@dataclass(frozen=True)
class Conditions:
    """What makes one pair of supports feasible: these signed numbers have one sign.

    `weights` are proportional to the other player's probabilities; none stand for the single weight 1. `slacks` are
    what the actions outside the support lose.
    """

    weights: tuple[Signed, ...]
    slacks: tuple[Signed, ...]


@dataclass(frozen=True)
class Arrangement:
    """How the numbers E of an m x n matrix are computed and tested.

    differences: (row, first row, column) of those with two rows. minors: for every other, in turn, the terms
    (sign, index of a difference, index of a smaller E) of its expansion. tests: by pair of supports.
    """

    differences: tuple[tuple[int, int, int], ...]
    minors: tuple[tuple[tuple[int, int, int], ...], ...]
    tests: Mapping[Supports, Conditions]


def covered(shape: Sequence[int]) -> bool:
    """Return whether two players have few enough pairs of supports."""
    return len(shape) == 2 and comb(sum(shape), shape[0]) <= MAX_SUPPORTS


@cache
def equal_supports(m: int, n: int) -> tuple[Supports, ...]:
    """Return all pairs of supports of equal size, the pure ones first.

    >>> equal_supports(2, 2)
    (((0,), (0,)), ((0,), (1,)), ((1,), (0,)), ((1,), (1,)), ((0, 1), (0, 1)))
    """
    sizes = range(1, min(m, n) + 1)
    return tuple(pair for k in sizes for pair in product(combinations(range(m), k), combinations(range(n), k)))


@cache
def arrangement(m: int, n: int) -> Arrangement:
    """Return the arrangement of an m x n matrix."""
    sizes = range(2, min(m, n + 1) + 1)
    numbers = [pair for k in sizes for pair in product(combinations(range(m), k), combinations(range(n), k - 1))]
    place: dict[Supports, int] = {pair: k for k, pair in enumerate(numbers)}
    differences = tuple((rows[1], rows[0], columns[0]) for rows, columns in numbers if len(rows) == 2)
    minors = tuple(tuple(_expansion(rows, columns, place)) for rows, columns in numbers if len(rows) > 2)
    return Arrangement(
        differences, minors, {(own, others): _test(own, others, m, place) for own, others in equal_supports(m, n)}
    )


def _expansion(rows: tuple[int, ...], columns: tuple[int, ...], place: Mapping[Supports, int]) -> Iterator[Any]:
    """Yield the terms of det [1 | A] along the last column."""
    for k, row in enumerate(rows[1:], 1):
        sign = (-1) ** (k + len(columns))
        rest = (_without(rows, row), columns[:-1])
        yield sign, place[(rows[0], row), columns[-1:]], place[rest]


def _test(own: tuple[int, ...], others: tuple[int, ...], m: int, place: Mapping[Supports, int]) -> Conditions:
    weights = [(place[own, _without(others, j)], (-1) ** k) for k, j in enumerate(others)] if len(own) > 1 else []
    larger = [(i, tuple(sorted((*own, i)))) for i in range(m) if i not in own]
    slacks = [(place[rows, others], (-1) ** rows.index(i)) for i, rows in larger]
    return Conditions(tuple(weights), tuple(slacks))


def _without(actions: tuple[int, ...], action: int) -> tuple[int, ...]:
    return tuple(a for a in actions if a != action)


def two_player(payoffs: Any, shape: Sequence[int], errors: Any = None) -> Answers:
    """Return all equilibria of games with two players: `payoffs[i, a, b]` is an array, or a number.

    They broadcast together. `errors`, indexed alike, bounds the error of each; without it they are exact.
    """
    m, n = shape
    first, second = _Side(_cells(payoffs, errors, 0, m, n), m, n), _Side(_cells(payoffs, errors, 1, n, m), n, m)
    pairs = equal_supports(m, n)
    held = np.empty((len(pairs), *np.broadcast_shapes(first.points, second.points)), dtype=bool)
    for row, (own, others) in zip(held, pairs, strict=True):
        np.logical_and(first.feasible(own, others), second.feasible(others, own), out=row)

    def strategies(k: int, games: Any) -> list[Any]:
        own, others = pairs[k]
        return [*second.mixture(others, own, m, games), *first.mixture(own, others, n, games)]

    return Answers(pairs, held, np.broadcast_to(first.open() | second.open(), held.shape[1:]), strategies)


def _cells(payoffs: Any, errors: Any, player: int, own: int, others: int) -> dict[tuple[int, int], Bounded]:
    """Return the payoffs of a player by her own action and the other's."""
    places = {(a, b): (player, b, a) if player else (player, a, b) for a, b in np.ndindex(own, others)}
    return {key: (payoffs[cell], 0.0 if errors is None else errors[cell]) for key, cell in places.items()}


class _Side:
    """One player's numbers E of many games, and what they decide."""

    def __init__(self, cells: Mapping[tuple[int, int], Bounded], m: int, n: int) -> None:
        self.plan = arrangement(m, n)
        self.points = np.broadcast_shapes((1,), *(np.shape(value) for value, _ in cells.values()))
        self.numbers: list[Bounded] = [minus(cells[row, c], cells[low, c]) for row, low, c in self.plan.differences]
        for terms in self.plan.minors:
            self.numbers.append(reduce(plus, (self._term(*term) for term in terms)))
        self.above = [np.asarray(above(number)) for number in self.numbers]
        self.below = [np.asarray(below(number)) for number in self.numbers]

    def _term(self, sign: int, difference: int, smaller: int) -> Bounded:
        value, error = times(self.numbers[difference], self.numbers[smaller])
        return (value, error) if sign > 0 else (-value, error)

    def feasible(self, own: tuple[int, ...], others: tuple[int, ...]) -> Any:
        """Return where a pair of supports is certainly feasible."""
        test = self.plan.tests[own, others]
        return _one_sign(test, (self.above, self.below), (self.above, self.below))

    def open(self) -> Any:
        """Return where the feasibility of some pair of supports is not certain."""
        unclear = [~(up | down) for up, down in zip(self.above, self.below, strict=True)]
        doubt = np.zeros(self.points, dtype=bool)
        for mask in unclear:
            doubt |= mask
        games = np.nonzero(doubt)
        if len(games[0]):
            doubt[games] = self._open_among(games)
        return doubt

    def _open_among(self, games: Any) -> Any:
        up, down = ([np.broadcast_to(mask, self.points)[games] for mask in own] for own in (self.above, self.below))
        zero = [self._zero(number, games) for number in self.numbers]
        may_weigh = [[~(other | nil) for other, nil in zip(mask, zero, strict=True)] for mask in (down, up)]
        may_lose = [[~other for other in mask] for mask in (down, up)]
        tests = self.plan.tests.values()
        return reduce(
            np.logical_or, (_one_sign(t, may_weigh, may_lose) & ~_one_sign(t, (up, down), (up, down)) for t in tests)
        )

    def _zero(self, number: Bounded, games: Any) -> Any:
        """Return where a number is exactly zero; only differences can be known to be."""
        return np.broadcast_to((number[0] == 0) & (number[1] == 0), self.points)[games]

    def mixture(self, own: tuple[int, ...], others: tuple[int, ...], count: int, games: Any) -> Iterator[Any]:
        """Return the other player's probability of each of her `count` actions, where the pair is feasible."""
        numbers = [self.numbers[k][0] for k, _ in self.plan.tests[own, others].weights]
        weights = [np.abs(np.broadcast_to(number, self.points)[games]) for number in numbers] or [1.0]
        return spread(others, weights, count)


def _one_sign(test: Conditions, weights: Sequence[Sequence[Any]], slacks: Sequence[Sequence[Any]]) -> Any:
    """Return where all signed numbers of a test are positive or all are negative.

    `weights` and `slacks` say of every number where it counts as positive and where as negative.
    """
    signs = (1, -1) if test.weights else (1,)
    found = [
        _all([weights[side * sign < 0][k] for k, sign in test.weights]
             + [slacks[side * sign < 0][k] for k, sign in test.slacks])
        for side in signs
    ]  # fmt: skip
    return reduce(np.logical_or, found)


def _all(masks: Sequence[Any]) -> Any:
    return reduce(np.logical_and, masks, np.True_)
