"""Where some value of a symbol satisfies conditions that are linear in it: the symbol eliminated exactly.

Let the conditions be a_k p + b_k >= 0 or > 0. If some p satisfies them and one of them bounds p below, then the
greatest of these bounds does, or what is just above it:

    some p does  <=>  for some k:  a_k > 0, and all conditions hold at p = -b_k / a_k, or just above it if k is strict.

At -b_k / a_k condition l has the sign of s = a_k b_l - a_l b_k; just above it is positive if s > 0, or s = 0 and
a_l > 0. Nothing is divided, so that the coefficients may be of any sign and may vanish.

Reference: Loos and Weispfenning (1993), "Applying linear quantifier elimination".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sympy

from games.errors import NotCoveredError
from games.forms import numbers
from solvers.statics.reals import Condition


def somewhere(conditions: Iterable[Condition], symbols: Iterable[Any]) -> Condition:
    """Return where some values of the symbols satisfy the conditions, which bound each of them below.

    Raises NotCoveredError for conditions that are not linear in each symbol.

    >>> p, v = sympy.symbols("p v", real=True)
    >>> where = somewhere([p > 0, p < 1, v >= 2 * p], [p])
    >>> [where.subs(v, value) for value in (-1, 0, 1)]
    [False, False, True]
    """
    systems = [tuple(conditions)]
    for symbol in symbols:
        systems = [shorter for system in systems for shorter in _without(symbol, system)]
    return sympy.Or(*(sympy.And(*system) for system in systems))


class _Line(NamedTuple):
    """That slope * p + constant is >= 0, or > 0 if `strict`."""

    slope: sympy.Expr
    constant: sympy.Expr
    strict: bool

    def at_zero_of(self, other: _Line) -> sympy.Expr:
        """Return an expression with its sign where `other`, which rises, is zero."""
        return sympy.expand(other.slope * self.constant - self.slope * other.constant)


def _without(symbol: Any, system: Sequence[Condition]) -> Iterator[tuple[Condition, ...]]:
    """Yield systems without the symbol whose union is where some value of it satisfies the system."""
    rest = tuple(c for c in system if symbol not in c.free_symbols)
    lines = [_line(c, symbol) for c in system if symbol in c.free_symbols]
    if not lines:
        yield rest
    for bound in lines:
        if (bound.slope > 0) != False:  # noqa: E712 - sympy's false
            others = (_just_above(line, bound) for line in lines if line is not bound)
            for held in _products([*others, [bound.slope > 0]]):
                yield (*rest, *held)


def _just_above(line: _Line, bound: _Line) -> list[Condition]:
    """Return conditions one of which says that a line holds at the zero of `bound`, or just above if that is strict."""
    sign = line.at_zero_of(bound)
    if not bound.strict:
        return [sign > 0 if line.strict else sign >= 0]
    level = sympy.And(sympy.Eq(sign, 0), line.slope > 0 if line.strict else line.slope >= 0)
    return [sign > 0, level]


def _products(choices: Sequence[Sequence[Condition]]) -> Iterator[tuple[Condition, ...]]:
    """Yield one choice of each, leaving out what is plainly false."""
    if not choices:
        yield ()
        return
    for first in choices[0]:
        if first != False:  # noqa: E712 - sympy's false
            for rest in _products(choices[1:]):
                yield (first, *rest) if first != True else rest  # noqa: E712 - sympy's true


def _line(condition: Condition, symbol: Any) -> _Line:
    difference = condition.lhs - condition.rhs
    upward = difference if condition.rel_op in (">", ">=") else -difference
    polynomial = sympy.Poly(upward, symbol) if upward.is_polynomial(symbol) else None
    if polynomial is None or polynomial.degree() > 1 or condition.rel_op in ("==", "!="):
        raise NotCoveredError(f"{numbers.clip(str(condition))} is not linear in {symbol}")
    return _Line(polynomial.coeff_monomial(symbol), polynomial.coeff_monomial(1), condition.rel_op in (">", "<"))
