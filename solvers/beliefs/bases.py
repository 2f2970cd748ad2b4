"""All assessments that meet the conditions, basis by basis, as connected cells of exact points.

Supports of strategies are chosen first, from the last information sets to the first, those with the fewest actions
first: what is found before the time ends are the pure equilibria, then those in which one more action is used, and so
on. What an action gains over another
at a node is a polynomial in the strategies that follow; once those have their supports, an action that gains at every
node, whatever the belief, closes the branch. Then the supports of beliefs: where an information set is reached they are
given; elsewhere those are kept for which the polynomials of rationality do not have a sign that excludes them. Of what
remains,

* `consistent`: the basis is kept if a plausibility order gives it, with the binomial equations of `consistency`;
* `subgames`: Bayes' rule holds at every set reached with positive probability in some subgame;
* `path`: Bayes' rule holds at every set reached with positive probability.

Each basis left is a polynomial system in few unknowns, solved by the exact algebra of `n_player`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heappop, heappush
from itertools import chain, combinations, count
from time import monotonic
from typing import Literal

from solvers.beliefs.bayes_cells import with_beliefs
from solvers.beliefs.conditions import Conditions, Sides
from solvers.beliefs.consistency import Ratio, exponents, ratios
from solvers.beliefs.histories import Histories, Supports
from solvers.n_player.cells import Cell, cells_of
from solvers.n_player.splitting import OutOfTimeError, leaves, start

Rule = Literal["consistent", "subgames", "path"]
Strategies = Mapping[int, Sequence[Fraction]]
Actions = Mapping[int, tuple[int, ...]]
"""The actions used at some of the information sets."""


@dataclass
class Search:
    """What was found: the cells, how many branches were closed, bases refused and solved, and those out of time."""

    cells: list[Cell] = field(default_factory=list)
    solved: int = 0
    refused: int = 0
    pruned: int = 0
    left: int = 0


def search(game: Histories, rule: Rule, deadline: float, fixed: Strategies | None = None) -> Search:
    """Return all assessments that are sequentially rational and obey the rule for beliefs.

    If `fixed`, only those with the given strategies.
    """
    out, conditions = Search(), Conditions(game, fixed or {})
    order = sorted(range(len(game.sizes)), key=lambda h: (len(game.below[h]), -h))
    for chosen in _strategies(conditions, order, out, deadline):
        actions = tuple(chosen[h] for h in range(len(game.sizes)))
        for nodes, rational in _beliefs(conditions, actions, rule, out, deadline):
            _solve(_Basis(conditions, actions, nodes, rational, rule), out, deadline)
    return out


def _strategies(conditions: Conditions, order: Sequence[int], out: Search, deadline: float) -> Iterator[Actions]:
    """Yield the supports of all strategies that no action beats at every node: pure ones first, then by their size.

    Later information sets are chosen first, so that what follows an information set is known when it is chosen.
    """
    pending: list[tuple[int, int, int, Actions]] = [(0, 0, 0, {})]
    born = count(1)
    while pending:
        if monotonic() > deadline:
            out.left += len(pending)
            return
        extra, undone, _, chosen = heappop(pending)
        if -undone == len(order):
            yield chosen
            continue
        h = order[-undone]
        for actions in _action_supports(conditions, h):
            longer = {**chosen, h: actions}
            if any(conditions.is_beaten(g, longer) for g in _settled(conditions.game, h, longer)):
                out.pruned += 1
            else:
                heappush(pending, (extra + len(actions) - 1, undone - 1, next(born), longer))


def _settled(game: Histories, h: int, chosen: Actions) -> list[int]:
    """Return the information sets all of whose continuation is chosen, but was not without h."""
    return [g for g in chosen if h in game.below[g] | {g} and game.below[g] <= chosen.keys()]


def _action_supports(conditions: Conditions, h: int) -> list[tuple[int, ...]]:
    if h in conditions.fixed:
        return [tuple(a for a, p in enumerate(conditions.fixed[h]) if p)]
    return subsets(range(conditions.game.sizes[h]))


def _beliefs(
    conditions: Conditions, actions: Supports, rule: Rule, out: Search, deadline: float
) -> Iterator[tuple[Supports, tuple[Sides, ...]]]:
    """Yield the supports of beliefs that the rule allows, with the conditions of rationality."""
    game, known = conditions.game, dict(enumerate(actions))
    kept: list[list[tuple[tuple[int, ...], Sides]]] = []
    for h in range(len(game.sizes)):
        kept.append([])
        for own in _node_supports(game, h, actions, rule):
            if monotonic() > deadline:
                out.left += 1
                return
            sides = conditions.rationality(h, known, own, rule != "consistent")
            kept[-1] += [(own, sides)] * (not sides.is_impossible)
            out.pruned += sides.is_impossible
        if not kept[-1]:
            return
    allowed = [[own for own, _ in options] for options in kept]
    for nodes in _combined(game, actions, rule, allowed, (), out, deadline):
        yield nodes, tuple(dict(options)[own] for options, own in zip(kept, nodes, strict=True))


def _node_supports(game: Histories, h: int, actions: Supports, rule: Rule) -> list[tuple[int, ...]]:
    """Return the possible supports of the belief at an information set: one if Bayes' rule applies, else all."""
    for start_of in game.starts[h] if rule == "subgames" else (0,):
        if reached := tuple(x for x, at in enumerate(game.nodes[h]) if at.within(actions, start_of)):
            return [reached]
    return subsets(range(len(game.nodes[h])))


