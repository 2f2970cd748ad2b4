"""Real algebraic numbers that mix with fractions, for payoffs and probabilities that an irrational equilibrium leaves.

A number is a polynomial in the generator of a number field (`n_player.algebraic`). Numbers of two fields meet in a
field that holds both (`n_player.number_fields.adjoin`). What comes out rational is a `Fraction` again, so an
`Algebraic` is never zero and never equal to a fraction, and comparisons are decided by certified intervals.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from flint import fmpq

from solvers.n_player.algebraic import Elem, Field, Num, approx, sign
from solvers.n_player.number_fields import adjoin, exact, horner, to_fraction

LARGEST = 64
"""The greatest degree of a field in which numbers meet; beyond, `LargeFieldError`."""


class Algebraic:
    """An irrational real algebraic number."""

    __slots__ = ("number",)

    def __init__(self, number: Elem) -> None:
        self.number = number

    def _with(self, other: Any) -> tuple[Elem, Num]:
        """Return this number and another one in one field."""
        if not isinstance(other, Algebraic):
            value = Fraction(other)
            return self.number, fmpq(value.numerator, value.denominator)
        if self.number.field is other.number.field:
            return self.number, other.number
        first, second = common(self.number.field, other.number.field)
        return _rewritten(self.number, first), _rewritten(other.number, second)

    def __add__(self, other: Any) -> Real:
        a, b = self._with(other)
        return real(a + b)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Real:
        a, b = self._with(other)
        return real(a - b)

    def __rsub__(self, other: Any) -> Real:
        return -self + other

    def __mul__(self, other: Any) -> Real:
        a, b = self._with(other)
        return real(a * b)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Real:
        a, b = self._with(other)
        return real(a / b)

    def __rtruediv__(self, other: Any) -> Real:
        return real(self.number.inverse()) * other

    def __neg__(self) -> Algebraic:
        return Algebraic(-self.number)

    def _sign_of_difference(self, other: Any) -> int:
        a, b = self._with(other)
        return sign(a - b)

    def __lt__(self, other: Any) -> bool:
        return self._sign_of_difference(other) < 0

    def __le__(self, other: Any) -> bool:
        return self._sign_of_difference(other) <= 0

    def __gt__(self, other: Any) -> bool:
        return self._sign_of_difference(other) > 0

    def __ge__(self, other: Any) -> bool:
        return self._sign_of_difference(other) >= 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Algebraic) and self._sign_of_difference(other) == 0

    def __hash__(self) -> int:
        return 0  # equal numbers may come from different fields

    def __float__(self) -> float:
        return approx(self.number)

    def __str__(self) -> str:
        return str(named(self))


Real: TypeAlias = Any  # Fraction or Algebraic


def real(number: Num) -> Real:
    """Return a number of a field, or a rational, as one that mixes with fractions.

    >>> from flint import fmpz_poly
    >>> from solvers.n_player.algebraic import as_number, real_roots
    >>> root = max(map(real, map(as_number, real_roots(fmpz_poly([-2, 0, 1])))))
    >>> root * root, 1 < root < Fraction(3, 2), str(1 / root)
    (Fraction(2, 1), True, 'sqrt(2)/2')
    """
    return Algebraic(number) if isinstance(number, Elem) else to_fraction(number)


def named(value: Real) -> Any:
    """Return an algebraic number as a sympy expression, anything else as it is."""
    return exact(value.number) if isinstance(value, Algebraic) else value


@lru_cache(maxsize=256)
def common(first: Field, second: Field) -> tuple[Num, Num]:
    """Return the generators of two fields in one that holds both. Raises LargeFieldError."""
    (old,), new = adjoin([first.generator], second.root, LARGEST)
    return old, new


def _rewritten(number: Elem, generator: Num) -> Num:
    return horner([fmpq(c) for c in number.poly.coeffs()], generator)
