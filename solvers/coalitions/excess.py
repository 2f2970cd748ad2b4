"""The least greatest excess: how far every claim must be cut so that all can be met.

The excess of a coalition S at a division x is v(S) - x(S), its complaint. Minimising the greatest excess is a linear
program with one claim per coalition. It is solved exactly with few claims first; those that its solution fails to meet
are taken in until there are none. Then the solution and its prices, zero for all other claims, are optimal for all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from games.errors import NotCoveredError
from games.forms.coalition import CoalitionalGame
from solvers.programs.linear import maximise

Division = tuple[Fraction, ...]


@dataclass(frozen=True)
class LeastExcess:
    """The least greatest excess `epsilon`, a division `point` that attains it, and the price of every claim it met."""

    epsilon: Fraction
    point: Division
    prices: Mapping[int, Fraction]


def least_excess(
    game: CoalitionalGame,
    claims: Collection[int],
    given: Mapping[int, Fraction],
    uncut: Sequence[int] = (),
) -> LeastExcess:
    """Minimise the greatest excess of the coalitions `claims`.

    `given` says what some coalitions get; the claims of `uncut` are met in full. Coalitions are indices into `worths`.
    """
    n = len(game.players)
    asked = [mask for mask in claims if mask.bit_count() in (1, n - 1)] or list(claims)[:1]
    while True:
        found = _program(game, asked, given, uncut)
        excess = {mask: game.worths[mask] - share(found.point, mask) for mask in claims}
        unmet = [mask for mask in claims if excess[mask] > found.epsilon]
        if not unmet:
            return found
        asked += sorted(unmet, key=excess.__getitem__)[-2 * n :]


def share(x: Division, mask: int) -> Fraction:
    """Return what a division gives to a coalition."""
    return sum((part for i, part in enumerate(x) if mask >> i & 1), Fraction(0))


def members(mask: int, n: int) -> list[int]:
    """Return 1 for every member of a coalition and 0 for the others."""
    return [mask >> i & 1 for i in range(n)]


def check_exact(game: CoalitionalGame) -> None:
    """Raise NotCoveredError for worths that are formulas."""
    if game.kind == "symbolic":
        raise NotCoveredError("this solution needs numbers, not formulas; give the parameters values first")


def _program(
    game: CoalitionalGame, asked: Sequence[int], given: Mapping[int, Fraction], uncut: Sequence[int]
) -> LeastExcess:
    """Solve the program with the claims asked; its variables are x_i + w, w, and epsilon as a difference."""
    n = len(game.players)
    rows = [[*(-m for m in members(mask, n)), mask.bit_count(), -1, 1] for mask in asked]
    rows += [[*(-m for m in members(mask, n)), mask.bit_count(), 0, 0] for mask in uncut]
    equal = [[*members(mask, n), -mask.bit_count(), 0, 0] for mask in given]
    bounds = [-game.worths[mask] for mask in (*asked, *uncut)]
    found = maximise([0] * (n + 1) + [-1, 1], rows, bounds, equal, list(given.values()))
    assert found.value is not None
    prices = dict.fromkeys((*asked, *uncut), Fraction(0))
    for mask, price in zip((*asked, *uncut), found.dual, strict=False):
        prices[mask] += price
    return LeastExcess(-found.value, tuple(found.point[i] - found.point[n] for i in range(n)), prices)
