"""Games with continuous actions: the conditions that best responses satisfy, and equilibria with a certified regret.

`continuous.first_order` works on formulas; `continuous.equilibria` finds equilibria at a point and certifies exactly
how much anybody could gain. Whether the list is complete is not known, and the answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from games.forms.continuous import ContinuousGame
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.continuous.equilibria import SmoothEquilibrium, equilibria
from solvers.continuous.first_order import FirstOrder, first_order

SHOWN = 10**6
"""Denominators above this are shown as decimals."""


@dataclass(frozen=True, repr=False)
class Smooth(Shown):
    """The first-order conditions of a game with continuous actions, and the equilibria found."""

    game: ContinuousGame
    conditions: tuple[FirstOrder, ...]
    equilibria: tuple[SmoothEquilibrium, ...]

    complete = False

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the equilibria found, one row each: actions, payoffs, regret."""
        players = [translate(player, lang) for player in self.game.players]
        named = [f"{player}: {action}" for player, action in zip(players, self.game.actions, strict=True)]
        regret = Text("regret at most", "遗憾值上界").in_(lang)
        rows = [
            (
                *map(_shown, point.actions),
                *map(_shown, point.payoffs),
                f"{float(point.regret):.1e}" if point.regret else "0",
            )
            for point in self.equilibria
        ]
        head = (*named, *(f"u({player})" for player in players), regret)
        return Table(head, rows, caption or translate(self.game.title, lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return the first-order conditions, and that the list need not be complete."""
        slopes = "; ".join(f"du({translate(c.player, lang)})/d{c.action} = {c.slope}" for c in self.conditions)
        return Text(
            f"Not known to be complete: found from several starting points. Regret is certified exactly. {slopes}.",
            f"未必完备：由若干起点搜索得到。遗憾值经精确验证。{slopes}。",
        ).in_(lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        return {
            "game": self.game.title, "concept": "continuous", "players": list(self.game.players),
            "actions": [str(action) for action in self.game.actions], "complete": self.complete, "why": self.note(),
            "first_order": [{"slope": str(c.slope), "curvature": str(c.curvature),
                             "interior": [str(x) for x in c.interior]} for c in self.conditions],
            "equilibria": [{"actions": [str(x) for x in point.actions], "payoffs": [str(u) for u in point.payoffs],
                            "regret": str(point.regret)} for point in self.equilibria],
        }  # fmt: skip


def smooth(game: ContinuousGame) -> Smooth:
    """Return the first-order conditions of a game and the equilibria found at its numbers.

    Raises NotCoveredError for a game of formulas, whose conditions `continuous.first_order` gives.
    """
    found = equilibria(game)
    return Smooth(game, first_order(game), found)


def _shown(value: Fraction) -> Any:
    return value if value.denominator <= SHOWN else f"{float(value):.6g}"


def _bound(regret: Fraction) -> str:
    return f"{float(regret):.1e}" if regret else "0"
