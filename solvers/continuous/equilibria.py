"""Equilibria of a game with continuous actions, each with a certified bound on what anybody could gain.

Floating point only proposes: from many starting points the players move by damped best replies until they rest, and
nearby simple fractions are tried in the place of decimals. What is reported is certified exactly: at the profile no
player can gain more than `regret` (`best_response`), and a regret of zero proves an exact equilibrium. Whether there
are others is not decided.

Reference: Rosen (1965), "Existence and uniqueness of equilibrium points for concave n-person games".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from games.errors import NotCoveredError
from games.forms.continuous import ContinuousGame
from solvers.continuous.best_response import best_response

MAX_ROUNDS = 400
SIMPLE = 1000
"""Greatest denominator of the fractions tried in the place of decimals."""
CLOSE = Fraction(1, 10**6)
"""Distance, relative to the interval, within which two points are one."""
NEWTON_STEPS = 8
GRID = np.linspace(0.0, 1.0, 129)


@dataclass(frozen=True)
class SmoothEquilibrium:
    """A profile of actions, what it pays, and the most that any player could gain by leaving it alone."""

    actions: tuple[Fraction, ...]
    payoffs: tuple[Fraction, ...]
    regret: Fraction


def equilibria(
    game: ContinuousGame, starts: int = 12, seed: int = 0, tolerance: Fraction = Fraction(1, 10**9)
) -> tuple[SmoothEquilibrium, ...]:
    """Return the equilibria found from `starts` points drawn at random, those of least regret first.

    Points whose regret stays above `tolerance` (in units of payoff) are not reported. Raises NotCoveredError for a game
    of formulas, or payoffs that are no rational functions of the actions.
    """
    if game.kind == "symbolic":
        raise NotCoveredError("equilibria need numbers, not formulas; `first_order` works on formulas")
    play = _Play(game)
    found: list[SmoothEquilibrium] = []
    for start in _starts(game, starts, seed):
        settled = play.settled(start)
        if not any(_close(game, settled, other.actions) for other in found):
            found.append(certified(game, _simplest(game, settled)))
    kept = [point for point in found if point.regret <= tolerance]
    return tuple(sorted(kept, key=lambda point: (point.regret, point.actions)))


def certified(game: ContinuousGame, actions: Sequence[Fraction]) -> SmoothEquilibrium:
    """Return a profile with its payoffs and its certified regret."""
    payoffs = tuple(game.value(i, actions) for i in range(len(game.players)))
    bounds = (best_response(game, i, actions).bound for i in range(len(game.players)))
    regret = max((bound - payoff for bound, payoff in zip(bounds, payoffs, strict=True)), default=Fraction(0))
    return SmoothEquilibrium(tuple(actions), payoffs, max(regret, Fraction(0)))


class _Play:
    """Best replies in floating point, for one game."""

    def __init__(self, game: ContinuousGame) -> None:
        import sympy

        self.intervals = [(float(low), float(high)) for low, high in game.intervals]
        derivatives = [[sympy.diff(u, x, n) for n in range(3)] for u, x in zip(game.payoffs, game.actions, strict=True)]
        self.payoffs = [[sympy.lambdify(game.actions, f, modules="numpy") for f in own] for own in derivatives]

    def settled(self, start: Sequence[float]) -> tuple[Fraction, ...]:
        """Move towards best replies, one player after the other, less boldly whenever that overshoots."""
        actions, step, last = list(start), 1.0, float("inf")
        for _ in range(MAX_ROUNDS):
            before = list(actions)
            for i in range(len(actions)):
                actions[i] += step * (self._reply(i, actions) - actions[i])
            moved = max(abs(a - b) for a, b in zip(actions, before, strict=True))
            if moved < 1e-13:
                break
            step, last = (max(0.75 * step, 0.125) if moved > 0.9 * last else step), moved
        return tuple(map(Fraction, actions))

    def _reply(self, i: int, actions: list[float]) -> float:
        """Return the best action on a grid, improved by Newton's method between its neighbours."""
        low, high = self.intervals[i]
        payoff, slope, curvature = self.payoffs[i]
        before, after = actions[:i], actions[i + 1 :]
        grid = low + GRID * (high - low)
        best = int(np.argmax(np.broadcast_to(payoff(*before, grid, *after), grid.shape)))
        left, right = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
        x = float(grid[best])
        for _ in range(NEWTON_STEPS):
            bend = curvature(*before, x, *after)
            if bend >= 0:
                break
            x = float(min(max(x - slope(*before, x, *after) / bend, left), right))
        return x


def _starts(game: ContinuousGame, count: int, seed: int) -> list[tuple[float, ...]]:
    rng = np.random.default_rng(seed)
    shares = np.vstack([np.full(len(game.players), 0.5), rng.random((count - 1, len(game.players)))])
    ends = np.array([[float(low), float(high)] for low, high in game.intervals]).T
    return [tuple(row) for row in ends[0] + shares * (ends[1] - ends[0])]


def _simplest(game: ContinuousGame, actions: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Return the nearest simple fractions if they are an exact equilibrium, else the actions as they are."""
    simple = tuple(action.limit_denominator(SIMPLE) for action in actions)
    inside = all(low <= action <= high for action, (low, high) in zip(simple, game.intervals, strict=True))
    exact = inside and _close(game, simple, actions) and certified(game, simple).regret == 0
    return simple if exact else actions


def _close(game: ContinuousGame, one: Sequence[Fraction], other: Sequence[Fraction]) -> bool:
    widths = (high - low for low, high in game.intervals)
    return all(abs(a - b) <= CLOSE * width for a, b, width in zip(one, other, widths, strict=True))
