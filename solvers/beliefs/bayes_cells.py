"""Cells of assessments whose beliefs on the path are not unknowns but Bayes' beliefs of the strategies in them.

Where an information set is reached with positive probability, its belief is P(x) / sum of P for the probabilities P of
its nodes. Rationality there can be written with P in place of the belief, which leaves fewer unknowns and often linear
conditions. The beliefs are put back here: at the points of a cell by Bayes' rule, and at an end where the information
set is no longer reached as their limit along the segment from a point inside, to which the lowest powers contribute.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from math import prod

from flint import fmpq

from solvers.beliefs.histories import Histories, History
from solvers.n_player.algebraic import Num, sign
from solvers.n_player.cells import Cell, Point
from solvers.n_player.supports import Support


@dataclass(frozen=True)
class BayesCell(Cell):
    """A cell with the beliefs of the information sets `reached` put back; `inner` is the cell without them."""

    inner: Cell | None = field(default=None, compare=False)
    game: Histories | None = field(default=None, compare=False)
    reached: tuple[int, ...] = ()

    def holds(self, point: Point) -> bool:
        """Whether an assessment with the cell's support lies in the cell."""
        game, inner = self.game, self.inner
        assert game is not None
        assert inner is not None
        n = len(game.sizes)
        for h in self.reached:
            weights = [_probability(at, point) for at in game.nodes[h]]
            total = sum(weights, fmpq(0))
            if any(sign(p * total - w) for p, w in zip(point[n + h], weights, strict=True)):
                return False
        rows = [_first(row, self.support[i]) if i - n in self.reached else row for i, row in enumerate(point)]
        return inner.holds(tuple(rows))


def with_beliefs(game: Histories, cell: Cell, support: Support, reached: Collection[int]) -> BayesCell:
    """Return a convex cell with Bayes' beliefs in the information sets reached."""

    def full(point: Point) -> Point:
        n = len(game.sizes)
        return tuple(
            _limit(game.nodes[i - n], point, cell.sample) if i - n in reached else row for i, row in enumerate(point)
        )

    return BayesCell(
        support, cell.dimension, full(cell.sample), tuple(map(full, cell.ends)), cell.branch,
        inner=replace(cell, support=support), game=game, reached=tuple(reached),
    )  # fmt: skip


def _limit(nodes: Sequence[History], end: Point, inside: Point) -> tuple[Num, ...]:
    """Return the limit of Bayes' belief at `end`, coming from a point at which all moves made have weight."""
    counts, weights = zip(*(_leading(at, end, inside) for at in nodes), strict=True)
    believed = [k for k, weight in enumerate(weights) if sign(weight)]
    least = min(counts[k] for k in believed)
    kept = [weight if count == least else fmpq(0) for count, weight in zip(counts, weights, strict=True)]
    total = sum(kept, fmpq(0))
    return tuple(weight / total for weight in kept)


def _leading(at: History, end: Point, inside: Point) -> tuple[int, Num]:
    """Return the order at which a probability vanishes at an end, and the coefficient."""
    moves = [(end[h][a], inside[h][a]) for h, a in at.moves]
    zeros = sum(1 for there, _ in moves if sign(there) == 0)
    return zeros, _times(at, [there if sign(there) else here for there, here in moves])


def _probability(at: History, point: Point) -> Num:
    return _times(at, [point[h][a] for h, a in at.moves])


def _times(at: History, factors: Sequence[Num]) -> Num:
    return prod(factors, start=fmpq(at.chance.numerator, at.chance.denominator))


def _first(row: Sequence[Num], support: Sequence[int]) -> tuple[Num, ...]:
    return tuple(fmpq(int(k == support[0])) for k in range(len(row)))
