"""Convex pieces of the set of subgame-perfect equilibria, exactly, by their vertices.

A piece lives in the behaviour strategies of a few decisions. It is a polytope cut out of a product of
simplices by constraints (polynomial, equality?) each of which is affine on what the earlier ones left; a
vertex is a point with a maximal set of tight constraints, and two vertices are joined by an edge iff no
third one is tight in all that both are (Motzkin, Raiffa, Thompson and Thrall 1953, the double description
method).

A constraint that is not affine on a piece splits it if a probability is a factor: p (2q - 1) >= 0 becomes
{p = 0} and {2q >= 1}. A convex set in the union lies in one of the two, since p is zero on all of it or
positive inside. What remains is carried along as `curved`: the piece is then the part of the polytope where
the curved constraints hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from solvers.trees.multiaffine import (
    Expansion,
    Point,
    Poly,
    Variable,
    by_action,
    canonical,
    decisions_in,
    evaluate,
    expand,
    minus,
    substitute,
    times,
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
    """A polytope of behaviour strategies, or with `curved` constraints a part of one."""

    vertices: tuple[Point, ...]
    constraints: tuple[Constraint, ...] = ()
    curved: tuple[Constraint, ...] = ()

    @cached_property
    def supports(self) -> dict[int, tuple[int, ...]]:
        """The actions of every decision that some vertex uses."""
        first = self.vertices[0]
        used = {(v, a) for x in self.vertices for v, s in x.items() for a, p in enumerate(s) if p}
        return {v: tuple(a for a in range(len(s)) if (v, a) in used) for v, s in first.items()}

    @cached_property
    def fixed(self) -> dict[Variable, Fraction]:
        """The probabilities that are the same all over the polytope."""
        first, *others = self.vertices
        known = {(v, a): p for v, s in first.items() for a, p in enumerate(s)}
        return {(v, a): p for (v, a), p in known.items() if all(x[v][a] == p for x in others)}

    @cached_property
    def directions(self) -> tuple[Point, ...]:
        """A basis of the directions within the polytope."""
        first, *others = self.vertices
        free = [(v, a) for v, s in first.items() for a in range(len(s)) if (v, a) not in self.fixed]
        chosen: list[Point] = []
        echelon: list[tuple[int, list[Fraction]]] = []
        for x in others:
            row = _remainder([x[v][a] - first[v][a] for v, a in free], echelon)
            lead = next((k for k, p in enumerate(row) if p), None)
            if lead is not None:
                echelon.append((lead, [p / row[lead] for p in row]))
                chosen.append(_step(first, x))
        return tuple(chosen)

    @property
    def is_point(self) -> bool:
        """Whether it is one point."""
        return len(self.vertices) == 1 and not self.curved

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
        inequalities = ((k, poly) for k, (poly, equality) in enumerate(self.constraints) if not equality)
        yield from (k for k, poly in inequalities if not evaluate(poly, point))

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
        used = ((a, support) for v, support in self.supports.items() for a, p in enumerate(point[v]) if p)
        inside = all(a in support for a, support in used)
        return inside and all(c.holds(point) for c in (*self.constraints, *self.curved))

    def covers(self, other: Piece) -> bool:
        """Whether this polytope certainly contains another piece."""
        room = all(set(support) <= set(self.supports[v]) for v, support in other.supports.items())
        return room and not self.curved and all(c.holds(x) for x in other.vertices for c in self.constraints)

    @cached_property
    def linked(self) -> dict[int, int]:
        """A number for each decision; decisions whose mixtures constraints tie together share it."""
        label = {v: v for v in self.vertices[0]}
        for poly, _ in self.constraints:
            joined = {label[v] for v in decisions_in(poly)}
            label = {v: min(joined) if k in joined else k for v, k in label.items()}
        return label

    def bounds(self, poly: Poly) -> tuple[Fraction, Fraction] | None:
        """Return the least and greatest value of a polynomial, if they are attained at vertices.

        They are if the polytope is a product of polytopes in each of which the polynomial depends on one
        decision: then it is affine in each factor.
        """
        mentioned = decisions_in(poly)
        if len({self.linked[v] for v in mentioned}) < len(mentioned):
            return None
        values = [evaluate(poly, x) for x in self.vertices]
        return min(values), max(values)

    def implies(self, constraint: Constraint) -> bool:
        """Whether a constraint is seen to hold all over the polytope."""
        if constraint.equality:
            return self.vanishes(constraint.poly)
        bounds = self.bounds(constraint.poly)
        return bounds is not None and bounds[0] >= 0

    def excludes(self, constraint: Constraint) -> bool:
        """Whether a constraint is seen to fail all over the polytope."""
        bounds = self.bounds(constraint.poly)
        return bounds is not None and (bounds[1] < 0 or (constraint.equality and bounds[0] > 0))

    def vanishes(self, poly: Poly) -> bool:
        """Whether a polynomial is zero all over the polytope."""
        short = substitute(poly, self.fixed)
        if not short or any(evaluate(short, x) for x in self.vertices):
            return not short
        return all(len(m) <= 1 for m in short) or not self._on_hull(short)

    def is_affine(self, poly: Poly) -> bool:
        """Whether a polynomial is affine on the polytope."""
        short = substitute(poly, self.fixed)
        return all(len(m) <= 1 for m in short) or all(len(term) <= 1 for term in self._on_hull(short))

    def _on_hull(self, poly: Poly) -> Expansion:
        return expand(poly, self.vertices[0], self.directions)


def _step(x: Point, y: Point) -> Point:
    return {v: tuple(q - p for p, q in zip(s, y[v], strict=True)) for v, s in x.items()}


def _remainder(row: list[Fraction], echelon: list[tuple[int, list[Fraction]]]) -> list[Fraction]:
    for lead, other in echelon:
        if factor := row[lead]:
            row = [p - factor * q for p, q in zip(row, other, strict=True)]
    return row


def single(point: Point) -> Piece:
    """Return a piece of one point; where it mixes, constraints keep other points of its supports out."""
    pinned = ((v, a, p) for v, s in point.items() for a, p in enumerate(s[:-1]) if 0 < p < 1)
    return Piece((point,), tuple(Constraint({((v, a),): Fraction(1), (): -p}, True) for v, a, p in pinned))


def simplex(decision: int, support: Sequence[int], n_actions: int) -> Piece:
    """Return all mixtures of one decision over some of its actions."""
    corners = (tuple(Fraction(int(a == b)) for b in range(n_actions)) for a in support)
    return Piece(tuple({decision: corner} for corner in corners))


def multiply(p: Piece, q: Piece) -> Piece:
    """Return the product of pieces of different decisions."""
    vertices = tuple(x | y for x in p.vertices for y in q.vertices)
    return Piece(vertices, p.constraints + q.constraints, p.curved + q.curved)


def impose(piece: Piece, wanted: Sequence[Constraint]) -> list[Piece]:
    """Return pieces whose union is the part of `piece` where the constraints hold; none if that is empty."""
    pending = [*piece.curved, *wanted]
    while pending:
        pending = [Constraint(_reduce(poly, piece), equality) for poly, equality in pending]
        pending = [c for c in pending if not piece.implies(c)]
        if any(map(piece.excludes, pending)):
            return []
        ready = next((c for c in pending if piece.is_affine(c.poly)), None)
        if ready is None:
            break
        pending.remove(ready)
        cut = clip(piece, ready)
        if cut is None:
            return []
        piece = cut
    return _split(piece, pending) if pending else [replace(piece, curved=())]


def _reduce(poly: Poly, piece: Piece) -> Poly:
    return canonical(substitute(poly, piece.fixed), piece.supports)


def _split(piece: Piece, pending: list[Constraint]) -> list[Piece]:
    """Split by a factor of a constraint that is not affine; without one keep the constraints as they are."""
    for constraint in pending:
        others = [c for c in pending if c is not constraint]
        for branches in _branches(piece, constraint):
            bare = replace(piece, curved=())
            return [part for branch in branches for part in impose(bare, [*branch, *others])]
    return [replace(piece, curved=tuple(pending))]


def _branches(piece: Piece, constraint: Constraint) -> Iterator[tuple[list[Constraint], list[Constraint]]]:
    """Yield pairs of systems, one or the other of which is equivalent to a constraint f >= 0 or f = 0.

    If f = x_a g for a probability x_a: either x_a = 0, or g satisfies it. If f <= 0 (or f >= 0) everywhere,
    it must vanish: in f = sum of x_a f_a every term must, so for one action a either x_a = 0 or f_a = 0.
    """
    poly, equality = constraint
    parts = {v: by_action(poly, v, piece.supports[v]) for v in sorted(decisions_in(poly))}
    for v, own in parts.items():
        for a, g in own.items() if len(own) == 1 else ():
            yield [_zero((v, a))], [Constraint(g, equality)]
    bounds = piece.bounds(poly)
    if bounds and (bounds[1] <= 0 or (equality and bounds[0] >= 0)):
        v, own = next(iter(parts.items()))
        a, g = next(iter(own.items()))
        rest = minus(poly, times((v, a), g))
        yield [_zero((v, a)), Constraint(rest, True)], [Constraint(g, True), Constraint(rest, True)]


def _zero(variable: Variable) -> Constraint:
    return Constraint({(variable,): Fraction(1)}, True)


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
    constraints = (*piece.constraints, Constraint(constraint.poly, face))
    return replace(piece, vertices=tuple(kept), constraints=constraints)


def _between(x: Point, y: Point, at_x: Fraction, at_y: Fraction) -> Point:
    """Return the point of the segment where an affine function with these values at the ends vanishes."""
    t = at_x / (at_x - at_y)
    return {v: tuple(p + t * (q - p) for p, q in zip(s, y[v], strict=True)) for v, s in x.items()}


def maximal(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces without those that lie in another one."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (-p.dimension, bool(p.curved))):
        point = piece.vertices[0] if piece.is_point else None
        if not any(other.covers(piece) or (point is not None and other.contains(point)) for other in kept):
            kept.append(piece)
    return kept
