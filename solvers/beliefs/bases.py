"""All assessments that meet the conditions, basis by basis, as connected cells of exact points.

A basis is chosen from the last information sets to the first, so that what is not rational there is dropped with all
that could come before: as soon as a set and all sets below it have their supports, the polynomials of its rationality
are known, and a polynomial of one sign on the open box of probabilities settles the case. Of a complete basis,

* `consistent`: the basis is kept if a plausibility order gives it, with the binomial equations of `consistency`;
* `subgames`: Bayes' rule holds at every set reached with positive probability in some subgame;
* `path`: Bayes' rule holds at every set reached with positive probability.

What is left is a polynomial system in few unknowns, solved by the exact algebra of `n_player`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain, combinations, product
from time import monotonic
from typing import Literal

from solvers.beliefs.bayes_cells import with_beliefs
from solvers.beliefs.conditions import Conditions, Sides
from solvers.beliefs.consistency import Ratio, exponents, ratios, support_of
from solvers.beliefs.histories import Histories, Supports
from solvers.n_player.cells import Cell, cells_of
from solvers.n_player.splitting import OutOfTimeError, leaves, start
from solvers.n_player.support_system import box_sign

Rule = Literal["consistent", "subgames", "path"]
Strategies = Mapping[int, Sequence[Fraction]]


@dataclass
class Search:
    """What was found: the cells, how many bases were examined, excluded and solved, and those out of time."""

    cells: list[Cell] = field(default_factory=list)
    solved: int = 0
    refused: int = 0
    pruned: int = 0
    left: int = 0


@dataclass(frozen=True)
class _Partial:
    """Supports chosen so far, and the conditions of rationality, by information set."""

    actions: Mapping[int, tuple[int, ...]]
    nodes: Mapping[int, tuple[int, ...]]
    rational: Mapping[int, Sides]


def search(game: Histories, rule: Rule, deadline: float, fixed: Strategies | None = None) -> Search:
    """Return all assessments that are sequentially rational and obey the rule for beliefs.

    If `fixed`, only those with the given strategies.
    """
    out, conditions = Search(), Conditions(game, fixed or {})
    order = sorted(range(len(game.sizes)), key=lambda h: (len(game.below[h]), -h))
    for basis in _extended(conditions, order, _Partial({}, {}, {}), rule, out, deadline):
        _solve(conditions, basis, rule, out, deadline)
    return out


def _extended(
    conditions: Conditions, order: Sequence[int], partial: _Partial, rule: Rule, out: Search, deadline: float
) -> Iterator[_Partial]:
    """Yield the complete bases that survive the tests of each information set, later sets first."""
    if monotonic() > deadline:
        out.left += 1
        return
    if not order:
        yield partial
        return
    h = order[0]
    for actions, nodes in product(_action_supports(conditions, h), _node_supports(conditions, h)):
        longer = _tested(conditions, partial, h, actions, nodes, rule)
        if longer is None:
            out.pruned += 1
        else:
            yield from _extended(conditions, order[1:], longer, rule, out, deadline)


def _action_supports(conditions: Conditions, h: int) -> list[tuple[int, ...]]:
    if h in conditions.fixed:
        return [tuple(a for a, p in enumerate(conditions.fixed[h]) if p)]
    return _subsets(range(conditions.game.sizes[h]))


def _node_supports(conditions: Conditions, h: int) -> list[tuple[int, ...]]:
    game = conditions.game
    if len(conditions.fixed) == len(game.sizes):
        used = support_of([conditions.fixed[g] for g in range(len(game.sizes))])
        if reached := tuple(x for x, at in enumerate(game.nodes[h]) if at.within(used)):
            return [reached]
    return _subsets(range(len(game.nodes[h])))


def _subsets(items: Sequence[int]) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(items, k) for k in range(1, len(items) + 1)))


def _tested(
    conditions: Conditions, partial: _Partial, h: int, actions: tuple[int, ...], nodes: tuple[int, ...], rule: Rule
) -> _Partial | None:
    """Return the partial basis with one more set, None if some set whose continuation is complete is not rational."""
    chosen, below = {**partial.actions, h: actions}, conditions.game.below
    believed, rational = {**partial.nodes, h: nodes}, dict(partial.rational)
    for g in chosen:
        if h in below[g] | {g} and below[g] <= chosen.keys():
            rational[g] = conditions.rationality(g, chosen, believed[g], rule != "consistent")
            if any(map(box_sign, rational[g].zero)) or any(box_sign(p) == -1 for p in rational[g].weak):
                return None
    return _Partial(chosen, believed, rational)


def _solve(conditions: Conditions, basis: _Partial, rule: Rule, out: Search, deadline: float) -> None:
    sets = range(len(conditions.game.sizes))
    actions, nodes = tuple(basis.actions[h] for h in sets), tuple(basis.nodes[h] for h in sets)
    equations = belief_equations(conditions.game, actions, nodes, rule)
    if equations is None:
        out.refused += 1
        return
    basis_of = _Basis(conditions, actions, nodes, basis.rational, equations, rule)
    try:
        out.cells += basis_of.cells(deadline)
        out.solved += 1
    except OutOfTimeError:
        out.left += 1


@dataclass(frozen=True)
class _Basis:
    """A complete basis that the rule for beliefs allows, with its conditions."""

    conditions: Conditions
    actions: Supports
    nodes: Supports
    rational: Mapping[int, Sides]
    equations: Sequence[Ratio]
    rule: Rule

    def cells(self, deadline: float) -> list[Cell]:
        """Return the assessments; beliefs on the path are no unknowns if that makes all cells convex."""
        reached = () if self.conditions.fixed else self.reached
        if reached:
            found = self._solved(reached, deadline)
            if not any(cell.cylinders for cell in found):
                support = (*self.actions, *self.nodes)
                return [with_beliefs(self.conditions.game, cell, support, reached) for cell in found]
        return self._solved((), deadline)

    @property
    def reached(self) -> tuple[int, ...]:
        """The information sets with several nodes of positive probability."""
        on_path = (h for h, own in enumerate(self.conditions.game.nodes) if any(at.within(self.actions) for at in own))
        return tuple(h for h in on_path if len(self.nodes[h]) > 1)

    def _solved(self, reached: tuple[int, ...], deadline: float) -> list[Cell]:
        """Return the cells of the system in which the beliefs at the sets `reached` are not unknowns."""
        conditions, game = self.conditions, self.conditions.game
        plans = self.rule != "consistent"
        sides = [
            conditions.rationality(h, dict(enumerate(self.actions)), self.nodes[h], plans, True) if h in reached else s
            for h, s in self.rational.items()
        ]
        open_ = [ratio for ratio in self.equations if ratio[0][0][0] not in reached]
        found = (conditions.equation(ratio, self.actions, self.nodes) for ratio in open_)
        zero = [*(p for s in sides for p in s.zero), *(p for p in found if p is not None)]
        weak = [p for s in sides for p in s.weak]
        system = conditions.system(self.actions, self.nodes, zero, weak, reached)
        widths = [*game.sizes, *map(len, game.nodes)]
        return [c for leaf in leaves(start(system), deadline) for c in cells_of(leaf, widths, deadline)]


def belief_equations(game: Histories, actions: Supports, nodes: Supports, rule: Rule) -> list[Ratio] | None:
    """Return the equations that beliefs of a basis must satisfy; None if the basis breaks the rule."""
    if rule == "consistent":
        return None if exponents(game, actions, nodes) is None else ratios(game, actions, nodes)
    equations: list[Ratio] = []
    for h, own in enumerate(nodes):
        for start_of in game.starts[h] if rule == "subgames" else (0,):
            reached = tuple(x for x, at in enumerate(game.nodes[h]) if at.within(actions, start_of))
            if reached:
                if reached != own:
                    return None
                equations += [(((h, x, own[0]), 1),) for x in own[1:]]
                break
    return equations
