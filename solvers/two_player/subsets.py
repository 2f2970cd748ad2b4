"""Maximal Nash subsets and components, from the labels of the vertices of two best-response polytopes.

A pair of vertices is an equilibrium exactly when its labels cover everything. The pairs form a bipartite graph; its
maximal bicliques X x Y give the maximal Nash subsets conv X x conv Y, and the connected components of the set of
equilibria are those of the graph.

References: Winkels (1979); Jansen (1981); Avis, Rosenberg, Savani and von Stengel (2010), "Enumeration of Nash
equilibria for two-player games".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from solvers.limits import Watch

__all__ = [
    "Pair",
    "Subset",
    "affine_dimension",
    "complementary",
    "connected",
    "face_dimension",
    "nash_subsets",
    "subset_dimension",
]

_STRETCH = 256  # vertices matched between two looks at the limits

Pair = tuple[int, int]
Subset = tuple[tuple[int, ...], tuple[int, ...]]


def complementary(first: Sequence[int], second: Sequence[int], full: int, watch: Watch | None = None) -> list[Pair]:
    """Return all (i, j) with first[i] | second[j] == full, or some, if `watch` ends the search.

    No first[i] is full by itself.

    The partners of i are sought among the holders of the label that i misses and fewest of second carry.
    """
    holders = [[j for j, mask in enumerate(second) if mask >> bit & 1] for bit in range(full.bit_length())]
    order = sorted(range(len(holders)), key=lambda bit: len(holders[bit]))
    found: list[Pair] = []
    for i, mask in enumerate(first):
        if watch and i % _STRETCH == 0 and watch.over():
            break
        missing = full & ~mask
        rarest = next(bit for bit in order if missing >> bit & 1)
        found += [(i, j) for j in holders[rarest] if not missing & ~second[j]]
    return found


def connected(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Group the pairs by connected component of the bipartite graph, in order of first pair."""
    parent: dict[int, int] = {}

    def root(v: int) -> int:
        while parent.setdefault(v, v) != v:
            parent[v] = parent[parent[v]]
            v = parent[v]
        return v

    first, second = Counter(i for i, _ in pairs), Counter(j for _, j in pairs)
    shared = [(i, j) for i, j in pairs if first[i] > 1 or second[j] > 1]
    for i, j in shared:
        parent[root(i)] = root(~j)
    groups: dict[int, list[Pair]] = {}
    for i, j in pairs:
        groups.setdefault(root(i) if i in parent else i, []).append((i, j))
    return list(groups.values())


def nash_subsets(
    groups: list[list[Pair]], watch: Watch | None = None
) -> tuple[tuple[Subset, ...], tuple[tuple[int, ...], ...]]:
    """Return the maximal Nash subsets, and each component as indices into them.

    Raises LimitReachedError if `watch` ends the search.
    """
    subsets: list[Subset] = []
    components = []
    for group in groups:
        part = [((group[0][0],), (group[0][1],))] if len(group) == 1 else _maximal_bicliques(group, watch)
        components.append(tuple(range(len(subsets), len(subsets) + len(part))))
        subsets += part
    return tuple(subsets), tuple(components)


def _maximal_bicliques(pairs: Iterable[Pair], watch: Watch | None) -> list[Subset]:
    """List the maximal bicliques of a bipartite graph: its column sets are the intersections of neighbourhoods."""
    neighbours: dict[int, int] = {}
    for i, j in pairs:
        neighbours[i] = neighbours.get(i, 0) | 1 << j
    closed: set[int] = set()
    for near in set(neighbours.values()):
        if watch:
            watch.check()
        closed |= {common for old in closed if (common := old & near)}
        closed.add(near)
    return sorted((tuple(i for i, near in neighbours.items() if not y & ~near), _bits(y)) for y in closed)


def _bits(mask: int) -> tuple[int, ...]:
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)


def face_dimension(labels: Sequence[int]) -> int:
    """Return the dimension of a face of a polytope, given the mask of labels of each of its vertices.

    A facet of a face is the set of its vertices with some further label, largest by inclusion; it has one dimension
    less. (Every label stands for a valid inequality, and every facet for at least one label.)
    """
    if len(labels) <= 2:
        return len(labels) - 1
    width = max(labels).bit_length()
    holders = {int("".join(column), 2) for column in zip(*(f"{mask:0{width}b}" for mask in labels), strict=True)}
    dimension, face = 0, (1 << len(labels)) - 1
    while face.bit_count() > 1:
        face = max((part for holder in holders if (part := holder & face) != face), key=int.bit_count)
        dimension += 1
    return dimension


def subset_dimension(subset: Subset, xs: Sequence[tuple[Fraction, ...]], ys: Sequence[tuple[Fraction, ...]]) -> int:
    """Return the dimension of a Nash subset, the sum of those of its two faces."""
    return affine_dimension([xs[i] for i in subset[0]]) + affine_dimension([ys[j] for j in subset[1]])


def affine_dimension(points: Sequence[tuple[Fraction, ...]]) -> int:
    """Return the affine dimension of points of one hyperplane off the origin: one less than their linear rank."""
    if len(points) <= 2:
        return len(points) - 1
    most = min(len(points), sum(any(column) for column in zip(*points, strict=True)))
    basis: list[tuple[int, list[Fraction]]] = []
    for point in points:
        rest = list(point)
        for lead, row in basis:
            if factor := rest[lead]:
                rest = [v - factor * w for v, w in zip(rest, row, strict=True)]
        lead = next((i for i, v in enumerate(rest) if v), -1)
        if lead >= 0:
            basis.append((lead, [v / rest[lead] for v in rest]))
        if len(basis) == most:
            break
    return len(basis) - 1
