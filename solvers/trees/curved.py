"""Pieces bounded by products of free probabilities: emptiness, implied constraints, dimension.

Such a piece is a polytope together with polynomial constraints. Emptiness and implication are questions of
real algebra, put to z3 (cylindrical algebraic decomposition, Jovanović and de Moura 2012); an unknown
answer never drops anything.

The dimension: where the polytope has dimension d and r constraints must vanish, a point with all
inequalities strict and a Jacobian of rank r shows that the piece has dimension d - r near that point
(implicit function theorem).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import z3

from solvers.statics.reals import limited
from solvers.trees.mixtures import Constraint, Piece, impose
from solvers.trees.multiaffine import Point, Poly, Variable, decisions_in, evaluate, substitute

STEPS = 1_000_000


def resolve(piece: Piece) -> tuple[list[Piece], bool]:
    """Return the piece without empty parts and implied constraints, and whether all was decided.

    Actions that the constraints rule out are taken out of the supports, which may leave polytopes.
    """
    given = [*_polytope(piece), *map(_relation, piece.curved)]
    answers = {x: _possible([*given, _unknown(x) > 0]) for x in _free(piece)}
    decided = None not in answers.values()
    unused = [x for x, answer in answers.items() if answer is False]
    if unused:
        rest = impose(piece, [Constraint({(x,): Fraction(1)}, True) for x in unused])
        parts = [resolve(part) if part.curved else ([part], True) for part in rest]
        return [part for found, _ in parts for part in found], decided and all(known for _, known in parts)
    short, known = _drop_implied(piece)
    return impose(short, ()), decided and known


def _drop_implied(piece: Piece) -> tuple[Piece, bool]:
    """Return the piece without constraints that follow from the others, and whether all was decided."""
    base, kept, answers = _polytope(piece), list(piece.curved), []
    for c in piece.curved:
        others = [*base, *(_relation(k) for k in kept if k is not c)]
        answers.append(_possible([*others, z3.Not(_relation(c))]))
        if answers[-1] is False:
            kept = [k for k in kept if k is not c]
        elif not c.equality and _possible([*others, _term(c.poly) > 0]) is False:
            kept = [Constraint(k.poly, True) if k is c else k for k in kept]
    return replace(piece, curved=tuple(kept)), None not in answers


def contained(piece: Piece, other: Piece) -> bool:
    """Whether `piece` certainly lies in `other`."""
    if any(set(support) - set(other.supports[v]) for v, support in piece.supports.items()):
        return False
    given = [*_polytope(piece), *map(_relation, piece.curved)]
    asked = (
        Constraint(substitute(poly, piece.fixed), equality) for poly, equality in (*other.curved, *other.constraints)
    )
    return all(_possible([*given, z3.Not(_relation(c))]) is False for c in asked)


def samples(piece: Piece) -> list[Point]:
    """Return points of the piece: vertices and points on edges first, then one inside if rational."""
    ends = list(piece.vertices)
    for poly, _ in piece.curved:
        ends += piece.crossings(poly) if piece.bounds(poly) else []
    inner = _inner_point(piece)
    found = [x for x in ends if piece.contains(x)]
    return found if inner is None or inner in found else [*found, inner]


def dimension(piece: Piece) -> tuple[int, bool]:
    """Return the dimension, and whether it is certain or only what the number of equations suggests."""
    equations = [c.poly for c in piece.curved if c.equality]
    expected = max(piece.dimension - len(equations), 0)
    inner = _inner_point(piece)
    if inner is None:
        return expected, False
    return expected, _jacobian_rank(piece, equations, inner) == len(equations) <= 1


def _inner_point(piece: Piece) -> Point | None:
    """Return a rational point with all inequalities strict, if one is found."""
    strict = [_term(c.poly) > 0 for c in (*piece.constraints, *piece.curved) if not c.equality]
    inside = [_unknown(x) > 0 for x in _free(piece)]
    solver = _solver([*_polytope(piece), *map(_relation, piece.curved), *strict, *inside])
    if solver.check() != z3.sat:
        return None
    model = solver.model()
    found = {x: model.eval(_unknown(x), model_completion=True) for x in _free(piece)}
    if not all(isinstance(p, z3.RatNumRef) for p in found.values()):
        return None
    known = piece.fixed | {x: Fraction(p.as_fraction()) for x, p in found.items()}
    sizes = {v: len(s) for v, s in piece.vertices[0].items()}
    return {v: tuple(known.get((v, a), Fraction(0)) for a in range(n)) for v, n in sizes.items()}


def _jacobian_rank(piece: Piece, equations: list[Poly], point: Point) -> int:
    rows = [[_slope(poly, point, step) for step in piece.directions] for poly in equations]
    columns: list[list[Fraction]] = []
    return sum(1 for row in rows if _extends(columns, row))


def _slope(poly: Poly, point: Point, step: Point) -> Fraction:
    """Return the derivative along a direction; the polynomial is affine in each decision's strategy."""
    total = Fraction(0)
    for v in decisions_in(poly):
        moved = point | {v: tuple(p + d for p, d in zip(point[v], step[v], strict=True))}
        total += evaluate(poly, moved) - evaluate(poly, point)
    return total


def _extends(basis: list[list[Fraction]], row: list[Fraction]) -> bool:
    """Add the row to the echelon `basis` if it is independent of it, and tell."""
    for other in basis:
        lead = next(k for k, p in enumerate(other) if p)
        row = [p - row[lead] / other[lead] * q for p, q in zip(row, other, strict=True)]
    independent = any(row)
    basis += [row] * independent
    return independent


def _possible(relations: list[Any]) -> bool | None:
    """Whether some real point satisfies all relations; None if the search became too long."""
    answer = _solver(relations).check()
    return None if answer == z3.unknown else bool(answer == z3.sat)


def _solver(relations: list[Any]) -> Any:
    solver = limited(z3.Tactic("qfnra-nlsat").solver(), STEPS)
    solver.add(*relations)
    return solver


def _polytope(piece: Piece) -> list[Any]:
    free = list(_free(piece))
    relations = [_unknown(x) >= 0 for x in free]
    for v in {v for v, _ in free}:
        known = sum((p for (w, _), p in piece.fixed.items() if w == v), Fraction(0))
        relations.append(z3.Sum([_unknown(x) for x in free if x[0] == v]) == _number(1 - known))
    short = (Constraint(substitute(poly, piece.fixed), equality) for poly, equality in piece.constraints)
    return relations + [_relation(c) for c in short]


def _free(piece: Piece) -> Iterator[Variable]:
    yield from ((v, a) for v, support in piece.supports.items() for a in support if (v, a) not in piece.fixed)


def _relation(constraint: Constraint) -> Any:
    return _term(constraint.poly) == 0 if constraint.equality else _term(constraint.poly) >= 0


def _term(poly: Poly) -> Any:
    products = [z3.Product([_number(c), *map(_unknown, monomial)]) for monomial, c in poly.items()]
    return z3.Sum([_number(Fraction(0)), *products])


def _unknown(variable: Variable) -> Any:
    return z3.Real("p{}_{}".format(*variable))


def _number(value: Fraction) -> Any:
    return z3.Q(value.numerator, value.denominator)
