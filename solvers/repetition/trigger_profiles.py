"""Trigger strategies with symbols: when a pure profile is sustained by reverting to a pure equilibrium of the stage.

The profile a -> e plays a until somebody who left it is found out, then e for ever. It is a subgame-perfect equilibrium
exactly where e is a Nash equilibrium of the stage game and no player gains by one deviation d from a (`triggers`):

    a_i - (1 - delta) d_i - delta (q e_i + (1 - q) a_i) >= 0,

q being the probability of detection. Where a = e the second follows from the first. Solved for delta the conditions
give the critical discount factors as formulas.

Reference: Friedman (1971), "A non-cooperative equilibrium for supergames".
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import sympy

from games.forms.normal_form import NormalForm, Profile
from games.forms.repeated import RepeatedGame
from solvers.repetition.triggers import Deviation, deviations

ARROW = " → "
"""Stands between what a player does and what she turns to."""


def trigger_profiles(game: RepeatedGame) -> Iterator[tuple[tuple[str, ...], list[sympy.Basic]]]:
    """Yield every trigger profile, a label per player, with the conditions under which it is an equilibrium.

    >>> from games.classics import prisoners_dilemma
    >>> delta = sympy.Symbol("delta", real=True)
    >>> dict(trigger_profiles(RepeatedGame(prisoners_dilemma(), delta)))["Cooperate → Defect", "Cooperate → Defect"][-1]
    2*delta - 1 >= 0
    """
    stage = game.stage
    for a, e in product(stage.profiles(), repeat=2):
        held = [sympy.sympify(loss) >= 0 for loss in _losses(stage, e)]
        if a != e:
            held += [_slack(each, game) >= 0 for each in _tempting(stage, a, e)]
        moves = zip(stage.labels(a), stage.labels(e), strict=True)
        yield tuple(x if a == e else f"{x}{ARROW}{y}" for x, y in moves), held


def _losses(stage: NormalForm, profile: Profile) -> Iterator[sympy.Expr]:
    """Yield what each deviation from a profile loses in the stage game."""
    for each in _tempting(stage, profile, profile):
        yield each.reward - each.temptation


def _tempting(stage: NormalForm, target: Profile, punishment: Profile) -> tuple[Deviation, ...]:
    return deviations(stage, stage.labels(target), stage.payoff(stage.labels(punishment)))


def _slack(each: Deviation, game: RepeatedGame) -> sympy.Expr:
    found_out, delta = sympy.sympify(game.detection), sympy.sympify(game.delta)
    d, a, p = map(sympy.sympify, (each.temptation, each.reward, each.punishment))
    return sympy.expand(a - (1 - delta) * d - delta * (found_out * p + (1 - found_out) * a))
