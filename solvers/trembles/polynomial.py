"""Perfect and proper equilibria of games with any number of players, decided over the real closed field.

An equilibrium is (trembling-hand) *perfect* if it is a limit of completely mixed profiles to which each of its
strategies is a best reply (Selten 1975), and *proper* if it is a limit of e-proper profiles as e goes to 0 (Myerson
1978; see `linear`). Payoffs are polynomials in the probabilities. So both ask whether for every e > 0 there is a
completely mixed profile within e of the equilibrium that meets finitely many polynomial conditions: for perfection,
ties of the actions in each support, which are no worse than any other best reply; for properness, one of finitely many
combinations of preferences (`orders`) with y(c') <= e y(c) for c' worse than c. Strict preferences at the equilibrium
persist near it and need no condition.

That is a sentence with one alternation of quantifiers about reals, hence decidable (Tarski 1951); z3 decides it by
model-based projection (Bjørner and Janota 2015). The work is limited by a count of steps, not by time, so an answer
does not depend on the machine; beyond the limit the question is left undecided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import Any

import numpy as np

from solvers.points import Strategy
from solvers.trembles.orders import Order, count_refined, order_of, refined

STEPS = 500_000
"""Steps of the solver for one question; a second or two."""
MAX_UNKNOWNS, MAX_COMBINATIONS, MAX_OPEN = 8, 200, 3
"""Free probabilities and combinations of preferences beyond which none is tried, and unsettled ones to give up at."""

Tables = Sequence[Any]
Profile = Sequence[Strategy]


def is_perfect(tables: Tables, profile: Profile) -> bool | None:
    """Return whether an equilibrium is trembling-hand perfect; None if that was not settled within the limits.

    `tables` holds each player's integer payoffs, own action first, then the others' in order; probabilities are
    rational.
    """
    if sum(map(len, profile)) - len(profile) > MAX_UNKNOWNS:
        return None
    best = [order[0] for order in _orders(tables, profile)]
    return _Near(tables, profile).holds([_replies(own, mix) for own, mix in zip(best, profile, strict=True)])


def is_proper(tables: Tables, profile: Profile) -> bool | None:
    """Return whether an equilibrium is proper; None if that was not settled within the limits."""
    base = _orders(tables, profile)
    if sum(map(len, profile)) - len(profile) > MAX_UNKNOWNS or prod(map(count_refined, base)) > MAX_COMBINATIONS:
        return None
    near = _Near(tables, profile)
    choices = [_possible(near, i, order, profile[i]) for i, order in enumerate(base)]
    answers = (near.holds([_ranked(order) for order in orders], orders) for orders in product(*choices))
    return True if any(answers) else None if near.unsettled else False


def _possible(near: _Near, i: int, base: Order, mix: Strategy) -> list[Order]:
    """Return the preferences player i can have near the equilibrium, the used actions among the best."""
    used = {a for a, p in enumerate(mix) if p}
    orders = (order for order in refined(base) if used <= set(order[0]))
    others: list[list[_Relation]] = [[] for _ in near.mixes]
    return [o for o in orders if near.holds([*others[:i], _ranked(o), *others[i + 1 :]]) is not False]


def _orders(tables: Tables, profile: Profile) -> list[Order]:
    """Return everybody's preferences at the profile."""
    out = []
    for i, table in enumerate(tables):
        values = np.vectorize(Fraction, otypes=[object])(table)
        for mix in reversed([mix for j, mix in enumerate(profile) if j != i]):
            values = values @ np.array(mix, dtype=object)
        out.append(order_of(values.tolist()))
    return out


_Relation = tuple[int, int, str]
"""Action a against action b of one player: `==`, `>=` or `>`."""


def _replies(best: Sequence[int], mix: Strategy) -> list[_Relation]:
    used, others = [a for a in best if mix[a]], [a for a in best if not mix[a]]
    return [(a, b, "==") for a, b in pairwise(used)] + [(used[0], b, ">=") for b in others]


def _ranked(order: Order) -> list[_Relation]:
    ties = [(a, b, "==") for own in order for a, b in pairwise(own)]
    return ties + [(better[0], worse[0], ">") for better, worse in pairwise(order)]


class _Near:
    """The completely mixed profiles within e of an equilibrium, in the variables of the solver."""

    def __init__(self, tables: Tables, profile: Profile) -> None:
        import z3

        self.tables = tables
        self.unsettled = 0
        self.e = z3.Real("e")
        self.free: list[Any] = []
        self.bounds: list[Any] = []
        self.mixes = [self._mix(i, mix) for i, mix in enumerate(profile)]

    def _mix(self, i: int, limit: Strategy) -> list[Any]:
        """Return the probabilities: the limit plus a move, the first used action taking up all the others' moves."""
        import z3

        first = next(a for a, p in enumerate(limit) if p)
        moves = {a: z3.Real(f"x{i}_{a}") for a in range(len(limit)) if a != first}
        self.free += moves.values()
        for a, move in moves.items():
            self.bounds += [move < self.e, move > (-self.e if limit[a] else 0)]
        moves[first] = -z3.Sum([z3.RealVal(0), *moves.values()])
        mix = [z3.Q(*Fraction(p).as_integer_ratio()) + moves[a] for a, p in enumerate(limit)]
        self.bounds += [p > 0 for p, known in zip(mix, limit, strict=True) if known]
        return mix

    def holds(self, relations: Sequence[Sequence[_Relation]], orders: Sequence[Order] | None = None) -> bool | None:
        """Return whether for all e > 0 one of them meets the relations and, if orders are given, is e-proper."""
        import z3

        wanted = [self._relation(i, *relation) for i, own in enumerate(relations) for relation in own]
        wanted += [] if orders is None else self._rarer(orders)
        if not wanted:
            return True
        if self.unsettled == MAX_OPEN:
            return None
        solver = z3.Tactic("nlqsat").solver()
        solver.set("rlimit", STEPS)
        solver.add(self.e > 0, z3.ForAll(self.free, z3.Not(z3.And(*self.bounds, *wanted))))
        answer = solver.check()
        self.unsettled += answer == z3.unknown
        return True if answer == z3.unsat else False if answer == z3.sat else None

    def _relation(self, i: int, a: int, b: int, sense: str) -> Any:
        gain = self._expected(i, self.tables[i][a] - self.tables[i][b])
        return gain == 0 if sense == "==" else gain >= 0 if sense == ">=" else gain > 0

    def _expected(self, i: int, table: Any) -> Any:
        import z3

        others = [mix for j, mix in enumerate(self.mixes) if j != i]
        cells = ((int(table[cell]), cell) for cell in np.ndindex(*table.shape) if table[cell])
        terms = [z3.Product([value, *(mix[a] for mix, a in zip(others, cell, strict=True))]) for value, cell in cells]
        return z3.Sum([z3.RealVal(0), *terms])

    def _rarer(self, orders: Sequence[Order]) -> Iterator[Any]:
        for mix, order in zip(self.mixes, orders, strict=True):
            for more, less in pairwise(order):
                yield from (mix[rare] <= self.e * mix[c] for c, rare in product(more, less))
