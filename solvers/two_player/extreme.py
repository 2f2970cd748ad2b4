"""Extreme equilibria among given ones, any number of players.

An equilibrium is *not* extreme when one player can move her mixture both ways along a line and every profile on the way
stays an equilibrium. Moving player i's mixture leaves her own indifference as it is and changes the others' gains
linearly, so it is enough that the move stays inside her support and changes none of the others' gains that are zero.
For two players this is the usual notion: a pair of vertices of the best-response polytopes (Winkels 1979).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from solvers.points import Strategy


def is_extreme(payoffs: np.ndarray, profile: Sequence[Strategy]) -> bool:
    """Return whether a rational equilibrium is extreme; `payoffs` has shape (n_players, *n_actions), exact."""
    supports = [[a for a, p in enumerate(strategy) if p != 0] for strategy in profile]
    return all(
        len(support) - _rank([[Fraction(1)] * len(support), *_tight(payoffs, profile, i, supports)]) == 0
        for i, support in enumerate(supports)
        if len(support) > 1
    )


def _tight(
    payoffs: np.ndarray, profile: Sequence[Strategy], i: int, supports: list[list[int]]
) -> Iterator[list[Fraction]]:
    """Yield, for every zero gain of another player, how it depends on each action in i's support."""
    weights = [profile[i][s] for s in supports[i]]
    for j, support in enumerate(supports):
        if j == i:
            continue
        values = _conditional(payoffs[j], profile, supports, i, j)
        gains = values - values[:, support[:1]]
        for a in range(gains.shape[1]):
            row = list(gains[:, a])
            if a != support[0] and sum(w * g for w, g in zip(weights, row, strict=True)) == 0:
                yield row


def _conditional(
    payoff: np.ndarray, profile: Sequence[Strategy], supports: list[list[int]], i: int, j: int
) -> np.ndarray:
    """Return j's expected payoff by the actions that i uses and those of j, the others mixing as they do."""
    payoff = payoff[np.ix_(*(range(payoff.shape[k]) if k == j else own for k, own in enumerate(supports)))]
    for player in reversed(range(len(profile))):
        if player not in (i, j):
            mixture: Any = np.array([profile[player][a] for a in supports[player]], dtype=object)
            payoff = np.tensordot(payoff, mixture, axes=(player, 0))
    return payoff if i < j else payoff.T


def _rank(rows: list[list[Fraction]]) -> int:
    basis: list[tuple[int, list[Fraction]]] = []
    for row in rows:
        for lead, known in basis:
            factor = row[lead] / known[lead]
            row = [v - factor * w for v, w in zip(row, known, strict=True)]
        lead = next((k for k, v in enumerate(row) if v != 0), -1)
        if lead >= 0:
            basis.append((lead, row))
    return len(basis)
