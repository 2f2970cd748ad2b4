"""Where a population comes to rest: all rest points, which are equilibria, which are stable, and what attracts most.

The rest points and equilibria are exact and complete (`population.rest_points`); stability is read off the Jacobian of
the replicator dynamics and left undecided where it does not tell (`population.dynamics`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from games.forms.population import PopulationGame, State
from games.forms.table import Math, Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.equilibrium import number_json, strategy_cell
from solvers.population.dynamics import Stability, stability
from solvers.population.rest_points import RestPoint, rest_points

WORDS = {
    "stable": Text("stable", "稳定"), "unstable": Text("unstable", "不稳定"), "undecided": Text("undecided", "未定"),
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class Evolution(Shown):
    """The equilibria of a population game with their stability, and the number of other rest points."""

    game: PopulationGame
    equilibria: tuple[RestPoint, ...]
    stable: tuple[Stability, ...]
    others: int

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the equilibria, one row each (of a continuum its vertices): shares of every group, stability."""
        head = ("", *(translate(group, lang) for group in self.game.groups), Text("stability", "稳定性").in_(lang))
        rows = [
            (str(number), *self._cells(state, lang), WORDS[verdict].in_(lang))
            for number, (point, verdict) in enumerate(zip(self.equilibria, self.stable, strict=True), start=1)
            for state in point.vertices
        ]
        name = Text("equilibria of the population game", "群体博弈的均衡")
        return Table(head, rows, caption or f"{translate(self.game.title, lang)}: {name.in_(lang)}", self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return why the list is complete."""
        return Text(
            "Complete: every choice of strategies in use was solved exactly. "
            f"{self.others} other rest points of the replicator dynamics are no equilibria.",
            f"完备：对每一种所用策略的组合均作了精确求解。复制者动态另有 {self.others} 个静止点不是均衡。",
        ).in_(lang)

    def _cells(self, state: State, lang: Language) -> tuple[Math, ...]:
        names = [translate(strategy, lang) for strategy in self.game.strategies]
        return tuple(strategy_cell(shares, names) for shares in state)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; shares are strings `p/q`."""
        return {
            "game": self.game.title, "concept": "evolution", "groups": list(self.game.groups),
            "strategies": list(self.game.strategies), "complete": True, "why": self.note(),
            "equilibria": [
                {"vertices": [[[number_json(x) for x in shares] for shares in state] for state in point.vertices],
                 "stability": verdict}
                for point, verdict in zip(self.equilibria, self.stable, strict=True)
            ],
        }  # fmt: skip


def evolution(game: PopulationGame) -> Evolution:
    """Return all equilibria of a population game with their stability under the replicator dynamics.

    Raises NotCoveredError for a game of formulas or one with too many choices of supports.

    >>> game = PopulationGame.of_matrix(("Hawk", "Dove"), [[-1, 4], [0, 2]])
    >>> evolution(game).stable
    ('stable',)
    """
    found = rest_points(game)
    equilibria = tuple(point for point in found if point.nash)
    verdicts: tuple[Stability, ...] = tuple(
        stability(game, point.state) if point.is_point else "undecided" for point in equilibria
    )
    return Evolution(game, equilibria, verdicts, len(found) - len(equilibria))
