"""Isolated regular solutions of a support's system, proved by interval arithmetic.

Krawczyk's test (Krawczyk 1969; Moore 1977): with X a box round r and Y near the inverse Jacobian, if
K(X) = r - Y f(r) + (I - Y J(X)) (X - r) lies inside X, the system has exactly one zero in X. Where all cells of the
cover (`subdivision`) lie in such boxes, their zeros are all the solutions on the open face. Rational zeros are
recognised and verified exactly; the others are the exact numbers "the zero in this box", enclosed to any precision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from time import monotonic
from typing import Any

import flint
from flint import arb, arb_mat, fmpq

from solvers.n_player.algebraic import Implicit, Num, sign
from solvers.n_player.bernstein import Poly
from solvers.n_player.cylinders import evaluate
from solvers.n_player.subdivision import Cover, hulls
from solvers.n_player.support_system import System

Unknowns = tuple[int, ...]
Terms = list[tuple[int, Unknowns]]
"""Coefficients, each with the unknowns whose product it multiplies."""

MAX_BITS = 160
MAX_SPLITS = 60


@dataclass(eq=False)
class RootBox:
    """The one zero of a system in a box, enclosed as closely as wanted."""

    system: System
    centre: list[fmpq]
    radius: fmpq
    narrow: dict[int, list[arb]] = field(default_factory=dict)

    def enclosure(self, bits: int) -> list[arb]:
        """Balls of radius below 2**-bits round the coordinates."""
        for done, balls in self.narrow.items():
            if done >= bits:
                return balls
        precision = 2 * bits + 64
        point = list(self.centre)
        with flint.ctx.workprec(precision):
            for _ in range(precision.bit_length() + 4):
                point = _newton(self.system, point, precision)
            radius = fmpq(1, 1 << (bits + 2))
            while not krawczyk(self.system, point, radius):
                radius = radius * 2
                if radius > self.radius:
                    raise ArithmeticError("a certified zero could not be enclosed more closely")
            self.narrow[bits] = [arb(x, arb(radius)) for x in point]
        return self.narrow[bits]

    def contains(self, values: Sequence[Num]) -> bool:
        """Whether a zero of the system, given exactly, is this one."""
        return all(
            sign(x - (c - self.radius)) >= 0 and sign(x - (c + self.radius)) <= 0
            for x, c in zip(values, self.centre, strict=True)
        )


def coordinates_of(box: RootBox) -> list[Implicit]:
    """Return the unknowns' values as exact numbers."""
    n = len(box.centre)
    return [Implicit(box, tuple(int(j == k) for j in range(n)), 0) for k in range(n)]


def _system_at(system: System, point: Sequence[Any]) -> tuple[arb_mat, arb_mat]:
    """Values (a column) and Jacobian of the equations, in ball arithmetic; every product of unknowns is taken once."""
    products: dict[Unknowns, arb] = {(): arb(1)}

    def product(unknowns: Unknowns) -> arb:
        if unknowns not in products:
            products[unknowns] = product(unknowns[:-1]) * point[unknowns[-1]]
        return products[unknowns]

    def total(terms: Terms) -> arb:
        return sum((product(unknowns) * c for c, unknowns in terms), arb(0))

    values, jacobian = _terms(system)
    return arb_mat([[total(terms)] for terms in values]), arb_mat([[total(t) for t in row] for row in jacobian])


def _terms(system: System) -> tuple[list[Terms], list[list[Terms]]]:
    """Return the terms of the equations and of their derivatives, each multi-affine in the unknowns."""
    if "terms" not in system.memo:
        n = len(system.variables)
        values = [
            [(int(c), tuple(v for v, e in enumerate(exponents) if e)) for exponents, c in poly.to_dict().items()]
            for poly in system.equations
        ]
        jacobian = [
            [[(c, tuple(u for u in own if u != v)) for c, own in terms if v in own] for v in range(n)]
            for terms in values
        ]
        system.memo["terms"] = values, jacobian
    answer: tuple[list[Terms], list[list[Terms]]] = system.memo["terms"]
    return answer


