r"""Symmetric Markov perfect equilibria of a race over any number of gaps, each enclosed with proof.

With V(m) the value of gap m and d(m) = V(m + 1) - V(m), the best R&D at gap m is n(m) = max(d(m), 0), at the greatest
gap M none, and the leader's best control is x(m) = clip(d(m - 1) / gamma, 0, h). The equations r V(m) = R(m) with

    R(m) = p(m) + n(m)^2 / 2 - n(-m) d(m - 1) - c(d(m - 1)) [m > 0] + (h - x(-m)) d(m) [m < 0],
    c(a) = min over x in [0, h] of (h - x) a + gamma x^2 / 2,

become 2 M equations G = 0 in the differences: G(m) = R(m + 1) - R(m) - r d(m). Newton's method follows their solution
from a high discount rate, where each d(m) is about (p(m + 1) - p(m)) / r, down to r, and searches from random points.

What it proposes is proved by Krawczyk's test: for a ball X round d, Y any matrix near the inverse of the slope of G and
J an enclosure of its slopes on X (at a kink, of all slopes of both sides), if

    K(X) = d - Y G(d) + (1 - Y J)(X - d)

lies inside X, then X holds one solution and only one. Everything is computed in ball arithmetic, which rounds outwards.

References: Krawczyk (1969), "Newton-Algorithmen zur Bestimmung von Nullstellen mit Fehlerschranken"; Neumaier (1990),
*Interval Methods for Systems of Equations*; Aghion, Harris, Howitt and Vickers (2001), "Competition, imitation and
growth with step-by-step innovation".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from games.errors import NotCoveredError
from games.forms.race import GapRace

MAX_GAPS = 41
STEPS = 60
MOST_STARTS = 400
"""Random starting points tried before giving up."""
HIGH = 16.0
"""Discount rate, in units of the greatest rise of profits, from which the solution is followed."""
WIDTHS = tuple(10.0**-k for k in (11, 9, 7, 5))
"""Radii tried for the ball, relative to the size of the solution."""


@dataclass(frozen=True)
class Enclosure:
    """Value differences d(-M), ..., d(M - 1) of one equilibrium: the true ones are within `radius` of `differences`.

    `flow` has R(-M), ..., R(M) and how far they may be off.
    """

    differences: tuple[Fraction, ...]
    radius: Fraction
    flow: tuple[tuple[Fraction, ...], Fraction]


class Piecewise(NamedTuple):
    """The kinked functions of the equations in one arithmetic, and enclosures of their slopes."""

    positive: Callable[[Any], Any]
    control: Callable[[Any], Any]
    """clip(a / gamma, 0, h)"""
    above_zero: Callable[[Any], Any]
    """The slope of `positive`."""
    reacting: Callable[[Any], Any]
    """The slope of `control`."""


class Numbers(NamedTuple):
    """The numbers of a race in one arithmetic; `cost` is zero where diffusion cannot be controlled.

    For the equations profits may all be shifted by a constant, which cancels; here the least becomes zero.
    """

    profits: list[Any]
    h: Any
    cost: Any
    r: Any


def many_gaps(race: GapRace, starts: int = 16, seed: int = 0) -> tuple[Enclosure, ...]:
    """Return the equilibria found and proved, the one followed from high discount rates first.

    At least `starts` random points are tried, more until an equilibrium is found.

    Raises NotCoveredError for a race of formulas, one over more than 41 gaps, or none found that could be proved.
    """
    if race.kind == "symbolic":
        raise NotCoveredError("more than three gaps need numbers, not formulas; give the parameters values first")
    if len(race.gaps) > MAX_GAPS:
        raise NotCoveredError(f"{len(race.gaps)} gaps; accepted: at most {MAX_GAPS}")
    found: list[Enclosure] = []
    for tried, proposed in enumerate(_proposed(race, seed)):
        if tried > starts and found:
            break
        proved = None if proposed is None else prove(race, proposed)
        if proved and not any(_meet(proved, other) for other in found):
            found.append(proved)
    if not found:
        raise NotCoveredError("no equilibrium of this race could be proved; try other numbers or fewer gaps")
    return tuple(found)


def right_sides(d: Any, given: Numbers, kinks: Piecewise) -> list[Any]:
    """Return R(-M), ..., R(M) at value differences d, in any arithmetic."""
    M = len(given.profits) // 2
    sides = []
    for m in range(-M, M + 1):
        value = given.profits[m + M]
        if m < M:
            value = value + kinks.positive(d[m + M]) ** 2 / 2
        if m > -M:
            value = value - kinks.positive(d[M - m]) * d[m + M - 1]
        if m > 0:
            x = kinks.control(d[m + M - 1])
            value = value - (given.h - x) * d[m + M - 1] - given.cost * x**2 / 2
        if m < 0:
            value = value + (given.h - kinks.control(d[M - m - 1])) * d[m + M]
        sides.append(value)
    return sides


def slopes(d: Any, given: Numbers, kinks: Piecewise) -> list[list[Any]]:
    """Return the slopes of R(-M), ..., R(M) in the differences, in any arithmetic."""
    M = len(given.profits) // 2
    rows = []
    for m in range(-M, M + 1):
        row = [0 * d[0] for _ in d]
        if m < M:
            row[m + M] += kinks.positive(d[m + M])
        if m > -M:
            row[M - m] -= kinks.above_zero(d[M - m]) * d[m + M - 1]
            row[m + M - 1] -= kinks.positive(d[M - m])
        if m > 0:
            row[m + M - 1] -= given.h - kinks.control(d[m + M - 1])
        if m < 0:
            row[m + M] += given.h - kinks.control(d[M - m - 1])
            row[M - m - 1] -= kinks.reacting(d[M - m - 1]) * d[m + M]
        rows.append(row)
    return rows


def exact_sides(race: GapRace, d: Any, control: Any) -> list[Any]:
    """Return R(-1), R(0), R(1) of a race over three gaps from its differences >= 0 and control."""
    import sympy

    h, cost = (sympy.Rational(value or 0) for value in (race.catch_up, race.control_cost))
    given = Numbers([sympy.Rational(p) for p in race.profits], h, cost, sympy.Rational(race.discount))
    none = sympy.Integer(0)
    return right_sides(d, given, Piecewise(lambda a: a, lambda _: control, lambda _: none, lambda _: none))


def residual(d: Any, given: Numbers, kinks: Piecewise) -> list[Any]:
    """Return G(-M), ..., G(M - 1)."""
    sides = right_sides(d, given, kinks)
    return [sides[j + 1] - sides[j] - given.r * d[j] for j in range(len(d))]


def jacobian(d: Any, given: Numbers, kinks: Piecewise) -> list[list[Any]]:
    """Return (an enclosure of) the slopes of G."""
    rows = slopes(d, given, kinks)
    return [
        [b - a - (given.r if j == k else 0) for k, (a, b) in enumerate(zip(rows[j], rows[j + 1], strict=True))]
        for j in range(len(d))
    ]


def _proposed(race: GapRace, seed: int) -> Iterator[np.ndarray | None]:
    """Yield where the path from high discount rates ends, then what is found from random points."""
    given = _numbers(race, float)
    scale = max(given.profits[-1] - given.profits[0], 1e-300)
    size = scale**0.5
    rng = np.random.default_rng(seed)
    d = np.diff(given.profits) / (HIGH * size)
    for rate in [*(HIGH * size * 0.5**k for k in range(30)), 0.0]:
        followed = _newton(d, given._replace(r=max(rate, given.r)))
        d = d if followed is None else followed
        if rate <= given.r:
            break
    yield d
    for _ in range(MOST_STARTS):
        yield _newton(rng.uniform(-0.2, 1.0, len(d)) * size * 10 ** rng.uniform(-0.5, 1.5), given)


def _newton(d: np.ndarray, given: Numbers) -> np.ndarray | None:
    """Return a solution in floating point by damped Newton steps, or None."""
    kinks = _float_kinks(given)
    G = np.array(residual(d, given, kinks))
    for _ in range(STEPS):
        size = np.abs(G).max()
        try:
            step = np.linalg.solve(np.array(jacobian(d, given, kinks)), G)
        except np.linalg.LinAlgError:
            return None
        for damping in (1.0, 0.5, 0.25, 0.0625, 1 / 256):
            tried = d - damping * step
            new = np.array(residual(tried, given, kinks))
            if np.abs(new).max() < size:
                d, G = tried, new
                break
        else:
            break
    small = 1e-10 * max(1e-300, max(map(abs, given.profits)), np.abs(d).max() ** 2)
    return d if np.isfinite(d).all() and np.abs(G).max() <= small else None


def _float_kinks(given: Numbers) -> Piecewise:
    cost, h = given.cost, given.h
    inside: Callable[[float], bool] = lambda a: bool(cost) and 0 < a < cost * h  # noqa: E731
    return Piecewise(
        positive=lambda a: max(a, 0.0),
        control=lambda a: min(max(a / cost, 0.0), h) if cost else 0.0,
        above_zero=lambda a: float(a > 0),
        reacting=lambda a: 1 / cost if inside(a) else 0.0,
    )


def prove(race: GapRace, proposed: np.ndarray) -> Enclosure | None:
    """Return the smallest ball tried round proposed differences in which Krawczyk's test proves one solution."""
    from flint import arb, arb_mat

    given = _numbers(race, _ball)
    kinks = _ball_kinks(given)
    floats = np.array(jacobian(proposed, _numbers(race, float), _float_kinks(_numbers(race, float))))
    if not np.isfinite(floats).all() or np.linalg.matrix_rank(floats) < len(floats):
        return None
    Y = arb_mat([[arb(float(v)) for v in row] for row in np.linalg.inv(floats)])
    centre = [arb(float(v)) for v in proposed]
    newton = Y * arb_mat([[value] for value in residual(centre, given, kinks)])
    one = arb_mat([[int(j == k) for k in range(len(centre))] for j in range(len(centre))])
    for width in WIDTHS:
        radius = width * max(float(np.abs(proposed).max()), 1e-300)
        ball = [arb(float(v), radius) for v in proposed]
        J = arb_mat(jacobian(ball, given, kinks))
        off = (one - Y * J) * arb_mat([[arb(0, radius)] for _ in centre])
        if all(bool(abs(off[j, 0] - newton[j, 0]) < arb(radius)) for j in range(len(centre))):
            flow = right_sides(ball, given, kinks)
            middles = tuple(_exactly(side.mid()) + race.profits[0] for side in flow)
            within = middles, max(_exactly(side.rad()) for side in flow)
            return Enclosure(tuple(Fraction(float(v)) for v in proposed), _exactly(arb(0, radius).abs_upper()), within)
    return None


