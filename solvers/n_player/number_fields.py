"""Polynomials over a real number field: their real roots, a common field for them, and names for people.

Polynomials are lists of coefficients (rationals or elements of one field), lowest degree first. Roots come from the
norm down to Q: a candidate is a root if the polynomial changes sign round it, is none if an enclosure excludes zero,
and else the greatest common divisor over the field decides. A primitive element gives the field of the next
coordinate (Cohen, A Course in Computational Algebraic Number Theory, 1993, sections 3.6 and 4.2; Loos, "Computing in
algebraic extensions", in Buchberger, Collins, Loos, Computer Algebra, 1983).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from time import monotonic
from typing import Any

import flint
from flint import arb, fmpq, fmpq_poly, fmpz, fmpz_mpoly_ctx, fmpz_poly

from solvers.n_player.algebraic import (
    ONE,
    ZERO,
    Elem,
    Field,
    Implicit,
    Num,
    Root,
    ball,
    compare,
    field_of,
    irreducible_roots,
    real_roots,
    sign,
    sort_roots,
)
from solvers.n_player.conjugates import expressed


def strip(poly: Sequence[Num]) -> list[Num]:
    """Without leading zeros."""
    out = list(poly)
    while out and not isinstance(out[-1], Elem) and out[-1] == 0:
        out.pop()
    return out


def field_in(numbers: Iterable[Num]) -> Field | None:
    """Return the common field of the numbers; None for all rational."""
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
    """Return the primitive integer multiple of a rational polynomial."""
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
    """Return the real roots of a rational factor of the norm that are roots of the polynomial itself."""
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


class LargeFieldError(ArithmeticError):
    """A common field would have a degree beyond the one allowed."""


def adjoin(numbers: Sequence[Num], root: Any, largest: int | None = None) -> tuple[list[Num], Num]:
    """Numbers of one field, and a further root, rewritten in one common field.

    Raises LargeFieldError where the field must be extended and its degree might exceed `largest`.
    """
    if not isinstance(root, Root):
        return list(numbers), root
    field = field_in(numbers)
    if field is None:
        return list(numbers), field_of(root).generator
    inside = _inside(field, root)
    if inside is not None:
        return list(numbers), inside
    larger = field_of(root)
    generator = _inside(larger, field.root)
    if generator is not None:
        return [_rewrite(n, generator) for n in numbers], larger.generator
    if largest is not None and field.minpoly.degree() * root.poly.degree() > largest:
        raise LargeFieldError
    _new, old_in_new, root_in_new = _primitive(field, root)
    return [_rewrite(n, old_in_new) for n in numbers], root_in_new


def _rewrite(number: Num, generator: Num) -> Num:
    return horner([fmpq(c) for c in number.poly.coeffs()], generator) if isinstance(number, Elem) else number


def _inside(field: Field, root: Root) -> Num | None:
    """Return the root as an element of the field, if it lies in it and that shows by a linear factor."""
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
            candidate = expressed(field, root.poly, factor, (1, -1, -shift))
            if _is_root(candidate, root):
                yield candidate
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
    """Return a primitive element alpha + c beta, with alpha and beta written in it."""
    for c in (1, -1, 2, -2, 3, -3, 5, 7, 11, 13):
        scaled = [fmpq(k) for k in root.poly.coeffs()]
        degree = len(scaled) - 1
        stretched = [k * fmpq(c) ** (degree - e) for e, k in enumerate(scaled)]  # roots c * beta
        shifted = compose_shift(integer_poly(stretched), field.generator)
        sums = norm(shifted, field)
        if sums.gcd(sums.derivative()).degree() > 0:
            continue
        new = field_of(_factor_near(sums, field.root, root, c))
        alpha = expressed(new, field.root.poly, root.poly, (1, c, 1))
        return new, alpha, (new.generator - alpha) / fmpq(c)
    raise ArithmeticError("no primitive element among the multipliers tried")


def _factor_near(poly: fmpz_poly, alpha: Root, beta: Root, c: int) -> Root:
    """Return the irreducible factor and root of poly that equals alpha + c beta."""
    roots = [r for r in real_roots(poly)]
    bits = 40
    while True:
        with flint.ctx.workprec(bits + 64):
            total = alpha.ball(bits) + c * beta.ball(bits)
        near = [r for r in roots if isinstance(r, Root) and r.ball(bits).overlaps(total)]
        if len(near) == 1:
            return near[0]
        bits *= 2


def minimal_root(number: Num) -> Any:
    """Return the number by its own minimal polynomial: fmpq or Root."""
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
        return (
            isinstance(first, Implicit)
            and isinstance(second, Implicit)
            and first.box is second.box
            and first.coefficients == second.coefficients
            and first.constant == second.constant
        )
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
    """Return a flint rational as a Fraction."""
    return Fraction(int(number.p), int(number.q))


def exact(number: Num, until: float = float("inf")) -> Any:
    """Return a Fraction, or a sympy expression: closed form to degree two, CRootOf beyond.

    Of a number known by its box only, or when the time is over, a sympy Float of 50 certified digits.
    """
    if isinstance(number, Implicit) or (isinstance(number, Elem) and monotonic() > until):
        import sympy

        return sympy.Float(ball(number, 200).str(50, radius=False), 50)
    if not isinstance(number, Elem):
        return to_fraction(number)
    return root_expression(minimal_root(number))


def root_expression(root: Any) -> Any:
    """Return a Fraction or sympy expression for a rational or a Root."""
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
