"""Stationary play of a stochastic game: what it is worth, and what anybody could gain by leaving it, exactly.

If all play the stationary profile x, the values of player i solve V = u + delta P V, with u and P the payoffs and the
moves expected under x. Against the others' part of x, player i faces a Markov decision problem. A stationary strategy
is best if and only if no *one-shot deviation* gains: u(s, a) + delta sum over t of p(t | s, a) V(t) <= V(s) for all s
and a (Blackwell 1965). Howard's policy iteration (1960) finds the best strategy: it replaces actions by better ones and
ends after finitely many exact rounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from games.errors import NotCoveredError
from games.forms.normal_form import Profile
from games.forms.stochastic import StochasticGame

Mix = tuple[Fraction, ...]
Stationary = tuple[tuple[Mix, ...], ...]
"""For every state one mixture per player."""
Values = tuple[Fraction, ...]
"""One number per state."""


@dataclass(frozen=True)
class Rules:
    """A stochastic game in numbers: by state and profile the payoffs of all players and the next states."""

    payoffs: tuple[dict[Profile, Values], ...]
    moves: tuple[dict[Profile, Values], ...]
    shapes: tuple[tuple[int, ...], ...]
    discount: Fraction

    @property
    def states(self) -> range:
        """The states, numbered."""
        return range(len(self.shapes))

    @property
    def players(self) -> range:
        """The players, numbered."""
        return range(len(self.shapes[0]))


def rules(game: StochasticGame) -> Rules:
    """Return the numbers of a game, floats as the exact binary numbers they are.

    Raises NotCoveredError for a game of formulas.
    """
    if game.kind == "symbolic":
        raise NotCoveredError("a stochastic game of formulas; give the parameters values first")
    payoffs, moves = [], []
    for state, stage in game.stages.items():
        profiles = list(stage.profiles())
        payoffs.append({a: tuple(map(Fraction, stage.payoffs[(slice(None), *a)])) for a in profiles})
        moves.append({a: tuple(map(Fraction, game.next(state, a))) for a in profiles})
    shapes = tuple(stage.shape for stage in game.stages.values())
    return Rules(tuple(payoffs), tuple(moves), shapes, Fraction(game.discount))


def values(game: Rules, profile: Stationary) -> tuple[Values, ...]:
    """Return every player's values in every state under a stationary profile.

    >>> from games.forms.normal_form import NormalForm
    >>> stage = NormalForm([[[3, 0], [5, 1]], [[3, 5], [0, 1]]])
    >>> always = {("1", "1"): [1], ("1", "2"): [1], ("2", "1"): [1], ("2", "2"): [1]}
    >>> first = (Fraction(1), Fraction(0))
    >>> values(rules(StochasticGame({"s": stage}, {"s": always}, "2/3")), ((first, first),))
    ((Fraction(9, 1),), (Fraction(9, 1),))
    """
    played = [dict(_played(profile[s])) for s in game.states]
    rewards = [_mean(game.payoffs[s], played[s]) for s in game.states]
    return discounted(game.discount, [_mean(game.moves[s], played[s]) for s in game.states], rewards)


def discounted(discount: Fraction, moves: Sequence[Values], rewards: Sequence[Values]) -> tuple[Values, ...]:
    """Return the solutions V of V = rewards + discount moves V, one for every column of rewards."""
    from flint import fmpq, fmpq_mat

    def flint(value: Fraction) -> Any:
        return fmpq(value.numerator, value.denominator)

    left = fmpq_mat([[flint((s == t) - discount * p) for t, p in enumerate(row)] for s, row in enumerate(moves)])
    solved = left.solve(fmpq_mat([[flint(value) for value in row] for row in rewards])).tolist()
    return tuple(tuple(Fraction(int(v.p), int(v.q)) for v in column) for column in zip(*solved, strict=True))


def worth(game: Rules, i: int, s: int, profile: tuple[Mix, ...], later: Values) -> Values:
    """Return what each action of player i is worth in state s: against the others' mixtures, with `later` to come."""
    others = [*profile[:i], (Fraction(1),), *profile[i + 1 :]]
    total = []
    for own in range(game.shapes[s][i]):
        sums = Fraction(0)
        for a, p in _played(others):
            b = (*a[:i], own, *a[i + 1 :])
            future = sum(q * v for q, v in zip(game.moves[s][b], later, strict=True))
            sums += p * (game.payoffs[s][b][i] + game.discount * future)
        total.append(sums)
    return tuple(total)


def best_reply(game: Rules, i: int, profile: Stationary) -> tuple[tuple[int, ...], Values]:
    """Return player i's best action in every state against the others' part of a profile, and its values."""
    chosen = [mix.index(max(mix)) for mix in (profile[s][i] for s in game.states)]
    while True:
        own = values(game, _replaced(game, i, profile, chosen))[i]
        tried = [worth(game, i, s, profile[s], own) for s in game.states]
        better = [t.index(max(t)) if max(t) > t[a] else a for t, a in zip(tried, chosen, strict=True)]
        if better == chosen:
            return tuple(chosen), own
        chosen = better


def regret(game: Rules, profile: Stationary) -> Fraction:
    """Return the most that any player could gain, in any state, by another strategy from there on.

    Zero proves a Markov perfect equilibrium.
    """
    now = values(game, profile)
    best = (best_reply(game, i, profile)[1] for i in game.players)
    return max(b - v for reply, own in zip(best, now, strict=True) for b, v in zip(reply, own, strict=True))


def rescaled(game: Rules, lows: Sequence[Fraction], spans: Sequence[Fraction]) -> Rules:
    """Return the game with player i's payoffs u replaced by (u - lows[i]) / spans[i]."""

    def change(row: Values) -> Values:
        return tuple((u - low) / span for u, low, span in zip(row, lows, spans, strict=True))

    return replace(game, payoffs=tuple({a: change(row) for a, row in rows.items()} for rows in game.payoffs))


def pure(game: Rules, chosen: Sequence[Profile]) -> Stationary:
    """Return a pure stationary profile, one profile of actions per state, as mixtures."""
    return tuple(
        tuple(_unit(count, a) for count, a in zip(shape, profile, strict=True))
        for shape, profile in zip(game.shapes, chosen, strict=True)
    )


def _unit(count: int, chosen: int) -> Mix:
    return tuple(Fraction(int(a == chosen)) for a in range(count))


def _replaced(game: Rules, i: int, profile: Stationary, chosen: Sequence[int]) -> Stationary:
    return tuple((*mixes[:i], _unit(game.shapes[s][i], chosen[s]), *mixes[i + 1 :]) for s, mixes in enumerate(profile))


def _played(mixes: Sequence[Mix]) -> Iterator[tuple[Profile, Fraction]]:
    """Yield the profiles that mixtures play, with their probabilities."""
    supports = [[(a, p) for a, p in enumerate(mix) if p] for mix in mixes]
    for chosen in product(*supports):
        yield tuple(a for a, _ in chosen), prod((p for _, p in chosen), start=Fraction(1))


def _mean(rows: dict[Profile, Values], played: dict[Profile, Fraction]) -> Values:
    weighted = [[p * v for v in rows[a]] for a, p in played.items()]
    return tuple(sum(column, Fraction(0)) for column in zip(*weighted, strict=True))
