"""Formal statements about the race (claims 13, 42 and 48).

The symmetric equilibrium of the race over three gaps, in the limit of no discounting, is stated by its definition: with
v the relative values of the gaps, a power that is level does R&D at n = v(1) - v(0), a laggard at l = v(0) - v(-1), the
leader takes x of diffusion h where that is best, and what a period is worth,

    p(1) - gamma x^2/2 - (l + h - x) n  =  p(0) + n^2/2 - n l  =  p(-1) + l^2/2 + (h - x) l,

is the same at every gap (Aghion et al. 2005, who have no control). n, l and x are unknowns with these as assumptions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from games.formal.common import every, form_of, if_then, some
from games.forms.race import GapRace
from games.model import Model
from games.parameters import Parameter, parameter
from games.statements import Statement, extended
from games.technology_race import step_by_step
from games.text import Text

MOST = 10
"""An upper bound of the intensities, far above any that the declared ranges allow."""


def _unknown(name: str, en: str, zh: str) -> Parameter:
    return parameter(name, en, zh, "1/2", 0, MOST)


n, l, x = (
    _unknown("n", "R&D of a power that is level", "并列者的研发"),
    _unknown("l", "R&D of the laggard", "落后者的研发"),
    _unknown("x", "diffusion the leader stems", "领先者遏制的扩散"),
)
free_n, free_l = (
    _unknown("n_free", "R&D of a power that is level, without control", "无控制时并列者的研发"),
    _unknown("l_free", "R&D of the laggard, without control", "无控制时落后者的研发"),
)


def _worth_the_same(race: GapRace, n: Any, l: Any, x: Any) -> tuple[Any, ...]:
    """Return that a period is worth the same at every gap."""
    import sympy

    lead = race.profit(1) - (race.control_cost or 0) * x**2 / 2 - (l + race.catch_up - x) * n
    level = race.profit(0) + n**2 / 2 - n * l
    lag = race.profit(-1) + l**2 / 2 + (race.catch_up - x) * l
    return sympy.Eq(lead, level), sympy.Eq(level, lag)


def _controls_best(race: GapRace, n: Any, x: Any) -> dict[str, Any]:
    """Return that the leader stems all or part of diffusion, as is best: a unit saves it n and costs gamma x more."""
    import sympy

    h, cost = race.catch_up, race.control_cost
    return {
        "full": every((sympy.Eq(x, h), cost * h <= n)),
        "partial": every((sympy.Eq(cost * x, n), x <= h)),
    }


def _equilibrium() -> tuple[Any, ...]:
    race = form_of(step_by_step, GapRace)
    symbols = n.symbol, l.symbol, x.symbol
    return (*_worth_the_same(race, *symbols), some(_controls_best(race, n.symbol, x.symbol).values()))


NO_PROFITS = step_by_step.fix(p_lead=0, p_level=0, p_lag=0, k=0)
"""The race of which only costs and diffusion are known: what it takes of profits to sustain an equilibrium follows."""


def _needed(race: GapRace, n: Any, l: Any, x: Any) -> tuple[Any, Any]:
    """Return what leading must pay above a level race, and that above lagging, for these to be an equilibrium."""
    return tuple(-each.lhs + each.rhs for each in _worth_the_same(race, n, l, x))  # type: ignore[return-value]


def _same_race(control: str) -> Model:
    """Return the equilibria with this control and without, for the same profits, whatever these are."""
    import sympy

    race, without = (form_of(NO_PROFITS.choose(control=each), GapRace) for each in ("available", "none"))
    controlled = _needed(race, n.symbol, l.symbol, x.symbol)
    free = _needed(without, free_n.symbol, free_l.symbol, 0)
    same = [sympy.Eq(mine, its) for mine, its in zip(controlled, free, strict=True)]
    known = (*same, free[1] >= 0, _controls_best(race, n.symbol, x.symbol)[control])
    model = extended(NO_PROFITS, n, l, x, free_n, free_l, assumptions=known)
    return replace(model, title=CONTROL[control], parameters=(n, l, x, *NO_PROFITS.parameters, free_n, free_l))


RACE = extended(step_by_step, n, l, x, assumptions=_equilibrium())
CONTROL = {
    "full": Text("Step by step, diffusion stemmed in full", "步步追赶（完全遏制扩散）"),
    "partial": Text("Step by step, diffusion stemmed in part", "步步追赶（部分遏制扩散）"),
}


def _pace(model: Model) -> Any:
    """Return how fast the laggard catches up under control."""
    return l.symbol + model.symbols["h"] - x.symbol


HOW = {"full": Text("Full", "完全"), "partial": Text("Partial", "部分")}

STATEMENTS: dict[int, tuple[Statement, ...]] = {
    13: (
        Statement(RACE, Text(
            "A leader whose lead pays more than a level race stems some diffusion where there is any.",
            "若领先比并列更有利，只要存在扩散，领先者就会加以遏制。",
        ), lambda model: if_then(
            every((model.symbols["p_lead"] > model.symbols["p_level"], model.symbols["h"] > 0)), x.symbol > 0
        )),
    ),
    42: (
        *(Statement(_same_race(control), Text(
            f"{HOW[control].en} control of diffusion never lowers the laggard's own research.",
            f"{HOW[control].zh}遏制扩散从不减少落后者自身的研发。",
        ), lambda model: l.symbol >= free_l.symbol) for control in CONTROL),
    ),
    48: (
        *(Statement(_same_race(control), Text(
            f"{HOW[control].en} control of diffusion never quickens catching up.",
            f"{HOW[control].zh}遏制扩散从不加快追赶。",
        ), lambda model: _pace(model) <= free_l.symbol + model.symbols["h"]) for control in CONTROL),
        Statement(RACE, Text(
            "Control cannot stop catching up: where lagging pays less than a level race, the laggard catches up.",
            "控制不能阻止追赶：若落后不如并列有利，落后者终会追上。",
        ), lambda model: if_then(model.symbols["p_level"] > model.symbols["p_lag"], _pace(model) > 0)),
    ),
}  # fmt: skip
