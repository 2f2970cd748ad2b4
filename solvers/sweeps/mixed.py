"""All equilibria of games larger than 2x2 over a grid: which pure and which mixed support profiles hold one where.

The numbers come from the kernels for two players and for 2x2x2. Where a point is tied the mixed equilibria listed are
those that are certain. With exact numbers each game is solved alone: its extreme equilibria are listed, and it is
tied iff there is a continuum of equilibria or one of them leaves a best reply unused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import numpy as np

from games.forms.normal_form import NormalForm
from solvers.equilibrium import Equilibria, Equilibrium
from solvers.statics.kernels import Pure, pure_nash
from solvers.statics.kernels_2x2x2 import SUPPORTS, three_player
from solvers.statics.kernels_two_player import equal_supports, two_player
from solvers.statics.supports import Supports

Cells = Mapping[tuple[int, ...], Any]


@dataclass(frozen=True, eq=False)
class AllMixed(Pure):
    """Every equilibrium of a batch of games without ties.

    by_support: the number of mixed equilibria with each of `mixed_supports`. count: that of all equilibria.
    """

    by_support: np.ndarray
    count: np.ndarray


def mixed_supports(shape: Sequence[int]) -> tuple[Supports, ...]:
    """Return the support profiles that mixed equilibria of games without ties can have."""
    found = SUPPORTS if len(shape) == 3 else equal_supports(*shape)
    return tuple(dict.fromkeys(found[prod(shape) :]))


def all_mixed(payoffs: Cells, shape: Sequence[int], errors: Cells) -> AllMixed:
    """Return all equilibria; `payoffs[i, *profile]` is an array or a number, `errors` bounds the error of each."""
    found = three_player(payoffs, errors) if len(shape) == 3 else two_player(payoffs, shape, errors)
    pure = pure_nash(payoffs, shape, errors)
    kinds = mixed_supports(shape)
    by_support = np.zeros((len(kinds), *found.tied.shape), dtype=np.int8)
    for supports, held in zip(found.supports[len(pure.pure) :], found.held[len(pure.pure) :], strict=True):
        by_support[kinds.index(supports)] += held
    return AllMixed(
        pure.pure, pure.tie | found.tied, pure.unsure | found.tied, by_support, _count(pure.pure, by_support)
    )


def _count(pure: np.ndarray, by_support: np.ndarray) -> np.ndarray:
    counted: np.ndarray = pure.sum(axis=0, dtype=np.int16) + by_support.sum(axis=0, dtype=np.int16)
    return counted


def all_mixed_exactly(payoffs: Cells, shape: Sequence[int], points: int) -> AllMixed:
    """Return the same by exact arithmetic; every payoff is an exact number or an array of `points` of them."""
    from solvers.nash import nash

    pure, kinds = pure_nash(payoffs, shape), mixed_supports(shape)
    by_support, tie = np.zeros((len(kinds), points), dtype=np.int8), np.zeros(points, dtype=bool)
    count = np.zeros(points, dtype=np.int16)
    table = {cell: np.broadcast_to(np.asarray(own, dtype=object), points) for cell, own in payoffs.items()}
    for k in range(points):
        game = np.empty((len(shape), *shape), dtype=object)
        for cell, own in table.items():
            game[cell] = own[k]
        solved = nash(NormalForm(game))
        tie[k], count[k] = _is_tied(game, solved), len(list(solved))
        for point in solved:
            if point.support in kinds:
                by_support[kinds.index(point.support), k] += 1
    pure_rows = np.array(np.broadcast_to(pure.pure, (len(pure.pure), points)))
    return AllMixed(pure_rows, tie, np.zeros(points, dtype=bool), by_support, count)


def _is_tied(payoffs: np.ndarray, solved: Equilibria) -> bool:
    """Return whether there is a continuum of equilibria, or a best reply that one of them leaves unused."""
    continua = any(component.dimension != 0 for component in solved.components)
    return continua or any(_leaves_unused(payoffs, point) for point in solved)


def _leaves_unused(payoffs: Any, point: Equilibrium) -> bool:
    for i, support in enumerate(point.support):
        for action in set(range(payoffs.shape[1 + i])) - set(support):
            others = [own if j != i else (action,) for j, own in enumerate(point.support)]
            weights = [point.profile[j] if j != i else {action: 1} for j in range(len(others))]
            value = sum(payoffs[(i, *cell)] * prod(w[a] for w, a in zip(weights, cell, strict=True))
                        for cell in product(*others))  # fmt: skip
            if value == point.payoffs[i]:
                return True
    return False
