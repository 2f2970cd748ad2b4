r"""Which starting states lead where under the replicator dynamics, and after how long.

One group, two strategies: with x the share of the first and a + b x what it earns more than the second,

    x' = x (1 - x) (a + b x),

so every state between two neighbouring rest points goes to the one at which a + b x points: basins are intervals with
exact ends. The time from x0 to x1 is the integral of 1 / x', by partial fractions F(x1) - F(x0) with

    F(x) = log(x) / a - log(1 - x) / (a + b) - b log|a + b x| / (a (a + b)),
    F(x) = (log(x / (1 - x)) - 1 / x) / b                  if a = 0,
    F(x) = (log(x / (1 - x)) + 1 / (1 - x)) / a            if a + b = 0.

Otherwise the basin of a rest point is estimated: states are drawn uniformly from the product of simplices and moved by
the classical Runge-Kutta method until they are near a rest point; the share has its 95% Wilson interval. Times are then
those of an orbit integrated numerically (`dynamics`).

References: Taylor and Jonker (1978); Hofbauer and Sigmund (1998), *Evolutionary Games and Population Dynamics*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from games.errors import NotCoveredError
from games.forms.population import PopulationGame, State
from solvers.population.dynamics import orbit, velocity

SAMPLES = 400
NEAR = 1e-3
"""Distance from a rest point, in the maximum norm, at which a sampled orbit counts as arrived."""
STEP, STEPS, LOOK = 0.2, 4000, 50
"""Length of a step in units of one over the span of the payoffs, the most steps, and steps between looks."""


@dataclass(frozen=True)
class Basin:
    """The share of starting states that go to a rest point; `low` and `high` bound it, equal where it is exact."""

    share: Any
    low: Any
    high: Any

    @property
    def exact(self) -> bool:
        """Whether the share is known exactly."""
        return bool(self.low == self.high)


@dataclass(frozen=True)
class Arrival:
    """The state that an orbit tends to, and the time until it is within `distance` of it in the maximum norm.

    `time` is a formula where `exact`, else a float.
    """

    goal: State
    distance: Fraction
    time: Any
    exact: bool


def basins(game: PopulationGame, ends: Sequence[State], samples: int = SAMPLES, seed: int = 0) -> tuple[Basin, ...]:
    """Return the basins of rest points that are single states, in their order.

    What their shares lack of one goes elsewhere or had not arrived. Raises NotCoveredError for a game of formulas.

    >>> assurance = PopulationGame.of_matrix(("Hunt", "Hare"), [[3, 0], [1, 1]])
    >>> [str(basin.share) for basin in basins(assurance, [((1, 0),), ((0, 1),)])]
    ['2/3', '1/3']
    """
    if is_line(game):
        return tuple(Basin(*(_interval(game, end[0][0]),) * 3) for end in ends)
    from solvers.proof import wilson

    counts = _sampled(game, ends, samples, seed)
    return tuple(Basin(*wilson(count, samples)) for count in counts)


def arrival(game: PopulationGame, start: State, distance: Fraction = Fraction(1, 100)) -> Arrival:
    """Return where the replicator dynamics goes from a state and when it is within `distance` of it.

    Raises NotCoveredError for a game of formulas, a start at rest, and an orbit that does not come to rest in time.
    """
    if is_line(game):
        return _on_line(game, Fraction(start[0][0]), distance)
    found = orbit(game, start, horizon=10_000.0, steps=20_000)
    speed = np.abs(velocity(game)(found.end)).max()
    if speed > 1e-6 or np.abs(found.end - found.states[0]).max() < float(distance):
        raise NotCoveredError("the orbit does not leave the start, or does not come to rest in time")
    far = np.abs(found.states - found.end).max(axis=(1, 2)) > float(distance)
    last = int(np.nonzero(far)[0].max()) + 1
    goal = tuple(tuple(round(float(x), 6) for x in row) for row in found.end)
    return Arrival(goal, distance, float(found.times[last]), False)


def is_line(game: PopulationGame) -> bool:
    """Whether a state is one number: one group, two strategies, and numbers for payoffs."""
    if game.kind == "symbolic":
        raise NotCoveredError("the dynamics need numbers, not formulas; give the parameters values first")
    return len(game.groups) == 1 and len(game.strategies) == 2


def _advantage(game: PopulationGame) -> tuple[Fraction, Fraction]:
    """Return a and b: the first strategy earns a + b x more than the second at share x."""
    (c0, c1), ((s00, s01), (s10, s11)) = game.intercepts[0], game.slopes
    return Fraction(c0 - c1 + s01 - s11), Fraction(s00 - s10 - s01 + s11)


def _rests(game: PopulationGame) -> list[Fraction]:
    """Return the shares at which the line rests, in order; those of a line that rests everywhere are its ends."""
    a, b = _advantage(game)
    inner = [-a / b] if b and 0 < -a / b < 1 else []
    return [Fraction(0), *inner, Fraction(1)]


def _interval(game: PopulationGame, goal: Fraction) -> Fraction:
    """Return the length of the states that go to a rest point of the line."""
    (a, b), rests, total = _advantage(game), _rests(game), Fraction(0)
    for low, high in pairwise(rests):
        push = a + b * (low + high) / 2
        total += (high - low) * ((push > 0 and goal == high) or (push < 0 and goal == low))
    return total


def _on_line(game: PopulationGame, start: Fraction, distance: Fraction) -> Arrival:
    import sympy

    (a, b), rests = _advantage(game), _rests(game)
    if start in rests or not a + b * start:
        raise NotCoveredError("the start is at rest")
    up = a + b * start > 0
    goal = min(x for x in rests if x > start) if up else max(x for x in rests if x < start)
    end = goal - distance if up else goal + distance
    arrived = (start >= end) if up else (start <= end)
    time = sympy.Integer(0) if arrived else _passed(a, b, end) - _passed(a, b, start)
    return Arrival(((goal, 1 - goal),), distance, time, True)


def _passed(a: Fraction, b: Fraction, at: Fraction) -> Any:
    """Return F of the module's docstring."""
    import sympy

    p, q, x = (sympy.Rational(v.numerator, v.denominator) for v in (a, b, at))
    odds = sympy.log(x / (1 - x))
    if not p:
        return (odds - 1 / x) / q
    if not p + q:
        return (odds + 1 / (1 - x)) / p
    return sympy.log(x) / p - sympy.log(1 - x) / (p + q) - q * sympy.log(abs(p + q * x)) / (p * (p + q))


