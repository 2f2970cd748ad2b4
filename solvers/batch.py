"""All Nash equilibria of many small games at once: arrays in, arrays out.

Covers two players with few actions (2 x n, 3 x 3, up to 6 x 6) and 2x2x2. Each game is solved in floating point with
a bound on every rounding error. A game where all signs that matter are certain has exactly the equilibria listed,
an odd number of them, with probabilities right to about six digits. Any other game is flagged as *tied*:
degenerate, or too close to it to tell. What is listed for it are equilibria, but there may be more, even a
continuum; `resolve` asks the exact solver. The kernels (`statics.kernels_two_player`, `statics.kernels_2x2x2`) give
definitions and proofs.

Reference: Wilson (1971), "Computing equilibria of n-person games", on the odd number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np

from games.errors import FormError, NotCoveredError, NumberError, ParameterError
from games.forms.normal_form import NormalForm
from solvers.equilibrium import Equilibria
from solvers.statics.batch_run import kinds, run
from solvers.statics.kernels_two_player import covered
from solvers.statics.supports import masks

ROWS = 1 << 16
"""Equilibria whose payoffs are computed at a time."""

ACCEPTED = "accepted: (n_players, *n_actions, games)"


def batch_equilibria(payoffs: Any, *, resolve: bool = False, threads: int = 2) -> BatchEquilibria:
    """Return all Nash equilibria of many games.

    `payoffs[i, *profile, k]` is what player i gets at a profile of game k: the shape is (2, m, n, games) or
    (3, 2, 2, 2, games). Floats are taken as the exact binary numbers they are; arrays of objects may hold fractions
    and decimal strings. `resolve` solves the tied games exactly. The answer does not depend on `threads`.

    Raises FormError for another shape, NotCoveredError for games too large, NumberError for a payoff that is no
    finite number.

    >>> found = batch_equilibria(np.array([[[[2], [0]], [[0], [1]]], [[[1], [0]], [[0], [2]]]]))
    >>> found.count.tolist(), found.tied.tolist()
    ([3], [False])
    >>> [strategy.round(3).tolist() for strategy in found.of(0)[2]]
    [[0.667, 0.333], [0.333, 0.667]]
    """
    array = _checked(payoffs)
    shape = array.shape[1:-1]
    counts, tied, rows, chances = run(array, threads)
    bits = masks(kinds(shape)).astype(np.min_scalar_type((1 << max(shape)) - 1))
    found = BatchEquilibria(array, _offsets(counts), bits[rows], chances, tied)
    return found.resolve() if resolve else found


def _checked(payoffs: Any) -> np.ndarray:
    try:
        array = np.asarray(payoffs)
    except ValueError:
        raise FormError(f"ragged payoffs; {ACCEPTED}") from None
    players = len(array) if array.ndim else 0
    if players == 0 or array.ndim != players + 2 or 0 in array.shape[:-1]:
        raise FormError(f"payoffs of shape {array.shape}; {ACCEPTED}")
    shape = array.shape[1:-1]
    if not (covered(shape) or shape == (2, 2, 2)):
        size = "x".join(map(str, shape))
        raise NotCoveredError(f"batches cover two players with few actions and 2x2x2, not {size}; solve each with nash")
    if array.dtype.kind not in "biufOU" or array.dtype == np.longdouble:
        raise NumberError(f"payoffs of type {array.dtype}; accepted: float64, integers, objects that are exact numbers")
    return array


def _offsets(counts: np.ndarray) -> np.ndarray:
    return np.concatenate(([0], np.cumsum(counts)))


@dataclass(frozen=True, eq=False, repr=False)
class BatchEquilibria:
    """The equilibria of a batch of games, game after game.

    payoffs: as given. first: (games + 1,), the equilibria of game k are those numbered first[k]..first[k+1] - 1.
    supports: (equilibria, players), bit a of a mask is set where action a is played. probabilities: (equilibria,
    sum of the numbers of actions), player after player. tied: (games,), where the list is not certain to hold all
    equilibria. exact: the complete solutions of games solved exactly, whose extreme equilibria are listed.
    """

    payoffs: np.ndarray
    first: np.ndarray
    supports: np.ndarray
    probabilities: np.ndarray
    tied: np.ndarray
    exact: Mapping[int, Equilibria] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.tied)

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of actions of each player."""
        return self.payoffs.shape[1:-1]

    @property
    def count(self) -> np.ndarray:
        """The number of equilibria listed for each game."""
        return np.diff(self.first)

    @cached_property
    def games(self) -> np.ndarray:
        """The game of each equilibrium."""
        return np.repeat(np.arange(len(self)), self.count)

    def strategies(self, player: int) -> np.ndarray:
        """Return the probabilities of one player's actions in every equilibrium."""
        ends = [0, *accumulate(self.shape)]
        return self.probabilities[:, ends[player] : ends[player + 1]]

    def of(self, game: int) -> list[tuple[np.ndarray, ...]]:
        """Return the equilibria of one game as profiles of mixed strategies.

        Raises ParameterError for a game that does not exist.
        """
        k = self._index(game)
        listed = range(self.first[k], self.first[k + 1])
        return [tuple(self.strategies(i)[row] for i in range(len(self.shape))) for row in listed]

    def game(self, game: int) -> NormalForm:
        """Return one game, its payoffs taken exactly.

        Raises ParameterError for a game that does not exist.
        """
        payoffs = self.payoffs[..., self._index(game)]
        return NormalForm(payoffs, dtype=float if payoffs.dtype.kind == "f" else None)

    def _index(self, game: int) -> int:
        if not 0 <= game < len(self):
            raise ParameterError(f"no game {game}; accepted: 0 to {len(self) - 1}")
        return int(game)

    def values(self) -> np.ndarray:
        """Return everybody's expected payoff in every equilibrium: (equilibria, players)."""
        paid = np.empty(self.supports.shape)
        for start in range(0, len(paid), ROWS):
            rows = slice(start, start + ROWS)
            expected = np.moveaxis(self.payoffs[..., self.games[rows]].astype(float), -1, 0)
            for i in reversed(range(len(self.shape))):
                expected = np.einsum("g...a,ga->g...", expected, self.strategies(i)[rows])
            paid[rows] = expected
        return paid

    def resolve(self) -> BatchEquilibria:
        """Return the same with every tied game solved exactly, and its extreme equilibria listed.

        Still flagged as tied are the games with a continuum of equilibria, whose components are in `exact`.
        """
        from solvers.nash import nash

        exact = {int(k): nash(self.game(int(k))) for k in np.flatnonzero(self.tied)}
        points = {k: [point.profile for point in solved] for k, solved in exact.items()}
        counts, tied = self.count.copy(), self.tied.copy()
        for k, solved in exact.items():
            counts[k], tied[k] = len(points[k]), not _is_finite(solved)
        first = _offsets(counts)
        kept = np.repeat(~self.tied, counts)
        supports = np.empty((first[-1], self.supports.shape[1]), dtype=self.supports.dtype)
        chances = np.empty((first[-1], self.probabilities.shape[1]))
        old = np.repeat(~self.tied, self.count)
        supports[kept], chances[kept] = self.supports[old], self.probabilities[old]
        for k, profiles in points.items():
            for row, profile in enumerate(profiles, first[k]):
                chances[row] = [float(p) for strategy in profile for p in strategy]
                supports[row] = [sum(1 << a for a, p in enumerate(strategy) if p != 0) for strategy in profile]
        return BatchEquilibria(self.payoffs, first, supports, chances, tied, {**self.exact, **exact})

    def __repr__(self) -> str:
        size = "x".join(map(str, self.shape))
        return f"{len(self)} games {size}: {self.first[-1]} equilibria, {int(self.tied.sum())} games tied"


def _is_finite(solved: Equilibria) -> bool:
    """Return whether a game has finitely many equilibria, and all of them are known."""
    return solved.complete and all(component.dimension == 0 for component in solved.components)
