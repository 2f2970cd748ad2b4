"""Real algebraic numbers: isolating intervals and number fields, exact.

A real algebraic number alpha is an irreducible integer polynomial with an isolating interval (`Root`). A point
with algebraic coordinates keeps all of them in one field Q(alpha): each coordinate is a polynomial in alpha,
reduced modulo the minimal polynomial (`Elem`), or a plain rational (`fmpq`). A sum or product is one polynomial
operation, zero is the zero polynomial, and a sign is an interval evaluation, refined until zero is excluded.

(Cohen, A Course in Computational Algebraic Number Theory, 1993, chapter 4.) A third form, `Implicit`, is a coordinate
of a zero known by a certified box (`certified`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

import flint
from flint import arb, arb_poly, fmpq, fmpq_poly, fmpz_poly

ZERO, ONE = fmpq(0), fmpq(1)


class Root:
    """A real root of an irreducible integer polynomial, isolated by the open interval (lo, hi)."""

    __slots__ = ("_rising", "hi", "lo", "poly")

    def __init__(self, poly: fmpz_poly, lo: fmpq, hi: fmpq) -> None:
        self.poly, self.lo, self.hi = poly, lo, hi
        self._rising = poly(hi) > 0

    def refine(self, bits: int) -> None:
        """Shrink the interval below 2**-bits by bisection (the polynomial has no rational root)."""
        width = fmpq(1, 1 << bits) if bits > 0 else fmpq(1)
        while self.hi - self.lo > width:
            middle = (self.lo + self.hi) / 2
            if (self.poly(middle) > 0) == self._rising:
                self.hi = middle
            else:
                self.lo = middle

    def ball(self, bits: int) -> arb:
        """Return an interval around the root, as an arb ball."""
        self.refine(bits)
        with flint.ctx.workprec(bits + 64):
            return arb((self.lo + self.hi) / 2, arb((self.hi - self.lo) / 2))

    def same(self, other: Root) -> bool:
        """Whether both are the same number."""
        if self is other:
            return True
        if self.poly != other.poly:
            return False
        low, high = max(self.lo, other.lo), min(self.hi, other.hi)
        return bool(low < high and (self.poly(low) > 0) != (self.poly(high) > 0))


class Elem:
    """An element of Q(alpha), as a rational polynomial in alpha of degree at least one."""

    __slots__ = ("field", "poly")

    def __init__(self, field: Field, poly: fmpq_poly) -> None:
        self.field, self.poly = field, poly

    def __add__(self, other: Any) -> Any:
        return self.field.make(self.poly + (other.poly if isinstance(other, Elem) else other))

    __radd__ = __add__

    def __neg__(self) -> Elem:
        return Elem(self.field, -self.poly)

    def __sub__(self, other: Any) -> Any:
        return self.field.make(self.poly - (other.poly if isinstance(other, Elem) else other))

    def __rsub__(self, other: Any) -> Any:
        return self.field.make(other - self.poly)

    def __mul__(self, other: Any) -> Any:
        return self.field.make(self.poly * (other.poly if isinstance(other, Elem) else other))

    __rmul__ = __mul__

    def inverse(self) -> Any:
        """Multiplicative inverse."""
        gcd, inverse, _ = self.poly.xgcd(self.field.minpoly)
        return self.field.make(inverse / gcd.coeffs()[0])

    def __truediv__(self, other: Any) -> Any:
        return self * (other.inverse() if isinstance(other, Elem) else 1 / fmpq(other))

    def __rtruediv__(self, other: Any) -> Any:
        return self.inverse() * other

    def __pow__(self, exponent: int) -> Any:
        out: Any = ONE
        for _ in range(exponent):
            out = self * out
        return out


class Implicit:
    """An affine form in the coordinates of a certified zero (an object with `enclosure(bits)`); irrational."""

    __slots__ = ("box", "coefficients", "constant")

    def __init__(self, box: Any, coefficients: tuple[int, ...], constant: int) -> None:
        self.box, self.coefficients, self.constant = box, coefficients, constant

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Implicit):
            total = tuple(a + b for a, b in zip(self.coefficients, other.coefficients, strict=True))
            return Implicit(self.box, total, self.constant + other.constant)
        return Implicit(self.box, self.coefficients, self.constant + int(other))

    __radd__ = __add__

    def __neg__(self) -> Implicit:
        return Implicit(self.box, tuple(-c for c in self.coefficients), -self.constant)

    def __sub__(self, other: Any) -> Any:
        return self + (-other)

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def ball(self, bits: int) -> arb:
        """Certified enclosure."""
        with flint.ctx.workprec(2 * bits + 64):
            parts = zip(self.coefficients, self.box.enclosure(bits + 8), strict=True)
            return sum((c * x for c, x in parts), arb(self.constant))


Num = Any  # fmpq, Elem or Implicit


@dataclass(frozen=True, eq=False)
class Field:
    """The real number field Q(alpha) of a root."""

    root: Root
    minpoly: fmpq_poly

    def make(self, poly: fmpq_poly) -> Num:
        """Return the reduced element; a plain rational when it is one."""
        if poly.degree() >= self.minpoly.degree():
            poly = poly % self.minpoly
        if poly.degree() <= 0:
            return fmpq(poly[0])
        return Elem(self, poly)

    @property
    def generator(self) -> Elem:
        """Alpha itself."""
        return Elem(self, fmpq_poly([0, 1]))


def field_of(root: Root) -> Field:
    """Return the field generated by a root."""
    return Field(root, fmpq_poly(root.poly))


def ball(number: Num, bits: int) -> arb:
    """Certified enclosure of a number."""
    if isinstance(number, Implicit):
        return number.ball(bits)
    if not isinstance(number, Elem):
        with flint.ctx.workprec(bits + 32):
            return arb(number)
    height = max(int(abs(c.p)).bit_length() for c in number.poly.coeffs()) + number.poly.degree()
    with flint.ctx.workprec(bits + height + 64):
        return arb_poly(number.poly)(number.field.root.ball(bits + height + 16))


def sign(number: Num) -> int:
    """Exact sign: -1, 0 or 1."""
    if not isinstance(number, (Elem, Implicit)):
        return int(number > 0) - int(number < 0)
    bits = 20
    while True:  # an Elem is never zero: its polynomial is non-zero of degree below the minimal polynomial's
        value = ball(number, bits)
        if value > 0:
            return 1
        if value < 0:
            return -1
        bits *= 2


def approx(number: Num) -> float:
    """Nearest double, up to rounding."""
    if not isinstance(number, (Elem, Implicit)):
        return int(number.p) / int(number.q)
    return float(ball(number, 70).mid())


def real_roots(poly: fmpz_poly) -> list[Any]:
    """Distinct real roots of an integer polynomial, in no order: fmpq or Root."""
    roots: list[Any] = []
    for factor, _ in poly.factor()[1]:
        roots += irreducible_roots(factor)
    return roots


def irreducible_roots(factor: fmpz_poly) -> list[Any]:
    """Real roots of an irreducible integer polynomial."""
    if factor.degree() == 1:
        return [fmpq(-factor[0], factor[1])]
    if factor.degree() == 2 and factor[1] ** 2 - 4 * factor[0] * factor[2] < 0:
        return []
    roots: list[Any] = []
    with flint.ctx.workprec(64):
        for value, _ in factor.complex_roots():
            if value.imag == 0:
                real = value.real
                roots.append(Root(factor, _dyadic(real.lower(), -1), _dyadic(real.upper(), 1)))
    return roots


def _dyadic(value: arb, direction: int) -> fmpq:
    """Return the exact value of an endpoint, moved outward by a hair."""
    mantissa, exponent = value.mid().man_exp()
    exact = fmpq(mantissa) * (fmpq(2) ** int(exponent))
    return exact + direction * fmpq(1, 1 << 75)


def as_number(root: Any) -> Num:
    """Return a root as a rational or as the generator of its own field."""
    return field_of(root).generator if isinstance(root, Root) else root


def compare(first: Any, second: Any) -> int:
    """Order of two reals given as fmpq or Root."""
    if not isinstance(first, Root) and not isinstance(second, Root):
        return int(first > second) - int(first < second)
    if isinstance(first, Root) and isinstance(second, Root) and first.same(second):
        return 0
    bits = 16
    while True:
        low_a, high_a = _bounds(first, bits)
        low_b, high_b = _bounds(second, bits)
        if high_a <= low_b:
            return -1
        if high_b <= low_a:
            return 1
        bits += 16


def _bounds(value: Any, bits: int) -> tuple[fmpq, fmpq]:
    if isinstance(value, Root):
        value.refine(bits)
        return value.lo, value.hi
    return value, value


def sort_roots(roots: Iterable[Any]) -> list[Any]:
    """Increasing and without repetition."""
    out: list[Any] = []
    for root in sorted(roots, key=cmp_to_key(compare)):
        if not out or compare(out[-1], root):
            out.append(root)
    return out


def between(low: Any, high: Any) -> fmpq:
    """Return a simple rational strictly between two reals (fmpq or Root)."""
    bits = 8
    while True:
        left, right = _bounds(low, bits)[1], _bounds(high, bits)[0]
        if left < right:
            return simplest(left, right)
        bits += 8


def simplest(left: fmpq, right: fmpq) -> fmpq:
    """Return the rational of least denominator strictly inside (left, right)."""
    if left < 0:
        if right > 0:
            return fmpq(0)
        return -simplest(-right, -left)
    whole = fmpq(left.floor())
    if whole + 1 < right:
        return whole + 1
    if left == whole:
        return whole + 1 / fmpq((1 / (right - whole)).floor() + 1)
    return whole + 1 / simplest(1 / (right - whole), 1 / (left - whole))
