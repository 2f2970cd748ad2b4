r"""The race to the precipice: how safe teams play it, derived from what they know.

A team with capability c and safety s scores c - s. Without disaster the winner gets 1 and any other 1 - e. Throughout,
capabilities are even on [0, mu] and G is the distribution of the greatest of the n - 1 others'.

*No information.* All choose s. A team that takes mu z less wins with probability P(z), so its payoff is
P(z) (s - mu z) + (1 - P(z)) (1 - e) s. The slope at z = 0 vanishes at one s, which the first-order condition gives. It
is a best response: the payoff less a constant is mu P(z) (1/n - z), with P(z) = z + (1 - z^n) / n for z >= 0 and
(1 + z)^n / n below, and P(z) (1 - n z) <= 1/n for all z. Where that s exceeds one, s = 1 is best by the same bound.

*Private information.* Whoever has capability c plays s(c), and c - s(c) rises. Pretending to be t is worth
G(t) (c - t + s(t)) + (1 - e) * integral from t of s dG. Its slope in t vanishes at t = c: a linear differential
equation, whose only solution bounded at c = 0 is linear. Once it reaches 1, safety stays there.

*Public information.* The most capable team, ahead of the next by the gap D, chooses the safety at which the next is
indifferent between losing and undercutting it by D: s - D = (1 - e) s.

The symmetric equilibrium of the first two regimes is unique (among pure and among increasing ones). The chance of
disaster is the mean of 1 - s of the winner, integrated exactly.

Reference: Armstrong, Bostrom and Shulman (2016), "Racing to the precipice: a model of artificial intelligence
development", *AI & Society* 31.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from games.forms import numbers
from games.forms.race import SafetyRace
from games.forms.table import Math, Shown, Table
from games.glossary import translate
from games.text import Language, Text

BASIS = {
    "none": Text("nothing", "无"),
    "private": Text("the own capability c", "自身能力 c"),
    "public": Text("the gap D to the second", "与第二名的差距 D"),
}
NOTES = {
    "none": Text(
        "Complete: the only symmetric equilibrium in pure strategies.", "完备：唯一的对称纯策略均衡。"
    ),
    "private": Text(
        "Complete: the only symmetric equilibrium in which a more capable team scores more.",
        "完备：能力更强者得分更高的唯一对称均衡。",
    ),
    "public": Text(
        "The most capable team wins; at this safety the second is indifferent between losing and undercutting it.",
        "能力最强的团队获胜；在该安全水平上，第二名在落败与压低安全水平之间无差异。",
    ),
}  # fmt: skip


@dataclass(frozen=True, repr=False)
class SafetySolution(Shown):
    """The winner's equilibrium safety.

    `safety` is min(1, slope * variable), a formula in `variable` (c or D; none without information); `full_from` the
    value of the variable from which nothing is risked; `expected` the winner's mean safety and `risk` = 1 - expected
    the chance of disaster.
    """

    game: SafetyRace
    variable: Any
    safety: Any
    full_from: Any
    expected: Any

    @property
    def risk(self) -> Any:
        """The chance of disaster."""
        return 1 - self.expected

    @property
    def complete(self) -> bool:
        """Whether the equilibrium is the only one of its class."""
        return self.game.information != "public"

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the safety, from where on it is full, its mean and the risk."""
        head = Text(
            "known|safety of the winner, at most 1|full from|mean safety|risk of disaster",
            "已知信息|获胜者的安全水平（不超过 1）|完全安全起点|平均安全水平|灾难风险",
        )
        known = BASIS[self.game.information].in_(lang)
        level = self.safety if self.full_from is None else self.variable / self.full_from
        row = (known, *map(_cell, (level, self.full_from, self.expected, self.risk)))
        return Table(head.in_(lang).split("|"), [row], caption or translate(self.game.title, lang), self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return in which sense the equilibrium is the only one."""
        return NOTES[self.game.information].in_(lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers and formulas are exact text."""
        named = {"safety": self.safety, "full_from": self.full_from, "expected": self.expected, "risk": self.risk}
        return {
            "game": self.game.title, "concept": "race", "teams": self.game.teams,
            "information": self.game.information, "complete": self.complete, "why": self.note(),
            **{name: None if value is None else str(value) for name, value in named.items()},
        }  # fmt: skip


def safety(race: SafetyRace) -> SafetySolution:
    """Return the equilibrium safety of a race, exact, or as formulas in capability and enmity.

    >>> from fractions import Fraction
    >>> safety(SafetyRace(2, 1, "1/2", "private")).safety
    Min(1, 2*c/3)
    >>> safety(SafetyRace(4, 1, "1/2")).expected
    1/2
    """
    import sympy

    mu, e = (_sympy(value) for value in (race.capability, race.enmity))
    if race.information == "none":
        level = sympy.Min(1, _uninformed(race.teams, mu, e))
        return SafetySolution(race, None, level, None, level)
    variable = sympy.Symbol("c" if race.information == "private" else "D", nonnegative=True)
    slope = (_private if race.information == "private" else _public)(race.teams, mu, e)
    level = sympy.Min(1, slope * variable)
    return SafetySolution(race, variable, level, 1 / slope, _mean(race, slope, mu))


def _uninformed(n: int, mu: Any, e: Any) -> Any:
    """Return the safety at which nobody gains by a little less or more, from the first-order condition."""
    import sympy

    s, u, z = sympy.symbols("_s _u _z", nonnegative=True)
    wins = sympy.integrate((u + z) ** (n - 1), (u, 0, 1 - z)) + z
    payoff = wins * (s - mu * z) + (1 - wins) * (1 - e) * s
    return sympy.solve(sympy.diff(payoff, z).subs(z, 0), s)[0]


def _private(n: int, mu: Any, e: Any) -> Any:
    """Return the slope of the linear solution of the differential equation."""
    import sympy

    c, t, slope = sympy.symbols("_c _t _slope", positive=True)
    G = (t / mu) ** (n - 1)
    gain = sympy.diff(G * (c - t + slope * t), t) - (1 - e) * slope * t * sympy.diff(G, t)
    return sympy.solve(sympy.expand(sympy.simplify(gain.subs(t, c) / c ** (n - 1))), slope)[0]


def _public(n: int, mu: Any, e: Any) -> Any:
    """Return the slope of the safety in the gap at which the second team is indifferent."""
    import sympy

    s, gap = sympy.symbols("_s _gap", positive=True)
    return sympy.solve((s - gap) - (1 - e) * s, s)[0] / gap


def _mean(race: SafetyRace, slope: Any, mu: Any) -> Any:
    """Return the winner's mean safety: slope times the variable up to where that is one, and one beyond."""
    import sympy

    n, y, edge = race.teams, sympy.Symbol("_y", positive=True), 1 / (slope * mu)
    density = n * y ** (n - 1) if race.information == "private" else n * (1 - y) ** (n - 1)
    never = sympy.integrate(slope * mu * y * density, (y, 0, 1))
    above = sympy.integrate(slope * mu * y * density, (y, 0, edge)) + sympy.integrate(density, (y, edge, 1))
    return sympy.Piecewise((sympy.simplify(never), edge >= 1), (sympy.simplify(above), True))


def _sympy(value: Any) -> Any:
    import sympy

    return value if numbers.is_symbolic(value) else sympy.Rational(value)


def _cell(value: Any) -> Any:
    import sympy

    if value is None:
        return "–"
    return numbers.exact(value) if value.is_Rational else Math(str(value), sympy.latex(value))
