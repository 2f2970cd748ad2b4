"""What monotone comparative statics asks of payoffs, comparison by comparison, and the action orders that meet it.

*Increasing differences*: what player i gains by moving from a to b does not fall when another player's action, or the
parameter t, rises. Gains add up along an order, so that neighbouring actions suffice.

*Single crossing* (Milgrom and Shannon 1994): if the move pays before the rise it pays after it, and strictly if it did
strictly,

    u_i(b, c, t) - u_i(a, c, t) >= 0 (> 0)  implies  u_i(b, c', t') - u_i(a, c', t') >= 0 (> 0)   if (c', t') >= (c, t).

It is ordinal: increasing changes of a payoff do not matter. It follows from increasing differences. It has to be asked
of every pair a < b; in c neighbours suffice, implications being transitive. Quasisupermodularity in one's own action,
the other condition of Milgrom and Shannon, holds of itself where actions are a chain.

Orders are found one player after the other: an order is kept if all comparisons with t, and with the actions of the
players before, hold. Each comparison is decided once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, permutations, product
from math import factorial, prod
from typing import Any, NamedTuple

import sympy

from games.forms.normal_form import NormalForm
from solvers.statics.reals import Answer, Condition, implied
from solvers.statics.simplify import Conditions

Orders = tuple[tuple[int, ...], ...]
"""Every player's actions, lowest first."""
Step = tuple[int, int]
MOST_ORDERS, MOST_COMPARISONS = 20_000, 4_000
"""Pairs of orders of two players, and comparisons, up to which orders are searched for."""


class Comparison(NamedTuple):
    """That a player's gain from `move` does not fall (or falls below zero) when something rises.

    `rising` is the parameter, or a player with her actions in `step`; `others` play what they are listed with. With a
    gain `before`, single crossing is asked; `where` narrows the domain.
    """

    player: str
    move: tuple[str, ...]
    rising: str
    step: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    expression: sympy.Expr
    before: sympy.Expr | None = None
    where: Conditions = ()

    @property
    def statement(self) -> Condition:
        """The comparison as a condition on the parameters."""
        if self.before is None:
            return self.expression >= 0
        stays = sympy.Implies(self.before >= 0, self.expression >= 0)
        return sympy.And(stays, sympy.Implies(self.before > 0, self.expression > 0))

    @property
    def is_trivial(self) -> bool:
        """Whether it holds without any condition on the parameters."""
        return bool(self.statement == True)  # noqa: E712 - sympy's true


@dataclass(frozen=True)
class Comparing:
    """The comparisons of a normal form in one parameter, which `rises` (or falls, if -1): ordinal ones or cardinal."""

    game: NormalForm
    symbol: Any
    domain: Conditions
    ordinal: bool = False
    rises: int = 1
    known: dict[Any, Answer] = field(default_factory=dict, compare=False, repr=False)

    def along(self, orders: Orders) -> Iterator[Comparison]:
        """Yield all comparisons that orders of the actions ask for."""
        for i, own in enumerate(orders):
            for move in self._moves(own):
                yield from self.with_parameter(i, move)
                for j, theirs in enumerate(orders):
                    for step in pairwise(theirs) if j != i else ():
                        yield from self.with_other(i, move, j, step)

    def with_parameter(self, i: int, move: Step) -> Iterator[Comparison]:
        """Yield the comparisons of a move before and after the parameter rises."""
        later = sympy.Symbol(f"{self.symbol}'", real=True)
        shifted = (c.xreplace({self.symbol: later}) for c in self.domain if self.symbol in c.free_symbols)
        where = (self.rises * (later - self.symbol) >= 0, *shifted)
        for others in self._profiles(i):
            gain = self._gain(i, move, others)
            if self.ordinal and self.symbol in gain.free_symbols:
                yield self._named(i, move, None, (), others, gain.xreplace({self.symbol: later}), gain, where)
            else:
                yield self._named(i, move, None, (), others, self.rises * sympy.diff(gain, self.symbol))

    def with_other(self, i: int, move: Step, j: int, step: Step) -> Iterator[Comparison]:
        """Yield the comparisons of a move before and after another player's action rises."""
        for others in self._profiles(i, j):
            before, after = (self._gain(i, move, others | {j: action}) for action in step)
            if self.ordinal:
                yield self._named(i, move, j, step, others, after, before)
            else:
                yield self._named(i, move, j, step, others, sympy.factor(after - before))

    def fitting(self, chosen: Orders = ()) -> Iterator[Orders]:
        """Yield all orders in which every comparison holds, the listed order of each player first."""
        i = len(chosen)
        if i == self.game.n_players:
            yield chosen
            return
        for order in permutations(range(self.game.shape[i])):
            if self._fits(chosen, order):
                yield from self.fitting((*chosen, order))

    @property
    def is_decided(self) -> bool:
        """Whether every comparison asked so far was decided in time."""
        return Answer.UNKNOWN not in self.known.values()

    def _fits(self, chosen: Orders, order: tuple[int, ...]) -> bool:
        i = len(chosen)
        moves = list(self._moves(order))
        return all(self._holds(c) for move in moves for c in self.with_parameter(i, move)) and all(
            self._holds(c)
            for j, theirs in enumerate(chosen)
            for one, mine, other, steps in (
                (i, moves, j, pairwise(theirs)),
                (j, self._moves(theirs), i, pairwise(order)),
            )
            for move, step in product(mine, list(steps))
            for c in self.with_other(one, move, other, step)
        )

    def _holds(self, comparison: Comparison) -> bool:
        statement, where = comparison.statement, comparison.where
        if (statement, where) not in self.known:
            self.known[statement, where] = implied(statement, (*self.domain, *where))
        return self.known[statement, where] is Answer.YES

    def _moves(self, order: Sequence[int]) -> Iterator[Step]:
        return iter(combinations(order, 2)) if self.ordinal else pairwise(order)

    def _profiles(self, *left_out: int) -> Iterator[dict[int, int]]:
        rest = [k for k in range(self.game.n_players) if k not in left_out]
        for actions in product(*(range(self.game.shape[k]) for k in rest)):
            yield dict(zip(rest, actions, strict=True))

    def _gain(self, i: int, move: Step, others: dict[int, int]) -> sympy.Expr:
        low, high = ([{**others, i: a}[k] for k in range(self.game.n_players)] for a in move)
        return sympy.sympify(self.game.payoffs[(i, *high)]) - sympy.sympify(self.game.payoffs[(i, *low)])

    def _named(self, i: int, move: Step, j: int | None, step: tuple[int, ...], others: dict[int, int],
               after: sympy.Expr, before: sympy.Expr | None = None, where: Conditions = ()) -> Comparison:  # fmt: skip
        players, labels = self.game.players, self.game.actions
        rising = str(self.symbol) if j is None else players[j]
        moved, stepped = (tuple(labels[k][a] for a in own) for k, own in ((i, move), (j or 0, step)))
        held = tuple((players[k], labels[k][a]) for k, a in others.items())
        return Comparison(players[i], moved, rising, stepped, held, after, before, where)


def searchable(game: NormalForm) -> bool:
    """Return whether a game is small enough to search all orders of its actions."""
    pairs = [n * (n - 1) for n in game.shape]
    asked = sum(a * b * prod(game.shape) // (game.shape[i] * game.shape[j])
                for (i, a), (j, b) in permutations(enumerate(pairs), 2))  # fmt: skip
    return prod(sorted(map(factorial, game.shape))[-2:]) <= MOST_ORDERS and asked <= MOST_COMPARISONS