def _sampled(game: PopulationGame, ends: Sequence[State], samples: int, seed: int) -> list[int]:
    """Return how many random starts go to each of the ends."""
    rng, move = np.random.default_rng(seed), velocity(game)
    x = rng.dirichlet(np.ones(len(game.strategies)), (samples, len(game.groups)))
    targets = np.array([np.array(end, dtype=float) for end in ends]).reshape(-1, *x.shape[1:])
    span = max(np.ptp([float(v) for rows in (game.intercepts, game.slopes) for row in rows for v in row]), 1e-300)
    step = STEP / span
    counts = np.zeros(len(targets), dtype=int)
    for done in range(0, STEPS, LOOK):
        for _ in range(LOOK if done else 1):
            x = _runge_kutta(move, x, step)
        distance = np.abs(x[:, None] - targets[None]).max(axis=(2, 3)) if len(targets) else np.full((len(x), 1), 2.0)
        arrived = distance.min(axis=1) < NEAR
        for k in distance[arrived].argmin(axis=1):
            counts[k] += 1
        x = x[~arrived]
        if not len(x):
            break
    return [int(count) for count in counts]


def _runge_kutta(move: Any, x: np.ndarray, step: float) -> np.ndarray:
    k1 = move(x)
    k2 = move(x + step / 2 * k1)
    k3 = move(x + step / 2 * k2)
    k4 = move(x + step * k3)
    y = np.clip(x + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4), 0.0, 1.0)
    shares: np.ndarray = y / y.sum(axis=-1, keepdims=True)
    return shares
