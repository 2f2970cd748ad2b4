"""Solutions of a game in coalitional form: who gets what, and whether any group would rather stand apart.

`coalitional` puts the solutions of `coalitions` side by side: the values of Shapley and Banzhaf, the core (or the
balanced collection that proves it empty), the least core, the nucleolus, and the stable partitions. All are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from games.forms import numbers
from games.forms.coalition import CoalitionalGame, coalition_name, members_of
from games.forms.numbers import Number
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.coalitions.core import Core, core, least_core
from solvers.coalitions.excess import LeastExcess
from solvers.coalitions.hedonic import StablePartition, stable_partitions
from solvers.coalitions.nucleolus import nucleolus
from solvers.coalitions.values import banzhaf_value, shapley_value
from solvers.completeness import Completeness

WHOLE = Completeness(
    True,
    Text(
        "each value is the only one of its kind, and every vertex of the core and every partition was examined",
        "各值均唯一，并已检验核的全部顶点与全部划分",
    ),
)
UNLISTED = Completeness(False, Text("the vertices of the core are not listed", "未列出核的顶点"))


@dataclass(frozen=True, repr=False)
class CoalitionalSolution(Shown):
    """Every solution of one coalitional game, one number per player in each."""

    game: CoalitionalGame
    shapley: tuple[Number, ...]
    banzhaf: tuple[Number, ...]
    core: Core
    least_core: LeastExcess
    nucleolus: tuple[Number, ...]
    partitions: tuple[StablePartition, ...]

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the solutions as a table, one row each."""
        head = (Text("solution", "解").in_(lang), *(translate(player, lang) for player in self.game.players))
        named = [
            (Text("Shapley value", "沙普利值"), self.shapley),
            (Text("Banzhaf value", "班扎夫值"), self.banzhaf),
            (Text("nucleolus", "核仁"), self.nucleolus),
            *((Text("vertex of the core", "核的顶点"), vertex) for vertex in self.core.vertices or ()),
        ]
        rows = [(name.in_(lang), *values) for name, values in named]
        return Table(head, rows, caption or translate(self.game.title, lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return what is to be said of the core and of the stable partitions."""
        stable = "; ".join(f"{self.show(p.groups, lang)} ({_senses(p, lang)})" for p in self.partitions)
        epsilon = numbers.show(self.least_core.epsilon)
        said = Text(
            f"{self._core_note(lang)} Least core: {epsilon}. Stable partitions: {stable or 'none'}.",
            f"{self._core_note(lang)}最小核：{epsilon}。稳定划分：{stable or '无'}。",
        )
        return self._listed.after(said.in_(lang), lang)

    @property
    def _listed(self) -> Completeness:
        return UNLISTED if self.core.vertices is None and not self.core.empty else WHOLE

    def _core_note(self, lang: Language) -> str:
        if self.core.empty:
            weights = "; ".join(
                f"{numbers.show(weight)} {self.show([mask], lang)}" for mask, weight in self.core.balanced
            )
            return Text(
                f"The core is empty: a balanced collection is worth more than all together ({weights}).",
                f"核为空：某平衡集合的价值高于全体联盟（{weights}）。",
            ).in_(lang)
        count = "too many to list" if self.core.vertices is None else len(self.core.vertices)
        number = "过多未列出" if self.core.vertices is None else f"共 {count} 个"
        return Text(f"The core is not empty; its vertices: {count}.", f"核非空，其顶点{number}。").in_(lang)

    def show(self, groups: Sequence[int], lang: Language = "en") -> str:
        """Return a partition in words."""
        return " ".join(coalition_name(members_of(self.game.players, group), lang) for group in groups)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; rationals are strings `p/q`."""
        values = {"shapley": self.shapley, "banzhaf": self.banzhaf, "nucleolus": self.nucleolus}
        vertices = self.core.vertices
        return {
            "game": self.game.title, "concept": "coalitional", **self._listed.to_json(),
            "players": list(self.game.players),
            **{name: [str(x) for x in value] for name, value in values.items()},
            "core": None if vertices is None else [[str(x) for x in vertex] for vertex in vertices],
            "balanced": [{"coalition": self._members(mask), "weight": str(w)} for mask, w in self.core.balanced],
            "least_core": {"epsilon": str(self.least_core.epsilon), "point": [str(x) for x in self.least_core.point]},
            "partitions": [
                {"groups": [self._members(group) for group in p.groups], "core": p.core, "nash": p.nash,
                 "individual": p.individual}
                for p in self.partitions
            ],
        }  # fmt: skip

    def _members(self, mask: int) -> list[str]:
        return list(members_of(self.game.players, mask))


def coalitional(game: CoalitionalGame) -> CoalitionalSolution:
    """Return every solution of a coalitional game.

    Raises NotCoveredError for worths that are formulas and for sizes a solution does not cover (see each).
    """
    return CoalitionalSolution(
        game,
        shapley_value(game),
        banzhaf_value(game),
        core(game),
        least_core(game),
        nucleolus(game, individually_rational=_divisible(game)),
        stable_partitions(game),
    )


def _divisible(game: CoalitionalGame) -> bool:
    return bool(sum(game.worths[1 << i] for i in range(len(game.players))) <= game.worths[game.everyone])


def _senses(partition: StablePartition, lang: Language) -> str:
    senses = {
        Text("core", "核稳定"): partition.core,
        Text("Nash", "纳什稳定"): partition.nash,
        Text("individual", "个体稳定"): partition.individual,
    }
    return ", ".join(sense.in_(lang) for sense, holds in senses.items() if holds)
