"""A tree as arrays: nodes in preorder, children by index, one number per information set.

Preorder puts children after their parent, so a backward pass over the indices is backward induction without
recursion; the information sets are numbered in the order in which a walk first meets them, as those of a `GameTree`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from games.errors import NotCoveredError
from games.forms.numbers import Number
from games.forms.tree import Chance, Decision, GameTree, Leaf, Node

Behaviour = Sequence[Sequence[Number]]
"""One probability vector per information set."""


@dataclass(frozen=True)
class FlatTree:
    """The arrays, indexed by node.

    `children` are node indices; `decision` is the information set of a node and `mover` its player, -1 for
    none; `movers_above` are the players who decide somewhere above it.
    """

    nodes: tuple[Node, ...]
    children: tuple[tuple[int, ...], ...]
    decision: tuple[int, ...]
    mover: tuple[int, ...]
    movers_above: tuple[frozenset[int], ...]
    n_players: int

    def payoffs(self, profile: Behaviour) -> tuple[Number, ...]:
        """Return everybody's expected payoff when every information set mixes as `profile` says."""
        values: dict[int, list[Number]] = {}
        for v in reversed(range(len(self.nodes))):
            node = self.nodes[v]
            if isinstance(node, Leaf):
                values[v] = list(node.payoffs)
                continue
            weights = node.probabilities if isinstance(node, Chance) else profile[self.decision[v]]
            below = [(w, values.pop(c)) for w, c in zip(weights, self.children[v], strict=True)]
            values[v] = [sum((w * u[j] for w, u in below if w), Fraction(0)) for j in range(self.n_players)]
        return tuple(values[0])


def flatten(tree: GameTree, need_exact: bool = True, need_perfect: bool = True) -> FlatTree:
    """Return the arrays of `tree`.

    Raises NotCoveredError for imperfect information and for symbolic numbers, unless these are not needed.
    """
    if need_perfect and not tree.perfect_information:
        raise NotCoveredError(
            "this solver needs perfect information; use `solve --concept nash` on the reduced normal form"
        )
    if need_exact and tree.kind != "exact":
        raise NotCoveredError("this solver needs numbers; for symbols use `subgame_perfect_outcomes`")
    nodes, children, above = _preorder(tree)
    mover = tuple(_mover(tree, node) for node in nodes)
    decision = tree.set_of
    below = tuple(map(tuple, children))
    return FlatTree(tuple(nodes), below, decision, mover, tuple(above), len(tree.players))


def _preorder(tree: GameTree) -> tuple[list[Node], list[list[int]], list[frozenset[int]]]:
    nodes: list[Node] = []
    children: list[list[int]] = []
    above: list[frozenset[int]] = []
    pending: list[tuple[Node, int, frozenset[int]]] = [(tree.root, -1, frozenset())]
    while pending:
        node, parent, movers = pending.pop()
        if parent >= 0:
            children[parent].append(len(nodes))
        if not isinstance(node, Leaf):
            below = movers | {_mover(tree, node)} if isinstance(node, Decision) else movers
            pending.extend((child, len(nodes), below) for child in reversed(node.children))
        nodes.append(node)
        children.append([])
        above.append(movers)
    return nodes, children, above


def _mover(tree: GameTree, node: Node) -> int:
    return tree.players.index(node.player) if isinstance(node, Decision) else -1
