"""Quotients with one square root, cleared of it below: a + b sqrt(d), with a, b rational in the parameters.

A quotient (p + q s) / (u + v s) with s^2 = d is (p + q s)(u - v s) / (u^2 - v^2 d). Equal quotients come to look alike.
"""

from __future__ import annotations

import sympy


def rationalised(value: sympy.Expr) -> sympy.Expr | None:
    """Return an expression that contains one square root with none below the line; None for any other.

    The two may differ where the new denominator is zero, nowhere else.

    >>> c = sympy.Symbol("c", real=True)
    >>> rationalised(c / (1 + sympy.sqrt(1 - 2 * c))), rationalised(1 / c)
    (1/2 - sqrt(1 - 2*c)/2, None)
    """
    roots = {power for power in value.atoms(sympy.Pow) if not power.exp.is_integer}
    inside = {root.base for root in roots}
    if len(inside) != 1 or any(abs(root.exp) != sympy.Rational(1, 2) for root in roots):
        return None
    (d,), s = inside, sympy.Dummy("s")
    above, below = sympy.fraction(sympy.together(value.xreplace({root: s ** (2 * root.exp) for root in roots})))
    other = below.xreplace({s: -s})
    square = sympy.Poly(s**2 - d, s)
    (q, p), (v, u) = (_linear(part * other, square, s) for part in (above, below))
    if v != 0 or u == 0:
        return None
    outside, factor = sympy.cancel(p / u), sympy.cancel(q / u)
    both = sympy.lcm(*(sympy.fraction(part)[1] for part in (outside, factor)))
    return sympy.Add(sympy.cancel(outside * both), sympy.cancel(factor * both) * sympy.sqrt(d)) / both


def _linear(product: sympy.Expr, square: sympy.Poly, s: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr]:
    """Return b and a of b s + a, to which a polynomial in s comes down."""
    rest = sympy.Poly(sympy.expand(product), s).rem(square)
    return tuple(sympy.expand(rest.coeff_monomial(s**k)) for k in (1, 0))  # type: ignore[return-value]
