"""Where a pure profile of a normal form with symbols is the only equilibrium, mixed ones counted, ties included.

* One player: all other actions earn strictly less; mixtures exist only at ties.
* Two players with two actions each: the profile is strict and no other pure profile is an equilibrium. For at a tie of
  the profile either one player may mix a little, the other's answer staying best, or the opposite profile is an
  equilibrium; and if it is strict, wherever somebody can mix the opposite profile is an equilibrium too.
* Other games: dominance in turn is enough, an order of the players in which the action of each earns strictly more than
  all others of hers, whatever those after her do, given the actions of those before. It is necessary that no other
  listed equilibrium exists. In between the formulas do not decide, for mixed equilibria that need an equation between
  parameters are not listed: there the answer is that of `DOUBT`, a symbol that may be positive or not, so that what is
  proved holds either way.

Reference: Osborne and Rubinstein (1994), chapters 2 and 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import permutations, product

import sympy

from games.forms.normal_form import NormalForm, Profile
from solvers.statics.candidates import deviations
from solvers.statics.reals import Condition

DOUBT = sympy.Symbol("undecided!", real=True)
"""Stands for what the formulas leave open: no parameter has this name."""


def only_equilibrium(game: NormalForm, profile: Profile, others: Iterable[Condition]) -> Condition:
    """Return where a profile is the only equilibrium; `others` say where those listed beside it are, mixed included."""
    losses = deviations(game, profile)
    if game.n_players == 1:
        return sympy.And(*(loss > 0 for loss in losses))
    alone = sympy.And(*(sympy.Not(_pure(game, other)) for other in game.profiles() if other != profile))
    if game.shape == (2, 2):
        return sympy.And(*(loss > 0 for loss in losses), alone)
    possible = sympy.And(*(loss >= 0 for loss in losses), alone, *map(sympy.Not, others))
    certain = sympy.Or(*(_dominant(game, profile, order) for order in permutations(range(game.n_players))))
    return sympy.Or(certain, sympy.And(possible, DOUBT > 0))


def _pure(game: NormalForm, profile: Profile) -> Condition:
    return sympy.And(*(loss >= 0 for loss in deviations(game, profile)))


def _dominant(game: NormalForm, profile: Profile, order: Sequence[int]) -> Condition:
    """Return where the actions are strictly dominant in turn."""
    return sympy.And(*(_dominates(game, profile, i, order[:k]) for k, i in enumerate(order)))


def _dominates(game: NormalForm, profile: Profile, i: int, before: Sequence[int]) -> Condition:
    """Return where player i's action is strictly best whatever the others do, given those `before` her."""
    ranges = [[profile[j]] if j in before or j == i else range(n) for j, n in enumerate(game.shape)]
    return sympy.And(*(
        sympy.sympify(game.payoffs[(i, *against)])
        > sympy.sympify(game.payoffs[(i, *against[:i], a, *against[i + 1 :])])
        for against in product(*ranges)
        for a in range(game.shape[i])
        if a != profile[i]
    ))  # fmt: skip
