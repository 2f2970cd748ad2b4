"""The index of components that are not regular, from the equilibria of a nearby game.

The sum of the indices of the equilibria in an open set does not change along a path of games none of which has an
equilibrium on the boundary of the set (degree theory; Ritzberger 1994). So the index of a component is the sum over
those equilibria of a nearby game that lie near it, and a generic nearby game has regular ones only (Harsanyi 1973).

How near is near enough is proved by the cover of `separation`: an excluded cell is one where every mixture uses an
action that does strictly worse than another at all corners of the cell. With integer payoffs and corners got by k
bisections, such a difference is a multiple of 2^-k; it stays positive when every payoff moves by less than 2^-(k+1).
So on the straight path to any such game all equilibria stay in the clusters of cells that are left, which are at a
positive distance from each other. For each cluster the sum over the nearby game is therefore the sum of the indices of
the components in it, and gives the one that is not known, if it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Any

import numpy as np

from solvers.n_player import separation
from solvers.n_player.separation import Place
from solvers.n_player.subdivision import Cover
from solvers.n_player.supports import Table

MAX_UNKNOWNS, MAX_ROUNDS, MAX_CELLS = 6, 6, 20_000
"""Free probabilities, halvings of all sides, and cells beyond which no nearby game is tried."""
NOISE = 1 << 10
"""The moves of the payoffs are multiples of the largest one divided by this."""

Indices = Sequence[int | None]
Solved = Sequence[tuple[Place, int | None]]
"""The equilibria of a game as decimal points, with their indices."""


def completed_nearby(
    tables: tuple[Table, ...],
    sets: Sequence[Sequence[Place]],
    known: Indices,
    solve: Callable[[Any], Solved | None],
    deadline: float = float("inf"),
) -> list[int | None]:
    """Return the indices of all components, the unknown ones filled in where the nearby game tells.

    `tables` has each player's integer payoffs, own action first; `sets` has decimal points of every component.
    `solve` takes payoffs of shape (n_players, *n_actions) and returns all equilibria, or None where they are not all
    isolated or not all known.
    """
    if sum(map(len, tables)) - len(tables) > MAX_UNKNOWNS:
        return [*known]
    cover = separation.whole(tables)
    groups: list[set[int]] = []
    for _ in range(MAX_ROUNDS):
        separation.refine(cover, MAX_CELLS, deadline)
        labels = separation.clusters(cover)
        where = separation.labels_at(cover, labels, sets)
        groups = _linked(where)
        if all(_unknown(group, known) <= 1 for group in groups) or cover.cells > MAX_CELLS or monotonic() > deadline:
            break
    if cover.tolerance or not all(where):
        return [*known]
    return _filled(groups, where, known, _located(tables, cover, labels, solve))


def _linked(where: Sequence[set[int]]) -> list[set[int]]:
    """Group the components whose points share a cluster."""
    groups: list[set[int]] = []
    for k, own in enumerate(where):
        near = [group for group in groups if any(own & where[j] for j in group)]
        groups = [group for group in groups if group not in near] + [{k}.union(*near)]
    return groups


def _unknown(group: Iterable[int], known: Indices) -> int:
    return sum(known[k] is None for k in group)


def _located(
    tables: tuple[Table, ...], cover: Cover, labels: Any, solve: Callable[[Any], Solved | None]
) -> list[tuple[set[int], int]] | None:
    """Return the clusters next to every equilibrium of a nearby game with its index; None unless all are regular."""
    solved = solve(_moved(tables, cover.steps))
    if solved is None:
        return None
    found = []
    for (_, index), near in zip(
        solved, separation.labels_at(cover, labels, [[place] for place, _ in solved]), strict=True
    ):
        if index is None or len(near) != 1:
            return None
        found.append((near, index))
    return found


def _moved(tables: tuple[Table, ...], steps: int) -> Any:
    """Return payoffs that differ by less than 2^-(steps + 1) from the tables, all times a common integer."""
    noise = np.random.default_rng(steps)
    factor = NOISE << (steps + 1)
    moved = [factor * t.astype(object) + noise.integers(1 - NOISE, NOISE, t.shape).astype(object) for t in tables]
    return np.array([np.moveaxis(table, 0, i) for i, table in enumerate(moved)], dtype=object)


def _filled(groups: Sequence[set[int]], where: Sequence[set[int]], known: Indices, located: Any) -> list[int | None]:
    """Give the one unknown component of a group what the others lack to the sum of the nearby equilibria."""
    out = [*known]
    for group in groups if located is not None else ():
        if _unknown(group, known) == 1:
            clusters = set().union(*(where[k] for k in group))
            total = sum(index for near, index in located if near <= clusters)
            missing = next(k for k in group if known[k] is None)
            out[missing] = total - sum(index for k in group if (index := known[k]) is not None)
    return out
