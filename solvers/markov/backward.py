"""All stationary equilibria of a stochastic game that moves on: state by state, backwards.

Suppose no state comes back once it is left, and how long play stays in a state depends on nobody. Then the states have
an order, and with the values V of the later ones known, state s is played as the normal form with payoffs

    u(s, a) + delta sum over t other than s of p(t | s, a) V(t),

for the chance p(s | s) to stay adds the same to all actions. Its Nash equilibria are exactly what stationary equilibria
play in s, and V(s) is their payoff divided by 1 - delta p(s | s). So the list is complete where all those normal
forms have finitely many equilibria, all rational; else nothing is said here.

Reference: Maskin and Tirole (2001), "Markov perfect equilibrium", section 3 (finite horizons).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from games.forms.normal_form import NormalForm
from solvers.markov.stationary import Mix, Rules, Stationary, Values
from solvers.nash import nash

MAX_EQUILIBRIA = 500

Play = tuple[dict[int, tuple[Mix, ...]], dict[int, Values]]
"""What is played in some of the states, and everybody's values there."""


def all_stationary(game: Rules) -> list[Stationary] | None:
    """Return every stationary equilibrium, None where the method does not apply or the list would not be complete."""
    order = backwards(game)
    if order is None:
        return None
    found: list[Play] = [({}, {})]
    for s in order:
        longer: list[Play] = []
        for played, values in found:
            here = _equilibria(game, s, values)
            if here is None or len(longer) + len(here) > MAX_EQUILIBRIA:
                return None
            longer += [({**played, s: mixes}, {**values, s: V}) for mixes, V in here]
        found = longer
    return [tuple(played[s] for s in game.states) for played, _ in found]


def backwards(game: Rules) -> list[int] | None:
    """Return the states, last ones first; None if one can come back, or if staying in one depends on the actions.

    >>> stay, go = (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))
    >>> zero = {(0,): (Fraction(0),)}
    >>> backwards(Rules((zero, zero), ({(0,): go}, {(0,): go}), ((1,), (1,)), Fraction(1, 2)))
    [1, 0]
    """
    later = [
        {t for row in moves.values() for t, p in enumerate(row) if p and t != s} for s, moves in enumerate(game.moves)
    ]
    if any(len({row[s] for row in moves.values()}) > 1 for s, moves in enumerate(game.moves)):
        return None
    order: list[int] = []
    while len(order) < len(later):
        ready = [s for s in game.states if s not in order and later[s] <= set(order)]
        if not ready:
            return None
        order += ready
    return order


def _equilibria(game: Rules, s: int, values: dict[int, Values]) -> list[tuple[tuple[Mix, ...], Values]] | None:
    """Return what can be played in a state, with everybody's values; None if that is not a finite rational list."""
    found = nash(NormalForm(_stage(game, s, values)))
    if not found.complete or any(part.dimension != 0 for part in found.components):
        return None
    if not all(isinstance(p, Fraction) for point in found for mix in point.profile for p in mix):
        return None
    stay = 1 - game.discount * next(iter(game.moves[s].values()))[s]
    return [(point.profile, tuple(Fraction(u) / stay for u in point.payoffs)) for point in found]


def _stage(game: Rules, s: int, values: dict[int, Values]) -> np.ndarray:
    """Return the payoffs of the normal form of a state, with what is to come."""
    table = np.empty((len(game.players), *game.shapes[s]), dtype=object)
    for a, payoffs in game.payoffs[s].items():
        for i, worth in enumerate(_with_later(game, s, a, payoffs, values)):
            table[(i, *a)] = worth
    return table


def _with_later(
    game: Rules, s: int, a: tuple[int, ...], payoffs: Values, values: dict[int, Values]
) -> Iterator[Fraction]:
    moves = [(t, p) for t, p in enumerate(game.moves[s][a]) if p and t != s]
    for i, u in enumerate(payoffs):
        yield u + game.discount * sum((p * values[t][i] for t, p in moves), Fraction(0))
