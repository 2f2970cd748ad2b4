"""Equilibria of a whole tree from those of its parts: products of components, strategies and beliefs put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, NamedTuple, TypeAlias

from solvers.assessment import Assessment, Polytope
from solvers.beliefs.consistency import Witness
from solvers.equilibrium import Component
from solvers.trees.flat_tree import FlatTree

MAX_POINTS = 256
"""Points listed of one component; beyond, one part varies at a time."""
VARIED = "the points listed vary one of {} parts of the tree at a time, and all their combinations are equilibria too"


class Part(NamedTuple):
    """A component of a part of the tree.

    `sets` are the numbers in the whole tree of its information sets, `nodes` which of each set's nodes the part has.
    """

    sets: tuple[int, ...]
    nodes: tuple[tuple[int, ...], ...]
    component: Component


Solution: TypeAlias = tuple[Part, ...]
"""Components of different parts; their product is a component of the equilibria."""


def joined(flat: FlatTree, sizes: Sequence[int], parts: Solution, witnessed: bool) -> Component:
    """Return the product of components; `sizes` are the numbers of nodes of the information sets of the whole tree.

    If `witnessed`, points get the trembles of all their parts.
    """
    counts = [len(part.component.extreme) for part in parts]
    every = prod(counts) <= MAX_POINTS
    choices = product(*map(range, counts)) if every else _one_by_one(counts)
    extreme = tuple(_point(flat, sizes, parts, choice, witnessed) for choice in choices)
    dimensions = [part.component.dimension for part in parts]
    dimension = None if None in dimensions else sum(d for d in dimensions if d is not None)
    words = [part.component.description for part in parts] + [VARIED.format(len(parts))] * (not every)
    subsets = _subsets(parts) if every else ()
    return Component(extreme, dimension, subsets, None, "; ".join(dict.fromkeys(w for w in words if w)))


def _one_by_one(counts: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield the first point of every part, then each other point of one part, the rest at their first."""
    yield (0,) * len(counts)
    further = ((k, n) for k, count in enumerate(counts) for n in range(1, count))
    for _, (k, n) in zip(range(MAX_POINTS - 1), further, strict=False):
        yield tuple(n if other == k else 0 for other in range(len(counts)))


def _subsets(parts: Solution) -> tuple[tuple[int, ...], ...]:
    """Return the products of the convex subsets of the parts, none if some part does not list its own."""
    lists = [_own_subsets(part.component) for part in parts]
    if not all(lists) or prod(map(len, lists)) > MAX_POINTS:
        return ()
    found: list[tuple[int, ...]] = [(0,)]
    for part, own in zip(parts, lists, strict=True):
        size = len(part.component.extreme)
        found = [tuple(n * size + m for n in subset for m in each) for subset in found for each in own]
    return tuple(found)


def _own_subsets(component: Component) -> tuple[tuple[int, ...], ...]:
    return component.subsets or (((0,),) if len(component.extreme) == 1 else ())


def _point(flat: FlatTree, sizes: Sequence[int], parts: Solution, choice: Sequence[int], witnessed: bool) -> Assessment:
    """Return the assessment that has one point of every part."""
    profile: dict[int, Any] = {}
    beliefs: dict[int, Polytope] = {}
    shown: list[tuple[Part, Assessment]] = []
    for part, k in zip(parts, choice, strict=True):
        point = part.component.extreme[k]
        assert isinstance(point, Assessment)
        shown.append((part, point))
        for h, nodes, strategy, corners in zip(part.sets, part.nodes, point.profile, point.beliefs, strict=True):
            profile[h] = strategy
            beliefs[h] = tuple(_placed(corner, nodes, sizes[h]) for corner in corners)
    rows = tuple(profile[h] for h in range(len(sizes)))
    trembles = _trembles(shown, sizes) if witnessed else None
    return Assessment(rows, flat.payoffs(rows), tuple(beliefs[h] for h in range(len(sizes))), witness=trembles)


def _placed(corner: Sequence[Any], nodes: Sequence[int], size: int) -> tuple[Any, ...]:
    """Return a belief over some nodes of an information set as one over all."""
    known = dict(zip(nodes, corner, strict=True))
    return tuple(known.get(x, Fraction(0)) for x in range(size))


def _trembles(shown: Sequence[tuple[Part, Assessment]], sizes: Sequence[int]) -> Witness | None:
    """Return the trembles of all parts together; None if those of a part with several nodes in a set are not known."""
    exponents, coefficients, beliefs = {}, {}, {}
    for part, point in shown:
        own = point.witness
        if own is None and any(len(nodes) > 1 for nodes in part.nodes):
            return None
        for k, h in enumerate(part.sets):
            believed = own.beliefs[k] if own else (Fraction(1),)
            beliefs[h] = _placed(believed, part.nodes[k], sizes[h])
            for a, p in enumerate(point.profile[k]):
                if p == 0:
                    exponents[h, a] = own.exponents[k, a] if own else 1
                    coefficients[h, a] = own.coefficients[k, a] if own else Fraction(1)
    return Witness(exponents, coefficients, tuple(beliefs[h] for h in range(len(sizes))))
