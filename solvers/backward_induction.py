"""Backward induction over large trees given by arrays: one subgame-perfect equilibrium, and whether it is the only one.

From the last moves to the first, each decision takes the first child that is best for its player, and nature the mean.
One reduction a level does this for all nodes of that depth; trees that are deep rather than broad are walked node by
node. A decision is *tied* where another child is as good. If no decision is tied, the equilibrium is unique; with ties
`solvers.subgame_perfect` lists all equilibria of a tree that is not too large.

Integers and fractions are compared exactly. Floats are compared exactly where nature does not move; where it does, sums
carry rounding errors, and children within the bound depth x branching x 2^-52 x largest payoff count as tied.

Reference: Kuhn (1953), "Extensive games and the problem of information".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from games.forms.array_tree import NATURE, ArrayTree

__all__ = ["Induced", "backward_induction"]

LEAST_BREADTH = 200
"""Nodes a level on average from which a tree is solved level by level."""


@dataclass(frozen=True, eq=False)
class Induced:
    """What backward induction finds, by node.

    `values`, of shape (players, N), is what the subgame pays everybody; `choice`, of shape (N,), the child chosen, -1
    at leaves and moves of nature; `tied`, of shape (N,), where a decision had another child as good.
    """

    values: Any
    choice: Any
    tied: Any

    @property
    def payoffs(self) -> tuple[Any, ...]:
        """Everybody's payoff in the equilibrium."""
        return tuple(self.values[:, 0])

    @property
    def unique(self) -> bool:
        """Whether it is known to be the only subgame-perfect equilibrium."""
        return not self.tied.any()


def backward_induction(tree: ArrayTree) -> Induced:
    """Return a subgame-perfect equilibrium of a tree given by arrays.

    >>> tree = ArrayTree(parent=[-1, 0, 0, 2, 2], player=[0, 0, 1, 0, 0], payoffs=[[0, 1, 0, 2, 0], [0, 1, 0, 1, 3]])
    >>> found = backward_induction(tree)
    >>> [int(u) for u in found.payoffs], found.choice.tolist(), found.unique
    ([1, 1], [1, -1, 4, -1, -1], True)
    """
    floats = tree.payoffs.dtype.kind == "f" or (tree.probability is not None and tree.probability.dtype.kind == "f")
    kind = np.float64 if len(tree.events) and floats else tree.payoffs.dtype
    values = tree.payoffs.astype(object if len(tree.events) and not floats else kind)
    found = Induced(values, np.full(tree.size, -1), np.zeros(tree.size, dtype=bool))
    slack = _slack(tree, values) if floats and len(tree.events) else 0
    levels = int(tree.depth.max())
    if levels * LEAST_BREADTH <= tree.size:
        _by_level(tree, found, slack)
    elif len(tree.events):
        _by_node(tree, found, slack)
    else:
        _by_outcome(tree, found)
    return found


def _slack(tree: ArrayTree, values: Any) -> float:
    """Return a bound on the difference of two equal values after rounding."""
    most = int(np.bincount(tree.parent[1:]).max())
    largest = float(np.abs(values[:, tree.is_leaf]).max())
    return 2 * (int(tree.depth.max()) + 1) * (most + 1) * 2.0**-52 * largest


def _by_level(tree: ArrayTree, found: Induced, slack: Any) -> None:
    order = np.argsort(tree.parent, kind="stable")
    order = order[np.argsort(tree.depth[order], kind="stable")]
    ends = np.cumsum(np.bincount(tree.depth))
    for low, high in zip(ends[-2::-1], ends[:0:-1], strict=True):
        children = order[low:high]
        natural = tree.player[tree.parent[children]] == NATURE
        _average(tree, found, children[natural])
        _choose(tree, found, children[~natural], slack)


def _average(tree: ArrayTree, found: Induced, children: Any) -> None:
    """Give every parent of `children`, which come parent by parent, the mean of their values."""
    if len(children):
        parents, starts = _groups(tree, children)
        weighted = found.values[:, children] * tree.probability[children]
        found.values[:, parents] = np.add.reduceat(weighted, starts, axis=1)


def _choose(tree: ArrayTree, found: Induced, children: Any, slack: Any) -> None:
    """Give every parent of `children` the values of the first child that is best for its player."""
    if not len(children):
        return
    parents, starts = _groups(tree, children)
    group = np.repeat(np.arange(len(starts)), np.diff([*starts, len(children)]))
    own = found.values[tree.player[parents][group], children]
    top = np.maximum.reduceat(own, starts)[group]
    winners = np.flatnonzero(own == top)
    _, first = np.unique(group[winners], return_index=True)
    chosen = children[winners[first]]
    found.choice[parents] = chosen
    found.values[:, parents] = found.values[:, chosen]
    found.tied[parents] = np.add.reduceat((own >= top - slack).astype(np.int64), starts) > 1


def _groups(tree: ArrayTree, children: Any) -> tuple[Any, Any]:
    """Return the parents, each once, and where the children of each begin."""
    above = tree.parent[children]
    starts = np.flatnonzero(np.diff(above, prepend=-1))
    return above[starts], starts


def _by_outcome(tree: ArrayTree, found: Induced) -> None:
    """Do the same node by node, from the last to the first, where only players move: a leaf is all a node leads to."""
    parent, player = tree.parent.tolist(), tree.player.tolist()
    payoffs = [row.tolist() for row in found.values]
    outcome, choice, tied = list(range(tree.size)), [-1] * tree.size, [False] * tree.size
    for v in range(tree.size - 1, 0, -1):
        u, leaf = parent[v], outcome[v]
        if choice[u] >= 0:
            own = payoffs[player[u]]
            gap = own[leaf] - own[outcome[u]]
            if gap < 0:
                continue
            tied[u] = gap == 0
        outcome[u], choice[u] = leaf, v
    found.values[:] = found.values[:, outcome]
    found.choice[:], found.tied[:] = choice, tied


def _by_node(tree: ArrayTree, found: Induced, slack: Any) -> None:
    """Do the same node by node where nature moves as well."""
    parent, player = tree.parent.tolist(), tree.player.tolist()
    chance = None if tree.probability is None else tree.probability.tolist()
    values: list[list[Any]] = found.values.T.tolist()
    choice, tied = found.choice.tolist(), found.tied.tolist()
    for v, natural in enumerate((tree.player == NATURE) & ~tree.is_leaf):
        if natural:
            values[v] = [0] * len(tree.payoffs)
    for v in range(tree.size - 1, 0, -1):
        u = parent[v]
        i = player[u]
        if i == NATURE:
            assert chance is not None
            values[u] = [sofar + chance[v] * value for sofar, value in zip(values[u], values[v], strict=True)]
            continue
        gap = values[v][i] - values[u][i] if choice[u] >= 0 else None
        tied[u] = (tied[u] and (gap is None or gap <= slack)) or (gap is not None and -slack <= gap <= slack)
        if gap is None or gap >= 0:
            values[u], choice[u] = values[v], v
    found.values[:] = np.array(values, dtype=found.values.dtype).T
    found.choice[:], found.tied[:] = choice, tied
