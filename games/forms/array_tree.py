"""Trees of perfect information given by arrays, for sizes at which one object a node is too much.

Nodes are numbered so that a parent comes before its children; node 0 is the root, and a node without children is a
leaf. Every row of an array is a node: its parent, who moves there, the probability of the event that leads to it when
nature moves at its parent, and everybody's payoffs, which count at leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from games.errors import FormError
from games.forms.tree import Chance, Decision, GameTree, Leaf, children_of

NATURE = -1
TOLERANCE = 1e-9
"""How far the sum of float probabilities may be from one."""


@dataclass(frozen=True, eq=False)
class ArrayTree:
    """A tree of perfect information with N nodes and n players.

    `parent`, of shape (N,), holds the number of the parent, -1 for node 0; `player`, of shape (N,), who moves: 0..n-1,
    or -1 for nature; at leaves it is not read. `payoffs` has shape (n, N), `probability` shape (N,); it may be left
    out if nature never moves. Payoffs may be integers, floats, or objects such as fractions.

    Raises FormError where the arrays do not fit together.

    >>> tree = ArrayTree(parent=[-1, 0, 0, 2, 2], player=[0, 0, 1, 0, 0], payoffs=[[0, 1, 0, 2, 0], [0, 1, 0, 1, 3]])
    >>> tree.is_leaf.tolist()
    [False, True, False, True, True]
    """

    parent: Any
    player: Any
    payoffs: Any
    probability: Any = None

    def __post_init__(self) -> None:
        parent, player = (np.asarray(array, dtype=np.int64) for array in (self.parent, self.player))
        payoffs = np.asarray(self.payoffs)
        if parent.ndim != 1 or not len(parent) or player.shape != parent.shape:
            raise FormError(f"parent of shape {parent.shape} and player of shape {player.shape}; accepted: both (N,)")
        if payoffs.ndim != 2 or payoffs.shape[1] != len(parent) or not len(payoffs):
            raise FormError(f"payoffs of shape {payoffs.shape}; accepted: (players, {len(parent)})")
        for name, array in (("parent", parent), ("player", player), ("payoffs", payoffs)):
            object.__setattr__(self, name, array)
        self._check_parents()
        self._check_players()
        self._check_probabilities()

    def _check_parents(self) -> None:
        wrong = np.flatnonzero((self.parent >= np.arange(self.size)) | (self.parent < 0))
        if self.parent[0] != -1 or len(wrong) > 1:
            where = 0 if self.parent[0] != -1 else int(wrong[1])
            raise FormError(
                f"node {where} has parent {self.parent[where]}; accepted: -1 at node 0, else an earlier node"
            )

    def _check_players(self) -> None:
        moves = ~self.is_leaf
        wrong = np.flatnonzero(moves & ((self.player < NATURE) | (self.player >= len(self.payoffs))))
        if len(wrong):
            raise FormError(f"node {wrong[0]}: player {self.player[wrong[0]]}; accepted: -1 to {len(self.payoffs) - 1}")
        if self.payoffs.dtype.kind == "f" and not np.isfinite(self.payoffs[:, self.is_leaf]).all():
            raise FormError("payoffs of leaves must be finite")

    def _check_probabilities(self) -> None:
        events = self.events
        if self.probability is None:
            if len(events):
                raise FormError("nature moves: give the probability of every event")
            return
        probability = np.asarray(self.probability)
        if probability.shape != self.parent.shape:
            raise FormError(f"probability of shape {probability.shape}; accepted: {self.parent.shape}")
        object.__setattr__(self, "probability", probability)
        total = np.zeros(self.size, dtype=probability.dtype)
        np.add.at(total, self.parent[events], probability[events])
        wrong = np.flatnonzero((self.player == NATURE) & ~self.is_leaf & ~(abs(total - 1) <= TOLERANCE))
        if len(wrong) or (probability[events] < 0).any():
            raise FormError("probabilities of nature's events must be non-negative and sum to 1 at every node")

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.parent)

    @cached_property
    def is_leaf(self) -> Any:
        """Which nodes have no children."""
        return np.bincount(self.parent[1:], minlength=self.size) == 0

    @property
    def events(self) -> Any:
        """The nodes that a move of nature leads to."""
        return 1 + np.flatnonzero(self.player[self.parent[1:]] == NATURE)

    @cached_property
    def depth(self) -> Any:
        """The number of moves from the root to each node, by pointer doubling."""
        above, depth = np.maximum(self.parent, 0), (self.parent >= 0).astype(np.int64)
        while above.any():
            depth += depth[above]
            above = above[above]
        return depth

    @classmethod
    def from_tree(cls, tree: GameTree) -> ArrayTree:
        """Return the arrays of a tree of perfect information, nodes in the order of its walk.

        Raises FormError for imperfect information.
        """
        if not tree.perfect_information:
            raise FormError("arrays hold trees of perfect information only")
        parents, chances, pending = [], [], [(-1, 1)]
        for v, node in enumerate(tree.nodes):
            parent, chance = pending.pop()
            parents.append(parent)
            chances.append(chance)
            moves = node.probabilities if isinstance(node, Chance) else (1,) * len(children_of(node))
            pending += [(v, p) for p in reversed(moves)]
        players = [tree.players.index(n.player) if isinstance(n, Decision) else NATURE for n in tree.nodes]
        none = (0,) * len(tree.players)
        payoffs = [node.payoffs if isinstance(node, Leaf) else none for node in tree.nodes]
        table = np.array(payoffs, dtype=object).reshape(len(payoffs), len(none)).T
        return cls(parents, players, table, np.array(chances, dtype=object))
