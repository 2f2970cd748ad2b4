"""What an assessment must satisfy, as polynomials in the probabilities of a basis.

The unknowns are the probabilities of actions and of nodes; of those that are positive the first is one minus the
others. At an information set h with belief mu, action a pays its player

    V(a | h) = sum over nodes x of mu(x) times the expected payoff from x on after a,

a polynomial that is linear in mu and in the strategy at every later set. Sequential rationality asks that all actions
used have the same V and no other a greater one; against *plans*, ways to play h and all later sets of the same player,
where beliefs are not known to be consistent (otherwise one deviation at a time is enough: Hendon, Jacobsen and Sloth
1996, "The one-shot-deviation principle for sequential rationality").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import gcd, lcm, prod
from typing import Any, NamedTuple, TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from games.forms.tree import Chance, Leaf
from solvers.beliefs.consistency import Pair, Ratio
from solvers.beliefs.histories import Histories, History, Move, Supports
from solvers.n_player.bernstein import Poly
from solvers.n_player.support_system import System, box_sign, context_of

Expression: TypeAlias = Any  # fmpq_mpoly


class Sides(NamedTuple):
    """Polynomials that must vanish, and polynomials that must not be negative."""

    zero: tuple[Poly, ...]
    weak: tuple[Poly, ...]

    @property
    def is_impossible(self) -> bool:
        """Whether one of them has a sign on the open box of probabilities that it must not have."""
        return any(map(box_sign, self.zero)) or any(box_sign(p) == -1 for p in self.weak)


@dataclass(frozen=True)
class Conditions:
    """The polynomials of a game. `fixed` are strategies that are given, by information set, and not unknown."""

    game: Histories
    fixed: Mapping[int, Sequence[Fraction]] = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        game = self.game
        unknowns = [(h, a) for h, size in enumerate(game.sizes) for a in range(size)]
        unknowns += [(len(game.sizes) + h, x) for h, own in enumerate(game.nodes) for x in range(len(own))]
        names = tuple(f"v{k}" for k in range(len(unknowns)))
        self.memo["context"] = context = fmpq_mpoly_ctx.get(names, Ordering.degrevlex)
        self.memo["gens"] = dict(zip(unknowns, context.gens(), strict=True))

    def constant(self, value: Fraction | int) -> Expression:
        """Return a number as a polynomial."""
        return self.memo["context"].constant(fmpq(Fraction(value).numerator, Fraction(value).denominator))

    def weight(self, row: int, k: int, support: Sequence[int]) -> Expression:
        """Return the probability of action k at a set (rows from 0), or of node k (rows after those)."""
        if row in self.fixed:
            return self.constant(self.fixed[row][k])
        if k not in support:
            return self.constant(0)
        rest = [self.memo["gens"][row, other] for other in support[1:]]
        return self.memo["gens"][row, k] if k != support[0] else self.constant(1) - sum(rest, self.constant(0))

    def value(
        self, node: int, player: int, actions: Mapping[int, tuple[int, ...]], plan: Mapping[int, int]
    ) -> Expression:
        """Return a player's expected payoff from a node on; `plan` overrides the strategy at some of her sets."""
        key = (node, player, tuple((h, actions[h], plan.get(h)) for h in self._after(node)))
        if key not in self.memo:
            self.memo[key] = self._value(node, player, actions, plan)
        return self.memo[key]

    def _value(
        self, v: int, player: int, actions: Mapping[int, tuple[int, ...]], plan: Mapping[int, int]
    ) -> Expression:
        flat = self.game.flat
        node, children, h = flat.nodes[v], flat.children[v], flat.decision[v]
        if isinstance(node, Leaf):
            return self.constant(node.payoffs[player])
        if h in plan:
            return self.value(children[plan[h]], player, actions, plan)
        if isinstance(node, Chance):
            weights = [self.constant(p) for p in node.probabilities]
        else:
            weights = [self.weight(h, a, actions[h]) for a in range(len(children))]
        used = ((w, child) for w, child in zip(weights, children, strict=True) if len(w))
        return sum((w * self.value(child, player, actions, plan) for w, child in used), self.constant(0))

    def _after(self, node: int) -> tuple[int, ...]:
        """Return the information sets at and below a node."""
        key = ("after", node)
        if key not in self.memo:
            flat = self.game.flat
            found = {flat.decision[node]} - {-1}
            self.memo[key] = tuple(sorted(found.union(*(self._after(c) for c in flat.children[node]))))
        answer: tuple[int, ...] = self.memo[key]
        return answer

    def worth(self, h: int, a: int, actions: Mapping[int, tuple[int, ...]], weights: Mapping[int, Expression],
              plan: Mapping[int, int]) -> Expression:  # fmt: skip
        """Return V(a | h) for weights of the nodes."""
        game = self.game
        ends = {x: game.flat.children[game.nodes[h][x].node][a] for x in weights}
        parts = (w * self.value(ends[x], game.players[h], actions, plan) for x, w in weights.items())
        return sum(parts, self.constant(0))

    def rationality(
        self, h: int, actions: Mapping[int, tuple[int, ...]], nodes: Sequence[int], plans: bool, reached: bool = False
    ) -> Sides:
        """Return what must vanish and what must not be negative at one information set.

        If `reached`, beliefs are in proportion to the probabilities of the nodes, which then stand in their place.
        """
        if reached:
            return self._rationality(h, actions, self._reach(h, nodes, actions), plans)
        key = ("rational", h, tuple(nodes), plans, self._later(h, actions))
        if key not in self.memo:
            weights = {x: self.weight(len(self.game.sizes) + h, x, nodes) for x in nodes}
            self.memo[key] = self._rationality(h, actions, weights, plans)
        answer: Sides = self.memo[key]
        return answer

    def _rationality(
        self, h: int, actions: Mapping[int, tuple[int, ...]], weights: Mapping[int, Expression], plans: bool
    ) -> Sides:
        values = [self.worth(h, a, actions, weights, {}) for a in range(self.game.sizes[h])]
        used = actions[h]
        zero = [values[a] - values[used[0]] for a in used[1:]]
        weak = [values[used[0]] - values[a] for a in range(len(values)) if a not in used]
        if plans:
            rows = (self.worth(h, plan[h], actions, weights, plan) for plan in self._plans(h) if len(plan) > 1)
            weak += [values[used[0]] - row for row in rows]
        return Sides(tuple(integral(p) for p in zero if len(p)), tuple(integral(p) for p in weak if len(p)))

    def _later(self, h: int, actions: Mapping[int, tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
        """Return the supports at an information set and at all that can follow it."""
        return tuple(actions[g] for g in (h, *sorted(self.game.below[h])))

    def is_beaten(self, h: int, actions: Mapping[int, tuple[int, ...]]) -> bool:
        """Whether some action gains over one in use at every node of an information set, or a used one does worse."""
        key = ("beaten", h, self._later(h, actions))
        if key not in self.memo:
            self.memo[key] = self._is_beaten(h, actions)
        return bool(self.memo[key])

    def _is_beaten(self, h: int, actions: Mapping[int, tuple[int, ...]]) -> bool:
        used, below = actions[h], [self.game.flat.children[at.node] for at in self.game.nodes[h]]
        player = self.game.players[h]
        for a in (a for a in range(self.game.sizes[h]) if a != used[0]):
            gains = (self.value(c[a], player, actions, {}) - self.value(c[used[0]], player, actions, {}) for c in below)
            signs = {box_sign(integral(gain)) for gain in gains}
            if signs == {1} or (a in used and signs == {-1}):
                return True
        return False

    def _reach(self, h: int, nodes: Sequence[int], actions: Mapping[int, tuple[int, ...]]) -> dict[int, Expression]:
        """Return the probabilities of nodes, without the moves that all of them share."""
        shared = set.intersection(*(set(self.game.nodes[h][x].moves) for x in nodes))
        return {x: self._product(self.game.nodes[h][x], shared, actions) for x in nodes}

    def _product(self, at: History, shared: set[Move], actions: Mapping[int, tuple[int, ...]] | Supports) -> Expression:
        """Return the probability of the moves made on the way to a node, without shared and unused ones."""
        made = (self.weight(g, a, actions[g]) for g, a in at.moves if (g, a) not in shared and a in actions[g])
        return prod(made, start=self.constant(at.chance))

    def _plans(self, h: int) -> Iterator[dict[int, int]]:
        """Yield the ways to play a set and those later sets of the same player that she can then reach.

        Later sets of one node are left out, with all that follows them: what is best there does not depend on beliefs.
        """
        for a in range(self.game.sizes[h]):
            options = [list(self._plans(g)) for g in self._next(h, a) if len(self.game.nodes[g]) > 1]
            for chosen in product(*options):
                yield {h: a} | {g: b for plan in chosen for g, b in plan.items()}

    def _next(self, h: int, a: int) -> list[int]:
        """Return the sets of the same player that come next after an action."""
        key = ("next", h, a)
        if key not in self.memo:
            own = [g for g in self.game.below[h] if self.game.players[g] == self.game.players[h]]
            made = {g: [m for m in self.game.nodes[g][0].moves if self.game.players[m[0]] == self.game.players[h]]
                    for g in own}  # fmt: skip
            self.memo[key] = [g for g in own if made[g][-1] == (h, a)]
        found: list[int] = self.memo[key]
        return found

    def equation(self, ratio: Ratio, actions: Supports, nodes: Supports) -> Poly | None:
        """Return the product of (mu(x) P(y) / (mu(y) P(x)))^power minus 1 without denominators; None if it is 0."""
        sides = [self.constant(1), self.constant(1)]
        for pair, power in ratio:
            for side, term in enumerate(self._sides(pair, actions, nodes)):
                sides[side if power > 0 else 1 - side] *= term ** abs(power)
        difference = sides[0] - sides[1]
        return integral(difference) if len(difference) else None

    def _sides(self, pair: Pair, actions: Supports, nodes: Supports) -> tuple[Expression, Expression]:
        """Return mu(x) P(y) and mu(y) P(x), without the moves the two nodes share."""
        h, x, y = pair
        first, second = self.game.nodes[h][x], self.game.nodes[h][y]
        row, shared = len(self.game.sizes) + h, set(first.moves) & set(second.moves)
        return (
            self.weight(row, x, nodes[h]) * self._product(second, shared, actions),
            self.weight(row, y, nodes[h]) * self._product(first, shared, actions),
        )

    def system(
        self, actions: Supports, nodes: Supports, zero: Sequence[Poly], weak: Sequence[Poly], reached: Sequence[int]
    ) -> System:
        """Return the system of a basis in its own unknowns, positive probabilities included.

        Strategies that are given, and beliefs at the sets `reached`, stand in it as their first action or node.
        """
        known = {*self.fixed, *(len(actions) + h for h in reached)}
        rows = tuple(own[:1] if i in known else own for i, own in enumerate((*actions, *nodes)))
        variables = tuple((i, k) for i, own in enumerate(rows) for k in range(1, len(own)))
        place = {gen: k for k, gen in enumerate(self.memo["gens"])}
        columns = [place[i, rows[i][k]] for i, k in variables]
        context = context_of(len(variables))

        def moved(poly: Poly) -> Poly:
            width = range(max(1, len(variables)))
            return context.from_dict(
                {tuple(e[columns[k]] if k < len(columns) else 0 for k in width): c for e, c in poly.to_dict().items()}
            )

        weights = (self.weight(i, k, own) for i, own in enumerate(rows) if i not in known for k in own)
        positive = tuple(moved(integral(w)) for w in weights if not w.is_constant())
        return System(rows, variables, context, tuple(map(moved, zero)), positive, tuple(map(moved, weak)))


def integral(poly: Expression) -> Poly:
    """Return the positive multiple of a rational polynomial that has coprime integer coefficients."""
    terms = poly.to_dict()
    scale = lcm(*(int(c.q) for c in terms.values()))
    whole = {e: int((c * scale).p) for e, c in terms.items()}
    common = gcd(*whole.values()) or 1
    return context_of(poly.context().nvars()).from_dict({e: c // common for e, c in whole.items()})