def _combined(
    game: Histories,
    actions: Supports,
    rule: Rule,
    options: Sequence[list[tuple[int, ...]]],
    nodes: Supports,
    out: Search,
    deadline: float,
) -> Iterator[Supports]:
    """Yield the combinations that have a plausibility order, if the rule asks for one, set by set."""
    if monotonic() > deadline:
        out.left += 1
        return
    if len(nodes) == len(options):
        yield nodes
        return
    for own in options[len(nodes)]:
        longer = (*nodes, own)
        if rule == "consistent" and len(game.nodes[len(nodes)]) > 1 and exponents(game, actions, longer) is None:
            out.refused += 1
        else:
            yield from _combined(game, actions, rule, options, longer, out, deadline)


def subsets(items: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the non-empty subsets.

    >>> subsets(range(2))
    [(0,), (1,), (0, 1)]
    """
    return list(chain.from_iterable(combinations(items, k) for k in range(1, len(items) + 1)))


def _solve(basis: _Basis, out: Search, deadline: float) -> None:
    try:
        out.cells += basis.cells(deadline)
        out.solved += 1
    except OutOfTimeError:
        out.left += 1


@dataclass(frozen=True)
class _Basis:
    """A complete basis that the rule for beliefs allows, with its conditions."""

    conditions: Conditions
    actions: Supports
    nodes: Supports
    rational: tuple[Sides, ...]
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

    @property
    def equations(self) -> list[Ratio]:
        """The equations between beliefs: of consistency, or Bayes' rule at the information sets where it applies."""
        game = self.conditions.game
        if self.rule == "consistent":
            return ratios(game, self.actions, self.nodes)
        ruled = (h for h in range(len(self.nodes)) if len(_node_supports(game, h, self.actions, self.rule)) == 1)
        return [(((h, x, self.nodes[h][0]), 1),) for h in ruled for x in self.nodes[h][1:]]

    def _solved(self, reached: tuple[int, ...], deadline: float) -> list[Cell]:
        """Return the cells of the system in which the beliefs at the sets `reached` are not unknowns."""
        conditions, game = self.conditions, self.conditions.game
        plans = self.rule != "consistent"
        sides = [
            conditions.rationality(h, dict(enumerate(self.actions)), self.nodes[h], plans, True) if h in reached else s
            for h, s in enumerate(self.rational)
        ]
        open_ = [ratio for ratio in self.equations if ratio[0][0][0] not in reached]
        found = (conditions.equation(ratio, self.actions, self.nodes) for ratio in open_)
        zero = [*(p for s in sides for p in s.zero), *(p for p in found if p is not None)]
        weak = [p for s in sides for p in s.weak]
        system = conditions.system(self.actions, self.nodes, zero, weak, reached)
        widths = [*game.sizes, *map(len, game.nodes)]
        return [c for leaf in leaves(start(system), deadline) for c in cells_of(leaf, widths, deadline)]
