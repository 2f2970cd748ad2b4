"""Conditions on one parameter: the exact stretches of a line where they hold.

The truth of polynomial (and rational) conditions can change only at roots of their numerators and denominators, which
are isolated exactly, as rational or algebraic numbers. Between two neighbouring roots one rational point decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

import sympy
from sympy.core.relational import Relational

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.numbers import Number
from solvers.statics.reals import Condition, holds


class Stretch(NamedTuple):
    """A maximal open interval, or a single point (`low` equals `high`), where conditions hold."""

    low: Number
    high: Number


def roots_between(expressions: Iterable[sympy.Expr], symbol: Any, low: Number, high: Number) -> list[Number]:
    """Return the real roots and poles of expressions in one symbol within [low, high], in order, each once.

    Raises NotCoveredError for an expression that is no quotient of polynomials in `symbol` alone.
    """
    found: set[Any] = set()
    for expression in expressions:
        for part in sympy.fraction(sympy.together(sympy.sympify(expression))):
            found |= set(_roots(part, symbol))
    ends = [sympy.Rational(end) if isinstance(end, Fraction) else sympy.sympify(end) for end in (low, high)]
    inside = [root for root in found if ends[0] <= root <= ends[1]]
    return [numbers.exact(root) for root in sorted(inside, key=_Place)]


class _Place:
    """Orders exact real numbers."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: _Place) -> bool:
        return bool(self.value < other.value)


def _roots(part: sympy.Expr, symbol: Any) -> list[Any]:
    if not part.free_symbols:
        return []
    if part.free_symbols != {symbol} or not part.is_polynomial(symbol):
        raise NotCoveredError(f"{numbers.clip(str(part))} is no polynomial in {symbol}")
    return list(dict.fromkeys(sympy.Poly(part, symbol).real_roots()))


def stretches(conditions: Iterable[Condition], symbol: Any, low: Number, high: Number) -> list[Stretch]:
    """Return where conditions on one symbol hold within [low, high]: open intervals between roots, and lone points.

    Neighbouring stretches that share an end at which the conditions hold are joined.

    >>> x = sympy.Symbol("x", real=True)
    >>> stretches([x * (1 - x) >= 0, sympy.Ne(x, sympy.Rational(1, 2))], x, Fraction(-1), Fraction(2))
    [Stretch(low=Fraction(0, 1), high=Fraction(1, 2)), Stretch(low=Fraction(1, 2), high=Fraction(1, 1))]
    """
    conditions = list(conditions)
    relations = [r for c in conditions for r in sympy.sympify(c).atoms(Relational)]
    breaks = roots_between((r.lhs - r.rhs for r in relations), symbol, low, high)
    marks = [low, *(root for root in breaks if root not in (low, high)), high]
    pieces: list[Stretch] = []
    for k, mark in enumerate(marks):
        at_mark = _all_hold(conditions, symbol, mark)
        after = k + 1 < len(marks) and _all_hold(conditions, symbol, between(mark, marks[k + 1]))
        joined = at_mark and pieces and pieces[-1].high == mark
        if after:
            pieces.append(Stretch(pieces.pop().low if joined else mark, marks[k + 1]))
        elif at_mark and not joined:
            pieces.append(Stretch(mark, mark))
    return pieces


def between(low: Number, high: Number) -> Fraction:
    """Return a rational number strictly between two exact real numbers.

    >>> between(Fraction(1), sympy.sqrt(2))
    Fraction(6, 5)
    """
    if isinstance(low, Fraction) and isinstance(high, Fraction):
        return (low + high) / 2
    digits = 15
    while True:
        a, b = (Fraction(str(sympy.N(_exact(end), digits))) for end in (low, high))
        gap = Fraction(10) ** (2 - digits) * (1 + abs(a) + abs(b))
        if b - a > 4 * gap:
            middle = (a + b) / 2
            return next(
                near for size in (1, 10, 10**3, 10**6, 10**12, 10**30)
                if a + gap < (near := middle.limit_denominator(size)) < b - gap
            )  # fmt: skip
        digits *= 2


def _exact(value: Number) -> Any:
    return sympy.Rational(value) if isinstance(value, Fraction) else value


def _all_hold(conditions: Iterable[Condition], symbol: Any, value: Number) -> bool:
    return all(holds(condition, {symbol.name: value}) for condition in conditions)


def length(conditions: Iterable[Condition], symbol: Any, low: Number, high: Number) -> Number:
    """Return the share of [low, high] in which conditions on one symbol hold, exactly.

    >>> x = sympy.Symbol("x", real=True)
    >>> length([x**2 >= 2], x, Fraction(0), Fraction(2))
    1 - sqrt(2)/2
    """
    total = sum((_exact(piece.high) - _exact(piece.low) for piece in stretches(conditions, symbol, low, high)),
                start=sympy.Integer(0))  # fmt: skip
    return numbers.exact(sympy.expand(total / _exact(high - low)))
