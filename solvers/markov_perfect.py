"""Markov perfect equilibria of stochastic games, and the value of zero-sum ones.

`markov_perfect` lists all equilibria in pure stationary strategies, exactly, and those in mixed ones: all of them
where no state comes back (`markov.backward`), else those that it finds, each with a certified regret.
`stochastic_value` gives the value of every state of a zero-sum game with optimal stationary strategies, exact or
enclosed.

References: Shapley (1953), "Stochastic games"; Fink (1964); Maskin and Tirole (2001), "Markov perfect equilibrium".
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from games.forms.stochastic import StochasticGame
from games.forms.table import Shown, Table
from games.glossary import translate, translate_all
from games.text import Language, Text
from solvers.equilibrium import strategy_cell
from solvers.markov.backward import all_stationary
from solvers.markov.mixed_stationary import mixed_stationary
from solvers.markov.pure_stationary import pure_stationary
from solvers.markov.shapley import ShapleyValue, shapley
from solvers.markov.stationary import Stationary, Values, pure, rules, values

SHORT = 10**6
"""Denominators above this are shown as decimals."""
ALL = Text(
    "Complete: no state comes back once it is left, and every state was solved for all its equilibria, backwards.",
    "完备：任何状态离开后不再返回，各状态逆向求出了全部均衡。",
)
PURE = Text(
    "Pure stationary equilibria: complete, every profile was tried. Mixed: not known to be complete, found from "
    "several starting points, of a continuum some points. Regret is certified exactly.",
    "纯平稳策略均衡：完备，逐一检验了所有策略组合。混合均衡：未必完备，由若干起点搜索得到，连续统仅列若干点。遗憾值经精确验证。",
)
EXACT = Text(
    "Complete: the value is unique, and exact: it satisfies Shapley's equation. Of the optimal strategies one "
    "pair is shown.",
    "完备：值唯一且精确：满足沙普利方程。最优策略仅列出一对。",
)
ENCLOSED = Text(
    "Not complete: the value lies between the bounds, which the strategies guarantee; they are at most {} apart.",
    "不完备：值介于两界之间，所列策略保证两界；两界相距至多 {}。",
)


@dataclass(frozen=True)
class MarkovEquilibrium:
    """A stationary profile (by state, then player), every player's values by state, and the most anybody could gain."""

    profile: Stationary
    values: tuple[Values, ...]
    regret: Fraction = Fraction(0)

    @property
    def is_pure(self) -> bool:
        """Whether nobody mixes in any state."""
        return all(max(mix) == 1 for mixes in self.profile for mix in mixes)


