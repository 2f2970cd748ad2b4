"""Where a population comes to rest: all rest points, which are equilibria, which are stable, and what attracts most.

The rest points and equilibria are exact and complete (`population.rest_points`); stability is read off the Jacobian of
the replicator dynamics and left undecided where it does not tell (`population.dynamics`). How many starting states go
to each equilibrium is exact where a state is one number and estimated elsewhere, and so is the time on the way
(`population.basins`); when the best-response dynamics tips for the last time is exact (`games.forms.paths`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.paths import best_response_path
from games.forms.population import PopulationGame, State
from games.forms.table import Math, Shown, Table
from games.glossary import translate
from games.text import Language, Text, about
from solvers.equilibrium import number_json, strategy_cell
from solvers.population.basins import Arrival, Basin, arrival, basins
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

    @cached_property
    def basins(self) -> tuple[Basin | None, ...]:
        """How many starting states go to each equilibrium under the replicator dynamics; None for a continuum.

        Found when first asked for.
        """
        listed = iter(basins(self.game, [point.state for point in self.equilibria if point.is_point]))
        return tuple(next(listed) if point.is_point else None for point in self.equilibria)

    @cached_property
    def from_even(self) -> Arrival | None:
        """Where the replicator dynamics goes if all strategies have the same share today; None if it does not move."""
        try:
            return arrival(self.game, self._even)
        except NotCoveredError:
            return None

    @cached_property
    def tipping_time(self) -> float | None:
        """When the best-response dynamics, from the same start, last changes its aim; None if undefined."""
        try:
            return best_response_path(self.game, self._even).tipping_time
        except NotCoveredError:
            return None

    @property
    def _even(self) -> State:
        n = len(self.game.strategies)
        return ((Fraction(1, n),) * n,) * len(self.game.groups)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the equilibria, one row each (of a continuum its vertices): shares, stability, basin."""
        words = Text("stability|basin", "稳定性|吸引域").in_(lang).split("|")
        head = ("", *(translate(group, lang) for group in self.game.groups), *words)
        rows = [
            (str(number), *self._cells(state, lang), WORDS[verdict].in_(lang), _share(basin))
            for number, (point, verdict, basin) in enumerate(
                zip(self.equilibria, self.stable, self.basins, strict=True), start=1
            )
            for state in point.vertices
        ]
        name = Text("equilibria of the population game", "群体博弈的均衡")
        title = caption or about(translate(self.game.title, lang), name.in_(lang), lang)
        return Table(head, rows, title, self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return why the list is complete, what the basins rest on, and how long the way from equal shares is."""
        complete = Text(
            "Complete: every choice of strategies in use was solved exactly. "
            f"{self.others} other rest points of the replicator dynamics are no equilibria.",
            f"完备：对每一种所用策略的组合均作了精确求解。复制者动态另有 {self.others} 个静止点不是均衡。",
        )
        return "\n".join(each.in_(lang) for each in (complete, self._basin_note(), *self._times(lang)))

    def _basin_note(self) -> Text:
        if all(basin is None or basin.exact for basin in self.basins):
            return Text("Basin: share of the starting states, exact.", "吸引域：起始状态所占份额，精确。")
        return Text(
            "Basin: share of random starting states, estimated, with its 95% interval.",
            "吸引域：随机起始状态所占份额，为估计值，附 95% 置信区间。",
        )

    def _times(self, lang: Language) -> list[Text]:
        """Return sentences on the way from equal shares."""
        out, way = [], self.from_even
        if way is not None:
            names = [translate(strategy, lang) for strategy in self.game.strategies]
            goal = "; ".join(strategy_cell(shares, names).text for shares in _simple(way.goal))
            time = f"{numbers.show(way.time)} = {float(way.time):.4g}" if way.exact else f"{way.time:.4g}"
            how = Text("exact", "精确") if way.exact else Text("numeric", "数值")
            out.append(Text(
                f"From equal shares the replicator dynamics comes within {way.distance} of {goal} at time {time} "
                f"({how.en}).",
                f"从各策略份额相等出发，复制者动态于时刻 {time} 进入距 {goal} {way.distance} 之内（{how.zh}）。",
            ))  # fmt: skip
        if self.tipping_time is not None:
            time = f"{self.tipping_time:.4g}"
            out.append(Text(
                f"The best-response dynamics from there last changes its aim at time {time}; its path is exact.",
                f"由此出发的最优反应动态最后一次改变方向于时刻 {time}；其路径精确。",
            ))  # fmt: skip
        return out

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
                 "stability": verdict, "basin": _basin_json(basin)}
                for point, verdict, basin in zip(self.equilibria, self.stable, self.basins, strict=True)
            ],
            "from_equal_shares": _arrival_json(self.from_even), "tipping_time": self.tipping_time,
        }  # fmt: skip


def _share(basin: Basin | None) -> Any:
    if basin is None:
        return "–"
    return basin.share if basin.exact else f"{basin.share:.2f} [{basin.low:.2f}, {basin.high:.2f}]"


def _basin_json(basin: Basin | None) -> Any:
    if basin is None:
        return None
    return {"share": number_json(basin.share), "exact": basin.exact} | (
        {} if basin.exact else {"interval": [basin.low, basin.high]}
    )


def _arrival_json(way: Arrival | None) -> Any:
    if way is None:
        return None
    goal = [[number_json(x) for x in shares] for shares in way.goal]
    return {"goal": goal, "distance": str(way.distance), "time": number_json(way.time), "exact": way.exact}


def _simple(state: State) -> list[list[Fraction]]:
    """Return a state in short fractions, for words."""
    return [[Fraction(x).limit_denominator(1000) for x in shares] for shares in state]


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
