"""All pure subgame-perfect equilibria of a perfect-information tree, counted without being listed.

A pure equilibrium of the subtree at u picks one in the subtree after every action and an action that is
best there for the player of u. Equilibria with equal payoffs are alike for everybody above, so they are
counted by payoff vector: with N_a(w) those after action a that pay w, the ones at u that choose a and pay w
are N_a(w) times, for each other action b, the sum of N_b(w') over w' with w'_i <= w_i. The listing walks
the same counts and stops when enough are found.

Reference: Kuhn (1953), "Extensive games and the problem of information"; Selten (1965).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import prod

from games.forms.tree import Chance, GameTree, Leaf
from solvers.equilibrium import Component, Equilibria, Equilibrium
from solvers.trees.flat_tree import FlatTree, flatten

CONCEPT = "pure subgame-perfect equilibrium"
MAX_LISTED = 1000

Payoffs = tuple[Fraction, ...]
Counts = dict[Payoffs, int]
Wish = tuple[int, set[Payoffs]]
"""A node, and the payoff vectors one of which its subtree shall pay."""
Actions = dict[int, int]
"""The action index chosen at each decision of a subtree."""


@dataclass(frozen=True, repr=False)
class PureEquilibria(Equilibria):
    """Pure equilibria and how many there are, which may be more than are listed."""

    count: int = 0


def pure_subgame_perfect(tree: GameTree, limit: int = MAX_LISTED) -> PureEquilibria:
    """Return the pure subgame-perfect equilibria, at most `limit` of them, and their number.

    Raises NotCoveredError for imperfect information and for symbolic numbers.

    >>> from games.forms import decision, leaf
    >>> later = decision("A", {"x": leaf(0), "y": leaf(0)})
    >>> pure_subgame_perfect(GameTree(decision("A", {"l": leaf(1), "r": leaf(1), "s": later}), ("A",))).count
    4
    """
    flat = flatten(tree)
    counts = payoff_counts(flat)
    count = sum(counts[0].values())
    points = tuple(islice(equilibria(flat, counts), limit))
    why = f"{count} in all; each subgame was solved for every equilibrium below; mixed ones are not listed"
    if len(points) < count:
        why = f"the first {len(points)} of {why}"
    components = tuple(Component((point,)) for point in points)
    return PureEquilibria(tree, CONCEPT, components, len(points) == count, why, count)


def backward_induction_values(tree: GameTree) -> Counts:
    """Return the payoff vectors of pure subgame-perfect equilibria and how many equilibria pay each.

    Raises NotCoveredError for imperfect information and for symbolic numbers.
    """
    return dict(sorted(payoff_counts(flatten(tree))[0].items(), reverse=True))


def payoff_counts(flat: FlatTree) -> list[Counts]:
    """Return, for each node, how many pure equilibria of its subtree pay each payoff vector."""
    counts: list[Counts] = [{} for _ in flat.nodes]
    for v in reversed(range(len(flat.nodes))):
        node = flat.nodes[v]
        below = [counts[c] for c in flat.children[v]]
        if isinstance(node, Leaf):
            counts[v] = {node.payoffs: 1}
        elif isinstance(node, Chance):
            counts[v] = _average(node, below, flat.n_players)
        else:
            for a in range(len(below)):
                for w, n in _choosing(a, below, flat.mover[v]).items():
                    counts[v][w] = counts[v].get(w, 0) + n
    return counts


def _choosing(a: int, below: list[Counts], i: int) -> Counts:
    others = [counts for b, counts in enumerate(below) if b != a]
    ways = {w: n * prod(_at_most(counts, i, w[i]) for counts in others) for w, n in below[a].items()}
    return {w: n for w, n in ways.items() if n}


def _at_most(counts: Counts, i: int, payoff: Fraction) -> int:
    return sum(n for w, n in counts.items() if w[i] <= payoff)


def _average(node: Chance, below: list[Counts], n_players: int) -> Counts:
    total: Counts = {(Fraction(0),) * n_players: 1}
    for p, counts in zip(node.probabilities, below, strict=True):
        grown: Counts = {}
        for sofar, n in total.items():
            for w, m in counts.items():
                joint = tuple(x + p * y for x, y in zip(sofar, w, strict=True))
                grown[joint] = grown.get(joint, 0) + n * m
        total = grown
    return total


def equilibria(flat: FlatTree, counts: list[Counts]) -> Iterator[Equilibrium]:
    """Yield every pure equilibrium, those with equal payoffs together."""
    for payoffs in counts[0]:
        for actions in _plans(flat, counts, [(0, {payoffs})]):
            yield Equilibrium(_profile(flat, actions), payoffs)


def _plans(flat: FlatTree, counts: list[Counts], pending: list[Wish]) -> Iterator[Actions]:
    """Yield the plans of the pending subtrees in which each pays one of the payoff vectors wanted of it.

    Depth-first search without a dead end: only payoffs with a positive count are asked for.
    """
    stack: list[tuple[list[Wish], Actions]] = [(pending, {})]
    while stack:
        todo, actions = stack.pop()
        if not todo:
            yield actions
            continue
        (v, wanted), *rest = todo
        node = flat.nodes[v]
        if isinstance(node, Leaf):
            stack.append((rest, actions))
        elif isinstance(node, Chance):
            stack += [(parts + rest, actions) for parts in _event_wishes(flat, counts, v, node, wanted)]
        else:
            u = flat.decision[v]
            wishes = _action_wishes(flat, counts, v, wanted)
            stack += [(parts + rest, actions | {u: a}) for a, parts in wishes][::-1]


def _action_wishes(
    flat: FlatTree, counts: list[Counts], v: int, wanted: set[Payoffs]
) -> Iterator[tuple[int, list[Wish]]]:
    """Yield each action with what the subtrees must pay for it to be best and to pay a wanted vector."""
    i, children = flat.mover[v], flat.children[v]
    for a, child in enumerate(children):
        for w in wanted & _choosing(a, [counts[c] for c in children], i).keys():
            yield a, [(c, {w} if c == child else {x for x in counts[c] if x[i] <= w[i]}) for c in children]


def _event_wishes(
    flat: FlatTree, counts: list[Counts], v: int, node: Chance, wanted: set[Payoffs]
) -> Iterator[list[Wish]]:
    """Yield one payoff vector for every event, their mean being wanted."""
    zero = (Fraction(0),) * flat.n_players
    partial: list[tuple[Payoffs, list[Wish]]] = [(zero, [])]
    for p, child in zip(node.probabilities, flat.children[v], strict=True):
        partial = [
            (tuple(x + p * y for x, y in zip(sofar, w, strict=True)), [*parts, (child, {w})])
            for sofar, parts in partial
            for w in counts[child]
        ]
    yield from (parts for total, parts in partial if total in wanted)


def _profile(flat: FlatTree, actions: Actions) -> tuple[tuple[Fraction, ...], ...]:
    sizes = {flat.decision[v]: len(flat.children[v]) for v in range(len(flat.nodes)) if flat.decision[v] >= 0}
    return tuple(tuple(Fraction(int(a == actions[u])) for a in range(n)) for u, n in sorted(sizes.items()))