@dataclass(frozen=True, repr=False)
class MarkovPerfect(Shown):
    """The equilibria in stationary strategies: `pure` are all of their kind, `mixed` those found."""

    game: StochasticGame
    pure: tuple[MarkovEquilibrium, ...]
    mixed: tuple[MarkovEquilibrium, ...]
    complete: bool = False
    """Whether the list is known to hold every stationary equilibrium; else mixed ones are only searched for."""

    @property
    def equilibria(self) -> tuple[MarkovEquilibrium, ...]:
        """The pure ones, then the mixed ones."""
        return self.pure + self.mixed

    @property
    def why(self) -> Text:
        """Return why the list is complete, or what of it is."""
        return ALL if self.complete else PURE

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per equilibrium and state: strategies, values, regret."""
        players = translate_all(self.game.players, lang)
        first, second, last = Text("equilibrium|state|regret at most", "均衡|状态|遗憾值上界").in_(lang).split("|")
        rows = [
            (str(number), translate(state, lang), *_strategies(self.game, state, point.profile[s], lang),
             *(_cell(own[s]) for own in point.values), _cell(point.regret, "{:.0e}"))
            for number, point in enumerate(self.equilibria, start=1) for s, state in enumerate(self.game.states)
        ]  # fmt: skip
        head = (first, second, *players, *(f"v({player})" for player in players), last)
        name = Text("Markov perfect equilibria", "马尔可夫精炼均衡").in_(lang)
        return Table(head, rows, caption or _titled(self.game, name, lang), self.why.in_(lang))

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        return {
            "game": self.game.title, "concept": "markov", "players": list(self.game.players),
            "states": list(self.game.states), "complete": self.complete, "pure_complete": True, "why": self.why.en,
            "equilibria": [
                {"profile": _json(e.profile), "values": [[str(v) for v in own] for own in e.values],
                 "regret": str(e.regret)}
                for e in self.equilibria
            ],
        }  # fmt: skip


@dataclass(frozen=True, repr=False)
class StochasticValue(Shown):
    """The value of a zero-sum stochastic game in every state, to its first player, with optimal strategies."""

    game: StochasticGame
    found: ShapleyValue

    @property
    def complete(self) -> bool:
        """Whether the value is exact."""
        return self.found.exact

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per state: the bounds of the value (equal if exact) and the strategies."""
        players = translate_all(self.game.players, lang)
        state, low, high = Text("state|value from|to", "状态|值下界|值上界").in_(lang).split("|")
        rows = [
            (translate(name, lang), _cell(self.found.low[s]), _cell(self.found.high[s]),
             *_strategies(self.game, name, self.found.profile[s], lang))
            for s, name in enumerate(self.game.states)
        ]  # fmt: skip
        name = Text("value of the stochastic game", "随机博弈的值").in_(lang)
        return Table((state, low, high, *players), rows, caption or _titled(self.game, name, lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return whether the value is exact, else how far apart the bounds are."""
        apart = max(high - low for low, high in zip(self.found.low, self.found.high, strict=True))
        return EXACT.in_(lang) if self.complete else ENCLOSED.in_(lang).format(f"{float(apart):.0e}")

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        return {
            "game": self.game.title, "concept": "stochastic value", "players": list(self.game.players),
            "states": list(self.game.states), "complete": self.complete, "why": self.note(),
            "low": [str(v) for v in self.found.low], "high": [str(v) for v in self.found.high],
            "profile": _json(self.found.profile),
        }  # fmt: skip


def markov_perfect(game: StochasticGame, mixed: bool = True, seed: int = 0) -> MarkovPerfect:
    """Return all equilibria in pure stationary strategies and, unless `mixed` is False, the mixed ones found.

    Raises NotCoveredError for a game of formulas or one of more than 100,000 pure stationary profiles.

    >>> from itertools import product
    >>> from games.forms.normal_form import NormalForm
    >>> stage = NormalForm([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    >>> stay = dict.fromkeys(product("12", repeat=2), {"here": 1})
    >>> found = markov_perfect(StochasticGame({"here": stage}, {"here": stay}, "1/2"))
    >>> [[str(own[0]) for own in point.values] for point in found.equilibria]
    [['4', '2'], ['2', '4'], ['4/3', '4/3']]
    """
    numbers = rules(game)
    listed = tuple(MarkovEquilibrium(pure(numbers, chosen), V) for chosen, V in pure_stationary(numbers))
    if not mixed:
        return MarkovPerfect(game, listed, ())
    every = all_stationary(numbers)
    searched = mixed_stationary(numbers, seed) if every is None else [(profile, Fraction(0)) for profile in every]
    found = (MarkovEquilibrium(profile, values(numbers, profile), regret) for profile, regret in searched)
    return MarkovPerfect(game, listed, tuple(point for point in found if not point.is_pure), every is not None)


def stochastic_value(game: StochasticGame) -> StochasticValue:
    """Return the value of a zero-sum stochastic game of two players and stationary optimal strategies.

    Raises NotCoveredError for a game of formulas, of other than two players, or that is not zero-sum.
    """
    return StochasticValue(game, shapley(game))


def _strategies(game: StochasticGame, state: str, mixes: Any, lang: Language) -> tuple[Any, ...]:
    labels = (translate_all(own, lang) for own in game.stages[state].actions)
    short = (tuple(_cell(p) for p in mix) for mix in mixes)
    return tuple(strategy_cell(mix, own) for mix, own in zip(short, labels, strict=True))


def _cell(value: Fraction, decimals: str = "{:.6g}") -> Any:
    return value if value.denominator <= SHORT else decimals.format(float(value))


def _titled(game: StochasticGame, name: str, lang: Language) -> str:
    return Text(": ", "：").in_(lang).join(part for part in (translate(game.title, lang), name) if part)


def _json(profile: Stationary) -> list[Any]:
    return [[[str(p) for p in mix] for mix in mixes] for mixes in profile]
