"""All Nash equilibria of a finite game: the front door to the exact solvers.

A profile of mixed strategies is a Nash equilibrium if nobody gains by deviating alone (Nash 1951). One player's game is
a maximisation; two players go to `solvers.bimatrix`, three and more to `solvers.nplayer`. Every route is exact, lists
every component with its dimension, and says by what argument the list is complete.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import lcm
from typing import TYPE_CHECKING, Any

import numpy as np

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from solvers.equilibrium import Component, Equilibria, Equilibrium, Strategy

if TYPE_CHECKING:
    from solvers.nplayer import NComponent

Profile = tuple[Strategy, ...]
CONCEPT = "Nash equilibrium"
TWO_PLAYER_WHY = (
    "every vertex of both best-response polytopes was enumerated by exact pivoting and every complementary pair matched"
)


def nash(game: NormalForm, budget: float | None = None) -> Equilibria:
    """Return all Nash equilibria of `game` as components.

    `budget` limits the seconds spent on a game of three or more players; beyond it the answer is marked incomplete.
    Float payoffs are taken as the exact binary numbers they are. Raises NotCoveredError for symbolic payoffs.

    >>> from games.classics import battle_of_the_sexes
    >>> [point.payoffs[0] for point in nash(battle_of_the_sexes())]
    [Fraction(2, 1), Fraction(1, 1), Fraction(2, 3)]
    """
    if game.kind == "symbolic":
        raise NotCoveredError("symbolic payoffs: give the parameters values with at(), or ask for regions")
    if game.n_players > 2:
        return _many_players(game, budget)
    return _two_players(game)


def _two_players(game: NormalForm) -> Equilibria:
    from solvers.bimatrix import nash_set

    payoffs = (
        game.payoffs if game.n_players == 2 else np.array([game.payoffs[0][:, None], game.payoffs[0][:, None] * 0])
    )
    found = nash_set(*(integer_matrix(matrix) for matrix in payoffs))
    exact = [[[Fraction(v) for v in row] for row in matrix] for matrix in payoffs]
    components = []
    for part, dimension, index in zip(found.components, found.dimensions, found.indices, strict=True):
        subsets = [list(product(*found.subsets[s])) for s in part]
        points = sorted({pair for subset in subsets for pair in subset})
        place = {pair: k for k, pair in enumerate(points)}
        extreme = tuple(_point(exact, found.xs[i], found.ys[j], game.n_players) for i, j in points)
        members = tuple(tuple(place[pair] for pair in subset) for subset in subsets)
        words = f"union of {len(members)} polytopes, each spanned by a subset of the points" * (len(members) > 1)
        components.append(Component(extreme, dimension, members, index, words))
    return Equilibria(game, CONCEPT, tuple(components), True, TWO_PLAYER_WHY)


def _point(payoffs: Sequence[Sequence[Sequence[Number]]], x: Strategy, y: Strategy, n_players: int) -> Equilibrium:
    values = tuple(
        sum(
            (p * r * u for p, row in zip(x, matrix, strict=True) if p for r, u in zip(y, row, strict=True) if r),
            Fraction(0),
        )
        for matrix in payoffs
    )
    return Equilibrium((x, y)[:n_players], values[:n_players])


def integer_matrix(payoffs: Any) -> list[list[int]]:
    """Return a payoff matrix of rationals scaled to integers by the smallest positive factor.

    >>> integer_matrix([[Fraction(1, 2), Fraction(1, 3)]])
    [[3, 2]]
    """
    rows = [[Fraction(value) for value in row] for row in payoffs]
    scale = lcm(*(value.denominator for row in rows for value in row))
    return [[int(value * scale) for value in row] for row in rows]


def _many_players(game: NormalForm, budget: float | None) -> Equilibria:
    from solvers.extreme import is_extreme
    from solvers.nplayer import nash_components

    exact = np.vectorize(Fraction, otypes=[object])(game.payoffs)
    found = nash_components(exact, budget)
    components = []
    for part in found.components:
        kept = [p.profile for p in part.points if not p.rational or is_extreme(exact, p.profile)]
        extreme = tuple(Equilibrium(profile, _expected(exact, profile)) for profile in dict.fromkeys(kept))
        words = "" if _is_polytope(part, kept) else part.description
        components.append(Component(extreme, part.dimension, (), None, words))
    return Equilibria(game, CONCEPT, tuple(components), found.complete, found.why)


def _is_polytope(part: NComponent, extreme: Sequence[Profile]) -> bool:
    """Return whether one piece under linear conditions has all the extreme points of the component as its ends."""
    texts = (text for piece in part.pieces for text in (*piece.solved, *piece.equations, *piece.inequalities))
    if any(re.search(r"\]\*p|\*\*|/ \([^)]*p", text) for text in texts):
        return False
    return any(set(extreme) <= {end.profile for end in piece.ends} for piece in part.pieces)


def _expected(payoffs: Any, profile: Sequence[Strategy]) -> tuple[Number, ...]:
    """Return everybody's expected payoff; zero probabilities are left out, which keeps irrational ones short."""
    support = [[a for a, p in enumerate(strategy) if p != 0] for strategy in profile]
    total: list[Number] = [Fraction(0)] * len(payoffs)
    for cell in product(*support):
        weight: Number = Fraction(1)
        for strategy, a in zip(profile, cell, strict=True):
            weight = weight * strategy[a]
        total = [value + weight * payoffs[i][cell] for i, value in enumerate(total)]
    return tuple(numbers.exact(value.expand()) if numbers.is_symbolic(value) else value for value in total)
