"""Real algebraic numbers: isolating intervals, number fields and roots over them, all exact.

A real algebraic number alpha is an irreducible integer polynomial with an isolating interval (`Root`). A point
with algebraic coordinates keeps all of them in one field Q(alpha): each coordinate is a polynomial in alpha,
reduced modulo the minimal polynomial (`Elem`), or a plain rational (`fmpq`). A sum or product is one polynomial
operation, zero is the zero polynomial, and a sign is an interval evaluation, refined until zero is excluded.

Roots of a polynomial over Q(alpha) come from its norm down to Q; a primitive element gives the field of the next
coordinate (Cohen, A Course in Computational Algebraic Number Theory, 1993, sections 3.6 and 4.2; Loos,
"Computing in algebraic extensions", in Buchberger, Collins, Loos, Computer Algebra, 1983).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import Any

import flint
from flint import arb, arb_poly, fmpq, fmpq_poly, fmpz, fmpz_mpoly_ctx, fmpz_poly

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
        """An interval around the root, as an arb ball."""
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
        """The reduced element; a plain rational when it is one."""
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
    """The field generated by a root."""
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
        return (number > 0) - (number < 0)
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
    """The exact value of an endpoint, moved outward by a hair."""
    mantissa, exponent = value.mid().man_exp()
    exact = fmpq(mantissa) * (fmpq(2) ** int(exponent))
    return exact + direction * fmpq(1, 1 << 75)


def as_number(root: Any) -> Num:
    """A root as a rational or as the generator of its own field."""
    return field_of(root).generator if isinstance(root, Root) else root


def compare(first: Any, second: Any) -> int:
    """Order of two reals given as fmpq or Root."""
    if not isinstance(first, Root) and not isinstance(second, Root):
        return (first > second) - (first < second)
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
    """A simple rational strictly between two reals (fmpq or Root)."""
    bits = 8
    while True:
        left, right = _bounds(low, bits)[1], _bounds(high, bits)[0]
        if left < right:
            return simplest(left, right)
        bits += 8


def simplest(left: fmpq, right: fmpq) -> fmpq:
    """The rational of least denominator strictly inside (left, right)."""
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


# -- polynomials over a number field: lists of coefficients, lowest degree first ---------------------------------

def strip(poly: Sequence[Num]) -> list[Num]:
    """Without leading zeros."""
    out = list(poly)
    while out and not isinstance(out[-1], Elem) and out[-1] == 0:
        out.pop()
    return out


def field_in(numbers: Iterable[Num]) -> Field | None:
    """The common field of the numbers; None for all rational."""
    for number in numbers:
        if isinstance(number, Elem):
            return number.field
    return None


def poly_mod(first: list[Num], second: list[Num]) -> list[Num]:
    """Remainder of a division over a field."""
    out, lead = list(first), 1 / second[-1]
    while len(out) >= len(second):
        factor, shift = out[-1] * lead, len(out) - len(second)
        for k, coefficient in enumerate(second):
            out[shift + k] = out[shift + k] - factor * coefficient
        out = strip(out[:-1])
    return out


def poly_quotient(first: list[Num], second: list[Num]) -> list[Num]:
    """Quotient of a division over a field."""
    out, lead = list(first), 1 / second[-1]
    quotient: list[Num] = [ZERO] * max(0, len(out) - len(second) + 1)
    while len(out) >= len(second):
        factor, shift = out[-1] * lead, len(out) - len(second)
        quotient[shift] = factor
        for k, coefficient in enumerate(second):
            out[shift + k] = out[shift + k] - factor * coefficient
        out = strip(out[:-1])
    return quotient


def poly_gcd(first: list[Num], second: list[Num]) -> list[Num]:
    """Monic greatest common divisor over a field."""
    while second:
        first, second = second, poly_mod(first, second)
    return [c / first[-1] for c in first]


def integer_poly(coefficients: Sequence[fmpq]) -> fmpz_poly:
    """The primitive integer multiple of a rational polynomial."""
    poly = fmpq_poly(list(coefficients)).numer()
    return poly / poly.content() if poly.degree() > 0 else poly


def norm(poly: Sequence[Num], field: Field) -> fmpz_poly:
    """Integer polynomial whose roots include those of a polynomial over the field."""
    context = fmpz_mpoly_ctx.get(("t", "x"), "lex")
    terms: dict[tuple[int, int], fmpq] = {}
    for k, coefficient in enumerate(poly):
        parts = coefficient.poly.coeffs() if isinstance(coefficient, Elem) else [fmpq(coefficient)]
        for power, value in enumerate(parts):
            terms[power, k] = fmpq(value)
    scale = fmpz(1)
    for value in terms.values():
        scale = scale * value.q / scale.gcd(value.q)
    numerator = context.from_dict({e: int((v * scale).p) for e, v in terms.items() if v != 0})
    modulus = context.from_dict({(e, 0): int(c) for e, c in enumerate(field.root.poly.coeffs()) if c != 0})
    resultant = modulus.resultant(numerator, "t").to_dict()
    degree = max((e[1] for e in resultant), default=0)
    return fmpz_poly([resultant.get((0, k), 0) for k in range(degree + 1)])


def roots_over(poly: Sequence[Num]) -> list[Any]:
    """Distinct real roots (fmpq or Root) of a non-zero polynomial with coefficients in one field."""
    poly = strip(poly)
    if len(poly) <= 1:
        return []
    if len(poly) == 2 and not isinstance(poly[0], Elem) and not isinstance(poly[1], Elem):
        return [-poly[0] / poly[1]]
    field = field_in(poly)
    if field is None:
        return real_roots(integer_poly(poly))
    owners = [(r, factor) for factor, _ in norm(poly, field).factor()[1] for r in irreducible_roots(factor)]
    candidates = sort_roots(r for r, _ in owners)  # comparing makes the intervals disjoint
    out, doubtful = [], []
    for root in candidates:
        verdict = _shows_root(poly, root)
        if verdict is None:
            doubtful.append(root)
        elif verdict:
            out.append(root)
    for factor in [f for r, f in owners if any(r is d for d in doubtful)]:
        out += [r for r in _true_roots(poly, factor) if not any(compare(r, o) == 0 for o in out)]
    return out


def _shows_root(poly: list[Num], root: Any) -> bool | None:
    """Whether a candidate is a root: True by a change of sign round it, False by enclosure, else None.

    All roots of the polynomial are among the candidates, whose intervals are disjoint.
    """
    if not isinstance(root, Root):
        return sign(horner(poly, root)) == 0
    for bits in (64, 160):
        if not _ball_horner(poly, root, bits).contains(0):
            return False
    low, high = (_ball_horner_at(poly, x, 200) for x in (root.lo, root.hi))
    return True if (low > 0 and high < 0) or (low < 0 and high > 0) else None


def _ball_horner_at(poly: list[Num], x: fmpq, bits: int) -> arb:
    with flint.ctx.workprec(bits + 64):
        value = arb(0)
        for coefficient in reversed(poly):
            value = value * x + ball(coefficient, bits)
        return value


def _true_roots(poly: list[Num], factor: fmpz_poly) -> list[Any]:
    """The real roots of a rational factor of the norm that are roots of the polynomial itself."""
    lifted = [fmpq(c) for c in factor.coeffs()]
    common = poly_gcd(poly, lifted)
    if len(common) == 1:
        return []
    roots = irreducible_roots(factor)
    if len(common) == len(lifted):
        return roots
    rest = poly_quotient(lifted, common)
    return [r for r in roots if _vanishes_first(common, rest, r)]


def _vanishes_first(first: list[Num], second: list[Num], root: Any) -> bool:
    """Which of two coprime polynomials, whose product vanishes at the root, vanishes there."""
    if not isinstance(root, Root):
        return isinstance(v := horner(first, root), fmpq) and v == 0
    bits = 32
    while True:
        if not _ball_horner(first, root, bits).contains(0):
            return False
        if not _ball_horner(second, root, bits).contains(0):
            return True
        bits *= 2


def _ball_horner(poly: list[Num], root: Root, bits: int) -> arb:
    with flint.ctx.workprec(bits + 64):
        value, x = arb(0), root.ball(bits)
        for coefficient in reversed(poly):
            value = value * x + ball(coefficient, bits)
        return value


def horner(poly: Sequence[Num], value: Num) -> Num:
    """Value of a polynomial."""
    out: Num = ZERO
    for coefficient in reversed(poly):
        out = out * value + coefficient
    return out


def adjoin(numbers: Sequence[Num], root: Any) -> tuple[list[Num], Num]:
    """Numbers of one field, and a further root, rewritten in one common field."""
    if not isinstance(root, Root):
        return list(numbers), root
    field = field_in(numbers)
    if field is None:
        return list(numbers), field_of(root).generator
    inside = _inside(field, root)
    if inside is not None:
        return list(numbers), inside
    _new, old_in_new, root_in_new = _primitive(field, root)
    return [_rewrite(n, old_in_new) for n in numbers], root_in_new


def _rewrite(number: Num, generator: Num) -> Num:
    return horner([fmpq(c) for c in number.poly.coeffs()], generator) if isinstance(number, Elem) else number


def _inside(field: Field, root: Root) -> Num | None:
    """The root as an element of the field, if it lies in it and that shows by a linear factor."""
    if field.root.same(root):
        return field.generator
    if field.root.poly.degree() % root.poly.degree():
        return None
    for candidate in _linear_factors(field, root):
        return candidate
    return None


def _linear_factors(field: Field, root: Root) -> Iterable[Num]:
    """Try to write the root as a rational polynomial in the generator (Trager's factorisation, linear factors)."""
    for shift in range(1, 8):
        alpha = field.generator
        shifted = compose_shift(root.poly, alpha * fmpq(shift))
        resultant = norm(shifted, field)
        if resultant.gcd(resultant.derivative()).degree() > 0:
            continue
        for factor, _ in resultant.factor()[1]:
            if factor.degree() != field.root.poly.degree():
                continue
            common = poly_gcd(compose_shift(root.poly, ZERO),
                              compose_shift(factor, -(alpha * fmpq(shift))))
            if len(common) == 2 and _is_root(-common[0], root):
                yield -common[0]
        return


def _is_root(number: Num, root: Root) -> bool:
    """Whether an algebraic number known to be some root of root.poly is this very root."""
    bits = 32
    while True:
        value = ball(number, bits)
        with flint.ctx.workprec(bits + 64):
            low, high = value - root.lo, value - root.hi
        if low > 0 and high < 0:
            return True
        if low < 0 or high > 0:
            return False
        bits *= 2


def compose_shift(poly: fmpz_poly, shift: Num) -> list[Num]:
    """Coefficients of poly(x - shift)."""
    out: list[Num] = []
    for coefficient in reversed(poly.coeffs()):
        product = [ZERO, *out]
        for k, value in enumerate(out):
            product[k] = product[k] - value * shift
        product[0] = product[0] + fmpq(coefficient)
        out = product
    return out


def _primitive(field: Field, root: Root) -> tuple[Field, Num, Num]:
    """A primitive element alpha + c beta, with alpha and beta written in it."""
    for c in (1, -1, 2, -2, 3, -3, 5, 7, 11, 13):
        scaled = [fmpq(k) for k in root.poly.coeffs()]
        degree = len(scaled) - 1
        stretched = [k * fmpq(c) ** (degree - e) for e, k in enumerate(scaled)]  # roots c * beta
        shifted = compose_shift(integer_poly(stretched), field.generator)
        minimal = _factor_near(norm(shifted, field), field.root, root, c)
        new = field_of(minimal)
        alpha_poly = [fmpq(k) for k in field.root.poly.coeffs()]
        gamma = new.generator
        beta_side = [fmpq(k) * fmpq(c) ** (degree - e) for e, k in enumerate(scaled)]
        reflected = _reflect(beta_side, gamma)
        common = poly_gcd(alpha_poly, reflected)
        if len(common) == 2:
            alpha = -common[0]
            return new, alpha, (gamma - alpha) / fmpq(c)
    raise ArithmeticError("no primitive element among the multipliers tried")


def _reflect(poly: list[fmpq], gamma: Num) -> list[Num]:
    """Coefficients in t of poly(gamma - t)."""
    out: list[Num] = []
    for coefficient in reversed(poly):
        product = [ZERO] + [-v for v in out]
        for k, value in enumerate(out):
            product[k] = product[k] + value * gamma
        product[0] = product[0] + coefficient
        out = product
    return strip(out)


def _factor_near(poly: fmpz_poly, alpha: Root, beta: Root, c: int) -> Root:
    """The irreducible factor and root of poly that equals alpha + c beta."""
    roots = [r for r in real_roots(poly)]
    bits = 40
    while True:
        with flint.ctx.workprec(bits + 64):
            total = alpha.ball(bits) + c * beta.ball(bits)
        near = [r for r in roots if isinstance(r, Root) and r.ball(bits).overlaps(total)]
        if len(near) == 1:
            return near[0]
        bits *= 2


# -- names for people ---------------------------------------------------------------------------------------------

def minimal_root(number: Num) -> Any:
    """The number by its own minimal polynomial: fmpq or Root."""
    if not isinstance(number, Elem):
        return number
    poly = norm([-number, ONE], number.field)
    roots = [r for r in real_roots(poly)]
    bits = 40
    while True:
        value = ball(number, bits)
        near = [r for r in roots if isinstance(r, Root) and r.ball(bits).overlaps(value)]
        if len(near) == 1:
            return near[0]
        bits *= 2


def same_number(first: Num, second: Num) -> bool:
    """Exact equality across fields; implicit numbers are equal only within one certified zero."""
    if isinstance(first, Implicit) or isinstance(second, Implicit):
        return (isinstance(first, Implicit) and isinstance(second, Implicit) and first.box is second.box
                and first.coefficients == second.coefficients and first.constant == second.constant)
    if not isinstance(first, Elem) and not isinstance(second, Elem):
        return bool(first == second)
    if isinstance(first, Elem) != isinstance(second, Elem):
        return False
    if first.field is second.field:
        return bool(first.poly == second.poly)
    if not ball(first, 60).overlaps(ball(second, 60)):
        return False
    return bool(minimal_root(first).same(minimal_root(second)))


def to_fraction(number: fmpq) -> Fraction:
    """A flint rational as a Fraction."""
    return Fraction(int(number.p), int(number.q))


def exact(number: Num) -> Any:
    """A Fraction, or a sympy expression: closed form to degree two, CRootOf beyond."""
    if isinstance(number, Implicit):
        import sympy

        return sympy.Float(number.ball(200).str(50, radius=False), 50)
    if not isinstance(number, Elem):
        return to_fraction(number)
    return root_expression(minimal_root(number))


def root_expression(root: Any) -> Any:
    """A Fraction or sympy expression for a rational or a Root."""
    if not isinstance(root, Root):
        return to_fraction(root)
    import sympy

    coefficients = [int(c) for c in root.poly.coeffs()]
    if len(coefficients) == 3:
        c, b, a = coefficients
        branch = compare(root, fmpq(-b, 2 * a))
        return sympy.Rational(-b, 2 * a) + branch * sympy.sqrt(b * b - 4 * a * c) / abs(2 * a)
    x = sympy.Symbol("x")
    index = sum(1 for r in irreducible_roots(root.poly) if compare(r, root) < 0)
    return sympy.CRootOf(sympy.Poly(coefficients[::-1], x), index, radicals=False)
