"""Connected components: cells joined where the closure of one reaches another.

The set of equilibria is closed, so every limit point of a cell is an equilibrium and lies in exactly one cell, found
by its support and exact membership. Cells are merged (union-find) along such witnesses. Where cells are convex or are
curves given by their ends, a join is thereby a proof that two cells belong together. A limit of a curved cell of higher
dimension is recognised numerically: that the witness is an equilibrium is checked exactly, that it is the limit rests
on closeness.

No join is missed where cells are convex: the closure of a convex cell within a smaller face is convex and holds one of
its vertices, all of which are witnesses. A curve's closure adds its two ends. A cylinder of higher dimension has two
facets a level; the limits over one facet form a connected set of equilibria, so one witness each is taken. That is no
proof where two such cells end inside each other and meet a third only in a corner; results say when they rest on it.
A facet without a witness makes the result incomplete.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from solvers.n_player.algebraic import sign
from solvers.n_player.cells import Cell, Point
from solvers.n_player.supports import Support, inside


class Groups:
    """Union-find over 0 .. n-1."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def find(self, k: int) -> int:
        """Return representative of a group."""
        while self.parent[k] != k:
            self.parent[k] = self.parent[self.parent[k]]
            k = self.parent[k]
        return k

    def join(self, a: int, b: int) -> None:
        """Merge two groups."""
        self.parent[self.find(a)] = self.find(b)

    def classes(self) -> list[list[int]]:
        """Return the groups, in order of their first member."""
        out: dict[int, list[int]] = defaultdict(list)
        for k in range(len(self.parent)):
            out[self.find(k)].append(k)
        return list(out.values())


def support_of(point: Point) -> Support:
    """Actions of positive probability."""
    return tuple(tuple(a for a, x in enumerate(row) if sign(x)) for row in point)


def join_cells(cells: Sequence[Cell], faces: Sequence[Support]) -> tuple[list[list[int]], list[Point]]:
    """Return groups of connected cells (faces are numbered after the cells) and the limit points found in no cell."""
    groups = Groups(len(cells) + len(faces))
    by_support: dict[Support, list[int]] = defaultdict(list)
    for k, cell in enumerate(cells):
        by_support[cell.support].append(k)
    for k, face in enumerate(faces):
        for j in range(k):
            if all(set(a) & set(b) for a, b in zip(face, faces[j], strict=True)):
                groups.join(len(cells) + k, len(cells) + j)
    lost = []
    for k, cell in enumerate(cells):
        for point in cell.ends:
            home = _home(point, cells, faces, by_support)
            if home is None:
                lost.append(point)
            else:
                groups.join(k, home)
    return groups.classes(), lost


def _home(
    point: Point, cells: Sequence[Cell], faces: Sequence[Support], by_support: dict[Support, list[int]]
) -> int | None:
    """Return the cell of an equilibrium."""
    support = support_of(point)
    for k, face in enumerate(faces):
        if inside(support, face):
            return len(cells) + k
    return next((k for k in by_support[support] if cells[k].holds(point)), None)
