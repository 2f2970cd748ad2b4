"""First- and second-order conditions of a game with continuous actions, as formulas.

At an interior best response the derivative of a player's payoff in its own action vanishes, and the second derivative
is not positive; at the low end the derivative is not positive, at the high end not negative (Kuhn and Tucker 1951).
Where the first-order condition is of degree one or two in the action, its solutions are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from games.forms.continuous import ContinuousGame


@dataclass(frozen=True)
class FirstOrder:
    """The conditions of one player.

    `slope` and `curvature` are the derivatives of the payoff in the own action; `interior` are the actions at which the
    slope vanishes, as formulas, empty if there are none or the degree is beyond two (then `solved` is False).
    """

    player: str
    action: Any
    slope: Any
    curvature: Any
    interior: tuple[Any, ...]
    solved: bool


def first_order(game: ContinuousGame) -> tuple[FirstOrder, ...]:
    """Return every player's first- and second-order conditions.

    >>> from games.forms.continuous import actions
    >>> x, y = actions("x y")
    >>> cournot = ContinuousGame(("A", "B"), (x, y), ((0, 1), (0, 1)), (x * (1 - x - y), y * (1 - x - y)))
    >>> first_order(cournot)[0].interior, first_order(cournot)[0].curvature
    ((1/2 - y/2,), -2)
    """
    return tuple(map(_conditions, game.players, game.actions, game.payoffs))


def _conditions(player: str, action: Any, payoff: Any) -> FirstOrder:
    import sympy

    slope = sympy.factor(sympy.diff(payoff, action))
    curvature = sympy.factor(sympy.diff(payoff, action, 2))
    above = sympy.numer(sympy.together(slope))
    polynomial = sympy.Poly(above, action) if above.is_polynomial(action) else None
    solvable = polynomial is not None and 1 <= polynomial.degree() <= 2
    roots = tuple(map(sympy.simplify, sympy.roots(polynomial))) if polynomial is not None and solvable else ()
    return FirstOrder(player, action, slope, curvature, tuple(sorted(roots, key=str)), solvable)
