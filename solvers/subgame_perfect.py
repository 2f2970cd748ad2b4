"""All subgame-perfect equilibria of a tree with perfect information and chance, continua included.

A profile of behaviour strategies is subgame perfect iff no player gains by changing her choice at a single
decision (one-shot deviation principle; chance moves do not matter). With ties the equilibria form a
continuum, because an indifferent player may mix, and her mixture moves the payoffs of those who decided
before her.

The continuum is always one connected component. By induction from the leaves: the equilibria at a decision
project onto the product of those of the subtrees below, by hypothesis connected; over each point lies the
simplex of mixtures over the best actions, connected; and a continuous surjection of compact sets with
connected fibres pulls connected sets back to connected sets. So two equilibria can always be deformed into
each other within the set.

The set is the product of independent blocks of decisions, each a union of pieces (`trees.induction`).
Where the pieces are polytopes, `subsets` lists all maximal convex subsets, by their vertices. Where a
product of free probabilities bounds a piece, sample points are given and the description has the equations.

References: Selten (1965); Osborne and Rubinstein (1994), chapter 6; Blume and Zame (1994), "The algebraic
geometry of perfect and sequential equilibrium" (the set is semi-algebraic).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from games.forms.tree import GameTree, InformationSet
from solvers.equilibrium import Component, Equilibria, Equilibrium
from solvers.trees.flat_tree import FlatTree, flatten
from solvers.trees.induction import Block, Induction, solve_backwards
from solvers.trees.mixtures import Piece
from solvers.trees.multiaffine import Point
from solvers.trees.piece_text import block_text
from solvers.trees.pure_induction import backward_induction_values, pure_subgame_perfect

__all__ = ["backward_induction_values", "pure_subgame_perfect", "subgame_perfect"]

CONCEPT = "subgame-perfect equilibrium"
MAX_POINTS = 512


def subgame_perfect(tree: GameTree) -> Equilibria:
    """Return all subgame-perfect equilibria of an exact perfect-information tree, as one connected component.

    Profiles hold one probability vector per information set, in the order of `tree.information_sets`.

    Raises NotCoveredError for imperfect information and for symbolic numbers.

    >>> from games.forms import decision, leaf
    >>> reply = decision("CN", {"accept": leaf(2, 0), "refuse": leaf(0, 0)})
    >>> found = subgame_perfect(GameTree(decision("US", {"ask": reply, "stay": leaf(1, 1)}), ("US", "CN")))
    >>> found.components[0].dimension, len(found.components[0].extreme), len(found.components[0].subsets)
    (1, 4, 3)
    """
    flat = flatten(tree)
    state = solve_backwards(flat)
    listed = [_list_points(block) for _, block in sorted(state.blocks.items())]
    component = _component(tree, flat, state, listed)
    return Equilibria(tree, CONCEPT, (component,), not state.gaps, _why(state, listed, component))


@dataclass(frozen=True)
class _Listing:
    """A block, its points, and per piece the indices of its points."""

    block: Block
    points: tuple[Point, ...]
    subsets: tuple[tuple[int, ...], ...]
    dimension: int
    certain: bool

    @property
    def is_polytopal(self) -> bool:
        return not any(piece.curved for piece in self.block.pieces)

    @property
    def is_trivial(self) -> bool:
        return len(self.points) == 1 and self.dimension == 0


def _list_points(block: Block) -> _Listing:
    lists = [_piece_points(piece) for piece in block.pieces]
    points = sorted({_key(x): x for points in lists for x in points}.items(), reverse=True)
    place = {key: k for k, (key, _) in enumerate(points)}
    subsets = tuple(tuple(sorted({place[_key(x)] for x in points})) for points in lists)
    sizes = [_piece_dimension(piece) for piece in block.pieces]
    largest = max(size for size, _ in sizes)
    certain = all(known for _, known in sizes)
    return _Listing(block, tuple(x for _, x in points), subsets, largest, certain)


def _piece_points(piece: Piece) -> Sequence[Point]:
    if not piece.curved:
        return piece.vertices
    from solvers.trees.curved import samples

    return samples(piece)


def _piece_dimension(piece: Piece) -> tuple[int, bool]:
    if not piece.curved:
        return piece.dimension, True
    from solvers.trees.curved import dimension

    return dimension(piece)


def _key(point: Point) -> tuple[object, ...]:
    return tuple(sorted(point.items()))


def _component(tree: GameTree, flat: FlatTree, state: Induction, listed: Sequence[_Listing]) -> Component:
    everything = prod(len(b.points) for b in listed) <= MAX_POINTS
    chosen = _all_choices(listed) if everything else _one_by_one(listed)
    extreme = tuple(_equilibrium(flat, listed, choice) for choice in chosen)
    polytopal = all(b.is_polytopal for b in listed) and prod(len(b.subsets) for b in listed) <= MAX_POINTS
    subsets = _subsets(listed) if everything and polytopal else ()
    description = _description(tree.information_sets, listed, everything, bool(subsets))
    return Component(extreme, sum(b.dimension for b in listed), subsets, None, description)


def _all_choices(listed: Sequence[_Listing]) -> Iterator[tuple[int, ...]]:
    yield from product(*(range(len(b.points)) for b in listed))


def _one_by_one(listed: Sequence[_Listing]) -> Iterator[tuple[int, ...]]:
    """Yield the first point of every block, then each other point of one block, the rest at their first."""
    yield (0,) * len(listed)
    further = ((k, n) for k, b in enumerate(listed) for n in range(1, len(b.points)))
    for _, (k, n) in zip(range(MAX_POINTS - 1), further, strict=False):
        yield tuple(n if other == k else 0 for other in range(len(listed)))


def _equilibrium(flat: FlatTree, listed: Sequence[_Listing], choice: Sequence[int]) -> Equilibrium:
    point = {v: s for b, n in zip(listed, choice, strict=True) for v, s in b.points[n].items()}
    profile = tuple(point[v] for v in range(len(point)))
    return Equilibrium(profile, flat.payoffs(profile))


def _subsets(listed: Sequence[_Listing]) -> tuple[tuple[int, ...], ...]:
    """Return the products of pieces, as indices into the list of choices (the last block varies fastest)."""
    found: list[tuple[int, ...]] = [(0,)]
    for b in listed:
        size = len(b.points)
        found = [tuple(n * size + m for n in subset for m in own) for subset in found for own in b.subsets]
    return tuple(found)


def _description(
    sets: Sequence[InformationSet], listed: Sequence[_Listing], everything: bool, has_subsets: bool
) -> str:
    blocks = [b for b in listed if not b.is_trivial]
    if not blocks:
        return ""
    parts = [block_text(sets, b.block.pieces) for b in blocks]
    text = "; and independently ".join(parts)
    if not everything:
        text += f". The points listed vary one of {len(blocks)} independent parts at a time"
        text += "; all their combinations are equilibria too"
    elif not all(b.is_polytopal for b in blocks):
        text += ". The listed points are samples, ends first"
    elif not has_subsets:
        text += f". More than {MAX_POINTS} convex subsets are not listed"
    return text + ("" if all(b.certain for b in blocks) else ". The dimension is that of a regular point")


def _why(state: Induction, listed: Sequence[_Listing], component: Component) -> str:
    if state.gaps:
        reasons = "; ".join(dict.fromkeys(state.gaps))
        return f"{reasons}: every point listed is an equilibrium, but there may be others"
    if component.dimension == 0 and len(component.extreme) == 1:
        return "backward induction met no tie that leaves a choice, so the equilibrium is unique"
    form = "" if all(b.is_polytopal for b in listed) else ", bounded by the polynomials in its description"
    return (
        "backward induction kept every set of tied best actions and every mixture over it; "
        f"the set is connected, for ties leave convex choices{form}"
    )
