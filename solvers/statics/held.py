"""Where along one parameter a prediction holds, the others at their defaults: exact stretches."""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy

from games.errors import NotCoveredError, ParameterError, UnknownNameError
from games.forms import numbers
from games.forms.numbers import Number
from games.model import Model
from solvers.own_statements import Symbolic
from solvers.statics.line import Stretch, stretches
from solvers.statics.points import Prediction
from solvers.statics.reals import Condition
from solvers.statics.uniqueness import DOUBT


class Held(NamedTuple):
    """The stretches of a parameter's range where a prediction `holds`, and those where the assumptions do."""

    holds: tuple[Stretch, ...]
    defined: tuple[Stretch, ...]

    @property
    def share(self) -> Number | None:
        """The share of where it is defined in which it holds, exactly; None where that has no length."""
        whole, part = (sum(map(_length, each), start=sympy.Integer(0)) for each in (self.defined, self.holds))
        return numbers.exact(sympy.nsimplify(part / whole) if part.is_Rational else part / whole) if whole else None


def _length(stretch: Stretch) -> sympy.Expr:
    low, high = (sympy.Rational(end) if not isinstance(end, sympy.Basic) else end for end in stretch)
    return high - low


def held_along(asked: Prediction, name: str) -> Held | None:
    """Return where a prediction holds as one parameter moves; None where it is not a polynomial condition.

    None also where the defaults violate an assumption whatever the parameter.
    """
    model = asked.model
    try:
        section = model.fix(**{other: value for other, value in model.defaults.items() if other != name})
        (own,) = section.parameters
        statement = _statement(asked, section)
        if statement is None:
            return None
        assumed = list(section.assumptions)
        held = (stretches(each, own.symbol, own.low, own.high) for each in ([statement, *assumed], assumed))
        return Held(*map(tuple, held))
    except (NotCoveredError, ParameterError, UnknownNameError):
        return None


def _statement(asked: Prediction, section: Model) -> Condition | None:
    """Return the prediction as a condition on the parameter that is left, None where it is none."""
    symbols, free = asked.model.symbols, section.symbols
    fixed = {s: sympy.Rational(asked.model.defaults[n]) for n, s in symbols.items() if n not in free}
    said: Any = asked.asked
    if isinstance(said, tuple):
        # What is left open there has no length.
        said = Symbolic(section).equilibrium(said, asked.only).xreplace({DOUBT: sympy.Integer(1)})
    return sympy.sympify(said).xreplace(fixed) if isinstance(said, (sympy.Basic, bool)) else None
