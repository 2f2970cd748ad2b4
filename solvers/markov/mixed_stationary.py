"""Markov perfect equilibria in mixed stationary strategies: found by Newton's method, certified exactly.

On given supports, one set of actions per player and state, an equilibrium makes all actions in use worth the same: as
many equations as unknown probabilities, given the values of the play. Floating point solves them from several starting
points: on every choice of supports where these are few; else on random ones, and on those at which logit responses, in
which x is proportional to exp(lambda times what the action is worth), end as lambda grows (Eibelshäuser and Poensgen
2019 follow the same path).

Nearby simple fractions are tried in the place of decimals. What is reported is certified exactly: nobody can gain more
than `regret`, and a regret of zero proves an exact equilibrium. Whether there are others is not decided.

References: Fink (1964), "Equilibrium in a stochastic n-person game"; Herings and Peeters (2004), "Stationary equilibria
in stochastic games"; McKelvey and Palfrey (1995), "Quantal response equilibria for normal form games".
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import prod

import numpy as np

from solvers.markov.play import Play, newton
from solvers.markov.stationary import Mix, Rules, Stationary, regret, rescaled

MAX_SUPPORTS = 400
"""Choices of supports up to which all are tried."""
SAMPLE = 60
"""The number of random ones tried beyond."""
STARTS = 4
STEPS = 40
BATCH = 20_000
"""Profiles whose payoffs are computed at once."""
PRECISIONS = tuple(1.4**k for k in range(-2, 32))
"""The values of lambda, for payoffs between zero and one."""
LATE = 9
"""The place in `PRECISIONS` from which random profiles join."""
RANDOM = 15
"""How many do."""
SIMPLE = 1000
FINE = 10**15
NOTHING = 1e-11
"""Probabilities below which an action is taken to be unused."""
CLOSE = Fraction(1, 10**6)


def mixed_stationary(
    game: Rules, seed: int = 0, tolerance: Fraction = Fraction(1, 10**9)
) -> tuple[tuple[Stationary, Fraction], ...]:
    """Return the equilibria found in which somebody mixes, each with its certified regret, the least first.

    Points whose regret stays above `tolerance` times the span of somebody's payoffs are not reported.
    """
    rng, unit = np.random.default_rng(seed), _unit(game)
    found: list[Stationary] = []
    for proposed in _proposed(Play(unit), rng):
        if any(_near(proposed, other) for other in found):
            continue
        point = _simplest(unit, proposed)
        if regret(unit, point) <= tolerance:
            found.append(point)
    return tuple(sorted(((point, regret(game, point)) for point in found), key=lambda each: each[1]))


def _unit(game: Rules) -> Rules:
    """Return the game with everybody's payoffs between zero and one, so that no answer depends on units."""
    columns = list(zip(*(u for rows in game.payoffs for u in rows.values()), strict=True))
    lows = [min(column) for column in columns]
    return rescaled(game, lows, [max(column) - low or Fraction(1) for column, low in zip(columns, lows, strict=True)])


def _proposed(play: Play, rng: np.random.Generator) -> Iterator[Stationary]:
    """Yield profiles that solve the equations of their supports."""
    counts = [count for shape in play.game.shapes for count in shape]
    few = prod(2**count - 1 for count in counts) <= MAX_SUPPORTS
    if not few:
        ends = logit_ends(play, rng)
        yield from _solved(play, ends, ends > 0)
    used = np.repeat(_supports(counts, few, rng), STARTS, axis=0)
    many = max(1, BATCH // (play.size + 1))
    for k in range(0, len(used), many):
        some = used[k : k + many]
        yield from _solved(play, rng.exponential(size=some.shape) * some, some)


def _supports(counts: list[int], few: bool, rng: np.random.Generator) -> np.ndarray:
    """Return the choices of supports in which somebody mixes, as rows over all actions: all, or random ones."""
    if few:
        each = [list(product((True, False), repeat=count)) for count in counts]
        rows = np.array([[flag for own in chosen for flag in own] for chosen in product(*each)])
    else:
        rows = rng.random((SAMPLE, sum(counts))) < 0.5
    owners = np.repeat(range(len(counts)), counts)
    sizes = np.stack([rows[:, owners == k].sum(axis=1) for k in range(len(counts))], axis=1)
    return rows[(sizes > 0).all(axis=1) & (sizes > 1).any(axis=1)]


def _solved(play: Play, x: np.ndarray, used: np.ndarray) -> Iterator[Stationary]:
    """Yield the mixtures on supports `used`, reached from x, that make all actions in use worth the same."""

    def residual(points: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return _differences(play, points, used[rows])

    x = newton(residual, play.normalised(x), STEPS)
    rest = np.abs(residual(x, np.arange(len(x)))).max(axis=1)
    for row in x[(rest < 1e-9) & (x.min(axis=1) > -1e-9)]:
        mixes = iter([_exact(row[place]) for place in play.places])
        yield tuple(tuple(next(mixes) for _ in shape) for shape in play.game.shapes)


def _differences(play: Play, x: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Return what actions in use differ by from the first, what is put on others, and what sums lack of one."""
    worths, rows = play.worths(x), np.arange(len(x))
    F: np.ndarray = np.where(used, worths, x)
    for place in play.places:
        own = used[:, place]
        first = own.argmax(axis=1)
        F[:, place] -= own * worths[:, place][rows, first][:, None]
        F[rows, place.start + first] = x[:, place].sum(axis=1) - 1
    return F


def logit_ends(play: Play, rng: np.random.Generator) -> np.ndarray:
    """Return where logit responses end as their precision grows, actions hardly used set to zero."""
    x = np.ones((1, play.size))
    for k, precision in enumerate(PRECISIONS):
        if k == LATE:
            x = np.concatenate([x, rng.exponential(size=(RANDOM, play.size))])

        def residual(points: np.ndarray, _: np.ndarray, precision: float = precision) -> np.ndarray:
            gap: np.ndarray = points - _logit(play, points, precision)
            return gap

        x = np.clip(newton(residual, play.normalised(x), 6), 1e-12, 1)
    return np.where(x > 1e-3, x, 0)


def _logit(play: Play, x: np.ndarray, precision: float) -> np.ndarray:
    worths = precision * play.worths(x)
    shifted = [worths[:, place] - worths[:, place].max(axis=1, keepdims=True) for place in play.places]
    return play.normalised(np.exp(np.concatenate(shifted, axis=1)))


def _exact(mix: np.ndarray, denominator: int = FINE) -> Mix:
    """Return a mixture in fractions of sum one."""
    parts = [Fraction(float(p) if p > NOTHING else 0.0).limit_denominator(denominator) for p in mix]
    return tuple(p / sum(parts) for p in parts)


def _simplest(game: Rules, proposed: Stationary) -> Stationary:
    """Return simple fractions near a proposed profile if these are an equilibrium, else the profile."""
    simple = tuple(tuple(_exact(np.array(mix, dtype=float), SIMPLE) for mix in own) for own in proposed)
    return simple if regret(game, simple) == 0 else proposed


def _near(one: Stationary, other: Stationary) -> bool:
    pairs = zip(one, other, strict=True)
    return all(
        abs(p - q) <= CLOSE for a, b in pairs for x, y in zip(a, b, strict=True) for p, q in zip(x, y, strict=True)
    )
