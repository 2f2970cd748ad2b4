"""All subgame-perfect equilibrium payoffs of a two-player repeated game, with a certified error.

Actions are observed, strategies are pure, and before every period the players see a public lottery. The set V* of the
average discounted payoffs of the subgame-perfect equilibria is then compact and convex (perhaps empty: a stage game
without a pure equilibrium needs patience), and V* is the largest self-generating set (Abreu, Pearce and Stacchetti
1990; `self_generation` has the definitions). Two polygons enclose it:

* `outer` contains V*: an operator that contains V* again was applied to the feasible set until it stood still (after
  Abreu and Sannikov 2014), in rational arithmetic with long fractions rounded outwards;
* `inner` is self-generating, verified exactly, so that V* contains it; all of it are equilibrium payoffs.

`error` bounds their Hausdorff distance, hence how far V* is from either. Where it is zero V* is known exactly. At a
discount factor at which an outcome is just about sustained V* jumps, and the polygons can stay apart: `error` says so.

Any payoff of an equilibrium can be had with the players' worst equilibrium payoffs as punishments (Abreu 1988);
`worst` brackets them. As delta goes to 1, V* grows to the feasible payoffs above the pure minmax, if these have an
interior (Fudenberg and Maskin 1986). At delta = 0 it is the convex hull of the pure equilibria of the stage game.

Reference: Mailath and Samuelson (2006), *Repeated Games and Reputations*, sections 2.5 and 3.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.repeated import RepeatedGame
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.programs.matrix_game import exact_payoffs
from solvers.repetition.inner_payoffs import contained
from solvers.repetition.polygons import Point, Polygon, area, contains, farthest, hull
from solvers.repetition.self_generation import Stage, containing

__all__ = ["PayoffSet", "payoff_set"]

LONG = 14
"""Characters from which a fraction is shown as a decimal."""

CAPTION = Text("subgame-perfect payoffs, delta = {}", "子博弈精炼收益集，delta = {}")
WORST = Text("Worst for {}: {}.", "{}的最差收益：{}。")
EXTENT = Text(
    "Pure subgame-perfect payoffs, with public lotteries: {} of the feasible area.",
    "纯策略子博弈精炼收益（含公共随机化）：占可行面积的 {}。",
)
EXACT = Text("The set is exact.", "该集合是精确的。")
WITHIN = Text(
    "Certified within {}: a set that contains it and a self-generating one it contains.",
    "误差经验证不超过 {}：外含集与其所含的自生成集。",
)
OPEN = Text(
    "Not settled whether there is any: only the set that contains them was found.",
    "是否存在均衡收益未定：仅得到外含集。",
)
EMPTY = Text("No pure strategies are subgame perfect.", "不存在子博弈精炼的纯策略组合。")


@dataclass(frozen=True, repr=False)
class PayoffSet(Shown):
    """The set V* of subgame-perfect payoffs, between two polygons given by their vertices, counter-clockwise.

    `inner` lies in V* and V* in `outer`; `feasible` is the hull of the stage payoffs; `minmax` holds what each player
    can be held to in pure strategies; `bounds` is below the worst equilibrium payoffs.
    """

    game: RepeatedGame
    feasible: Polygon
    minmax: Point
    outer: Polygon
    inner: Polygon
    bounds: Point

    @cached_property
    def error(self) -> Fraction | None:
        """An upper bound of the Hausdorff distance of the polygons, None if only the inner one is empty."""
        if not self.inner:
            return None if self.outer else Fraction(0)
        return farthest(self.outer, self.inner)

    @property
    def exact(self) -> bool:
        """Whether the set is known exactly."""
        return self.error == 0

    @property
    def worst(self) -> tuple[tuple[Fraction, Fraction | None], tuple[Fraction, Fraction | None]]:
        """Bounds of each player's worst equilibrium payoff, from below and, if there surely is one, from above."""
        first, second = ((self.bounds[i], min((p[i] for p in self.inner), default=None)) for i in (0, 1))
        return first, second

    @property
    def share(self) -> Fraction:
        """The area of the outer polygon as a share of the feasible payoffs' (0 where these have none)."""
        whole = area(self.feasible)
        return area(self.outer) / whole if whole else Fraction(0)

    def contains(self, point: Point) -> bool | None:
        """Return whether a pair of payoffs is in V*; None if it is between the polygons.

        Numbers as everywhere: ints, fractions, decimal strings.
        """
        where = numbers.exact(point[0]), numbers.exact(point[1])
        return True if contains(self.inner, where) else None if contains(self.outer, where) else False

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the vertices of the set; those of the outer polygon where it is not known exactly."""
        head = [f"u({translate(player, lang)})" for player in self.game.players]
        title = CAPTION.in_(lang).format(numbers.show(self.game.delta))
        return Table(head, [tuple(map(_short, p)) for p in self.outer], caption or title, self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return the extent of the set, the worst payoffs and the certified error."""
        if not self.outer:
            return EMPTY.in_(lang)
        end = OPEN if self.error is None else EXACT if self.exact else WITHIN
        worst = (
            WORST.in_(lang).format(translate(player, lang), numbers.show(_short(low)))
            for player, (low, _) in zip(self.game.players, self.worst, strict=True)
        )
        said = [EXTENT.in_(lang).format(f"{float(self.share):.1%}"), *worst]
        return ("" if lang == "zh" else " ").join([*said, end.in_(lang).format(f"{float(self.error or 0):.1e}")])

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        return {
            "game": self.game.title, "concept": "payoff set", "players": list(self.game.players),
            "delta": str(self.game.delta), "feasible": _plain(self.feasible), "minmax": [str(v) for v in self.minmax],
            "outer": _plain(self.outer), "inner": _plain(self.inner), "exact": self.exact,
            "error": None if self.error is None else str(self.error),
            "worst": [[None if v is None else str(v) for v in pair] for pair in self.worst],
        }  # fmt: skip


