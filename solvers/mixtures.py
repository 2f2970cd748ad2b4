"""Convex pieces of the set of subgame-perfect equilibria, exactly, by their vertices.

A piece lives in the behaviour strategies of a few decisions. It is a polytope cut out of a product of simplices by
constraints (polynomial, equality?) each of which is affine on what the earlier ones left; a vertex is a point with a
maximal set of tight constraints, and two vertices are joined by an edge iff no third one is tight in all that both are
(Motzkin, Raiffa, Thompson and Thrall 1953, the double description method).

A constraint that is not affine on a piece is first divided by probabilities that are positive, after splitting the
piece by the exact supports of the decisions concerned: p (2q - 1) >= 0 becomes {p = 0} and {2q >= 1}. What remains is
carried along as `curved`: the piece is then the part of the polytope where the curved constraints hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from solvers.multiaffine import (
    Expansion,
    Point,
    Poly,
    Variable,
    decisions_in,
    divide_positive,
    evaluate,
    expand,
    substitute,
)


class Constraint(NamedTuple):
    """A polynomial that must vanish (`equality`) or be non-negative."""

    poly: Poly
    equality: bool

    def holds(self, point: Point) -> bool:
        """Whether the point satisfies it."""
        value = evaluate(self.poly, point)
        return value == 0 if self.equality else value >= 0


@dataclass(frozen=True)
class Piece:
    """A polytope of behaviour strategies, or with `curved` constraints a part of one.

    `positive` are the decisions split by exact support: elsewhere their unused actions belong to other pieces.
    """

    vertices: tuple[Point, ...]
    constraints: tuple[Constraint, ...] = ()
    curved: tuple[Constraint, ...] = ()
    positive: frozenset[int] = frozenset()

    @cached_property
    def supports(self) -> dict[int, tuple[int, ...]]:
        """The actions of every decision that some vertex uses."""
        first = self.vertices[0]
        return {v: tuple(a for a in range(len(s)) if any(x[v][a] for x in self.vertices)) for v, s in first.items()}

    @cached_property
    def fixed(self) -> dict[Variable, Fraction]:
        """The probabilities that are the same all over the polytope."""
        first, *others = self.vertices
        return {(v, a): p for v, s in first.items() for a, p in enumerate(s) if all(x[v][a] == p for x in others)}

    @cached_property
    def directions(self) -> tuple[Point, ...]:
        """A basis of the directions within the polytope."""
        first, *others = self.vertices
        chosen: list[Point] = []
        echelon: list[tuple[int, list[Fraction]]] = []
        for x in others:
            step = {v: tuple(q - p for p, q in zip(s, x[v], strict=True)) for v, s in first.items()}
            row = _remainder([p for v in sorted(step) for p in step[v]], echelon)
            lead = next((k for k, p in enumerate(row) if p), None)
            if lead is not None:
                echelon.append((lead, [p / row[lead] for p in row]))
                chosen.append(step)
        return tuple(chosen)

    @property
    def dimension(self) -> int:
        """The dimension of the polytope."""
        return len(self.directions)

    @cached_property
    def tight(self) -> tuple[int, ...]:
        """For each vertex the constraints that are tight there, as a bit mask."""
        sets = [set(self._tight_at(x)) for x in self.vertices]
        bit = {name: 1 << k for k, name in enumerate(set().union(*sets))}
        return tuple(sum(bit[name] for name in names) for names in sets)

    def _tight_at(self, point: Point) -> Iterator[object]:
        yield from ((v, a) for v, s in point.items() for a, p in enumerate(s) if not p)
        yield from (k for k, (poly, equality) in enumerate(self.constraints) if not equality and not evaluate(poly, point))

    def joined(self, i: int, j: int) -> bool:
        """Whether an edge joins two vertices."""
        common = self.tight[i] & self.tight[j]
        return not any(common & other == common for k, other in enumerate(self.tight) if k not in (i, j))

    def crossings(self, poly: Poly) -> Iterator[Point]:
        """Yield the points inside edges where a polynomial that is affine on them vanishes."""
        values = [evaluate(poly, x) for x in self.vertices]
        for i, j in combinations(range(len(values)), 2):
            if values[i] * values[j] < 0 and self.joined(i, j):
                yield _between(self.vertices[i], self.vertices[j], values[i], values[j])

    def contains(self, point: Point) -> bool:
        """Whether a point of these decisions is in the piece."""
        outside = any(p and a not in self.supports[v] for v in self.supports for a, p in enumerate(point[v]))
        return not outside and all(c.holds(point) for c in (*self.constraints, *self.curved))

    def on_hull(self, poly: Poly) -> Expansion:
        """Return a polynomial in coordinates of the affine hull: constant or affine iff its terms are short."""
        return expand(substitute(poly, self.fixed), self.vertices[0], self.directions)


def _remainder(row: list[Fraction], echelon: list[tuple[int, list[Fraction]]]) -> list[Fraction]:
    for lead, other in echelon:
        if factor := row[lead]:
            row = [p - factor * q for p, q in zip(row, other, strict=True)]
    return row


def single(point: Point) -> Piece:
    """Return a piece of one point."""
    return Piece((point,))


def simplex(decision: int, support: Sequence[int], n_actions: int) -> Piece:
    """Return all mixtures of one decision over some of its actions."""
    corners = (tuple(Fraction(int(a == b)) for b in range(n_actions)) for a in support)
    return Piece(tuple({decision: corner} for corner in corners))


def multiply(p: Piece, q: Piece) -> Piece:
    """Return the product of pieces of different decisions."""
    vertices = tuple(x | y for x in p.vertices for y in q.vertices)
    return Piece(vertices, p.constraints + q.constraints, p.curved + q.curved, p.positive | q.positive)


def impose(piece: Piece, wanted: Sequence[Constraint]) -> list[Piece]:
    """Return pieces whose union is the part of `piece` where the constraints hold; none if that is empty."""
    pending = [*piece.curved, *wanted]
    while pending:
        pending = [Constraint(_reduce(poly, piece), equality) for poly, equality in pending]
        ready = next((c for c in pending if _is_affine(c, piece)), None)
        if ready is None:
            return _impose_curved(piece, pending)
        pending.remove(ready)
        cut = clip(piece, ready)
        if cut is None:
            return []
        piece = cut
    return [replace(piece, curved=(), positive=frozenset())]


def _impose_curved(piece: Piece, pending: list[Constraint]) -> list[Piece]:
    """Split by the exact support of one more decision, or give up on dividing and keep the constraints as they are."""
    mixed = sorted(v for c in pending for v in decisions_in(c.poly) if v not in piece.positive)
    if not mixed:
        return [replace(piece, curved=tuple(pending))]
    v = mixed[0]
    found = []
    for support in _subsets(piece.supports[v]):
        face = _face(piece, v, support)
        if face is not None:
            found += impose(replace(face, curved=tuple(pending), positive=piece.positive | {v}), ())
    return found


def _subsets(actions: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for size in range(len(actions), 0, -1):
        yield from combinations(actions, size)


def _face(piece: Piece, v: int, support: Sequence[int]) -> Piece | None:
    vertices = tuple(x for x in piece.vertices if all(not p or a in support for a, p in enumerate(x[v])))
    return replace(piece, vertices=vertices) if vertices else None


def _reduce(poly: Poly, piece: Piece) -> Poly:
    return divide_positive(substitute(poly, piece.fixed), piece.supports, piece.positive)


def _is_affine(constraint: Constraint, piece: Piece) -> bool:
    return all(len(term) <= 1 for term in piece.on_hull(constraint.poly))


def clip(piece: Piece, constraint: Constraint) -> Piece | None:
    """Return the polytope cut by a constraint that is affine on it; None if nothing is left."""
    values = [evaluate(constraint.poly, x) for x in piece.vertices]
    if not any(values) or (not constraint.equality and min(values) >= 0):
        return piece
    face = constraint.equality or max(values) <= 0
    kept = [x for x, f in zip(piece.vertices, values, strict=True) if f == 0 or (f > 0 and not face)]
    if min(values) < 0 < max(values):
        kept += piece.crossings(constraint.poly)
    if not kept:
        return None
    return replace(piece, vertices=tuple(kept), constraints=(*piece.constraints, Constraint(constraint.poly, face)))


def _between(x: Point, y: Point, at_x: Fraction, at_y: Fraction) -> Point:
    """Return the point of the segment where an affine function with these values at the ends vanishes."""
    t = at_x / (at_x - at_y)
    return {v: tuple(p + t * (q - p) for p, q in zip(s, y[v], strict=True)) for v, s in x.items()}


def maximal(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces without those that lie in another one."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (-p.dimension, bool(p.curved))):
        if not any(all(map(other.contains, piece.vertices)) for other in kept if not other.curved or _is_point(piece)):
            kept.append(piece)
    return kept


def _is_point(piece: Piece) -> bool:
    return len(piece.vertices) == 1 and not piece.curved
