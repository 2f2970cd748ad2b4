"""Parameters that carry meaning: what a letter stands for, its unit, default, range and where the numbers come from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from games.errors import NumberError, ParameterError
from games.forms import numbers
from games.text import Text

if TYPE_CHECKING:
    import sympy

DIMENSIONLESS = Text("dimensionless", "无量纲")
ASSUMPTION = "assumption"
"""The source of every default and range that the evidence does not fix."""


@dataclass(frozen=True)
class Parameter:
    """A named number of a model, with its declared range.

    The range is closed unless `open_low` or `open_high` says otherwise (a formula divides by the difference).
    """

    name: str
    meaning: Text
    default: Fraction
    low: Fraction
    high: Fraction
    unit: Text = DIMENSIONLESS
    source: str = ASSUMPTION
    open_low: bool = False
    open_high: bool = False

    @cached_property
    def symbol(self) -> sympy.Symbol:
        """The sympy symbol that stands for the parameter in formulas."""
        import sympy

        return sympy.Symbol(self.name, real=True)

    @property
    def conditions(self) -> tuple[sympy.Basic, ...]:
        """The declared range as two inequalities."""
        import sympy

        low, high = sympy.Rational(self.low), sympy.Rational(self.high)
        return (
            self.symbol > low if self.open_low else self.symbol >= low,
            self.symbol < high if self.open_high else self.symbol <= high,
        )

    @property
    def range(self) -> str:
        """The range in interval notation, e.g. `[1/2, 3/2)`."""
        return f"{'(' if self.open_low else '['}{self.low}, {self.high}{')' if self.open_high else ']'}"

    def check(self, value: Any) -> Fraction:
        """Return `value` as an exact number inside the range.

        Raises ParameterError when it is no number or lies outside.
        """
        try:
            number = numbers.exact(value)
        except NumberError as error:
            raise ParameterError(f"{self.name}: {error}") from None
        if not isinstance(number, Fraction):
            raise ParameterError(f"{self.name} = {value} is not a rational number; accepted: {self.range}")
        inside = (self.low < number or (self.low == number and not self.open_low)) and (
            number < self.high or (number == self.high and not self.open_high)
        )
        if not inside:
            raise ParameterError(
                f"{self.name} = {numbers.clip(str(value))} is outside its range; accepted: {self.range}"
            )
        return number


def parameter(name: str, en: str, zh: str, default: Any, low: Any, high: Any, **rest: Any) -> Parameter:
    """Return a Parameter from numbers in any accepted notation.

    Raises ParameterError when the default lies outside the range.

    >>> parameter("k", "weight on relative gains", "相对收益权重", "3/2", 0, 3).range
    '[0, 3]'
    """
    made = Parameter(name, Text(en, zh), numbers.exact(default), numbers.exact(low), numbers.exact(high), **rest)
    made.check(made.default)
    return made
