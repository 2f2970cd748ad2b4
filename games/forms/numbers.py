"""Numbers as the toolkit understands them: exact first.

A payoff is an exact rational (`fractions.Fraction`), a float64 where the caller asks for floats, or a sympy
expression in named parameters. Ints, Fractions, strings (`"3/7"`, `"-0.25"`, `"1e-9"`) and floats become exact
rationals; a float is read as the shortest decimal that prints it, so `0.1` means one tenth.
"""

from __future__ import annotations

import math
import re
import sys
from fractions import Fraction
from typing import Any, TypeAlias

from games.errors import NumberError

Number: TypeAlias = Any
"""A Fraction, a float or a sympy expression; the forms are generic in it."""

MAX_DIGITS = 1000
LONGEST_EXACT = 24
"""Characters beyond which an irrational number is shown as a decimal."""
_NOTATION = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?(\s*/\s*\d+)?", re.ASCII)
_ACCEPTED = f"accepted: an integer, p/q or a decimal, at most {MAX_DIGITS} characters, exponents within ±{MAX_DIGITS}"


def exact(value: Any) -> Number:
    """Return `value` as a Fraction, or unchanged if it is a sympy expression with symbols or roots.

    Raises NumberError for anything that is not one finite number in an accepted notation.

    >>> exact(0.1), exact("3/7"), exact("2.50")
    (Fraction(1, 10), Fraction(3, 7), Fraction(5, 2))
    """
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    if isinstance(value, str):
        return parse_number(value)
    if is_symbolic(value):
        return _from_sympy(value)
    return _from_number(value)


def parse_number(text: str) -> Fraction:
    """Read an exact rational from text; nothing is evaluated.

    Raises NumberError when the text is not a number or is absurdly long.
    """
    text = text.strip()
    if len(text) > MAX_DIGITS or not _NOTATION.fullmatch(text):
        raise NumberError(f"not a number: {clip(text)!r}; {_ACCEPTED}")
    exponent = re.search(r"[eE]([+-]?\d+)", text)
    if exponent and (len(exponent[1]) > 6 or abs(int(exponent[1])) > MAX_DIGITS):
        raise NumberError(f"exponent too large: {clip(text)!r}; {_ACCEPTED}")
    head, slash, below = text.partition("/")
    if not slash:
        return Fraction(head)
    if int(below) == 0:
        raise NumberError(f"division by zero: {clip(text)!r}; {_ACCEPTED}")
    return Fraction(head.strip()) / int(below)


def is_symbolic(value: Any) -> bool:
    """Return whether `value` is a sympy object (without importing sympy)."""
    sympy = sys.modules.get("sympy")
    return sympy is not None and isinstance(value, sympy.Basic)


def _from_sympy(value: Any) -> Number:
    if value.is_Rational:
        return Fraction(int(value.p), int(value.q))
    if value.is_Float:
        return _from_number(float(value))
    if type(value).__name__ == "NaN" or value.is_finite is False or value.is_extended_real is False:
        raise NumberError(f"not a finite real number: {value}")
    return value


def _from_number(value: Any) -> Fraction:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise NumberError(f"not a number: {clip(repr(value))}; {_ACCEPTED}") from None
    if not math.isfinite(number):
        raise NumberError(f"not finite: {value}; {_ACCEPTED}")
    if hasattr(value, "numerator") and hasattr(value, "denominator"):
        return Fraction(int(value.numerator), int(value.denominator))
    return Fraction(str(value)) if hasattr(value, "dtype") else Fraction(repr(number))


def clip(text: str, width: int = 40) -> str:
    """Shorten `text` for an error message."""
    return text if len(text) <= width else text[: width - 1] + "…"


def show(value: Number) -> str:
    """Return `value` as text: `3/7` for a rational, six digits for a float, sympy's own form otherwise.

    An irrational number whose own form is long is shown as a decimal that says so, `≈0.412312`.
    """
    return f"≈{_decimal(value)}" if is_rounded(value) else unrounded(value)


def unrounded(value: Number) -> str:
    """Return `value` as text as `show` does, but an irrational number in its own form however long."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def is_rounded(value: Number) -> bool:
    """Return whether `show` and `latex` round `value`: an irrational number with no short form in radicals."""
    if not is_symbolic(value) or not value.is_number or value.is_Rational:
        return False
    text = str(value)
    return len(text) > LONGEST_EXACT or "CRootOf" in text


def _decimal(value: Number) -> str:
    """Return a real number to six digits; its radicals may pass through complex numbers."""
    return f"{complex(value).real:.6g}"


def latex(value: Number) -> str:
    r"""Return `value` as LaTeX mathematics, without dollars.

    >>> print(latex(Fraction(-3, 7)))
    -\tfrac{3}{7}
    """
    if isinstance(value, Fraction) and value.denominator != 1:
        sign = "-" if value < 0 else ""
        return rf"{sign}\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    if is_rounded(value):
        return rf"{{\approx}}{_decimal(value)}"
    if is_symbolic(value):
        import sympy

        return str(sympy.latex(value))
    return show(value)
