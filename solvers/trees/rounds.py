"""Proper subgames, and what is left of one when the smaller subgames in it are cut away.

A node starts a *subgame* if every information set that meets the tree below lies entirely in it (Selten 1965; chance
moves may start one too). A *round* is the tree from such a node down to the next nodes that start subgames, its
*ends*. A profile is subgame perfect exactly when in every round nobody gains by another strategy in that round, given
the payoffs at its ends: the rounds below are played as the profile says.

Within a round, a player's information sets are ordered by her sequences (`plans`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from games.errors import NotCoveredError
from games.forms.tree import Chance, Decision
from solvers.trees.flat_tree import FlatTree
from solvers.trees.plans import Plans


class End(NamedTuple):
    """Where a round ends: the node, the probability that chance allows it, the sequence of every player."""

    node: int
    chance: Fraction
    sequences: tuple[int, ...]


@dataclass(frozen=True)
class Round:
    """The tree between the root of a subgame and the smaller subgames in it."""

    root: int
    plans: tuple[Plans, ...]
    ends: tuple[End, ...]

    @property
    def movers(self) -> tuple[int, ...]:
        """The players who decide in it."""
        return tuple(i for i, own in enumerate(self.plans) if own.sets)


def subgame_roots(flat: FlatTree) -> frozenset[int]:
    """Return the nodes that start a subgame, leaves included."""
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for v, h in enumerate(flat.decision):
        first.setdefault(h, v)
        last[h] = v
    found, reach = set(), [(0, 0)] * len(flat.nodes)
    ends = list(range(1, len(flat.nodes) + 1))
    for v in reversed(range(len(flat.nodes))):
        ends[v] = ends[flat.children[v][-1]] if flat.children[v] else ends[v]
        h, below = flat.decision[v], [reach[c] for c in flat.children[v]]
        own = (first[h], last[h]) if h >= 0 else (v, v)
        reach[v] = min([own[0], *(low for low, _ in below)]), max([own[1], *(high for _, high in below)])
        found.update([v] * (reach[v][0] >= v and reach[v][1] < ends[v]))
    return frozenset(found)


def round_at(flat: FlatTree, root: int, roots: Collection[int] = ()) -> Round:
    """Return the round that starts at `root` and ends at leaves and at other nodes in `roots`.

    Raises NotCoveredError where a player forgets what she did or knew.
    """
    drafts = [_Draft() for _ in range(flat.n_players)]
    ends = tuple(_walk(flat, root, roots, drafts))
    plans = (Plans(tuple(d.parents), tuple(d.sizes), tuple(d.parents.values())) for d in drafts)
    return Round(root, tuple(plans), ends)


class _Draft:
    """One player's sequences while the walk meets them."""

    def __init__(self) -> None:
        self.parents: dict[int, int] = {}
        self.firsts: dict[int, int] = {}
        self.sizes: list[int] = []

    def first(self, h: int, size: int, parent: int) -> int:
        """Return the sequence that ends in the first action at h."""
        if h not in self.firsts:
            self.firsts[h] = 1 + sum(self.sizes)
            self.parents[h] = parent
            self.sizes.append(size)
        if self.parents[h] != parent:
            raise NotCoveredError(
                "imperfect recall: a player forgets what she did or knew; "
                "for equilibria in mixed strategies solve its `normal_form()`, or ask for `pure`"
            )
        return self.firsts[h]


def _walk(flat: FlatTree, root: int, roots: Collection[int], drafts: list[_Draft]) -> Iterator[End]:
    pending = [End(root, Fraction(1), (0,) * flat.n_players)]
    while pending:
        v, chance, at = end = pending.pop()
        node, i = flat.nodes[v], flat.mover[v]
        if not flat.children[v] or (v in roots and v != root):
            yield end
            continue
        children = list(enumerate(flat.children[v]))
        if isinstance(node, Chance):
            pending += [End(c, chance * node.probabilities[k], at) for k, c in reversed(children)]
        elif isinstance(node, Decision):
            first = drafts[i].first(flat.decision[v], len(children), at[i])
            pending += [End(c, chance, (*at[:i], first + k, *at[i + 1 :])) for k, c in reversed(children)]
