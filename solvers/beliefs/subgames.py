"""Equilibria with beliefs subgame by subgame: a tree in parts, each much smaller than the whole.

An information set lies inside a proper subgame or outside it. So an assessment is consistent if and only if it is so
inside every subgame and, the subgames being replaced by what they pay, above them: trembles inside and above are free
of each other. The same holds for beliefs that follow from Bayes' rule wherever it applies in some subgame. And no plan
from above gains by what it does inside, for what is played there is an equilibrium of the subgame. Hence, with S_p the
assessments inside a subgame that pay p to those who move above it and U_p those above it where a leaf with p stands in
its place, the equilibria of the tree are

    union over p of U_p x S_p,

and its components are products of components, since no connected set has assessments of different p. A subgame is
taken out like this if those above get the same all over each component of its equilibria; else it stays in the tree.

Nature does not tremble: what follows an event of probability zero counts for nothing above, and a subgame that begins
there is solved by itself. Information sets that lie behind such events only and in no such subgame leave beliefs
undefined, and the tree is refused.

References: Selten (1965), for subgames; Kreps and Wilson (1982), for beliefs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import inf, prod
from time import monotonic
from typing import Protocol, TypeAlias

from games.errors import NotCoveredError
from games.forms.tree import Chance, GameTree, Leaf, Node, fold
from solvers.assessment import Assessments
from solvers.beliefs.products import Part, Solution
from solvers.equilibrium import Component, Strategy
from solvers.trees.flat_tree import FlatTree

MAX_CORNERS = 256
"""Combinations of strategies at which payoffs are compared to see whether a component pays the same all over."""
MAX_COMPONENTS = 2048
"""Components of one subgame."""
MOST = 1 / 3
"""The share of the time left that a proper subgame may take."""
LATE = "the time budget ended before all combinations of equilibria of subgames were tried"
MANY = f"more than {MAX_COMPONENTS} components in one subgame"
UNDEFINED = "beliefs behind an event of probability zero are undefined where no subgame begins there: leave it out"

Payoffs: TypeAlias = tuple[Fraction, ...]


class Solver(Protocol):
    """Returns the equilibria of a tree that are found in so many seconds, `inf` for no limit."""

    def __call__(self, tree: GameTree, seconds: float) -> Assessments:
        """Return the equilibria."""


@dataclass
class Subgames:
    """The subgames of a tree and their solutions, found from the last to the first.

    `found` has the components of every subgame, `classes` those by payoff where they can be taken out. `waiting`
    counts decisions in parts not yet solved, which share the time left; the part in hand has time `until`. `hard` are
    subgames that used it up in vain; what contains one is not tried apart. `whys` are the reasons given for the parts.
    """

    tree: GameTree
    flat: FlatTree
    roots: tuple[int, ...]
    solver: Solver
    deadline: float = inf
    found: dict[int, list[Solution]] = field(default_factory=dict)
    classes: dict[int, dict[Payoffs, list[Solution]]] = field(default_factory=dict)
    whys: dict[str, bool] = field(default_factory=dict)
    parts: int = 0
    until: float = inf
    hard: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ends = _ends(self.flat)
        self.never = _never(self.flat)
        self.waiting = sum(1 for h in self.flat.decision if h >= 0)
        self._check()

    @property
    def complete(self) -> bool:
        """Whether every part was solved completely."""
        return all(self.whys.values())

    def solve(self) -> list[Solution]:
        """Return the components of the whole tree."""
        for v in sorted({*self.roots, 0}, reverse=True):
            if v and any(v < w < self.ends[v] for w in self.hard):
                continue
            before = dict(self.whys)
            self.found[v] = list(self._limited(self._solutions(v)))
            self.classes[v] = self._sorted(v) if v else {}
            if v and not self.classes[v] and v not in self.never:
                self.whys = before
            if monotonic() > self.until and not self.classes[v]:
                self.hard.append(v)
        return self.found[0]

    def _check(self) -> None:
        """Refuse information sets behind events of probability zero only, unless in a subgame that begins there."""
        inside = {u for w in self.never if w in self.roots for u in range(w, self.ends[w])}
        off = {u for w in self.never for u in range(w, self.ends[w])}
        defined = {h for u, h in enumerate(self.flat.decision) if u not in off or u in inside}
        if any(h not in defined for h in self.flat.decision):
            raise NotCoveredError(UNDEFINED)

    def _limited(self, solutions: Iterator[Solution]) -> Iterator[Solution]:
        for k, solution in enumerate(solutions):
            if k == MAX_COMPONENTS:
                self.whys[MANY] = False
                return
            yield solution

    def _solutions(self, v: int) -> Iterator[Solution]:
        """Yield the components of a subgame, the smaller ones in it being solved."""
        inner, aside = list(self._removable(v)), list(self._aside(v))
        self._share(v, [*inner, *aside])
        options = [list(self.classes[w]) for w in inner]
        count = prod(map(len, options))
        for k, chosen in enumerate(product(*options)):
            seconds = inf if self.until == inf else (self.until - monotonic()) / (count - k)
            if seconds <= 0 and k:
                self.whys[LATE] = False
                return
            below = dict(zip(inner, chosen, strict=True))
            rest = [self.classes[w][p] for w, p in below.items()] + [self.found[w] for w in aside]
            for part in self._part(v, below, max(seconds, 0.0)):
                for own in product(*rest):
                    yield (part, *(each for solution in own for each in solution))

    def _share(self, v: int, taken: Sequence[int]) -> None:
        """Set the time for the part at a node: by the number of its decisions, the whole tree having most of it."""
        out = {u for w in taken for u in range(w, self.ends[w])}
        size = sum(1 for u in range(v, self.ends[v]) if self.flat.decision[u] >= 0 and u not in out)
        share, self.waiting = size / max(self.waiting, size, 1), self.waiting - size
        if self.deadline < inf:
            self.until = monotonic() + (min(share, MOST) if v else 1) * (self.deadline - monotonic())

    def _part(self, v: int, below: Mapping[int, Payoffs], seconds: float) -> Iterator[Part]:
        """Yield the components of the tree at a node with leaves in the place of the subgames taken out."""
        kept = list(self._kept(v, below))
        sets = tuple(dict.fromkeys(h for u in kept if (h := self.flat.decision[u]) >= 0))
        found = self.solver(GameTree(self._cut(v, below), self.tree.players), seconds)
        self.parts += 1
        self.whys[found.why] = found.complete and self.whys.get(found.why, True)
        places = tuple(
            tuple(k for k, u in enumerate(self._nodes(h)) if v <= u < self.ends[v] and u in set(kept)) for h in sets
        )
        yield from (Part(sets, places, component) for component in found.components)

    def _nodes(self, h: int) -> list[int]:
        return [u for u, own in enumerate(self.flat.decision) if own == h]

    def _kept(self, v: int, below: Mapping[int, Payoffs]) -> Iterator[int]:
        """Yield the nodes of a subgame outside of those taken out and of what never happens."""
        u = v
        while u < self.ends[v]:
            out = u in below or (u in self.never and u != v)
            if not out:
                yield u
            u = self.ends[u] if out else u + 1

    def _cut(self, v: int, below: Mapping[int, Payoffs]) -> Node:
        """Return the tree at a node with leaves for the subgames taken out, without what never happens."""
        at = iter(reversed(range(v, self.ends[v])))

        def short(node: Node, children: list[Node]) -> Node:
            u = next(at)
            if u in below:
                return Leaf(below[u])
            if isinstance(node, Leaf):
                return node
            return _without_zeros(replace(node, children=tuple(children)))

        return fold(self.flat.nodes[v], short)

    def _removable(self, v: int) -> Iterator[int]:
        """Yield the largest proper subgames that can be taken out of a subgame."""
        past = v + 1
        for w in self.roots:
            if past <= w < self.ends[v]:
                if w in self.never:
                    past = self.ends[w]
                elif self.classes.get(w):
                    past = self.ends[w]
                    yield w

    def _aside(self, v: int) -> Iterator[int]:
        """Yield the largest subgames that begin with what never happens."""
        past = v + 1
        for w in sorted(self.never):
            if past <= w < self.ends[v]:
                past = self.ends[w]
                if w in self.found:
                    yield w

    def _sorted(self, v: int) -> dict[Payoffs, list[Solution]]:
        """Return the solutions by their payoffs to those who move above; none if one does not pay the same all over."""
        classes: dict[Payoffs, list[Solution]] = {}
        for solution in self.found[v]:
            paid = self._paid(v, solution)
            if paid is None:
                return {}
            classes.setdefault(paid, []).append(solution)
        return classes

    def _paid(self, v: int, solution: Solution) -> Payoffs | None:
        """Return the payoffs to those who move above a node all over a component; None if they may differ."""
        rows = {h: own for part in solution for h, own in zip(part.sets, _rows(part.component), strict=True)}
        if prod(map(len, rows.values())) > MAX_CORNERS:
            return None
        if not all(isinstance(p, (int, Fraction)) for own in rows.values() for row in own for p in row):
            return None
        above, paid = self.flat.movers_above[v], set()
        for chosen in product(*rows.values()):
            values = self._values(v, dict(zip(rows, chosen, strict=True)))
            paid.add(tuple(u if i in above else Fraction(0) for i, u in enumerate(values)))
        return paid.pop() if len(paid) == 1 else None

    def _values(self, v: int, play: Mapping[int, Strategy]) -> list[Fraction]:
        """Return everybody's expected payoffs in a subgame."""
        done: dict[int, list[Fraction]] = {}
        for u in reversed(range(v, self.ends[v])):
            node, h = self.flat.nodes[u], self.flat.decision[u]
            if isinstance(node, Leaf):
                done[u] = [Fraction(value) for value in node.payoffs]
                continue
            weights = node.probabilities if isinstance(node, Chance) else play[h]
            below = [(w, done.pop(c)) for w, c in zip(weights, self.flat.children[u], strict=True)]
            done[u] = [sum((w * own[i] for w, own in below if w), Fraction(0)) for i in range(self.flat.n_players)]
        return done[v]


