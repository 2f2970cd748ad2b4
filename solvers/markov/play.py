"""A stochastic game in floating point, of many stationary profiles at once.

A profile is one row of probabilities over the actions of all players in all states; the number B of profiles is the
first axis of every array. Here are what actions are worth in a profile, and Newton's method with slopes by differences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product

import numpy as np

from solvers.markov.stationary import Rules

DIFFERENCE = 1e-7
LONGEST = 0.5
"""The longest step of Newton's method, in probabilities."""


class Play:
    """Expected payoffs and moves of one game in floating point."""

    def __init__(self, game: Rules) -> None:
        self.game, self.discount = game, float(game.discount)
        self.payoffs = [_array(rows, shape) for rows, shape in zip(game.payoffs, game.shapes, strict=True)]
        self.moves = [_array(rows, shape) for rows, shape in zip(game.moves, game.shapes, strict=True)]
        ends = np.cumsum([0, *(count for shape in game.shapes for count in shape)])
        self.places = [slice(a, b) for a, b in pairwise(ends)]
        self.size = int(ends[-1])

    def each(self) -> Iterator[tuple[int, int, slice]]:
        """Yield every state and player with the place of its mixture in a row."""
        yield from ((s, i, place) for (s, i), place in zip(
            product(self.game.states, self.game.players), self.places, strict=True))  # fmt: skip

    def normalised(self, x: np.ndarray) -> np.ndarray:
        """Return rows of numbers, not negative and never all zero, as mixtures."""
        mixes = [x[:, place] / x[:, place].sum(axis=1, keepdims=True) for place in self.places]
        return np.concatenate(mixes, axis=1)

    def worths(self, x: np.ndarray) -> np.ndarray:
        """Return what every action is worth, (B, N), the profile being played ever after."""
        n = len(self.game.players)
        mixes = [[x[:, self.places[s * n + i]] for i in range(n)] for s in self.game.states]
        V = self._values(mixes)
        return np.concatenate([self._worth(s, i, mixes[s], V[:, :, i]) for s, i, _ in self.each()], axis=1)

    def _values(self, mixes: Sequence[Sequence[np.ndarray]]) -> np.ndarray:
        """Return the values (B, states, players); nonsense where rows are no mixtures and the play has none."""
        joint = [_joint(own) for own in mixes]
        u = np.stack([p @ payoffs for p, payoffs in zip(joint, self.payoffs, strict=True)], axis=1)
        P = np.stack([p @ moves for p, moves in zip(joint, self.moves, strict=True)], axis=1)
        left = np.eye(len(mixes)) - self.discount * P
        singular = ~np.isfinite(left).all(axis=(1, 2)) | (np.abs(np.linalg.det(left)) < 1e-12)
        left[singular] = np.eye(len(mixes))
        return np.linalg.solve(left, u)

    def _worth(self, s: int, i: int, own: Sequence[np.ndarray], V: np.ndarray) -> np.ndarray:
        """Return what every action of player i is worth in state s, (B, actions)."""
        total = self.payoffs[s][:, i] + self.discount * V @ self.moves[s].T
        by_action = np.moveaxis(total.reshape(len(V), *self.game.shapes[s]), i + 1, 1)
        others = _joint([mix for j, mix in enumerate(own) if j != i], len(V))
        worth: np.ndarray = (by_action.reshape(*by_action.shape[:2], -1) * others[:, None]).sum(axis=2)
        return worth


def newton(residual: Callable[[np.ndarray, np.ndarray], np.ndarray], x: np.ndarray, steps: int) -> np.ndarray:
    """Return where Newton's method has come from the rows of x; rows that get lost become zero.

    `residual(x, rows)` is the equations (B, N) at points x (B, N), of which point b belongs to the row rows[b].
    """
    B, N = x.shape
    for _ in range(steps):
        moved = np.concatenate([x[:, None], x[:, None] + DIFFERENCE * np.eye(N)], axis=1)
        F = residual(moved.reshape(-1, N), np.repeat(np.arange(B), N + 1)).reshape(B, N + 1, N)
        J, F = np.swapaxes((F[:, 1:] - F[:, :1]) / DIFFERENCE, 1, 2), F[:, 0].copy()
        lost = ~np.isfinite(J).all(axis=(1, 2))
        J[lost], F[lost] = np.eye(N), x[lost]
        step = np.einsum("bij,bj->bi", np.linalg.pinv(J), F)
        x = x - step * np.minimum(1, LONGEST / np.maximum(np.abs(step).max(axis=1, keepdims=True), 1e-300))
    return x


def _joint(mixes: Sequence[np.ndarray], count: int = 1) -> np.ndarray:
    """Return the probabilities of profiles, (B, profiles), of mixtures (B, actions) in lexicographic order."""
    joint = np.ones((len(mixes[0]) if mixes else count, 1))
    for mix in mixes:
        joint = (joint[:, :, None] * mix[:, None, :]).reshape(len(mix), -1)
    return joint


def _array(rows: dict[tuple[int, ...], tuple[Fraction, ...]], shape: tuple[int, ...]) -> np.ndarray:
    return np.array([[float(v) for v in rows[a]] for a in np.ndindex(*shape)])
