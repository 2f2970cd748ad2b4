"""Expressions over a box of parameter values: floats with a bound on their rounding error, and exact values.

A sign computed in floating point is certain when the number is further from zero than its rounding error. The
bound is the standard forward analysis: with unit roundoff u, every operation adds u times the largest size of
its result to the errors it inherits, sums in whatever order they are added. Sizes come from interval
arithmetic over the box, so one number bounds the error at every point of a grid, at no cost per point. The
inputs carry the error of rounding an exact grid value to a float.

Where an expression is no rational function, or a denominator may vanish in the box, the bound is an estimate
point by point instead: 2**-40 of the sum of the absolute values of its terms.

Reference: Higham (2002), *Accuracy and Stability of Numerical Algorithms*, chapters 2 and 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from games.forms import numbers
from games.forms.numbers import Number

if TYPE_CHECKING:
    import sympy

ROUNDOFF = 2.0**-52
"""Twice the unit roundoff of float64; the factor absorbs products of errors and rounding of the bounds."""

INPUT_ROUNDOFF = 4 * ROUNDOFF
"""Relative to the largest value on an axis; evenly spaced values take a product and a sum."""

ESTIMATE = 2.0**-40
MAX_POWER = 20


class Span(NamedTuple):
    """An interval that holds an expression's values over the box, and a bound on the error of computing it.

    As everywhere here, both are themselves computed in floats; the factor in ROUNDOFF covers that.
    """

    low: float
    high: float
    error: float

    @property
    def size(self) -> float:
        """The largest absolute value, exact or computed."""
        return max(abs(self.low), abs(self.high)) + self.error


class UnboundedError(ArithmeticError):
    """An expression whose rounding error the analysis does not bound."""


@dataclass(frozen=True, eq=False)
class Compiled:
    """Expressions in the parameters of a grid.

    `floats(**coordinates)` returns their values and, for each, a bound on the error: a float, or an array
    where it was estimated. `exact(**point)` returns their exact values. `everywhere`: whether all
    are known to be finite in the whole box.
    """

    floats: Callable[..., tuple[list[Any], list[Any]]]
    exact: Callable[..., list[Number]]
    everywhere: bool = True


def compile_expressions(expressions: Iterable[Any], axes: Mapping[sympy.Symbol, tuple[float, float]],
                        fixed: Mapping[sympy.Symbol, Fraction]) -> Compiled:  # fmt: skip
    """Return the expressions compiled over `axes` (symbol: least and greatest value), other symbols fixed.

    >>> from sympy.abc import x, y
    >>> floats = compile_expressions([x - y, x * y - y**2], {x: (0, 1)}, {y: Fraction(1, 3)}).floats
    >>> values, slack = floats(x=1 / 3)
    >>> [abs(value) <= bound < 1e-14 for value, bound in zip(values, slack)]
    [True, True]
    """
    import sympy

    point = {symbol: sympy.Rational(value) for symbol, value in fixed.items()}
    reduced = [sympy.expand(sympy.sympify(e).xreplace(point)) for e in expressions]
    bounds = [bound(e, axes) for e in reduced]
    estimated = [k for k, known in enumerate(bounds) if known is None]
    scales = [sum(map(sympy.Abs, sympy.Add.make_args(reduced[k])), sympy.S.Zero) for k in estimated]
    function = _lambdified(list(axes), [*reduced, *scales])

    def floats(**coordinates: Any) -> tuple[list[Any], list[Any]]:
        computed = function(*(coordinates[symbol.name] for symbol in axes))
        sizes = dict(zip(estimated, computed[len(reduced) :], strict=True))
        slack = [ESTIMATE * sizes[k] if known is None else known for k, known in enumerate(bounds)]
        return computed[: len(reduced)], slack

    def exact(**values: Number) -> list[Number]:
        known = {symbol: sympy.Rational(values[symbol.name]) for symbol in axes}
        return [numbers.exact(e.xreplace(known)) for e in reduced]

    return Compiled(floats, exact, not estimated)


def _lambdified(symbols: Sequence[Any], expressions: Sequence[Any]) -> Callable[..., list[Any]]:
    """Compile to numpy; powers become products, which are faster and round alike for every array length."""
    import sympy
    from sympy.codegen.rewriting import create_expand_pow_optimization

    products = create_expand_pow_optimization(MAX_POWER)

    def shared(listed: Any) -> tuple[list[Any], list[Any]]:
        """Take out common subexpressions, then write products; sympy errs on the other order."""
        common, rest = sympy.cse(listed, list=False)
        return [(name, products(e)) for name, e in common], [products(e) for e in rest]

    function: Callable[..., list[Any]] = sympy.lambdify(
        symbols, list(expressions), modules="numpy", cse=shared, docstring_limit=0
    )
    return function


def bound(expression: Any, box: Mapping[Any, tuple[float, float]]) -> float | None:
    """Return a bound on the rounding error of evaluating `expression` anywhere in the box, None if unknown.

    >>> from sympy.abc import x, y
    >>> bound(x * y - 1, {x: (0, 3), y: (0, 1)}) < 1e-14, bound(1 / x, {x: (0, 1)})
    (True, None)
    """
    try:
        return span(expression, box).error
    except (UnboundedError, OverflowError):
        return None


def span(expression: Any, box: Mapping[Any, tuple[float, float]]) -> Span:
    """Return the interval and error of `expression` over the box.

    Raises UnboundedError when it is no rational function or a denominator may vanish.
    """
    if expression.is_Rational:
        value = float(expression)
        whole = expression.is_Integer and abs(value) < 2**53
        return Span(value, value, 0.0 if whole else ROUNDOFF * abs(value))
    if expression in box:
        low, high = box[expression]
        return Span(low, high, INPUT_ROUNDOFF * max(abs(low), abs(high)))
    if expression.is_Add:
        return _sum([span(term, box) for term in expression.args])
    if expression.is_Mul:
        return reduce(_product, (span(factor, box) for factor in expression.args))
    if expression.is_Pow and expression.exp.is_Integer and abs(expression.exp) <= MAX_POWER:
        power, base = int(expression.exp), span(expression.base, box)
        return reduce(_product, [base if power > 0 else _reciprocal(base)] * abs(power))
    raise UnboundedError(f"no bound on the rounding error of {expression}")


def _sum(terms: Sequence[Span]) -> Span:
    inherited = sum(term.error for term in terms)
    made = ROUNDOFF * (len(terms) - 1) * sum(term.size for term in terms)
    return Span(sum(term.low for term in terms), sum(term.high for term in terms), inherited + made)


def _product(one: Span, other: Span) -> Span:
    corners = [x * y for x in (one.low, one.high) for y in (other.low, other.high)]
    inherited = one.error * other.size + other.error * one.size
    return Span(min(corners), max(corners), inherited + ROUNDOFF * one.size * other.size)


def _reciprocal(base: Span) -> Span:
    least = min(abs(base.low), abs(base.high)) - base.error
    if base.low <= 0 <= base.high or least <= 0:
        raise UnboundedError("a denominator may vanish")
    return Span(1 / base.high, 1 / base.low, base.error / least**2 + ROUNDOFF / least)