def _numbers(race: GapRace, convert: Callable[[Fraction], Any]) -> Numbers:
    cost = Fraction(0) if race.control_cost is None else Fraction(race.control_cost)
    given = (Fraction(race.catch_up), cost, Fraction(race.discount))
    return Numbers([convert(Fraction(p - race.profits[0])) for p in race.profits], *map(convert, given))


def _ball(value: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(value.numerator, value.denominator))


def _ball_kinks(given: Numbers) -> Piecewise:
    from flint import arb

    zero, cost, h = arb(0), given.cost, given.h
    whole = zero.union(1 / cost) if cost != 0 else zero

    def reacting(a: Any) -> Any:
        if a < 0 or a > cost * h or cost == 0 or h == 0:
            return zero
        return 1 / cost if a > 0 and a < cost * h else whole

    return Piecewise(
        positive=lambda a: a.max(zero),
        control=lambda a: (a / cost).max(zero).min(h) if cost != 0 else zero,
        above_zero=lambda a: arb(1) if a > 0 else zero if a < 0 else zero.union(arb(1)),
        reacting=reacting,
    )


def _exactly(point: Any) -> Fraction:
    """Return a ball of radius zero as a fraction."""
    mantissa, exponent = point.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _meet(one: Enclosure, other: Enclosure) -> bool:
    return all(abs(a - b) <= one.radius + other.radius for a, b in zip(one.differences, other.differences, strict=True))
