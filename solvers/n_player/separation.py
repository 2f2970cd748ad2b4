"""Proof that sets of equilibria are not connected: a cover of all equilibria whose parts do not touch.

The product of the players' simplices is bisected (`subdivision`). On a cell where one action does strictly better than
another at every corner, the worse one is not used in equilibrium; a cell none of whose points can do without the
actions so excluded holds no equilibrium. The cells left cover the set of equilibria. Cells of one generation meet
in common corners or not at all, so those linked by common corners form clusters at a positive distance from each
other, and a connected set of equilibria lies in one cluster. Sets in different clusters are in different components.
Clusters with a single set are done; the others are refined.

A cover never proves that two sets are connected: that takes a limit of one in the other (`joins`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvers.n_player.subdivision import Array, Cover, bisect, keep
from solvers.n_player.supports import Table

MAX_ROUNDS = 9
MAX_CELLS = 60_000
DEPTH = 40  # bits of a coordinate that tell vertices apart
NEAR = 1e-9  # a decimal point lies in every cell this close to it

Place = tuple[tuple[float, ...], ...]
Labels = NDArray[np.int64]


def separate(
    tables: tuple[Table, ...],
    sets: Sequence[Sequence[Place]],
    doubtful: Sequence[bool],
    deadline: float = float("inf"),
    max_cells: int = MAX_CELLS,
) -> list[set[int]]:
    """Return the classes of two or more sets, one of them doubtful, that no cover could separate.

    A doubtful set in no class is proved to be disconnected from all others. A set is given by decimal points, one at
    least in each of its cells. `tables` are integer payoff tables, own action first.
    """
    pending = [set(range(len(sets)))]
    cover = whole(tables)
    for _ in range(MAX_ROUNDS):
        refine(cover, max_cells, deadline)
        labels = clusters(cover)
        asked = sorted(set().union(*pending))
        where = dict(zip(asked, labels_at(cover, labels, [sets[k] for k in asked]), strict=True))
        pending = [c for c in _classes(where) if len(c) > 1 and any(doubtful[k] for k in c)]
        if not pending or cover.cells > max_cells or monotonic() > deadline:
            break
        keep(cover, np.isin(labels, list(set().union(*(where[k] for group in pending for k in group)))))
    return pending


def _classes(where: dict[int, set[int]]) -> list[set[int]]:
    """Return sets linked by common clusters."""
    classes: list[set[int]] = []
    for k in where:
        linked = [c for c in classes if any(where[k] & where[j] for j in c)]
        classes = [c for c in classes if c not in linked] + [{k}.union(*linked)]
    return classes


def whole(tables: tuple[Table, ...]) -> Cover:
    """One cell, with every player's gains of one action over another."""
    sizes = tuple(map(len, tables))
    gains = []
    for i, table in enumerate(tables):
        target = tuple(1 if j == i else size for j, size in enumerate(sizes))
        gains += [
            (table[b] - table[a]).astype(float).reshape((1, *target)) for a, b in combinations(range(sizes[i]), 2)
        ]
    top = max([1.0, *(float(np.abs(t).max()) for t in gains)])
    bits = int(np.ceil(np.log2(top))) + 1
    return Cover(sizes, [np.eye(k)[None] for k in sizes], [], gains, bits, [max(1, k - 1) for k in sizes], top)


def refine(cover: Cover, max_cells: int, deadline: float = float("inf")) -> None:
    """Halve the cells' sides along every player, dropping those without equilibria, within the limits."""
    for player, size in enumerate(cover.shape):
        for _ in range(size - 1):
            if cover.cells <= max_cells and monotonic() < deadline:
                bisect(cover, player)
                keep(cover, _possible(cover))


def _possible(cover: Cover) -> NDArray[np.bool_]:
    """Cells in which every player can do without the actions that do strictly worse all over the cell."""
    alive = np.ones(cover.cells, dtype=bool)
    gains = iter(cover.weak)
    for corners, size in zip(cover.corners, cover.shape, strict=True):
        worse = np.zeros((cover.cells, size), dtype=bool)
        for a, b in combinations(range(size), 2):
            table = next(gains)
            axes = tuple(range(1, table.ndim))
            worse[:, a] |= table.min(axis=axes) > cover.tolerance
            worse[:, b] |= table.max(axis=axes) < -cover.tolerance
        uses = (corners > 0) & worse[:, None, :]
        alive &= ~np.all(uses.any(axis=2), axis=1)
    return alive


def clusters(cover: Cover) -> Labels:
    """Return the number of each cell's cluster: cells with a common corner are in the same."""
    codes = np.zeros((cover.cells, 1), dtype=np.int64)
    for corners in cover.corners:
        own, size = _numbered(corners)
        codes = (codes[:, :, None] * size + own[:, None, :]).reshape(cover.cells, -1)
    distinct, corner = np.unique(codes, return_inverse=True)
    corner = corner.reshape(codes.shape)
    labels = np.arange(cover.cells)
    while True:  # every cell takes the least number met in its corners, then that cell's own number
        least = np.full(len(distinct), cover.cells)
        np.minimum.at(least, corner, labels[:, None])
        fewer: Labels = least[corner].min(axis=1, initial=cover.cells)
        fewer = fewer[fewer]
        if np.array_equal(fewer, labels):
            return labels
        np.minimum.at(labels, labels.copy(), fewer)
        labels = labels[labels]


def _numbered(corners: Array) -> tuple[Labels, int]:
    """Return numbers of the vertices of one player's simplices, and how many there are.

    Vertices are told apart by a sum of their coordinates, halves of whole numbers, with random weights; two that had
    the same by chance would only be taken for one, and cells for neighbours that are none.
    """
    weights = np.random.default_rng(0).integers(1, 1 << 62, corners.shape[2])
    codes = (corners * 2.0**DEPTH).astype(np.int64) @ weights
    distinct, inverse = np.unique(codes.ravel(), return_inverse=True)
    return inverse.reshape(codes.shape), len(distinct)


def labels_at(cover: Cover, labels: Labels, sets: Sequence[Sequence[Place]]) -> list[set[int]]:
    """Return, for each set of points, the clusters near any of them."""
    inverses = [np.linalg.inv(corners) for corners in cover.corners]
    return [set().union(*(_at(labels, inverses, point) for point in dict.fromkeys(points))) for points in sets]


def _at(labels: Labels, inverses: Sequence[NDArray[Any]], point: Place) -> set[int]:
    near = np.arange(len(labels))
    for x, inverse in zip(point, inverses, strict=True):
        near = near[(np.asarray(x) @ inverse[near]).min(axis=1) > -NEAR * 2.0**MAX_ROUNDS]
    return set(map(int, labels[near]))
