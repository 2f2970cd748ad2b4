"""What the kernels for mixed equilibria answer: which support profiles hold an equilibrium in which games."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Supports = tuple[tuple[int, ...], ...]
"""The actions each player mixes over."""


@dataclass(frozen=True, eq=False)
class Answers:
    """The equilibria of a batch of games.

    supports: what each row of `held` stands for; two rows may have the same, one for each equilibrium with it.
    held: (rows, games), where there certainly is such an equilibrium. tied: (games,), where there may be more.
    strategies(row, games): the probabilities of all actions, player by player, each a number or an array, in the
    equilibrium of that row at the indices `games`, where it is held.
    """

    supports: tuple[Supports, ...]
    held: np.ndarray
    tied: np.ndarray
    strategies: Callable[[int, Any], list[Any]]


Listed = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""The number of equilibria of each game, whether it is tied, and of all equilibria, game by game, the row of
`Answers.supports` and the probabilities of all actions."""


def masks(supports: Sequence[Supports]) -> np.ndarray:
    """Return supports as bit masks of shape (rows, players): bit a stands for action a.

    >>> masks([((0,), (0, 2))]).tolist()
    [[1, 5]]
    """
    return np.array([[sum(1 << a for a in own) for own in each] for each in supports], dtype=np.uint64)


def listed(answers: Answers, width: int) -> Listed:
    """Return the equilibria of a batch along one axis as a list; `width` is the number of all actions."""
    counts = answers.held.sum(axis=0)
    place = np.cumsum(counts) - counts
    rows = np.empty(counts.sum(), dtype=np.uint16)
    chances = np.empty((len(rows), width))
    for row, held in enumerate(answers.held):
        games = np.flatnonzero(held)
        rows[place[games]] = row
        for action, share in enumerate(answers.strategies(row, games) if len(games) else ()):
            chances[place[games], action] = share
        place[games] += 1
    return counts, np.array(answers.tied), rows, chances


def spread(actions: Iterable[int], weights: Iterable[Any], count: int) -> Iterator[Any]:
    """Yield the probability of each of `count` actions, proportional to positive weights on the actions given."""
    sizes = dict(zip(actions, weights, strict=True))
    largest: Any = 0.0
    for weight in sizes.values():
        largest = np.maximum(largest, weight)
    shares = {action: weight / largest for action, weight in sizes.items()}
    total = sum(shares.values())
    for action in range(count):
        yield shares[action] / total if action in shares else 0.0
