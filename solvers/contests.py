"""An equilibrium of a contest game, with a certified bound on what anybody could gain.

Write a player's payoff f as a function of its own effort. For an exponent r <= 1 and weights >= 0 it is concave, so for
every affordable y, with x the effort reported and g the gradient of f at x,

    f(y) - f(x) <= g.(y - x) <= B max(0, max_j g_j) - g.x,

where B is the budget. Without one B is what an effort can be worth: to spend more than the prizes, own and others', can
pay back is worse than to spend nothing. The bound is computed in rationals: for r = a/b efforts are reported as
z^b with z rational, so x^r = z^a and g are rational too. A bound of zero proves an exact equilibrium.

Floating point only proposes the efforts, by multiplicative steps along the gradient (Kivinen and Warmuth 1997), and
simple fractions are tried in the place of decimals. Whether there are other equilibria is not decided.

References: Tullock (1980); Kivinen and Warmuth (1997), "Exponentiated gradient versus gradient descent".
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from games.errors import NotCoveredError
from games.forms.contest import ContestGame
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text

MAX_DENOMINATOR = 100
"""Greatest denominator of the exponent; numbers grow with it."""
MAX_ROUNDS, CALM = 20_000, 1e-15
SIMPLE, FINE = 1000, 10**14
"""Greatest denominators: of simple fractions, of the decimals in whose place they are tried."""
NOTHING = 1e-12
"""Share of the budget below which an effort is taken for none (only where r = 1, otherwise nobody spends none)."""

Rows = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True, repr=False)
class ContestEquilibrium(Shown):
    """Efforts, and a bound on what any player could gain by other ones.

    `roots` are the b-th roots of the efforts, r = a/b; one row per player, one column per contest.
    """

    game: ContestGame
    roots: Rows
    complete = False

    @cached_property
    def efforts(self) -> Rows:
        """What every player spends on every contest."""
        power = self.game.exponent.denominator
        return tuple(tuple(z**power for z in row) for row in self.roots)

    @cached_property
    def effective(self) -> Rows:
        """The efforts as they count: strengths times efforts to the exponent."""
        power = self.game.exponent.numerator
        pairs = zip(self.game.strengths, self.roots, strict=True)
        return tuple(tuple(P * z**power for P, z in zip(P_row, row, strict=True)) for P_row, row in pairs)

    @cached_property
    def shares(self) -> Any:
        """The share of every player in every contest."""
        return self.game.shares(self.effective)

    @cached_property
    def payoffs(self) -> Any:
        """The utility of every player, relative gains included."""
        return self.game.utilities(self.game.absolute(self.shares, [sum(row) for row in self.efforts]))

    @cached_property
    def regrets(self) -> tuple[Fraction, ...] | None:
        """A bound on what each player could gain; None if a payoff has no gradient there."""
        gradients: Any = [_gradient(self, i) for i in range(len(self.game.players))]
        if any(slope is None for row in gradients for slope in row):
            return None
        limits: Any = [_limit(self.game, i) for i in range(len(self.game.players))]
        return tuple(
            B * max(0, *row) - sum(g * x for g, x in zip(row, own, strict=True))
            for B, row, own in zip(limits, gradients, self.efforts, strict=True)
        )

    @property
    def regret(self) -> Fraction | None:
        """The greatest of the bounds."""
        return None if self.regrets is None else max(self.regrets)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return efforts and shares, one row per player, with payoff and regret."""
        what = Text("effort|share", "努力|份额").in_(lang).split("|")
        contests = [translate(contest, lang) for contest in self.game.contests]
        last = Text("payoff|regret at most", "收益|遗憾值上界").in_(lang).split("|")
        head = ["", *(f"{contest}: {word}" for word in what for contest in contests), *last]
        bounds: Any = self.regrets or ["?"] * len(self.game.players)
        rows = [
            (translate(player, lang), *map(_shown, (*efforts, *shares, payoff)), _small(bound))
            for player, efforts, shares, payoff, bound in zip(
                self.game.players, self.efforts, self.shares, self.payoffs, bounds, strict=True
            )
        ]
        return Table(head, rows, caption or translate(self.game.title, lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return what is certified."""
        return Text(
            "Not complete: one equilibrium, up to the regret shown, which is certified exactly; others may exist.",
            "不完备：一个均衡（误差不超过所示遗憾值，经精确验证）；可能存在其他均衡。",
        ).in_(lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        rows = {"efforts": self.efforts, "shares": self.shares}
        return {
            "game": self.game.title, "concept": "contest", "players": list(self.game.players),
            "contests": list(self.game.contests), "complete": self.complete, "why": self.note(),
            **{name: [[str(x) for x in row] for row in table] for name, table in rows.items()},
            "payoffs": [str(u) for u in self.payoffs], "regrets": [str(each) for each in self.regrets or ()],
        }  # fmt: skip


def contest(game: ContestGame) -> ContestEquilibrium:
    """Return an equilibrium of a contest game, with its certified regret.

    Raises NotCoveredError for a game of formulas, or an exponent whose denominator is above 100.

    >>> tullock = ContestGame(("A", "B"), ("prize",), [[4], [4]], [[1], [1]], [None, None], [1, 1])
    >>> found = contest(tullock)
    >>> found.efforts, found.regret
    (((Fraction(1, 1),), (Fraction(1, 1),)), Fraction(0, 1))
    """
    if game.kind == "symbolic":
        raise NotCoveredError("an equilibrium of a contest needs numbers, not formulas; give the parameters values")
    if game.exponent.denominator > MAX_DENOMINATOR:
        raise NotCoveredError(f"exponent {game.exponent}; accepted: a denominator of at most {MAX_DENOMINATOR}")
    roots = _settled(game) ** (1 / game.exponent.denominator)
    simple, fine = (ContestEquilibrium(game, _rounded(game, roots, size)) for size in (SIMPLE, FINE))
    return simple if simple.regret == 0 else fine


def _gradient(found: ContestEquilibrium, i: int) -> list[Fraction | None]:
    """Return how i's utility changes with its efforts; None where it jumps or rises without bound."""
    game: Any = found.game
    r, scale = game.exponent, 1 + sum(game.weights[i])
    slopes: list[Fraction | None] = []
    for j in range(len(game.contests)):
        column = [row[j] for row in found.effective]
        z, total, cost = found.roots[i][j], sum(column), scale * game.costs[i]
        if total == 0 or (z == 0 and r < 1):
            slopes.append(None)
            continue
        worth = sum(
            (scale * game.values[i][j] + game.weights[i][other] * game.values[other][j]) * y
            for other, y in enumerate(column)
            if other != i
        )
        marginal = game.strengths[i][j] * r * z ** (r.numerator - r.denominator)
        slopes.append(worth * marginal / total**2 - cost)
    return slopes


def _limit(game: Any, i: int) -> Any:
    """Return the most that i may spend, or would ever."""
    if game.budgets[i] is not None:
        return game.budgets[i]
    scale = 1 + sum(game.weights[i])
    others = [k * sum(values) for k, values in zip(game.weights[i], game.values, strict=True)]
    return (scale * sum(game.values[i]) + sum(others)) / (scale * game.costs[i])


def _settled(game: Any) -> np.ndarray:
    """Return efforts at which every player's gradient is level, in floating point."""
    n, m = len(game.players), len(game.contests)
    play = _Floats(game)
    efforts = np.repeat(play.limits[:, None] / (2 * m), m, axis=1)
    step, last = 0.5, np.inf
    for _ in range(MAX_ROUNDS):
        moved = play.moved(efforts, step)
        change = float(np.abs(moved / play.limits[:, None] - efforts / play.limits[:, None]).max())
        efforts = moved
        if change < CALM:
            break
        step, last = (max(step * 0.9, 0.05) if change > last else step), change
    return np.where((efforts < NOTHING * play.limits[:, None]) & (play.r == 1), 0.0, efforts).reshape(n, m)


class _Floats:
    """The numbers of a contest game as arrays."""

    def __init__(self, game: Any) -> None:
        self.values, self.strengths, self.weights = (
            np.array(rows, dtype=float) for rows in (game.values, game.strengths, game.weights)
        )
        self.scale = 1 + self.weights.sum(axis=1)[:, None]
        self.costs = self.scale * np.array(game.costs, dtype=float)[:, None]
        self.limits = np.array([_limit(game, i) for i in range(len(game.players))], dtype=float)
        self.r = float(game.exponent)

    def moved(self, efforts: np.ndarray, step: float) -> np.ndarray:
        """Return the efforts scaled up where they are worth more than they cost, within the budgets."""
        y = self.strengths * efforts**self.r
        total = y.sum(axis=0)
        worth = self.scale * self.values * (total - y) + self.weights @ (self.values * y)
        gain = worth * self.strengths * self.r * efforts ** (self.r - 1) / total**2
        price = np.maximum(self.costs, (gain * efforts).sum(axis=1, keepdims=True) / self.limits[:, None])
        moved: np.ndarray = np.maximum(efforts * (gain / price) ** step, 1e-300)
        moved /= np.maximum(moved.sum(axis=1, keepdims=True) / self.limits[:, None], 1.0)
        return moved


def _rounded(game: Any, roots: np.ndarray, size: int) -> Rows:
    """Return rational roots whose efforts keep within the budgets."""
    power, rows = game.exponent.denominator, []
    for own, budget in zip(roots, game.budgets, strict=True):
        row = [Fraction(float(z)).limit_denominator(size) for z in own]
        spent = sum(z**power for z in row)
        if budget is not None and spent > budget:
            # (budget / spent)^(1/power) >= budget / spent, so this is affordable
            row = [z * budget / spent for z in row]
        rows.append(tuple(row))
    return tuple(rows)


def _shown(value: Any) -> Any:
    return value if value.denominator <= SIMPLE**2 else f"{float(value):.6g}"


def _small(bound: Any) -> str:
    return bound if isinstance(bound, str) else f"{float(bound):.1e}" if bound else "0"
