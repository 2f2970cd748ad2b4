"""Where the nodes of a game tree stand in a drawing that grows to the right.

Every leaf has a line of its own, and a node stands half-way between its first child and its last, so the subtrees of a
node take bands that do not meet. The nodes of one information set stand in one column: columns are the longest paths
in the graph of information sets, as in layered drawing (Sugiyama, Tagawa and Toda 1981). Where sets precede one another
in a circle no such columns exist, and the depth of a node is its column.

The line that joins the nodes of a set is straight where nothing stands between them in their column. Otherwise it bows,
and lines that would meet bow by different amounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from games.forms.lanes import lanes
from games.forms.tree import GameTree, Leaf, Node, Path, children_of, fold

ROOM = 0.22
"""How far the most bowed line may reach, in columns."""
STEP = 0.07


@dataclass(frozen=True)
class Placed:
    """A node with its place: x is its column, y its line, counted down from the top."""

    path: Path
    node: Node
    x: int
    y: float


@dataclass(frozen=True)
class Link:
    """The line between two nodes of an information set: its lane, 0 if straight, and by how many columns it bows."""

    start: Placed
    end: Placed
    lane: int
    bow: float


def place(tree: GameTree) -> dict[Path, Placed]:
    """Return every node with its place, by path."""
    places = zip(tree.walk(), columns(tree), _lines(tree), strict=True)
    return {path: Placed(path, node, x, y) for (path, node), x, y in places}


def columns(tree: GameTree) -> list[int]:
    """Return the column of each node in the order of a walk."""
    parents = _parents(tree)
    group = [k if k >= 0 else -1 - place for place, k in enumerate(tree.set_of)]
    column = dict.fromkeys(group, 0)
    for _ in column:
        before = dict(column)
        for place, parent in enumerate(parents):
            if parent >= 0:
                column[group[place]] = max(column[group[place]], column[group[parent]] + 1)
        if column == before:
            return [column[g] for g in group]
    return _depths(parents)


def links(tree: GameTree, placed: dict[Path, Placed]) -> list[Link]:
    """Return the lines that join the nodes of the information sets."""
    sets = [sorted((placed[path] for path in s.paths), key=lambda p: p.y) for s in tree.information_sets]
    shared = [members for members in sets if len(members) > 1]
    found = lanes([[(p.x, p.y) for p in members] for members in shared], ((p.x, p.y) for p in placed.values()))
    step = min(STEP, ROOM / max([1, *found]))
    joined = zip(shared, found, strict=True)
    return [Link(a, b, lane, lane * step) for members, lane in joined for a, b in pairwise(members)]


def _lines(tree: GameTree) -> list[float]:
    """Return the line of each node in the order of a walk."""
    free = iter(range(sum(isinstance(node, Leaf) for node in tree.nodes) - 1, -1, -1))
    found: list[float] = []

    def line(_: Node, below: list[float]) -> float:
        found.append((below[0] + below[-1]) / 2 if below else next(free))
        return found[-1]

    fold(tree.root, line)
    return found[::-1]


def _parents(tree: GameTree) -> list[int]:
    """Return the place of each node's parent, -1 for the root."""
    found: list[int] = []
    pending = [-1]
    for place, node in enumerate(tree.nodes):
        found.append(pending.pop())
        pending.extend([place] * len(children_of(node)))
    return found


def _depths(parents: Sequence[int]) -> list[int]:
    depths: list[int] = []
    for parent in parents:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    return depths
