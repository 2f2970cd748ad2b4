"""The values of Shapley and Banzhaf: what a player adds to the coalitions it can join.

Player i adds v(S + i) - v(S) to a coalition S without it. Shapley's value is the mean over all orders of arrival, which
gives S the weight s! (n - s - 1)! / n!; Banzhaf's is the mean over all coalitions, each with the weight 2^(1 - n).
Shapley's value shares out v(N); Banzhaf's need not. Both work on formulas.

References: Shapley (1953), "A value for n-person games"; Banzhaf (1965); Owen (1975), "Multilinear extensions and the
Banzhaf value".
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb

from games.forms.coalition import CoalitionalGame
from games.forms.numbers import Number

Payoffs = tuple[Number, ...]


def shapley_value(game: CoalitionalGame) -> Payoffs:
    """Return Shapley's value, one number per player.

    >>> game = CoalitionalGame.of("123", lambda S: "1" in S and len(S) > 1)
    >>> [str(x) for x in shapley_value(game)]
    ['2/3', '1/6', '1/6']
    """
    n = len(game.players)
    return _mean_addition(game, lambda size: Fraction(1, n * comb(n - 1, size)))


def banzhaf_value(game: CoalitionalGame) -> Payoffs:
    """Return Banzhaf's value, one number per player.

    >>> game = CoalitionalGame.of("123", lambda S: "1" in S and len(S) > 1)
    >>> [str(x) for x in banzhaf_value(game)]
    ['3/4', '1/4', '1/4']
    """
    weight = Fraction(1, 1 << (len(game.players) - 1))
    return _mean_addition(game, lambda size: weight)


def _mean_addition(game: CoalitionalGame, weight: Callable[[int], Fraction]) -> Payoffs:
    """Return each player's weighted additions; the weight depends on the size of the coalition it joins."""
    weights = [weight(size) for size in range(len(game.players))]

    def value(i: int) -> Number:
        without = (mask for mask in range(len(game.worths)) if not mask >> i & 1)
        return sum(weights[mask.bit_count()] * (game.worths[mask | 1 << i] - game.worths[mask]) for mask in without)

    return tuple(value(i) for i in range(len(game.players)))
