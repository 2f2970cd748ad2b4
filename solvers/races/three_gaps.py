r"""The symmetric Markov perfect equilibrium of a race over three gaps, in closed form.

Let V(m) be the value of gap m, x the leader's control of diffusion, and n, l the R&D of the level and the lagging
player. The Hamilton-Jacobi-Bellman equations are

    r V(1)  = max_x  p(1) - gamma x^2 / 2 + (l + h - x) (V(0) - V(1))
    r V(0)  = max_n  p(0) - n^2 / 2 + n (V(1) - V(0)) + n' (V(-1) - V(0)),      n' = n the rival's
    r V(-1) = max_l  p(-1) - l^2 / 2 + (l + h - x) (V(0) - V(-1)).

The first-order conditions are n = V(1) - V(0), l = V(0) - V(-1) and gamma x = V(1) - V(0) where that is below h, else
x = h. Subtracted from one another the equations become a quadratic in n alone, and then one in l:

    r n = p(1) - p(0) - (h - x) n - gamma x^2 / 2 - n^2 / 2
    r l = p(0) - p(-1) + n^2 / 2 - (n + h - x) l - l^2 / 2.

The coefficient of l in the second, -(r + n + h - x), is the slope of the first in n at its root (envelope theorem), so
minus the square root S of the discriminant of the first. So, with D = p(0) - p(-1),

    l = -S + sqrt(S^2 + n^2 + 2 D),        l + h - x = -n - r + sqrt(S^2 + n^2 + 2 D).

Where leading pays, control of diffusion lowers S and raises n. Hence it raises everybody's R&D and slows catching up,
but it cannot stop it, since S >= r + n > r.

At the best x the right side of the first less r n falls in n >= 0, from p(1) - p(0) >= 0 without bound, and that of the
second less r l falls in l >= 0 from a number >= 0: each has one root n, l >= 0. A negative difference of values solves
neither (then the player does no R&D, and the equations say that the difference is not negative). So the symmetric
equilibrium is unique. Here sympy derives all of this from the equations. With r = 0 the differences are those of the
limit r -> 0, in which r V is the same at every gap (Aghion et al. 2005, who have no control).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.race import GapRace

if TYPE_CHECKING:
    import sympy

Regime = str
"""How much of diffusion the leader controls: `none`, `partial` or `full`."""


@dataclass(frozen=True)
class Intensities:
    """The equilibrium where `condition` holds, as sympy expressions.

    R&D when `level` and when lagging (`lag`), the leader's `control`, and the rate `catch_up` = lag + h - control.
    """

    regime: Regime
    condition: Any
    level: Any
    lag: Any
    control: Any
    catch_up: Any


def intensities(race: GapRace) -> tuple[Intensities, ...]:
    """Return the equilibrium of a race over three gaps: one regime if it has numbers, else each with its condition.

    Raises NotCoveredError for a race over more gaps.

    >>> (found,) = intensities(GapRace((0, 0, "3/2"), 1))
    >>> found.level, found.lag
    (1, -2 + sqrt(5))
    """
    if race.greatest != 1:
        raise NotCoveredError(f"{len(race.gaps)} gaps; closed forms are for three, `race` solves more at numbers")
    regimes = ("none",) if race.control_cost is None else ("full", "partial")
    found = (_solved(regime, race) for regime in regimes if _condition(regime, race) != False)  # noqa: E712
    return tuple(found)[: None if race.kind == "symbolic" else 1]


@cache
def hamiltonians() -> dict[int, Any]:
    """Return the right sides of the HJB equations at gaps 1, 0, -1, before maximisation, as sympy expressions."""
    s = _symbols()
    catch_up = s["l"] + s["h"] - s["x"]
    return {
        1: s["p1"] - s["gamma"] * s["x"] ** 2 / 2 + catch_up * (s["V0"] - s["V1"]),
        0: s["p0"] - s["n"] ** 2 / 2 + s["n"] * (s["V1"] - s["V0"]) + s["rival"] * (s["V_1"] - s["V0"]),
        -1: s["p_1"] - s["l"] ** 2 / 2 + catch_up * (s["V0"] - s["V_1"]),
    }


@cache
def first_order_conditions() -> dict[str, Any]:
    """Return each player's best intensity where it is inside its range, in the values of the gaps."""
    import sympy

    s = _symbols()
    places = {"x": 1, "n": 0, "l": -1}
    return {own: sympy.solve(sympy.diff(hamiltonians()[gap], s[own]), s[own])[0] for own, gap in places.items()}