def ball_value(poly: Poly, point: Sequence[Any]) -> arb:
    """Return the enclosure of a polynomial at a point of balls."""
    total = arb(0)
    for exponents, coefficient in poly.to_dict().items():
        term = arb(int(coefficient))
        for v, e in enumerate(exponents):
            if e:
                term *= point[v]
        total += term
    return total


def _newton(system: System, point: Sequence[fmpq], precision: int) -> list[fmpq]:
    values, jacobian = _system_at(system, [arb(x) for x in point])
    step = jacobian.mid().solve(values.mid()).mid()
    return [_round(arb(x) - step[k, 0], precision) for k, x in enumerate(point)]


def _round(value: arb, precision: int) -> fmpq:
    mantissa, exponent = value.mid().man_exp()
    exact = fmpq(mantissa) * fmpq(2) ** int(exponent)
    scaled = exact * (1 << precision)
    return fmpq(scaled.floor(), 1 << precision)


def krawczyk(system: System, point: Sequence[fmpq], radius: fmpq) -> bool:
    """Whether the box of that radius round the point holds exactly one zero, proved."""
    image = krawczyk_image(system, point, [radius] * len(point))
    return image is not None and all(bool(abs(x) < arb(radius)) for x in image)


def krawczyk_image(system: System, point: Sequence[fmpq], radii: Sequence[fmpq]) -> list[arb] | None:
    """K(X) - r: where zeros in the box can be, relative to its centre; None if the Jacobian is singular."""
    n = len(point)
    with flint.ctx.workprec(max(flint.ctx.prec, 128)):
        values, middle = _system_at(system, [arb(x) for x in point])
        try:
            inverse = middle.mid().inv().mid()
        except ZeroDivisionError:
            return None
        jacobian = _system_at(system, [arb(x, arb(r)) for x, r in zip(point, radii, strict=True)])[1]
        spread = arb_mat([[arb(0, arb(r))] for r in radii])
        identity = arb_mat([[int(i == j) for j in range(n)] for i in range(n)])
        moved = (identity - inverse * jacobian) * spread - inverse * values
        return [moved[k, 0] for k in range(n)]


def certified_roots(system: System, cover: Cover) -> list[RootBox] | None:
    """Boxes, each with one zero, that contain all zeros in the cover's cells; None if some cell stays open."""
    low, high = hulls(cover)
    if len(system.equations) != low.shape[1] or not len(low):
        return None
    boxes: list[RootBox] = []
    for k in range(len(low)):
        if monotonic() > cover.until:
            return None
        if not _accounted(system, low[k], high[k], boxes):
            box = certify(system, (low[k] + high[k]) / 2)
            if box is None or any(_overlap(box, other) for other in boxes):
                return None
            boxes.append(box)
            if not _accounted(system, low[k], high[k], boxes):
                return None
    return boxes


def _accounted(system: System, low: Any, high: Any, boxes: list[RootBox]) -> bool:
    """Whether the zeros in a cell, if any, are those of the boxes."""
    centre = [(_dyadic(a) + _dyadic(b)) / 2 for a, b in zip(low, high, strict=True)]
    radii = [(_dyadic(b) - _dyadic(a)) / 2 for a, b in zip(low, high, strict=True)]
    work = [(centre, radii)]
    for _ in range(MAX_SPLITS):
        if not work:
            return True
        left = _contract(system, *work.pop(), boxes)
        if left is not None:
            work += _halves(*left)
    return not work


def _contract(
    system: System, centre: list[fmpq], radii: list[fmpq], boxes: list[RootBox]
) -> tuple[list[fmpq], list[fmpq]] | None:
    """Shrink a cell by Krawczyk's operator; None once it fits a certified box or vanishes."""
    for _ in range(4):
        if any(
            all(abs(x - c) + r <= box.radius for x, r, c in zip(centre, radii, box.centre, strict=True))
            for box in boxes
        ):
            return None
        image = krawczyk_image(system, centre, radii)
        if image is None:
            break
        before = max(radii)
        for k, shift in enumerate(image):
            lower, upper = max(endpoint(shift, -1), -radii[k]), min(endpoint(shift, 1), radii[k])
            if lower > upper:
                return None
            centre[k], radii[k] = _outward(centre[k] + lower, centre[k] + upper)
        if 2 * max(radii) > before:
            break
    return centre, radii


