r"""Pure Markov perfect equilibria of a stochastic game with symbols: when each pure stationary profile is one.

Let the profile pay r_i(s) in state s and move as P. Player i's values are V_i = (I - delta P)^-1 r_i, and the profile
is Markov perfect exactly where no one-shot deviation gains (`stationary`):

    V_i(s) - u_i(s, b) - delta sum over t of p(t | s, b) V_i(t) >= 0    for all i, s and actions b of i in s.

With D = det(I - delta P) and the adjugate, V_i = adj(I - delta P) r_i / D. For 0 <= delta < 1 the matrix is strictly
diagonally dominant with a positive diagonal, so D > 0, and the inequalities times D are polynomial where the payoffs
are.

References: Blackwell (1965), "Discounted dynamic programming"; Maskin and Tirole (2001), "Markov perfect equilibrium".
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod

import sympy

from games.errors import NotCoveredError
from games.forms.normal_form import Profile
from games.forms.stochastic import StochasticGame

MAX_PROFILES = 5000


def markov_profiles(game: StochasticGame) -> Iterator[tuple[tuple[str, ...], list[sympy.Basic]]]:
    """Yield every pure stationary profile with the conditions under which it is Markov perfect.

    A profile holds action labels state by state, in each state those of the players who have a choice there. Raises
    NotCoveredError for more than 5000 profiles.

    >>> from games.classics import prisoners_dilemma
    >>> stage, delta = prisoners_dilemma(), sympy.Symbol("delta", real=True)
    >>> always = {stage.labels(a): {"on": 1} for a in stage.profiles()}
    >>> [held for name, held in markov_profiles(StochasticGame({"on": stage}, {"on": always}, delta))][-1]
    [1 - delta >= 0, 1 - delta >= 0]
    """
    stages = list(game.stages.values())
    count = prod(prod(stage.shape) for stage in stages)
    if count > MAX_PROFILES:
        raise NotCoveredError(f"{count} pure stationary profiles with symbols; accepted: at most {MAX_PROFILES}")
    for chosen in product(*(stage.profiles() for stage in stages)):
        labels = (
            label
            for stage, a in zip(stages, chosen, strict=True)
            for label, size in zip(stage.labels(a), stage.shape, strict=True)
            if size > 1
        )
        yield tuple(labels), _conditions(game, chosen)


def _conditions(game: StochasticGame, chosen: tuple[Profile, ...]) -> list[sympy.Basic]:
    """Return the inequalities, times D."""
    delta = sympy.sympify(game.discount)
    moves = sympy.Matrix([game.next(s, a) for s, a in zip(game.states, chosen, strict=True)])
    system = sympy.eye(len(game.states)) - delta * moves
    determinant, adjugate = sympy.expand(system.det(method="berkowitz")), system.adjugate()
    held = []
    for i in range(len(game.players)):
        rewards = sympy.Matrix([_pays(game, s, a, i) for s, a in zip(game.states, chosen, strict=True)])
        values = (adjugate * rewards).applyfunc(sympy.expand)
        for s, (state, a) in enumerate(zip(game.states, chosen, strict=True)):
            for b in range(game.stages[state].shape[i]):
                if b != a[i]:
                    other = (*a[:i], b, *a[i + 1 :])
                    later = sum((p * v for p, v in zip(game.next(state, other), values, strict=True)), sympy.Integer(0))
                    loss = values[s] - determinant * _pays(game, state, other, i) - delta * later
                    held.append(sympy.expand(loss) >= 0)
    return held


def _pays(game: StochasticGame, state: str, a: Profile, i: int) -> sympy.Expr:
    return sympy.sympify(game.stages[state].payoffs[(i, *a)])
