"""Connected components: cells joined where the closure of one reaches another.

The set of equilibria is closed, so every limit point of a cell is an equilibrium and lies in exactly one cell, found
by its support and exact membership. Cells are merged (union-find) along such witnesses: vertices of convex cells, and
limits of curved ones on their facets (`frontier`). A join is thereby a proof that two cells belong together. Where the
limit on a facet has no name, it is enough that it can lie in one group only (`slices`). Where that does not settle it
either, the equilibrium next to a decimal point of the cell at that facet is taken for it, unless `separation` disproves
it; joins that rest on it alone are counted.

No join is missed where each support has one cell, convex or a curve: a curve's closure adds its two ends; the closure
of a convex cell within the wall of its face is a union of faces of a polytope, each of which is connected and has a
vertex, all of which are witnesses (by induction over the walls). The closure of a curved cell of higher dimension, and
that of one cell of several on a support, may meet another without a witness; that it does not is proved by
`separation`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from time import monotonic

from flint import fmpq

from solvers.n_player.algebraic import approx, sign
from solvers.n_player.cells import Cell, Decimals, Point
from solvers.n_player.frontier import Blurred
from solvers.n_player.slices import meeting
from solvers.n_player.supports import Support, inside

NEXT = 1e-5


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


@dataclass(frozen=True)
class Joined:
    """Groups of cells proved to be connected (faces are numbered after the cells), and what is uncertain about them."""

    groups: list[list[int]]
    lost: list[Point]  # limit points in no cell
    recognised: list[tuple[int, int]]  # pairs of groups joined by a limit recognised from decimals
    doubtful: list[bool]  # groups whose closure may hold more than the witnesses
    unfollowed: int = 0  # cells whose limits were not sought when the time was over


def witnessed(
    cells: Sequence[Cell], faces: Sequence[Support], deadline: float = float("inf"), closed: bool = True
) -> Joined:
    """Merge the cells that witnesses show to be connected, as many as the time allows.

    `closed` says that the cells and faces together form a closed set, all of it.
    """
    groups = _faces_joined(len(cells), faces)
    by_support: dict[Support, list[int]] = defaultdict(list)
    for k, cell in enumerate(cells):
        by_support[cell.support].append(k)
    lost, late = [], set[int]()
    for k, cell in enumerate(cells):
        if cell.ends and monotonic() > deadline:
            late.add(k)
            continue
        for point in cell.ends:
            home = _home(point, cells, faces, by_support)
            if home is None:
                lost.append(point)
            else:
                groups.join(k, home)
    open_facets = [(k, blur) for k, cell in enumerate(cells) if k not in late for blur in cell.blurred]
    left = _joined_by_slices(groups, open_facets, cells, faces) if closed else open_facets
    classes = groups.classes()
    place = {k: g for g, group in enumerate(classes) for k in group}
    near = [(k, _nearest(blur.beside, cells, faces, by_support)) for k, blur in left]
    pairs = {(place[k], place[home]) for k, home in near if home is not None and place[k] != place[home]}
    doubtful = {k for own in by_support.values() for k in own if not _closed_by_witnesses(cells[k], len(own) == 1)}
    doubtful |= late | {k for k, _ in left}
    return Joined(classes, lost, sorted(pairs), [not doubtful.isdisjoint(group) for group in classes], len(late))


def _joined_by_slices(
    groups: Groups, facets: Sequence[tuple[int, Blurred]], cells: Sequence[Cell], faces: Sequence[Support]
) -> list[tuple[int, Blurred]]:
    """Merge cells with the one group that a limit without a name can be in; return the facets where there are more."""
    homes = [[] if blur.limit is None else list(meeting(k, blur.limit, cells, faces)) for k, blur in facets]
    while True:
        apart = [len({groups.find(j) for j in own}) != 1 for own in homes]
        fresh = [(k, own[0]) for (k, _), own, far in zip(facets, homes, apart, strict=True) if not far]
        if all(groups.find(k) == groups.find(j) for k, j in fresh):
            return [facet for facet, far in zip(facets, apart, strict=True) if far]
        for k, j in fresh:
            groups.join(k, j)


def _closed_by_witnesses(cell: Cell, alone: bool) -> bool:
    """Whether no cell that the closure meets can have been missed, if all its facets have limits."""
    curved = cell.cylinders is not None
    return cell.dimension == 0 or (alone and not (curved and cell.dimension > 1))


def _faces_joined(n_cells: int, faces: Sequence[Support]) -> Groups:
    groups = Groups(n_cells + len(faces))
    for k, face in enumerate(faces):
        for j in range(k):
            if all(set(a) & set(b) for a, b in zip(face, faces[j], strict=True)):
                groups.join(n_cells + k, n_cells + j)
    return groups


def join_cells(cells: Sequence[Cell], faces: Sequence[Support]) -> tuple[list[list[int]], list[Point]]:
    """Return groups of connected cells, limits recognised from decimals included, and the limit points in no cell."""
    joined = witnessed(cells, faces, closed=False)
    return merge(joined, [set(range(len(joined.groups)))])[0], joined.lost


def merge(joined: Joined, together: Sequence[set[int]]) -> tuple[list[list[int]], int, int]:
    """Apply the recognised joins to groups that no cover separates.

    Returns the groups, how many joins were needed, and how many groups stay close together without one.
    """
    groups, used = Groups(len(joined.groups)), 0
    for a, b in joined.recognised:
        if any({a, b} <= c for c in together) and groups.find(a) != groups.find(b):
            groups.join(a, b)
            used += 1
    still = [{groups.find(k) for k in c} for c in together]
    merged = [[k for g in part for k in joined.groups[g]] for part in groups.classes()]
    return merged, used, sum(len(c) for c in still if len(c) > 1)


def _nearest(
    near: Decimals, cells: Sequence[Cell], faces: Sequence[Support], by_support: dict[Support, list[int]]
) -> int | None:
    """Return the cell of the equilibrium next to a decimal point: an isolated one, or one of short fractions."""
    for k, cell in enumerate(cells):
        if (
            cell.dimension == 0
            and len(cell.sample) == len(near)
            and all(
                abs(approx(a) - b) < NEXT
                for r, s in zip(cell.sample, near, strict=True)
                for a, b in zip(r, s, strict=True)
            )
        ):
            return k
    point = tuple(tuple(_short_fraction(x) for x in row) for row in near)
    if point and all(sum(row) == 1 for row in point):
        return _home(point, cells, faces, by_support)
    return None


def _short_fraction(value: float) -> fmpq:
    guess = Fraction(value).limit_denominator(1000)
    return fmpq(guess.numerator, guess.denominator)


def _home(
    point: Point, cells: Sequence[Cell], faces: Sequence[Support], by_support: dict[Support, list[int]]
) -> int | None:
    """Return the cell of an equilibrium."""
    support = support_of(point)
    for k, face in enumerate(faces):
        if inside(support, face):
            return len(cells) + k
    return next((k for k in by_support[support] if cells[k].holds(point)), None)
