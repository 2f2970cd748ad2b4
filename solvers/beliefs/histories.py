"""Information sets as lists of histories: what is known of a node when beliefs are formed.

A *basis* of an assessment says which actions have positive probability and which nodes have positive belief (Kreps and
Wilson 1982).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from games.errors import NotCoveredError
from games.forms.tree import Chance, GameTree
from solvers.trees.flat_tree import FlatTree, flatten

Move = tuple[int, int]
"""An information set and an action there."""
Supports = tuple[tuple[int, ...], ...]
"""For every information set some of its actions, or of its nodes."""


@dataclass(frozen=True)
class History:
    """How play comes to a node: the product of nature's probabilities, and the players' moves in order."""

    node: int
    chance: Fraction
    moves: tuple[Move, ...]

    def within(self, actions: Supports, start: int = 0) -> bool:
        """Whether all moves, or all but the first few, are among the given actions."""
        return all(a in actions[h] for h, a in self.moves[start:])


@dataclass(frozen=True)
class Histories:
    """A tree with perfect recall as arrays: `nodes[h][x]` is the history of node x of information set h.

    `sizes` are the numbers of actions, `players` who moves; `below` are the information sets that can follow each, and
    `starts` how many moves come before each subgame that it is in, the whole game first.
    """

    tree: GameTree
    flat: FlatTree
    nodes: tuple[tuple[History, ...], ...]
    sizes: tuple[int, ...]
    players: tuple[int, ...]
    below: tuple[frozenset[int], ...]
    starts: tuple[tuple[int, ...], ...]


def histories(tree: GameTree) -> Histories:
    """Return the histories of all information sets of a tree of exact numbers.

    Raises NotCoveredError for symbols, imperfect recall, and events of probability zero.
    """
    check(tree)
    if any(isinstance(node, Chance) and 0 in node.probabilities for node in tree.nodes):
        raise NotCoveredError("an event has probability zero: leave it out, for beliefs after it are undefined")
    flat = flatten(tree, need_perfect=False)
    sets, inside = tree.information_sets, _subgames(flat)
    nodes: list[list[History]] = [[] for _ in sets]
    below: list[set[int]] = [set() for _ in sets]
    starts: list[list[int]] = [[] for _ in sets]
    pending = [History(0, Fraction(1), ())]
    while pending:
        at = pending.pop()
        for h in inside[at.node]:
            starts[h].append(len(at.moves))
        h = flat.decision[at.node]
        if h >= 0:
            nodes[h].append(at)
            for earlier, _ in at.moves:
                below[earlier].add(h)
        pending.extend(reversed(_steps(flat, at, h)))
    sizes, players = (len(s.actions) for s in sets), (tree.players.index(s.player) for s in sets)
    every = (
        tuple(map(tuple, nodes)),
        tuple(sizes),
        tuple(players),
        tuple(map(frozenset, below)),
        tuple(map(tuple, starts)),
    )
    return Histories(tree, flat, *every)


def check(tree: GameTree) -> None:
    """Raise NotCoveredError for a tree of symbols or without perfect recall."""
    if tree.kind != "exact":
        raise NotCoveredError("symbolic numbers: give the parameters values with at(), or ask for regions")
    if not tree.perfect_recall:
        raise NotCoveredError("beliefs need perfect recall: some player forgets what she knew or did")


def _steps(flat: FlatTree, at: History, h: int) -> list[History]:
    node, children = flat.nodes[at.node], flat.children[at.node]
    if isinstance(node, Chance):
        chances = zip(children, node.probabilities, strict=True)
        return [History(child, at.chance * p, at.moves) for child, p in chances]
    return [History(child, at.chance, (*at.moves, (h, a))) for a, child in enumerate(children)]


def _subgames(flat: FlatTree) -> list[frozenset[int]]:
    """Return for every node the information sets of the subgame that begins there, none if no subgame does."""
    total: dict[int, int] = {}
    for h in flat.decision:
        total[h] = total.get(h, 0) + 1
    counts: list[dict[int, int]] = [{} for _ in flat.nodes]
    for v in reversed(range(len(flat.nodes))):
        own = {flat.decision[v]: 1} if flat.decision[v] >= 0 else {}
        for child in flat.children[v]:
            for h, count in counts[child].items():
                own[h] = own.get(h, 0) + count
        counts[v] = own
    return [frozenset(own) if all(total[h] == count for h, count in own.items()) else frozenset() for own in counts]
