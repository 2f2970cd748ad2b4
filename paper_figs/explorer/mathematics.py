"""Formulas as MathML, which browsers typeset without help."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_ENTITY = {"&InvisibleTimes;": "\N{INVISIBLE TIMES}", "<mo>-</mo>": "<mo>−</mo>"}
_EMPTY = re.compile(r"<mrow></mrow>")


@cache
def mathml(formula: Any) -> str:
    """Return a sympy formula or relation as the inside of a `math` element.

    >>> import sympy
    >>> mathml(sympy.Symbol("k_us") - 1)
    '<mrow><msub><mi>k</mi><mi>us</mi></msub><mo>−</mo><mn>1</mn></mrow>'
    """
    from sympy.printing.mathml import mathml as print_mathml

    text: str = print_mathml(formula, printer="presentation")
    for entity, character in _ENTITY.items():
        text = text.replace(entity, character)
    return _EMPTY.sub("", text.replace("<mo>></mo>", "<mo>&gt;</mo>"))