def payoff_set(game: RepeatedGame) -> PayoffSet:
    """Return the pure-strategy subgame-perfect payoffs of a two-player repeated game with public lotteries.

    Raises NotCoveredError for formulas, for other numbers of players and for imperfect detection.

    >>> from games.classics import symmetric
    >>> payoff_set(RepeatedGame(symmetric(5, 3, 1, 0), "1/2"))
    subgame-perfect payoffs, delta = 1/2
    u(Row)  u(Column)
    ------  ---------
    1       1
    13/3    1
    3       3
    1       13/3
    Pure subgame-perfect payoffs, with public lotteries: 66.7% of the feasible area. Worst for Row: 1. Worst for
    Column: 1. The set is exact.
    """
    if game.kind == "symbolic":
        raise NotCoveredError("the payoff set of a game of formulas; give the parameters values first")
    if game.stage.n_players != 2 or game.detection != 1:
        raise NotCoveredError("the payoff set is for two players who observe each other (detection 1)")
    payoffs = exact_payoffs(game.stage)
    stage, back = _normalised(payoffs, game.delta)
    outer, bounds = containing(stage)
    inner = contained(stage, outer)
    feasible = hull(g for g, _ in stage.profiles)
    feasible, outer, inner = (hull(map(back, polygon)) for polygon in (feasible, outer, inner))
    return PayoffSet(game, feasible, back(stage.minmax), outer, inner, back(bounds))


def _normalised(payoffs: Any, delta: Fraction) -> tuple[Stage, Callable[[Point], Point]]:
    """Return the stage with both players' payoffs scaled to [0, 1], and the way back; so scales do not matter."""
    low = [u.min() for u in payoffs]
    size = [u.max() - u.min() or Fraction(1) for u in payoffs]
    scaled = [(u - least) / extent for u, least, extent in zip(payoffs, low, size, strict=True)]
    best = scaled[0].max(axis=0), scaled[1].max(axis=1)
    profiles = tuple(
        ((scaled[0][a, b], scaled[1][a, b]), (best[0][b] - scaled[0][a, b], best[1][a] - scaled[1][a, b]))
        for a, b in product(*map(range, scaled[0].shape))
    )
    stage = Stage(profiles, (best[0].min(), best[1].min()), delta)
    return stage, lambda p: (low[0] + size[0] * p[0], low[1] + size[1] * p[1])


def _short(value: Fraction) -> Any:
    return value if len(str(value)) < LONG else float(value)


def _plain(polygon: Polygon) -> list[list[str]]:
    return [[str(x), str(y)] for x, y in polygon]
