"""Floats with bounds on their rounding errors: pairs (value, error) of numbers or of arrays.

The true number lies within `error` of `value`. Each operation adds what it inherits and its own rounding
(running error analysis). Underflow is counted, overflow ends in an infinite or undefined error; what has such
an error has no certain sign. A sign counts as certain when the value is MARGIN times its bound: a computed
number whose sign is certain is therefore right to about six digits.

The functions are written for numbers and arrays alike, so that they can be compiled.

Reference: Higham (2002), *Accuracy and Stability of Numerical Algorithms*, section 3.3.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from solvers.statics.rounding import ROUNDOFF

MARGIN = 2.0**20

UNDERFLOW = 2.0**-1060
"""More than the rounding of any one operation below the least normal number."""

Bounded = tuple[Any, Any]


def minus(one: Bounded, other: Bounded) -> Bounded:
    """Return the difference; that of two floats without errors has a certain sign or is exactly zero."""
    value = one[0] - other[0]
    return value, one[1] + other[1] + ROUNDOFF * np.abs(value)


def plus(one: Bounded, other: Bounded) -> Bounded:
    """Return the sum."""
    value = one[0] + other[0]
    return value, one[1] + other[1] + ROUNDOFF * np.abs(value)


def times(one: Bounded, other: Bounded) -> Bounded:
    """Return the product."""
    value = one[0] * other[0]
    inherited = np.abs(one[0]) * other[1] + one[1] * (np.abs(other[0]) + other[1])
    return value, inherited + (ROUNDOFF * np.abs(value) + UNDERFLOW)


def cross(a: Bounded, d: Bounded, b: Bounded, c: Bounded) -> Bounded:
    """Return the determinant ad - bc."""
    return minus(times(a, d), times(b, c))


def root(square: Bounded) -> Bounded:
    """Return the square root of what is positive; the error is not a number where that may be negative."""
    value = np.sqrt(np.where(square[0] > square[1], square[0], np.nan))
    return value, square[1] / value + ROUNDOFF * value


def above(number: Bounded) -> Any:
    """Return where a number is certainly positive."""
    return number[0] > MARGIN * number[1]


def below(number: Bounded) -> Any:
    """Return where a number is certainly negative."""
    return -number[0] > MARGIN * number[1]


def zero(number: Bounded) -> Any:
    """Return where a number is exactly zero."""
    return (number[0] == 0) & (number[1] == 0)


def alike(one: Bounded, other: Bounded) -> Any:
    """Return where two numbers certainly have the same sign."""
    return (above(one) & above(other)) | (below(one) & below(other))


def apart(one: Bounded, other: Bounded) -> Any:
    """Return where two numbers certainly have opposite signs."""
    return (above(one) & below(other)) | (below(one) & above(other))


def size(number: Bounded) -> Bounded:
    """Return the absolute value."""
    return np.abs(number[0]), number[1]
