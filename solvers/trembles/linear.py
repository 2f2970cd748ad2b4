"""Proper equilibria of two-player games, decided by linear programs.

An e-proper profile is completely mixed, and whoever does worse with an action c' than with c plays it with at most
e times the probability: y(c') <= e y(c). An equilibrium is *proper* if it is a limit of e-proper profiles as e goes
to 0 (Myerson 1978). There are finitely many weak preferences A of player 1 and C of player 2 over their actions, so
along such a sequence one pair (A, C) occurs infinitely often. Given the pair, what is asked of the two mixtures
comes apart. Of y, for every e > 0: that some completely mixed y

* gives player 1 the preferences A: equal payoffs within a class, strictly more in a better one;
* obeys y(c') <= e y(c) for c in a class of C and c' in the next one;
* is close to the equilibrium strategy q: y(c) >= q(c) - e.

The same is asked of x, with A and C exchanged. Both linear systems get tighter as e falls; the equilibrium is proper
exactly if for one pair of preferences both can be met for arbitrarily small e. With the strict inequalities met by at
least d, that is a linear program, maximise d, over an ordered field with an infinitesimal e (Blume, Brandenburger and
Dekel 1991 put lexicographic probabilities in its place).

One number e is small enough to stand for all smaller ones. Bases and optima depend on the signs of minors of the
program, integer polynomials in e. The sum of the absolute coefficients of a minor is at most H, the product over the
rows of the same sum; a non-zero integer polynomial with that bound has no zero in 0 < e < 1/H (Cauchy), so no minor
changes its sign there, and the basis that is optimal at such an e is optimal for every smaller one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise, product
from math import lcm, prod
from typing import Any

from solvers.points import Strategy
from solvers.programs.linear import maximise
from solvers.trembles.orders import Order, count_refined, order_of, refined

MAX_ORDERS, MAX_PAIRS = 600, 1000
"""Preferences of one player, and pairs of them, beyond which properness is left undecided."""

Matrix = Sequence[Sequence[int]]


@dataclass(frozen=True)
class _Side:
    """One player's mixture as a tremble: the opponent's payoffs, a row per action of the opponent, and its limit."""

    payoffs: Matrix
    limit: Strategy

    @property
    def order(self) -> Order:
        """The opponent's preferences at the limit."""
        return order_of([_dot(row, self.limit) for row in self.payoffs])

    @property
    def support(self) -> set[int]:
        return {c for c, p in enumerate(self.limit) if p}


def is_proper(first: Matrix, second: Matrix, profile: Sequence[Strategy]) -> bool | None:
    """Return whether an equilibrium of a two-player game is proper; None if too many preferences are possible.

    `first` and `second` hold the integer payoffs of players 1 and 2, own action first (m x n and n x m); the
    probabilities are rational.

    >>> is_proper([[1, 0], [0, 0]], [[1, 0], [0, 0]], [(1, 0), (1, 0)])
    True
    >>> is_proper([[1, 0], [0, 0]], [[1, 0], [0, 0]], [(0, 1), (0, 1)])
    False
    """
    mover, replier = _Side(second, profile[0]), _Side(first, profile[1])
    if max(count_refined(mover.order), count_refined(replier.order)) > MAX_ORDERS:
        return None
    ours = [order for order in refined(replier.order) if _possible(replier, order, mover.support)]
    theirs = [order for order in refined(mover.order) if _possible(mover, order, replier.support)]
    for order, other in islice(product(ours, theirs), MAX_PAIRS):
        if _can_tremble(replier, order, other) and _can_tremble(mover, other, order):
            return True
    return False if len(ours) * len(theirs) <= MAX_PAIRS else None


def _possible(side: _Side, order: Order, support: set[int]) -> bool:
    """Whether the opponent, whose support is given, can have these preferences next to the limit at all."""
    whole = (tuple(range(len(side.limit))),)
    return support <= set(order[0]) and _can_tremble(side, order, whole)


def _can_tremble(side: _Side, order: Order, own: Order) -> bool:
    """Whether for all e > 0 a mixture near the limit gives the opponent preferences `order` and obeys `own`."""
    rows, equations = [*_below(side, order, own)], [*_equal(side, order)]
    n = len(side.limit)
    bound = prod(sum(map(abs, (*row, *tilt, right, slant))) + 1 for row, tilt, right, slant in (*rows, *equations))
    e = Fraction(1, bound * (n + 1) + 1)
    A = [[a + e * b for a, b in zip(row, tilt, strict=True)] for row, tilt, _, _ in rows]
    E = [row for row, *_ in equations] + [[1] * n + [0]]
    goal = [0] * n + [1]
    found = maximise(goal, A, [r + e * s for *_, r, s in rows], E, [0] * len(equations) + [1])
    return found.status == "optimal" and bool(found.value)


_Row = tuple[list[int], list[int], int, int]
"""Coefficients of (y, d) and what e adds to each, the right-hand side and what e adds to it."""


def _below(side: _Side, order: Order, own: Order) -> Iterator[_Row]:
    """Yield the inequalities, all to be read as <=."""
    n, scale = len(side.limit), lcm(*(Fraction(p).denominator for p in side.limit))
    still = [0] * (n + 1)
    for better, worse in pairwise(order):
        yield [*(v - w for v, w in zip(side.payoffs[worse[0]], side.payoffs[better[0]], strict=True)), 1], still, 0, 0
    for more, less in pairwise(own):
        for c, rare in product(more, less):
            yield _unit(n, {rare: 1}), _unit(n, {c: -1}), 0, 0
    for c, p in enumerate(side.limit):
        yield _unit(n, {c: -1, n: 1}), still, 0, 0
        if p:
            yield _unit(n, {c: -scale}), still, -int(p * scale), scale


def _equal(side: _Side, order: Order) -> Iterator[_Row]:
    for own in order:
        for a, b in pairwise(own):
            row = [v - w for v, w in zip(side.payoffs[a], side.payoffs[b], strict=True)]
            yield [*row, 0], [0] * len(row) + [0], 0, 0


def _unit(n: int, entries: dict[int, int]) -> list[int]:
    return [entries.get(k, 0) for k in range(n + 1)]


def _dot(row: Sequence[Any], mix: Strategy) -> Fraction:
    return sum((Fraction(v) * p for v, p in zip(row, mix, strict=True) if p), Fraction(0))