@cache
def _symbols() -> dict[str, sympy.Symbol]:
    import sympy

    names = "p1 p0 p_1 h gamma r x n rival l V1 V0 V_1"
    return {name: sympy.Symbol(f"_{name}", real=True) for name in names.split()}


def _values(race: GapRace) -> dict[Any, Any]:
    """Return the substitution of a race's numbers for the symbols."""
    given = {
        "p1": race.profit(1), "p0": race.profit(0), "p_1": race.profit(-1), "h": race.catch_up, "r": race.discount,
        "gamma": 1 if race.control_cost is None else race.control_cost,
    }  # fmt: skip
    return {_symbols()[name]: as_sympy(value) for name, value in given.items()}


def as_sympy(value: Any) -> Any:
    """Return a number as sympy has it."""
    import sympy

    return value if numbers.is_symbolic(value) else sympy.Rational(value)


@cache
def _equations() -> tuple[Any, Any]:
    """Return the two quadratics, zero in equilibrium, in n, l and x: value differences replaced by intensities."""
    import sympy

    s, rules = _symbols(), hamiltonians()
    played = {s["V1"]: s["V0"] + s["n"], s["V_1"]: s["V0"] - s["l"], s["rival"]: s["n"]}
    lead, level, lag = (sympy.expand(rules[gap].xreplace(played)) for gap in (1, 0, -1))
    return sympy.expand(lead - level - s["r"] * s["n"]), sympy.expand(level - lag - s["r"] * s["l"])


def _condition(regime: Regime, race: GapRace) -> Any:
    """Return when a regime holds: all is controlled where the falling first equation is not negative at n = gamma h."""
    import sympy

    if regime == "none":
        return sympy.true
    s = _symbols()
    edge = _equations()[0].xreplace({s["x"]: s["h"]}).xreplace({s["n"]: s["gamma"] * s["h"]}).xreplace(_values(race))
    return edge >= 0 if regime == "full" else edge < 0


def _solved(regime: Regime, race: GapRace) -> Intensities:
    """Return the closed form of a regime."""
    import sympy

    s, values = _symbols(), _values(race)
    inside = first_order_conditions()["x"].xreplace({s["V1"]: s["V0"] + s["n"]})
    control = {"none": sympy.Integer(0), "partial": sympy.expand(inside), "full": s["h"]}[regime].xreplace(values)
    first, second = (sympy.expand(-each.xreplace(values).xreplace({s["x"]: control})) for each in _equations())
    A, B, C = _coefficients(first, s["n"])
    slope = sympy.sqrt(_tidy(B**2 - 4 * A * C))
    level = _tidy(-C / B) if A == 0 else _tidy(-B / (2 * A)) + slope / _tidy(2 * A)
    half, _, rest = _coefficients(second, s["l"])
    rest = rest.xreplace({s["n"]: level})
    root = sympy.sqrt(_tidy(slope**2 - 4 * half * rest)) / (2 * half)
    lag, rate = _tidy(-slope / (2 * half)) + root, root - level - values[s["r"]]
    taken = _tidy(control.xreplace({s["n"]: level}))
    return Intensities(regime, _condition(regime, race), level, lag, taken, _tidy(rate))


def _coefficients(equation: Any, unknown: Any) -> tuple[Any, Any, Any]:
    return tuple(equation.coeff(unknown, k) for k in (2, 1, 0))  # type: ignore[return-value]


def _tidy(value: Any) -> Any:
    """Return a number expanded, a formula with its coefficients in lowest terms."""
    import sympy

    return sympy.expand(value) if not value.free_symbols else sympy.factor_terms(value)
