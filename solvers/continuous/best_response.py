"""Best responses in continuous actions, with certified bounds on what they are worth.

With the others' actions at rational numbers, a payoff that is a rational function of the own action takes its greatest
value at an end of the interval or where its derivative vanishes. The real zeros of the derivative's numerator are
isolated exactly (Collins and Akritas 1976); if the denominator has no zero in the interval, the greatest value is that
of the candidates, and each candidate's is enclosed by interval arithmetic. So no better reply is overlooked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from games.errors import NotCoveredError
from games.forms.continuous import ContinuousGame, at

PRECISION = Fraction(1, 10**30)
"""Width to which zeros of a derivative are isolated."""


@dataclass(frozen=True)
class BestResponse:
    """An action that is best up to the width of `[value, bound]`: it is worth `value`, and none over `bound`."""

    action: Fraction
    value: Fraction
    bound: Fraction


def best_response(game: ContinuousGame, i: int, profile: Sequence[Any]) -> BestResponse:
    """Return a best response of player i to the others' actions in `profile` (its own entry does not matter).

    Raises NotCoveredError when the payoff is no rational function of the own action, or has a pole in the interval.

    >>> from games.forms.continuous import actions
    >>> x, y = actions("x y")
    >>> cournot = ContinuousGame(("A", "B"), (x, y), ((0, 1), (0, 1)), (x * (1 - x - y), y * (1 - x - y)))
    >>> best_response(cournot, 0, (0, "1/2")).action
    Fraction(1, 4)
    """
    import sympy

    own, (low, high) = game.actions[i], game.intervals[i]
    others = at(game.actions, profile)
    del others[own]
    above, below = _quotient(game.payoffs[i].xreplace(others), own, game.players[i])
    if low < high and below.count_roots(sympy.Rational(low), sympy.Rational(high)):
        raise NotCoveredError(f"{game.players[i]}'s payoff has a pole in [{low}, {high}]")
    slope = above.diff() * below - above * below.diff()
    brackets = [(low, low), (high, high), *_zeros(slope, low, high)]
    tried = [_worth(above, below, bracket) for bracket in brackets]
    best = max(tried, key=lambda response: response.value)
    return BestResponse(best.action, best.value, max(response.bound for response in tried))


def _quotient(payoff: Any, own: Any, player: str) -> tuple[Any, Any]:
    import sympy

    above, below = sympy.fraction(sympy.cancel(sympy.together(payoff)))
    try:
        return sympy.Poly(above, own, domain="QQ"), sympy.Poly(below, own, domain="QQ")
    except sympy.PolynomialError:
        raise NotCoveredError(f"{player}'s payoff is no rational function of {own} with numbers: {payoff}") from None


def _zeros(slope: Any, low: Fraction, high: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Return brackets of the zeros of a polynomial between low and high, each of width at most PRECISION."""
    import sympy

    if slope.degree() < 1 or low == high:
        return []
    ends = sympy.Rational(low), sympy.Rational(high)
    found = slope.intervals(eps=sympy.Rational(PRECISION), inf=ends[0], sup=ends[1])
    return [(Fraction(int(a.p), int(a.q)), Fraction(int(b.p), int(b.q))) for (a, b), _ in found]


def _worth(above: Any, below: Any, bracket: tuple[Fraction, Fraction]) -> BestResponse:
    """Return the middle of a bracket with its value, and a bound on the value in the whole bracket."""
    import sympy

    middle = sum(bracket, Fraction(0)) / 2
    value = _fraction(above.eval(sympy.Rational(middle)) / below.eval(sympy.Rational(middle)))
    if bracket[0] == bracket[1]:
        return BestResponse(middle, value, value)
    numerator, denominator = (_range(polynomial, bracket) for polynomial in (above, below))
    quotients = [a / b for a in numerator for b in denominator]
    return BestResponse(middle, value, max(quotients))


def _range(polynomial: Any, bracket: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    """Return an enclosure of a polynomial on a bracket, by Horner's rule on intervals."""
    low, high = Fraction(0), Fraction(0)
    for coefficient in map(_fraction, polynomial.all_coeffs()):
        products = [end * x for end in (low, high) for x in bracket]
        low, high = min(products) + coefficient, max(products) + coefficient
    return low, high


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))
