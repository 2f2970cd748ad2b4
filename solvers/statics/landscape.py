"""How the equilibrium regions of a model lie: their size, and which of them meet along which boundary.

The *share* of a region is its volume over that of the declared ranges. It is exact where every condition concerns one
parameter (a product of lengths between exact roots) and no assumption ties the parameters; otherwise it is estimated
from independent draws, with a Wilson interval.

Two regions are *adjacent* across f = 0 if f divides a condition of either, they lie on different sides of it, and both
have a common boundary point there that satisfies all their other conditions strictly: crossing it in a generic place
one equilibrium ends and the other begins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import sympy

from games.forms.numbers import Number
from games.model import Model
from solvers.proof import wilson
from solvers.statics.line import length
from solvers.statics.reals import Answer, Condition, satisfiable, witness
from solvers.statics.simplify import Conditions

if TYPE_CHECKING:
    from solvers.regions import Region, Regions

DRAWS = 1 << 16


class Volume(NamedTuple):
    """The share of the declared ranges: `exact` if it could be computed, else an estimate with a 95% interval."""

    share: float
    low: float
    high: float
    exact: Number | None = None

    @property
    def text(self) -> str:
        """The share as text, e.g. `1/3` or `0.332 [0.328, 0.336]`."""
        if self.exact is not None:
            return str(self.exact)
        return f"{self.share:.4f} [{self.low:.4f}, {self.high:.4f}]"


class Border(NamedTuple):
    """Two adjacent regions, the boundary polynomial between them, and a point on it."""

    first: Region
    second: Region
    boundary: sympy.Expr
    point: Mapping[str, Number]


def volumes(found: Regions, draws: int = DRAWS, seed: int = 0) -> tuple[Volume, ...]:
    """Return the share of the declared ranges that each region takes, in the order of the regions."""
    exact = [_exact_volume(found.model, row.conditions) for row in found]
    sampled = _sampled(found.model, [row.conditions for row in found], draws, seed) if None in exact else []
    return tuple(
        sampled[k] if value is None else Volume(float(value), float(value), float(value), value)
        for k, value in enumerate(exact)
    )


def _exact_volume(model: Model, conditions: Conditions) -> Number | None:
    if model.assumptions or any(len(c.free_symbols) > 1 for c in conditions):
        return None
    share: Number = Fraction(1)
    for parameter in model.parameters:
        own = [c for c in conditions if parameter.symbol in c.free_symbols]
        if own and parameter.low == parameter.high:
            return None
        if own:
            share = share * length(own, parameter.symbol, parameter.low, parameter.high)
    return share


def _sampled(model: Model, systems: Sequence[Conditions], draws: int, seed: int) -> list[Volume]:
    from solvers.statics.points import draw, holds_at

    columns = draw(model, draws, np.random.default_rng(seed))
    hits = (int(holds_at(sympy.And(*conditions), model, columns, draws).sum()) for conditions in systems)
    return [Volume(*wilson(count, draws)) for count in hits]


def borders(found: Regions) -> tuple[Border, ...]:
    """Return the pairs of regions that meet along a boundary, as far as that is decided in time."""
    pairs = combinations(found.rows, 2)
    return tuple(border for a, b in pairs for border in _between(a, b, found.domain, found.model.defaults))


def _between(a: Region, b: Region, domain: Conditions, prefer: Mapping[str, Number]) -> list[Border]:
    found = []
    for c in a.conditions:
        for d in b.conditions:
            for f in _common_factors(c, d):
                point = _meeting(f, (c, d), [*_others(a, c), *_others(b, d)], domain, prefer)
                if point is not None:
                    found.append(Border(a, b, f, point))
    return found


def _others(region: Region, bound: Condition) -> list[Condition]:
    from solvers.regions import strict

    return [strict(c) for c in region.conditions if c is not bound]


def _common_factors(one: Condition, other: Condition) -> list[sympy.Expr]:
    mine, yours = (sympy.factor_list(c.lhs - c.rhs)[1] for c in (one, other))
    keys = {sympy.expand(f) for f, _ in yours} | {sympy.expand(-f) for f, _ in yours}
    return [f for f, _ in mine if sympy.expand(f) in keys]


def _meeting(f: sympy.Expr, bounds: tuple[Condition, Condition], rest: list[Condition], domain: Conditions,
             prefer: Mapping[str, Number]) -> Mapping[str, Number] | None:  # fmt: skip
    """Return a point of f = 0 with the regions on its two sides."""
    sides = [sympy.cancel((c.lhs - c.rhs) / f) * (1 if c.rel_op[0] == ">" else -1) for c in bounds]
    apart = sympy.Lt(sides[0] * sides[1], 0)
    system = [*domain, sympy.Eq(f, 0), *rest, apart]
    return None if satisfiable(system) is Answer.NO else witness(system, prefer)[1]