def _outward(lower: fmpq, upper: fmpq) -> tuple[fmpq, fmpq]:
    """Centre and radius of a slightly larger interval with short endpoints."""
    low, high = fmpq((lower * (1 << 60)).floor(), 1 << 60), fmpq((upper * (1 << 60)).ceil(), 1 << 60)
    return (low + high) / 2, (high - low) / 2


def _halves(centre: list[fmpq], radii: list[fmpq]) -> list[tuple[list[fmpq], list[fmpq]]]:
    """Both halves of a box along its widest side."""
    k = max(range(len(radii)), key=lambda j: radii[j])
    out = []
    for side in (-1, 1):
        middle, half = list(centre), list(radii)
        half[k] = radii[k] / 2
        middle[k] = centre[k] + side * half[k]
        out.append((middle, half))
    return out


def endpoint(value: arb, side: int) -> fmpq:
    """Return a rational bound of a ball, outward."""
    if not value.is_finite():
        return fmpq(side * (1 << 60))
    with flint.ctx.workprec(160):
        mantissa, exponent = (value.upper() if side > 0 else value.lower()).mid().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent) + fmpq(side, 1 << 70)


def _float(x: fmpq) -> float:
    return float(Fraction(int(x.p), int(x.q)))


def _overlap(first: RootBox, second: RootBox) -> bool:
    return all(abs(a - b) <= first.radius + second.radius for a, b in zip(first.centre, second.centre, strict=True))


def certify(system: System, start: Any) -> RootBox | None:
    """Newton from a cell's centre, then the largest box that passes the test."""
    point = [_dyadic(x) for x in start]
    try:
        for _ in range(9):
            point = [_dyadic(_float(x)) if abs(x) < 4 else fmpq(0) for x in _newton(system, point, 80)]
    except ZeroDivisionError:
        return None
    for k in range(2, 30):
        if krawczyk(system, point, fmpq(1, 1 << k)):
            return RootBox(system, point, fmpq(1, 1 << k))
    return None


def _dyadic(x: float) -> fmpq:
    return fmpq(*float(x).as_integer_ratio())


def settle(box: RootBox, bound: int = 1 << 24) -> tuple[list[Num] | bool, tuple[int, ...]]:
    """Values of the zero if it is an equilibrium of the open face, False if not; and which signs stay open, if any."""
    exact = _rational(box, bound)
    if exact is not None:
        return (exact if _meets(box.system, exact) else False), ()
    for bits in (40, MAX_BITS):
        with flint.ctx.workprec(2 * bits):
            balls = box.enclosure(bits)
            signs = [ball_value(p, balls) for p in box.system.positive + box.system.weak]
        if any(s < 0 for s in signs):
            return False, ()
        if all(s > 0 for s in signs):
            break
    return list(coordinates_of(box)), tuple(k for k, s in enumerate(signs) if not s > 0)


def _meets(system: System, values: Sequence[Num]) -> bool:
    return all(evaluate(p, values) > 0 for p in system.positive) and all(evaluate(p, values) >= 0 for p in system.weak)


def _rational(box: RootBox, bound: int) -> list[fmpq] | None:
    """Return the zero, if it is rational with small denominators: then verified exactly."""
    balls = box.enclosure(64)
    guesses = []
    for x in balls:
        middle = _round(x, 80)
        guess = Fraction(int(middle.p), int(middle.q)).limit_denominator(bound)
        guesses.append(fmpq(guess.numerator, guess.denominator))
    if all(evaluate(p, guesses) == 0 for p in box.system.equations) and box.contains(guesses):
        return guesses
    return None
