"""Pieces bounded by products of free probabilities: what is empty, implied, contained, and of which dimension.

Such a piece is a polytope together with polynomial constraints. Emptiness and implication are questions of real algebra,
put to the decision procedure in `solvers.reals`; an unknown answer never drops anything.

The dimension: where the polytope has dimension d and r constraints must vanish, a point with all inequalities strict
and a Jacobian of rank r shows that the piece has dimension d - r near that point (implicit function theorem).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy

from solvers import reals
from solvers.mixtures import Constraint, Piece, impose
from solvers.multiaffine import Point, Poly, Variable, decisions_in, evaluate
from solvers.reals import Answer

TIMEOUT = 1000


def resolve(piece: Piece) -> tuple[list[Piece], bool]:
    """Return what is left of the piece without empty parts and implied constraints, and whether all was decided.

    Actions that the constraints rule out are taken out of the supports, which may leave polytopes.
    """
    given = [*_polytope(piece), *map(_relation, piece.curved)]
    answers = {x: reals.satisfiable([*given, _symbol(x) > 0], TIMEOUT) for x in _free(piece)}
    decided = Answer.UNKNOWN not in answers.values()
    unused = [x for x, answer in answers.items() if answer is Answer.NO]
    if unused:
        rest = impose(piece, [Constraint({(x,): Fraction(1)}, True) for x in unused])
        parts = [resolve(part) if part.curved else ([part], True) for part in rest]
        return [part for found, _ in parts for part in found], decided and all(known for _, known in parts)
    short, known = _drop_implied(piece)
    return impose(short, ()), decided and known


def _drop_implied(piece: Piece) -> tuple[Piece, bool]:
    """Return the piece without constraints that follow from the others, and whether each question was decided."""
    base, kept, answers = _polytope(piece), list(piece.curved), []
    for c in piece.curved:
        others = [*base, *(_relation(k) for k in kept if k is not c)]
        answers.append(reals.implied(_relation(c), others, TIMEOUT))
        if answers[-1] is Answer.YES:
            kept = [k for k in kept if k is not c]
        elif not c.equality and reals.satisfiable([*others, _expression(c.poly) > 0], TIMEOUT) is Answer.NO:
            kept = [Constraint(k.poly, True) if k is c else k for k in kept]
    return replace(piece, curved=tuple(kept)), Answer.UNKNOWN not in answers


def contained(piece: Piece, other: Piece) -> bool:
    """Whether `piece` certainly lies in `other`."""
    if any(set(support) - set(other.supports[v]) for v, support in piece.supports.items()):
        return False
    given = [*_polytope(piece), *map(_relation, piece.curved)]
    asked = map(_relation, (*other.constraints, *other.curved))
    return all(reals.implied(relation, given, TIMEOUT) is Answer.YES for relation in asked)


def samples(piece: Piece) -> list[Point]:
    """Return points of the piece: its vertices and points on the polytope's edges first, then one inside if rational."""
    ends = list(piece.vertices)
    for poly, _ in piece.curved:
        ends += piece.crossings(poly) if _affine_on_edges(piece, poly) else []
    inner = _inner_point(piece)
    found = [x for x in ends if piece.contains(x)]
    return found + [inner] * (inner is not None and inner not in found)


def dimension(piece: Piece) -> tuple[int, bool]:
    """Return the dimension, and whether it is certain; an uncertain one is what the number of equations suggests."""
    equations = [c.poly for c in piece.curved if c.equality]
    expected = max(piece.dimension - len(equations), 0)
    inner = _inner_point(piece)
    if inner is None:
        return expected, False
    return expected, _jacobian_rank(piece, equations, inner) == len(equations) <= 1


def _inner_point(piece: Piece) -> Point | None:
    """Return a rational point with all inequalities strict, if one is found."""
    strict = [_expression(c.poly) > 0 for c in (*piece.constraints, *piece.curved) if not c.equality]
    inside = [_symbol(x) > 0 for x in _free(piece)]
    found = reals.witness([*_polytope(piece), *map(_relation, piece.curved), *strict, *inside], timeout=TIMEOUT)[1]
    if found is None or any(not isinstance(p, Fraction) for p in found.values()):
        return None
    known = {str(_symbol(x)): p for x, p in piece.fixed.items()} | found
    return {v: tuple(known.get(str(_symbol((v, a))), Fraction(0)) for a in range(len(s)))
            for v, s in piece.vertices[0].items()}


def _jacobian_rank(piece: Piece, equations: list[Poly], point: Point) -> int:
    rows = [[_slope(poly, point, step) for step in piece.directions] for poly in equations]
    return int(sympy.Matrix(rows).rank()) if rows else 0


def _slope(poly: Poly, point: Point, step: Point) -> Fraction:
    """Return the derivative along a direction; the polynomial is affine in each decision's strategy."""
    total = Fraction(0)
    for v in decisions_in(poly):
        moved = point | {v: tuple(p + d for p, d in zip(point[v], step[v], strict=True))}
        total += evaluate(poly, moved) - evaluate(poly, point)
    return total


def _affine_on_edges(piece: Piece, poly: Poly) -> bool:
    """Whether every edge moves along at most one of the decisions that the polynomial mentions."""
    mentioned = decisions_in(poly)
    constrained = {v for c in piece.constraints for v in decisions_in(c.poly)}
    return len(mentioned & constrained) <= 1


def _polytope(piece: Piece) -> list[Any]:
    free = list(_free(piece))
    relations = [_symbol(x) >= 0 for x in free]
    sums = {v: [_symbol((v, a)) for w, a in free if w == v] for v, _ in free}
    for v, terms in sums.items():
        known = sum((p for (w, _), p in piece.fixed.items() if w == v), Fraction(0))
        relations.append(sympy.Eq(sum(terms), 1 - sympy.Rational(known)))
    pinned = [sympy.Eq(_symbol(x), sympy.Rational(p)) for x, p in piece.fixed.items()]
    return relations + pinned + [_relation(c) for c in piece.constraints]


def _free(piece: Piece) -> Iterator[Variable]:
    yield from ((v, a) for v, support in piece.supports.items() for a in support if (v, a) not in piece.fixed)


def _relation(constraint: Constraint) -> Any:
    expression = _expression(constraint.poly)
    return sympy.Eq(expression, 0) if constraint.equality else expression >= 0


def _expression(poly: Poly) -> Any:
    return sympy.Add(*(sympy.Rational(c) * sympy.Mul(*map(_symbol, monomial)) for monomial, c in poly.items()))


def _symbol(variable: Variable) -> Any:
    return sympy.Symbol("p{}_{}".format(*variable), real=True)


