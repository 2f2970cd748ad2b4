"""The set of subgame-perfect equilibria as components, from the blocks and pieces of the induction.

The set is the product of its blocks, and a block the union of its pieces. Pieces that share a point are connected, so
the components are the products of one group of connected pieces from every block. With perfect information every
block is connected (`solvers.subgame_perfect`); with simultaneous moves it need not be.

A piece is given by mixtures over the pure plans of families of information sets. Points are turned into realisation
plans, on which alone consequences depend; the dimension is that of all behaviour strategies with these plans, those
at information sets out of reach by their players' own choice included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import prod

from games.forms.tree import GameTree, InformationSet
from solvers.equilibrium import Component
from solvers.trees.agents import Family
from solvers.trees.behaviour import BehaviourEquilibrium, behaviour_point, described, hull_dimension
from solvers.trees.flat_tree import FlatTree
from solvers.trees.induction import Block
from solvers.trees.mixtures import Constraint, Piece, impose
from solvers.trees.multiaffine import Point
from solvers.trees.piece_text import block_text
from solvers.trees.plans import Plan, Plans
from solvers.trees.reals import Algebraic, named

MAX_POINTS = 512
Families = Mapping[int, Family]
PlanPoint = dict[int, Plan]
"""A realisation plan for each of some families, by their first information sets."""
_ONE = Fraction(1)


@dataclass(frozen=True)
class Part:
    """A connected part of a block, its points as plans, and per piece the indices of its points."""

    block: Block
    points: tuple[PlanPoint, ...]
    subsets: tuple[tuple[int, ...], ...]
    dimension: int
    certain: bool

    @property
    def is_polytopal(self) -> bool:
        """Whether no piece is curved."""
        return not any(piece.curved for piece in self.block.pieces)

    @property
    def is_trivial(self) -> bool:
        """Whether it is one point."""
        return len(self.points) == 1 and self.dimension == 0


def parts(block: Block, families: Families, connected: bool) -> list[Part]:
    """Return the connected parts of a block; all is one part if it is known to be `connected`."""
    groups = [block.pieces] if connected else _groups(block.pieces)
    return [_part(Block(block.decisions, tuple(pieces)), families) for pieces in groups]


def _groups(pieces: Sequence[Piece]) -> list[list[Piece]]:
    groups: list[list[Piece]] = []
    for piece in pieces:
        near = [group for group in groups if any(meet(piece, other) for other in group)]
        groups = [group for group in groups if group not in near] + [[piece, *(p for group in near for p in group)]]
    order = {id(piece): k for k, piece in enumerate(pieces)}
    members = [sorted(group, key=lambda piece: order[id(piece)]) for group in groups]
    return sorted(members, key=lambda group: order[id(group[0])])


def meet(piece: Piece, other: Piece) -> bool:
    """Whether two pieces of one block have a point in common."""
    unused = (
        Constraint({((v, a),): Fraction(1)}, True)
        for v, support in piece.supports.items()
        for a in support
        if a not in other.supports[v]
    )
    common = impose(piece, [*unused, *other.constraints, *other.curved])
    return any(not part.curved or _solvable(part) for part in common)


def _solvable(piece: Piece) -> bool:
    from solvers.trees.curved import resolve

    return bool(resolve(piece)[0])


def _part(block: Block, families: Families) -> Part:
    lists = [_corners([_plans(x, families) for x in _points(piece)], families) for piece in block.pieces]
    points = sorted({_key(x): x for own in lists for x in own}.items(), reverse=True)
    place = {key: k for k, (key, _) in enumerate(points)}
    subsets = tuple(tuple(sorted({place[_key(x)] for x in own})) for own in lists)
    sizes = [_dimension(piece, own, families) for piece, own in zip(block.pieces, lists, strict=True)]
    largest = max(size for size, _ in sizes)
    return Part(block, tuple(x for _, x in points), subsets, largest, all(known for _, known in sizes))


def _points(piece: Piece) -> Sequence[Point]:
    if not piece.curved:
        return piece.vertices
    from solvers.trees.curved import samples

    return samples(piece)


def _plans(point: Point, families: Families) -> PlanPoint:
    return {v: families[v].plan_of(mixture) if v in families else (_ONE, *mixture) for v, mixture in point.items()}


def _key(point: PlanPoint) -> tuple[tuple[int, Plan], ...]:
    return tuple(sorted(point.items()))


def _corners(points: Sequence[PlanPoint], families: Families) -> list[PlanPoint]:
    """Return the distinct points, without those in the hull of others where several mixtures have the same plan."""
    distinct = {_key(point): point for point in points}
    if all(families[v].is_unique for v in points[0] if v in families):
        return list(distinct.values())
    vectors = {key: tuple(w for _, plan in key for w in plan) for key in distinct}
    for key in distinct:
        if in_hull(vectors[key], [v for other, v in vectors.items() if other != key]):
            del vectors[key]
    return [distinct[key] for key in vectors]


def in_hull(point: Sequence[Fraction], corners: Sequence[Sequence[Fraction]]) -> bool:
    """Return whether a point is a mixture of others."""
    from solvers.programs.linear import maximise

    if not corners or any(isinstance(p, Algebraic) for row in (point, *corners) for p in row):
        return False  # listed although it may be a mixture of the others
    rows = [*zip(*corners, strict=True), (_ONE,) * len(corners)]
    return maximise([0] * len(corners), E=rows, d=[*point, 1]).status == "optimal"


def _dimension(piece: Piece, points: Sequence[PlanPoint], families: Families) -> tuple[int, bool]:
    """Return the dimension of a piece in behaviour strategies, and whether it is certain."""
    known = families.keys() & piece.supports.keys()
    if piece.curved:
        from solvers.trees.curved import dimension

        size, certain = dimension(piece)
        return size, certain and all(len(families[v].plans.sets) == 1 for v in known)
    if not known:
        return piece.dimension, True
    names = sorted(points[0])
    spaces = [families[v].plans if v in families else _one_set(v, points[0][v]) for v in names]
    return hull_dimension(spaces, [[point[v] for v in names] for point in points], True), True


def _one_set(v: int, plan: Plan) -> Plans:
    return Plans((v,), (len(plan) - 1,), (0,))


def component(tree: GameTree, flat: FlatTree, families: Families, listed: Sequence[Part]) -> Component:
    """Return the component that is the product of one connected part of every block."""
    everything = prod(len(b.points) for b in listed) <= MAX_POINTS
    chosen = _all_choices(listed) if everything else _one_by_one(listed)
    extreme = tuple(_equilibrium(flat, families, listed, choice) for choice in chosen)
    polytopal = all(b.is_polytopal for b in listed) and prod(len(b.subsets) for b in listed) <= MAX_POINTS
    subsets = _subsets(listed) if everything and polytopal else ()
    description = _description(_named_sets(tree, families), listed, everything, bool(subsets))
    return Component(extreme, sum(b.dimension for b in listed), subsets, None, described(extreme, description))


def _all_choices(listed: Sequence[Part]) -> Iterator[tuple[int, ...]]:
    yield from product(*(range(len(b.points)) for b in listed))


def _one_by_one(listed: Sequence[Part]) -> Iterator[tuple[int, ...]]:
    """Yield the first point of every block, then each other point of one block, the rest at their first."""
    yield (0,) * len(listed)
    further = ((k, n) for k, b in enumerate(listed) for n in range(1, len(b.points)))
    for _, (k, n) in zip(range(MAX_POINTS - 1), further, strict=False):
        yield tuple(n if other == k else 0 for other in range(len(listed)))


def _equilibrium(
    flat: FlatTree, families: Families, listed: Sequence[Part], choice: Sequence[int]
) -> BehaviourEquilibrium:
    point = {v: plan for b, n in zip(listed, choice, strict=True) for v, plan in b.points[n].items()}
    spaces = [families[v].plans if v in families else _one_set(v, plan) for v, plan in point.items()]
    found = behaviour_point(flat, spaces, list(point.values()))
    profile = tuple(tuple(map(named, strategy)) for strategy in found.profile)
    return replace(found, profile=profile, payoffs=tuple(map(named, found.payoffs)))


def _subsets(listed: Sequence[Part]) -> tuple[tuple[int, ...], ...]:
    """Return the products of pieces, as indices into the list of choices (the last block varies fastest)."""
    found: list[tuple[int, ...]] = [(0,)]
    for b in listed:
        size = len(b.points)
        found = [tuple(n * size + m for n in subset for m in own) for subset in found for own in b.subsets]
    return tuple(found)


def _named_sets(tree: GameTree, families: Families) -> list[InformationSet]:
    """Return the information sets, a family of several in the place of its first, with its pure plans as actions."""
    sets = list(tree.information_sets)
    for v, family in families.items():
        if len(family.plans.sets) > 1:
            name = " & ".join(tree.information_sets[h].name for h in family.plans.sets)
            actions = tuple(_plan_label(tree, family.plans, plan) for plan in family.plans.pure)
            sets[v] = InformationSet(sets[v].player, name, actions, sets[v].paths)
    return sets


def _plan_label(tree: GameTree, plans: Plans, plan: Plan) -> str:
    used = ((tree.information_sets[h].actions, [plan[s] for s in own]) for h, _, own in plans.moves)
    return "-".join(actions[weights.index(1)] if 1 in weights else "*" for actions, weights in used)


def _description(sets: Sequence[InformationSet], listed: Sequence[Part], everything: bool, has_subsets: bool) -> str:
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
