"""Large two-player games of pure conflict, in floating point, with a certificate.

Whatever strategies x and y are, what x secures and what y concedes enclose the value (von Neumann 1928). So one pair of
rounded optimal strategies is a proof of the value up to a gap that it states, rounding errors included
(`programs.matrix_floats`). It is one pair, approximately optimal: other optimal strategies are not looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf, nextafter
from typing import Any

import numpy as np

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.equilibrium import outline
from solvers.programs.matrix_floats import Bracket, bracket, float_pair
from solvers.programs.matrix_game import exact_payoffs

__all__ = ["LargeZeroSum", "checked_sum", "large_zero_sum"]

HEAVIEST = 5
"""Actions of a strategy that the table shows."""

CONCEPT = Text("optimal strategies", "最优策略")
HEAD = Text("player|actions used|heaviest|secures at least", "参与者|使用的行动数|权重最大者|至少保证")
NOTE = Text(
    "Value between {} and {}, a certified gap of {:.1e}. Not complete: one optimal pair, in floating point.",
    "博弈值介于 {} 与 {} 之间，经验证的差距为 {:.1e}。不完备：浮点计算的一对最优策略。",
)
WHY = Text("one optimal pair, in floating point, with a certified gap", "浮点计算的一对最优策略，差距经验证")
TOO_LARGE = "payoffs too large for floating point; divide them by a constant"


@dataclass(frozen=True, repr=False)
class LargeZeroSum(Shown):
    """A certified approximate solution of a constant-sum game.

    `bracket` encloses what player 1 secures, the value; `strategies` are arrays of probabilities that prove it; the
    payoffs add up to `constant`. It is never `complete`: other optimal pairs may exist.
    """

    game: NormalForm
    bracket: Bracket
    strategies: tuple[Any, Any]
    constant: Fraction
    complete: bool = False
    why: Text = WHY

    @property
    def value(self) -> float:
        """The middle of the bracket, within half of `gap` of what player 1 secures."""
        return self.bracket.lower / 2 + self.bracket.upper / 2

    @property
    def gap(self) -> float:
        """The width of the bracket, rounding included."""
        return self.bracket.gap

    @property
    def secured(self) -> tuple[float, float]:
        """What the strategies secure their players, rounded down."""
        return self.bracket.lower, nextafter(float(self.constant - Fraction(self.bracket.upper)), -inf)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row a player: how many actions are used, the heaviest of them, and what is secured."""
        rows = [
            (translate(player, lang), int(np.count_nonzero(strategy)), _heaviest(strategy, labels, lang), level)
            for player, labels, strategy, level in zip(
                self.game.players, self.game.actions, self.strategies, self.secured, strict=True
            )
        ]
        return Table(HEAD.in_(lang).split("|"), rows, caption or CONCEPT.in_(lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return the bracket of the value and what the answer leaves open."""
        return NOTE.in_(lang).format(repr(self.bracket.lower), repr(self.bracket.upper), self.gap)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are floats."""
        return outline(self.game, CONCEPT.en) | {
            "value": [self.bracket.lower, self.bracket.upper], "gap": self.gap, "rounding": self.bracket.rounding,
            "secured": list(self.secured), "strategies": [strategy.tolist() for strategy in self.strategies],
            "complete": self.complete, "why": self.why.en,
        }  # fmt: skip


def large_zero_sum(game: NormalForm) -> LargeZeroSum:
    """Return one nearly optimal pair of strategies of a two-player constant-sum game, and the bracket it proves.

    Raises NotCoveredError for other games, for symbolic payoffs and for payoffs beyond the range of float64.

    >>> from games.classics import matching_pennies
    >>> found = large_zero_sum(matching_pennies())
    >>> found.bracket.lower <= 0 <= found.bracket.upper, found.gap < 1e-14, found.complete
    (True, True, False)
    """
    constant = checked_sum(game)
    try:
        A = game.payoffs[0].astype(float)
    except OverflowError:
        raise NotCoveredError(TOO_LARGE) from None
    x, y = float_pair(A)
    return LargeZeroSum(game, bracket(A, x, y, rounded=game.kind != "float"), (x, y), constant)


def checked_sum(game: NormalForm) -> Fraction:
    """Return what the two players' payoffs add up to everywhere, exactly; floats are the binary numbers they are.

    Raises NotCoveredError for other numbers of players, sums that are not constant and symbolic payoffs.
    """
    if game.kind == "symbolic" or game.n_players != 2:
        exact_payoffs(game)
        raise NotCoveredError(f"a constant-sum game has two players, not {game.n_players}; ask for maxmin or nash")
    sums = _float_sums(*game.payoffs) if game.kind == "float" else {*(game.payoffs[0] + game.payoffs[1]).flat}
    if len(sums) > 1:
        raise NotCoveredError("the payoffs do not add up to a constant; ask for nash or maxmin")
    return Fraction(sums.pop())


def _float_sums(a: Any, b: Any) -> set[Fraction]:
    """Return the different sums of two float arrays, or two of them: each is rounded sum plus error (Knuth 1969)."""
    total = a + b
    part = total - a
    error = (a - (total - part)) + (b - part)
    ends = {(float(f(total)), float(f(error))) for f in (np.min, np.max)}
    return {Fraction(s) + Fraction(e) for s, e in ends}


def _heaviest(strategy: Any, labels: Any, lang: Language) -> str:
    most = np.argsort(-strategy, kind="stable")[:HEAVIEST]
    shown = [f"{numbers.show(float(strategy[a]))} {translate(labels[a], lang)}" for a in most if strategy[a] > 0]
    return " + ".join([*shown, "…"] if np.count_nonzero(strategy) > len(shown) else shown)
