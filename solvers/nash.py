"""All Nash equilibria of a finite game: the front door to the exact solvers.

A profile of mixed strategies is a Nash equilibrium if nobody gains by deviating alone (Nash 1951). One player's game is
a maximisation; two players go to `two_player.bimatrix`, three and more to `n_player.components`. Every route is exact,
lists every component with its dimension, and says by what argument the list is complete.
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
    from solvers.n_player.components import NComponent

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
    from solvers.two_player.bimatrix import nash_set

    exact = np.vectorize(Fraction, otypes=[object])(game.payoffs)
    both = exact if game.n_players == 2 else [exact[0][:, None], exact[0][:, None] * 0]
    found = nash_set(*(integer_matrix(matrix) for matrix in both))
    components = []
    for part, dimension, index in zip(found.components, found.dimensions, found.indices, strict=True):
        subsets = [list(product(*found.subsets[s])) for s in part]
        points = sorted({pair for subset in subsets for pair in subset})
        place = {pair: k for k, pair in enumerate(points)}
        profiles = [(found.xs[i], found.ys[j])[: game.n_players] for i, j in points]
        extreme = tuple(Equilibrium(profile, _payoffs(exact, profile)) for profile in profiles)
        members = tuple(tuple(place[pair] for pair in subset) for subset in subsets)
        words = f"union of {len(members)} polytopes, each spanned by a subset of the points" * (len(members) > 1)
        components.append(Component(extreme, dimension, members, index, words))
    return Equilibria(game, CONCEPT, tuple(components), True, TWO_PLAYER_WHY)


def integer_matrix(payoffs: Any) -> list[list[int]]:
    """Return a payoff matrix of rationals scaled to integers by the smallest positive factor.

    >>> integer_matrix([[Fraction(1, 2), Fraction(1, 3)]])
    [[3, 2]]
    """
    rows = [[Fraction(value) for value in row] for row in payoffs]
    scale = lcm(*(value.denominator for row in rows for value in row))
    return [[int(value * scale) for value in row] for row in rows]


def _many_players(game: NormalForm, budget: float | None) -> Equilibria:
    from solvers.n_player.components import nash_components
    from solvers.two_player.extreme import is_extreme

    exact = np.vectorize(Fraction, otypes=[object])(game.payoffs)
    found = nash_components(exact, budget)
    components = []
    for part in found.components:
        kept = [p.profile for p in part.points if not p.rational or is_extreme(exact, p.profile)]
        extreme = tuple(Equilibrium(profile, _payoffs(exact, profile)) for profile in dict.fromkeys(kept))
        words = "" if _is_polytope(part, kept) else part.description
        components.append(Component(extreme, part.dimension, (), None, words))
    return Equilibria(game, CONCEPT, tuple(components), found.complete, found.why)


def _is_polytope(part: NComponent, extreme: Sequence[Profile]) -> bool:
    """Return whether one piece under linear conditions has all the extreme points of the component as its ends."""
    texts = (text for piece in part.pieces for text in (*piece.solved, *piece.equations, *piece.inequalities))
    if any(re.search(r"\]\*p|\*\*|/ \([^)]*p", text) for text in texts):
        return False
    return any(set(extreme) <= {end.profile for end in piece.ends} for piece in part.pieces)


def _payoffs(payoffs: Any, profile: Sequence[Strategy]) -> tuple[Number, ...]:
    """Return everybody's payoff at an equilibrium: that of any action she plays, being indifferent among them."""
    supports = [[a for a, p in enumerate(strategy) if p != 0] for strategy in profile]
    found = []
    for i, own in enumerate(payoffs):
        total: Number = Fraction(0)
        for cell in product(*(support[:1] if j == i else support for j, support in enumerate(supports))):
            weight: Number = Fraction(1)
            for j, a in enumerate(cell):
                weight = weight if j == i else weight * profile[j][a]
            total += weight * own[cell]
        found.append(numbers.exact(total.expand()) if numbers.is_symbolic(total) else total)
    return tuple(found)
