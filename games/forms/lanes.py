"""Lanes for the lines that join the nodes of information sets in a drawing of a tree.

A line is straight, in lane 0, where nothing stands between the nodes it joins. Otherwise it has to bow; sets whose
lines would meet get different lanes, lowest first, as intervals are coloured greedily.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

Spot = tuple[int, float]
"""The column of a node, and its place within the column."""


def lanes(sets: Sequence[Sequence[Spot]], spots: Iterable[Spot]) -> list[int]:
    """Return the lane of each set, given the spots of its nodes in order and those of all nodes."""
    columns: dict[int, list[float]] = {}
    for column, place in spots:
        columns.setdefault(column, []).append(place)
    found: list[int] = []
    for k, members in enumerate(sets):
        if all(_is_free(a, b, columns) for a, b in pairwise(members)):
            found.append(0)
            continue
        taken = {lane for other, lane in zip(sets[:k], found, strict=True) if _meet(members, other)}
        found.append(next(lane for lane in range(1, len(sets) + 1) if lane not in taken))
    return found


def _is_free(start: Spot, end: Spot, columns: dict[int, list[float]]) -> bool:
    return start[0] != end[0] or not any(start[1] < place < end[1] for place in columns[start[0]])


def _meet(one: Sequence[Spot], other: Sequence[Spot]) -> bool:
    return one[0][0] == other[0][0] and one[0][1] < other[-1][1] and other[0][1] < one[-1][1]
