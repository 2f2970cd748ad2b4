"""All Markov perfect equilibria in pure stationary strategies, exactly.

A pure stationary profile names one action per player and state. There are finitely many; each is tried: its values
solve a linear system, and it is an equilibrium if and only if no player gains by a one-shot deviation in any state
(`markov.stationary`). So the list is complete. In rational arithmetic.

Reference: Maskin and Tirole (2001), "Markov perfect equilibrium"; Fudenberg and Tirole (1991), section 13.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod

from games.errors import NotCoveredError
from games.forms.normal_form import Profile
from solvers.markov.stationary import Rules, Values, discounted

MAX_PROFILES = 100_000

Choice = tuple[Profile, ...]
"""For every state a profile of actions."""


def pure_stationary(game: Rules) -> Iterator[tuple[Choice, tuple[Values, ...]]]:
    """Yield every pure equilibrium with the values of all players, in lexicographic order.

    Raises NotCoveredError for a game of more than 100,000 pure stationary profiles.
    """
    count = prod(prod(shape) for shape in game.shapes)
    if count > MAX_PROFILES:
        raise NotCoveredError(f"{count} pure stationary profiles; accepted: at most {MAX_PROFILES}")
    for chosen in product(*(product(*map(range, shape)) for shape in game.shapes)):
        moves = [game.moves[s][a] for s, a in enumerate(chosen)]
        V = discounted(game.discount, moves, [game.payoffs[s][a] for s, a in enumerate(chosen)])
        if all(_is_best(game, i, s, chosen[s], V[i]) for s in game.states for i in game.players):
            yield chosen, V


def _is_best(game: Rules, i: int, s: int, played: Profile, V: Values) -> bool:
    """Return whether no action of player i in state s is worth more than the one played."""
    deviations = ((*played[:i], b, *played[i + 1 :]) for b in range(game.shapes[s][i]) if b != played[i])
    return all(_worth(game, i, s, a, V) <= V[s] for a in deviations)


def _worth(game: Rules, i: int, s: int, a: Profile, V: Values) -> Fraction:
    future = sum((q * v for q, v in zip(game.moves[s][a], V, strict=True)), Fraction(0))
    return game.payoffs[s][a][i] + game.discount * future
