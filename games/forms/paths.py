"""The best-response dynamics of a population game, followed exactly.

In every group some members at a time switch to the best reply: x' = b(x) - x (Gilboa and Matsui 1991). While the best
replies b stay the same the state moves straight towards them, x = b + s (x0 - b) with s = exp(-t), and payoff
differences are linear in s. So the moment at which another reply becomes best is a rational s, and the whole path has
rational corners. It ends in a pure equilibrium, or it turns for ever and is given up after `MAX_TURNS` turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log

from games.errors import NotCoveredError
from games.forms.numbers import Number
from games.forms.population import PopulationGame, State

MAX_TURNS = 500


@dataclass(frozen=True)
class Path:
    """The corners of a path, what is best along each leg (one strategy per group), and how long each leg takes.

    The last leg has no end in time; the path tends to its goal.
    """

    corners: tuple[State, ...]
    best: tuple[tuple[int, ...], ...]
    times: tuple[float, ...]

    @property
    def goal(self) -> tuple[int, ...]:
        """The pure equilibrium it tends to: the strategy of every group."""
        return self.best[-1]

    @property
    def tipping_time(self) -> float:
        """The time after which nobody changes the reply aimed at."""
        return sum(self.times)


def best_response_path(game: PopulationGame, start: State) -> Path:
    """Follow the best-response dynamics from a state.

    Raises NotCoveredError when two replies are equally good at the start and stay so, or after too many turns.

    >>> assurance = PopulationGame.of_matrix(("Hunt", "Hare"), [[3, 0], [1, 1]])
    >>> best_response_path(assurance, ((Fraction(2, 5), Fraction(3, 5)),)).goal
    (0,)
    """
    if game.kind == "symbolic":
        raise NotCoveredError("a path needs numbers, not formulas; give the parameters values first")
    best = _best(game, start)
    corners, legs, times = [start], [best], []
    while (turn := _next_turn(game, corners[-1], best)) is not None:
        s, best = turn
        corners.append(_moved(corners[-1], legs[-1], s))
        legs.append(best)
        times.append(-log(s))
        if len(legs) > MAX_TURNS:
            raise NotCoveredError(f"the best-response path still turns after {MAX_TURNS} turns; it may be a cycle")
    return Path(tuple(corners), tuple(legs), tuple(times))


def _best(game: PopulationGame, state: State) -> tuple[int, ...]:
    best = []
    for group, pays in zip(game.groups, game.payoffs(state), strict=True):
        top = [f for f, value in enumerate(pays) if value == max(pays)]
        if len(top) > 1:
            names = " and ".join(game.strategies[f] for f in top)
            raise NotCoveredError(f"{group}: {names} are equally good at the start; which way it goes is open")
        best.append(top[0])
    return tuple(best)


def _next_turn(game: PopulationGame, state: State, best: tuple[int, ...]) -> tuple[Fraction, tuple[int, ...]] | None:
    """Return the greatest s in (0, 1) beyond which another reply is better, with the best replies from there."""
    now, then = game.payoffs(state), game.payoffs(_moved(state, best, Fraction(0)))
    turns = list(_crossings(now, then, best))
    if not turns:
        return None
    s = max(each[0] for each in turns)
    first = {g: f for when, _, g, f in sorted(turns, key=lambda turn: turn[1]) if when == s}
    return s, tuple(first.get(g, f) for g, f in enumerate(best))


def _crossings(now: State, then: State, best: Sequence[int]) -> Iterator[tuple[Fraction, Number, int, int]]:
    """Yield when (as s), how fast, for which group and which strategy overtakes the best reply."""
    for g, own in enumerate(best):
        for f in range(len(now[g])):
            lead, final = now[g][own] - now[g][f], then[g][own] - then[g][f]
            if final < 0 <= lead and f != own:
                yield Fraction(-final) / (lead - final), lead - final, g, f


def _moved(state: State, best: Sequence[int], s: Fraction) -> State:
    return tuple(
        tuple((f == own) * (1 - s) + s * share for f, share in enumerate(shares))
        for own, shares in zip(best, state, strict=True)
    )
