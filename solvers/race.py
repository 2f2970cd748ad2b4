"""Technology races: how much everybody does at every gap, how fast laggards catch up, who leads how long.

The symmetric Markov perfect equilibrium of a race over three gaps is exact, unique among symmetric ones, and a formula
where the race has formulas (`races.three_gaps`). Over more gaps there may be several; those found are each enclosed
with proof (`races.many_gaps`). Safety races have closed forms that `races.safety` derives.

In the long run the gap is a birth-death chain: from gap k >= 0 it grows with the leader's R&D (both players' at 0) and
shrinks with the laggard's R&D and diffusion. Its stationary distribution is the share of time at each gap.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from games.forms import numbers
from games.forms.race import GapRace, SafetyRace
from games.forms.table import Math, Shown, Table
from games.glossary import translate
from games.text import Language, Text, about
from solvers.equilibrium import number_json
from solvers.races.many_gaps import Enclosure, exact_sides, many_gaps
from solvers.races.safety import SafetySolution, safety
from solvers.races.three_gaps import Intensities, intensities

UNIQUE = Text(
    "Complete: the only symmetric Markov perfect equilibrium; each equation has one root that is not negative.",
    "完备：唯一的对称马尔可夫精炼均衡；每个方程只有一个非负根。",
)
FOUND = Text(
    "Not known to be complete: found from several starting points. Each is enclosed with proof, at most {} away.",
    "未必完备：由若干起点搜索得到。每个均衡均经证明，误差不超过 {}。",
)
WORDS = {
    "none": Text("no control", "无控制"), "partial": Text("part of diffusion", "部分扩散"),
    "full": Text("all of diffusion", "全部扩散"),
}  # fmt: skip


SHORT = 24
"""Characters up to which an exact number is shown in a table."""


@dataclass(frozen=True)
class RaceEquilibrium:
    """One symmetric equilibrium; every tuple has one number per gap -M, ..., M, off the exact ones by at most `error`.

    `research` is the own R&D, `control` the leader's control of diffusion, `catch_up` the rate at which a laggard gains
    a step (R&D and diffusion), `flow` the value times the discount rate (r -> 0: the long-run average payoff), `shares`
    the long-run shares of time, None if some gap is never left.
    """

    research: tuple[Any, ...]
    control: tuple[Any, ...]
    catch_up: tuple[Any, ...]
    flow: tuple[Any, ...]
    shares: tuple[Any, ...] | None
    error: Fraction = Fraction(0)


@dataclass(frozen=True, repr=False)
class RaceSolution(Shown):
    """The symmetric Markov perfect equilibria of a gap race; `complete` if they are proved to be all."""

    game: GapRace
    equilibria: tuple[RaceEquilibrium, ...]
    complete: bool

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per equilibrium and gap."""
        head = Text(
            "equilibrium|gap|R&D|control|catching up|flow value|share of time",
            "均衡|差距|研发强度|控制|追赶速度|流量价值|时间份额",
        )  # fmt: skip
        rows = [
            (str(number), str(gap), *(_cell(each[j]) for each in (found.research, found.control, found.catch_up)),
             _cell(found.flow[j]), "–" if found.shares is None else _cell(found.shares[j]))
            for number, found in enumerate(self.equilibria, start=1) for j, gap in enumerate(self.game.gaps)
        ]  # fmt: skip
        name = Text("symmetric Markov perfect equilibria", "对称马尔可夫精炼均衡").in_(lang)
        title = translate(self.game.title, lang)
        return Table(
            head.in_(lang).split("|"), rows, caption or about(title, name, lang) if title else name, self.note(lang)
        )

    def note(self, lang: Language = "en") -> str:
        """Return whether the list is complete, and how exact it is."""
        error = max(found.error for found in self.equilibria)
        return UNIQUE.in_(lang) if self.complete else FOUND.in_(lang).format(f"{float(error):.0e}")

    def to_json(self) -> dict[str, Any]:
        """Return plain data; rationals are strings `p/q`, irrational numbers have an exact and an approximate value."""
        return {
            "game": self.game.title, "concept": "race", "players": list(self.game.players),
            "gaps": list(self.game.gaps), "complete": self.complete, "why": self.note(),
            "equilibria": [_json(found) for found in self.equilibria],
        }  # fmt: skip