def _rows(component: Component) -> list[list[Strategy]]:
    """Return strategies at every information set whose mixtures hold all that the component has there."""
    columns = [list(dict.fromkeys(column)) for column in zip(*(p.profile for p in component.extreme), strict=True)]
    if component.dimension == 0 or component.subsets:
        return columns
    return [[tuple(Fraction(int(a == b)) for b in range(len(own[0]))) for a in range(len(own[0]))] for own in columns]


def _ends(flat: FlatTree) -> list[int]:
    """Return one past the last node below each node."""
    ends = list(range(1, len(flat.nodes) + 1))
    for v in reversed(range(len(flat.nodes))):
        if flat.children[v]:
            ends[v] = ends[flat.children[v][-1]]
    return ends


def _never(flat: FlatTree) -> frozenset[int]:
    """Return the nodes to which an event of probability zero leads."""
    chances = ((node, flat.children[v]) for v, node in enumerate(flat.nodes) if isinstance(node, Chance))
    return frozenset(c for node, below in chances for c, p in zip(below, node.probabilities, strict=True) if not p)


def _without_zeros(node: Node) -> Node:
    """Return a move by nature without the events of probability zero, any other node as it is."""
    if not isinstance(node, Chance):
        return node
    kept = [k for k, p in enumerate(node.probabilities) if p]
    children, labels = (tuple(own[k] for k in kept) for own in (node.children, node.actions))
    return Chance(children, labels, tuple(node.probabilities[k] for k in kept), node.label)  # type: ignore[arg-type]
