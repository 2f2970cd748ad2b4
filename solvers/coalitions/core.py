"""The core and the least core: divisions of v(N) that no coalition can improve upon, or not by much.

The core is {x : x(N) = v(N), x(S) >= v(S) for every S}. It is empty exactly when some balanced collection, weights
w_S >= 0 with sum of w_S over the coalitions of i equal to one for every i, has sum w_S v(S) > v(N) (Bondareva 1963;
Shapley 1967); the weights are the certificate. The least core relaxes every proper coalition's claim by the same
smallest amount (Maschler, Peleg and Shapley 1979); the amount is negative inside a core with room to spare.

Both are linear programs, solved exactly. The vertices of the core are the extreme rays of the cone over it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from games.errors import NotCoveredError
from games.forms.coalition import CoalitionalGame
from solvers.coalitions.excess import Division, LeastExcess, check_exact, least_excess
from solvers.programs.cones import extreme_rays
from solvers.programs.linear import maximise, whole

MAX_RAYS = 20_000
"""Extreme rays beyond which the vertices of a core are not listed."""


@dataclass(frozen=True)
class Core:
    """The core of a game.

    `vertices` are all its extreme points (None when there are too many to list); it is empty when `balanced`, the
    certificate, names coalitions (as indices into `worths`) with their weights.
    """

    vertices: tuple[Division, ...] | None
    balanced: tuple[tuple[int, Fraction], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether no division satisfies every coalition."""
        return bool(self.balanced)


def core(game: CoalitionalGame) -> Core:
    """Return the core with its extreme points, or the balanced collection that proves it empty.

    Raises NotCoveredError for worths that are formulas.

    >>> core(CoalitionalGame.of("123", lambda S: len(S) > 1)).empty
    True
    >>> core(CoalitionalGame.of("123", lambda S: "1" in S and len(S) > 1)).vertices
    ((Fraction(1, 1), Fraction(0, 1), Fraction(0, 1)),)
    """
    check_exact(game)
    weights = _heaviest(game)
    over = sum(weight * game.worths[mask] for mask, weight in weights)
    if over > game.worths[game.everyone]:
        return Core((), weights)
    return Core(_vertices(game))


def least_core(game: CoalitionalGame) -> LeastExcess:
    """Return the least amount by which every proper coalition's claim must be cut, and a division that meets them then.

    Raises NotCoveredError for worths that are formulas or a game of one player.
    """
    check_exact(game)
    if len(game.players) == 1:
        raise NotCoveredError("the least core needs proper coalitions; accepted: two players or more")
    return least_excess(game, range(1, game.everyone), {game.everyone: game.worths[game.everyone]})


def _heaviest(game: CoalitionalGame) -> tuple[tuple[int, Fraction], ...]:
    """Return the weights of the balanced collection whose coalitions are worth most together."""
    masks = range(1, len(game.worths))
    rows = [[mask >> i & 1 for mask in masks] for i in range(len(game.players))]
    found = maximise([game.worths[mask] for mask in masks], E=rows, d=[1] * len(rows))
    return tuple((mask, weight) for mask, weight in zip(masks, found.point, strict=True) if weight)


def _vertices(game: CoalitionalGame) -> tuple[Division, ...] | None:
    """Return the extreme points of a core that is not empty.

    What is shared out beyond v(i) is (v(N) - sum v(i)) p with p on the simplex, and every claim is homogeneous in p.
    """
    n = len(game.players)
    alone = [game.worths[1 << i] for i in range(n)]
    surplus = game.worths[game.everyone] - sum(alone)
    if surplus == 0:
        return (tuple(alone),)
    rows = [whole(_homogeneous(game, mask, alone, surplus))[0] for mask in range(1, game.everyone)]
    rays = extreme_rays([row for row in rows if any(entry < 0 for entry in row)], n, MAX_RAYS)
    if rays is None:
        return None
    points = {tuple(a + surplus * Fraction(r, sum(ray)) for a, r in zip(alone, ray, strict=True)) for ray in rays}
    return tuple(sorted(points, reverse=True))


def _homogeneous(game: CoalitionalGame, mask: int, alone: Sequence[Any], surplus: Fraction) -> list[Fraction]:
    claimed = (game.worths[mask] - sum(v for i, v in enumerate(alone) if mask >> i & 1)) / surplus
    return [Fraction(mask >> i & 1) - claimed for i in range(len(alone))]
