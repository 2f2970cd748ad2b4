"""Payoffs of two players as whole numbers, which the exact solvers pivot in."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

Integers = list[list[int]]


def integer_matrix(payoffs: Any) -> Integers:
    """Return a payoff matrix of rationals scaled to integers by the smallest positive factor.

    >>> integer_matrix([[Fraction(1, 2), Fraction(1, 3)]])
    [[3, 2]]
    """
    rows = [[v if isinstance(v, Fraction) else Fraction(v) for v in row] for row in payoffs]
    scale = lcm(*{v.denominator for row in rows for v in row})
    return [[v.numerator * (scale // v.denominator) for v in row] for row in rows]