@dataclass(frozen=True, repr=False)
class RaceFormulas(Shown):
    """The symmetric equilibrium of a race over three gaps as formulas, one regime a row."""

    game: GapRace
    regimes: tuple[Intensities, ...]

    complete = True

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return each regime with its condition and the equilibrium intensities."""
        head = Text(
            "leader controls|where|R&D, level|R&D, lagging|control|catching up",
            "领先者控制|条件|并列时研发|落后时研发|控制|追赶速度",
        )
        rows = [
            (WORDS[each.regime].in_(lang), _formula(each.condition), each.level, each.lag, each.control, each.catch_up)
            for each in self.regimes
        ]
        return Table(head.in_(lang).split("|"), rows, caption or translate(self.game.title, lang), UNIQUE.in_(lang))

    def to_json(self) -> dict[str, Any]:
        """Return plain data; formulas are text."""
        rows = [
            {"regime": each.regime, "where": str(each.condition), "level": str(each.level), "lag": str(each.lag),
             "control": str(each.control), "catch_up": str(each.catch_up)}
            for each in self.regimes
        ]  # fmt: skip
        return {
            "game": self.game.title, "concept": "race", "complete": True, "why": UNIQUE.en, "regimes": rows,
        }  # fmt: skip


def race(game: GapRace | SafetyRace) -> RaceSolution | RaceFormulas | SafetySolution:
    """Return the equilibria of a technology race; formulas for one of formulas.

    Raises NotCoveredError for a race of formulas over more than three gaps, or one in which nothing could be proved.

    >>> found = race(GapRace((0, 0, "3/2"), 1))
    >>> found.equilibria[0].research
    (-2 + sqrt(5), 1, 0)
    """
    if isinstance(game, SafetyRace):
        return safety(game)
    if game.greatest > 1:
        return RaceSolution(game, tuple(_enclosed(game, found) for found in many_gaps(game)), complete=False)
    regimes = intensities(game)
    if game.kind == "symbolic":
        return RaceFormulas(game, regimes)
    return RaceSolution(game, (_exact(game, regimes[0]),), complete=True)


def _exact(game: GapRace, found: Intensities) -> RaceEquilibrium:
    import sympy

    sides = exact_sides(game, (found.lag, found.level), found.control)
    catch_up = found.catch_up
    return RaceEquilibrium(
        research=(found.lag, found.level, sympy.Integer(0)),
        control=(sympy.Integer(0), sympy.Integer(0), found.control),
        catch_up=(catch_up, sympy.Integer(0), sympy.Integer(0)),
        flow=tuple(map(sympy.expand, sides)),
        shares=_shares((found.level,), (catch_up,)),
    )


def _enclosed(game: GapRace, found: Enclosure) -> RaceEquilibrium:
    M, d, h = game.greatest, found.differences, Fraction(game.catch_up)
    cost = None if game.control_cost is None else Fraction(game.control_cost)
    nothing = Fraction(0)
    research = (*(max(each, nothing) for each in d), nothing)
    taken = [nothing if cost is None else min(max(d[m + M - 1] / cost, nothing), h) for m in range(1, M + 1)]
    free = tuple(research[M - m] + h - taken[m - 1] for m in range(1, M + 1))
    flow, error = found.flow
    steps = found.radius * (1 + (0 if cost is None else 1 / cost))
    return RaceEquilibrium(
        research=research,
        control=(*[nothing] * (M + 1), *taken),
        catch_up=(*reversed(free), *[nothing] * (M + 1)),
        flow=flow,
        shares=_shares(research[M:-1], free),
        error=max(steps, error),
    )


def _shares(leading: Sequence[Any], closing: Sequence[Any]) -> tuple[Any, ...] | None:
    """Return the shares of time at gaps -M, ..., M, from the R&D at gaps 0, 1, ... and the rates of catching up."""
    if any(down == 0 for down in closing):
        return None
    growing = [(2 if k == 0 else 1) * up for k, up in enumerate(leading)]
    weights = [math.prod((*growing[:k], *closing[k:])) for k in range(len(closing) + 1)]
    total = sum(weights)
    halves = [weight / (2 * total) for weight in weights[1:]]
    return (*reversed(halves), weights[0] / total, *halves)


def _cell(value: Any) -> Any:
    """Return a number as a table shows it: exact where short, else as a decimal (the plain data have it exactly)."""
    import sympy

    value = numbers.exact(value)
    short = len(str(value)) <= SHORT
    if not numbers.is_symbolic(value):
        return value if short else f"{float(value):.6g}"
    decimal = f"{float(value):.6g}"
    return (
        Math(f"{value} = {decimal}".replace("sqrt", "√"), f"{sympy.latex(value)} \\approx {decimal}")
        if short
        else decimal
    )


def _formula(condition: Any) -> Math:
    import sympy

    return Math(str(condition), sympy.latex(condition))


def _json(found: RaceEquilibrium) -> dict[str, Any]:
    names = ("research", "control", "catch_up", "flow", "shares")
    listed = {name: getattr(found, name) for name in names}
    made = {name: None if row is None else [number_json(_plain(v)) for v in row] for name, row in listed.items()}
    return made | {"error": str(found.error)}


def _plain(value: Any) -> Any:
    return numbers.exact(value)
