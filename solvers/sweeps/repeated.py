"""Repeated 2x2 games by the million: which outcomes Nash reversion sustains, and from which discount factor.

With the gains a, b, c, d of the stage game (`statics.kernels`) the gain from leaving a profile once is one of them, or
its negative. Whoever leaves it falls back to the stage equilibrium that is worst for her, with payoff p. With
probability x of being found out, discount factor delta, reward r and gain g > 0 from leaving, she stays iff r > p and

    delta >= g / (g + x (r - p)),   that is   delta x (r - p) >= (1 - delta) g.

Where the stage game is tied, or a sign is not certain, the point is flagged; exact numbers are solved one by one.

Reference: Friedman (1971), "A non-cooperative equilibrium for supergames"; see `solvers.repeated`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from games.forms.normal_form import NormalForm
from solvers.statics.kernels import PROFILES_2X2, All2x2, Pure, all_2x2
from solvers.statics.rounding import ESTIMATE

SIGNS = {(0, 0): ((0, -1), (2, -1)), (0, 1): ((1, 1), (2, 1)), (1, 0): ((0, 1), (3, 1)), (1, 1): ((1, -1), (3, -1))}
"""For each profile and player which gain of the stage game, and with which sign, is what leaving the profile gains."""


@dataclass(frozen=True, eq=False)
class Reversion(Pure):
    """What a batch of repeated 2x2 games sustains; the rows are PROFILES_2X2.

    pure: whether the profile is sustained at the game's own discount factor. critical: the least discount factor that
    sustains it, nan if none below one does.
    """

    critical: np.ndarray


def reversion(values: Sequence[Any], errors: Sequence[Any]) -> Reversion:
    """Return what is sustained, of four gains, eight payoffs (player by player), delta and the detection probability.

    >>> dilemma = [-1.0, 1.0, -1.0, 1.0, 3.0, 0.0, 4.0, 1.0, 3.0, 4.0, 0.0, 1.0, 0.5, 1.0]
    >>> found = reversion(dilemma, [0.0] * 14)
    >>> found.critical.round(3).tolist(), found.pure.tolist()
    ([0.333, nan, nan, 0.0], [True, False, False, True])
    """
    gains, payoffs, delta, seen = values[:4], (values[4:8], values[8:12]), values[12], values[13]
    stage = all_2x2(gains, errors[:4])
    punished = [_worst(stage, payoffs[i], i) for i in (0, 1)]
    sizes = [sum(map(np.abs, own)) for own in payoffs]
    shape = np.broadcast_shapes(stage.tie.shape, *(np.shape(value) for value in values))
    critical, kept = np.zeros((4, *shape)), np.ones((4, *shape), dtype=bool)
    open_ = np.array(np.broadcast_to(stage.tie, shape))
    for k, profile in enumerate(PROFILES_2X2):
        for i, (which, sign) in enumerate(SIGNS[profile]):
            gain, loss = sign * gains[which], payoffs[i][k] - punished[i]
            slack = ESTIMATE * (np.abs(gain) + sizes[i]) + errors[which] + 2 * sum(errors[4 + 4 * i : 8 + 4 * i])
            tempts = np.asarray(gain > 0)
            margin = delta * seen * loss - (1 - delta) * gain
            open_ |= tempts & ((np.abs(loss) <= slack) | (np.abs(margin) <= slack))
            with np.errstate(all="ignore"):  # a quotient is used only where its denominator is positive
                needed = np.where(loss > 0, gain / (gain + seen * loss), np.inf)
            critical[k] = np.maximum(critical[k], np.where(tempts, needed, 0.0))
            kept[k] &= ~tempts | ((loss > 0) & (margin >= 0))
    critical[np.isinf(critical)] = np.nan
    return Reversion(kept, open_, open_.copy(), critical)


def _worst(stage: All2x2, paid: Sequence[Any], player: int) -> Any:
    """Return the least payoff of a player in an equilibrium of the stage game."""
    pure = [np.where(own, value, np.inf) for own, value in zip(stage.pure, paid, strict=True)]
    weight, other = (stage.q, paid[1]) if player == 0 else (stage.p, paid[2])
    mixed = np.where(stage.mixed, weight * paid[0] + (1 - weight) * other, np.inf)
    return np.minimum.reduce(np.broadcast_arrays(*pure, mixed))


def reversion_exactly(values: Sequence[Any]) -> Reversion:
    """Return the same by exact arithmetic, point by point."""
    from solvers.repeated import worst_equilibrium_payoffs
    from solvers.repetition.triggers import critical_discount

    columns = np.broadcast_arrays(*(np.asarray(value, dtype=object) for value in values))
    points = [list(row) for row in zip(*(column.reshape(-1) for column in columns), strict=True)]
    critical, kept = np.full((4, len(points)), np.nan), np.zeros((4, len(points)), dtype=bool)
    tie = np.zeros(len(points), dtype=bool)
    for n, point in enumerate(points):
        stage = NormalForm(np.array(point[4:12], dtype=object).reshape(2, 2, 2))
        worst, delta, seen = worst_equilibrium_payoffs(stage), point[12], point[13]
        tie[n] = any(gain == 0 for gain in point[:4])
        for k, profile in enumerate(PROFILES_2X2):
            least = critical_discount(stage, stage.labels(profile), worst, seen)
            critical[k, n] = np.nan if least is None else float(least)
            kept[k, n] = least is not None and least <= delta
            tie[n] |= least == delta
    return Reversion(kept, tie, np.zeros(len(points), dtype=bool), critical)
