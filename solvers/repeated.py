"""Which outcomes of a stage game patience sustains when the game is repeated for ever.

A pure profile is sustained by the threat to revert, for whoever leaves it, to the stage equilibrium that is worst for
the deviator (Friedman 1971): the critical discount factor is exact, and the threat is an equilibrium too. In symmetric
2x2 games the classic strategies of finite memory are judged beside it (`repetition.automata`). For two players who
observe each other the set of all pure subgame-perfect payoffs is there when asked for (`repetition.payoff_set`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from games.forms.repeated import RepeatedGame
from games.forms.table import Shown, Table
from games.glossary import translate
from games.text import Language, Text, about
from solvers.completeness import Completeness
from solvers.repetition.automata import Verdict, grim_trigger, judge, tit_for_tat, win_stay_lose_shift
from solvers.repetition.triggers import critical_discount

if TYPE_CHECKING:
    from solvers.repetition.payoff_set import PayoffSet

SMALL = 64
"""Profiles up to which the set of subgame-perfect payoffs is shown."""
NEVER = Text("never", "无")
SUSTAINED = Text("outcomes sustained by Nash reversion", "以纳什回归维持的结果")

TRIED = Completeness(
    True,
    Text(
        "every pure profile of the stage game was tried, reverting to the worst of all stage equilibria; paths that "
        "alternate or mix are not in the list",
        "检验了阶段博弈的全部纯策略组合，威胁为回归最差的阶段均衡；交替或混合的路径不在表中",
    ),
)


@dataclass(frozen=True)
class Sustained:
    """A pure profile of the stage game, its payoffs, and the discount factor from which Nash reversion sustains it."""

    profile: tuple[str, ...]
    payoffs: tuple[Number, ...]
    critical: Number | None


@dataclass(frozen=True, repr=False)
class RepeatedSolution(Shown):
    """What patience sustains in a repeated game.

    `punishments` has each player's worst payoff in a Nash equilibrium of the stage game; `automata` the verdicts on the
    classic strategies, by name.
    """

    game: RepeatedGame
    punishments: tuple[Number, ...]
    outcomes: tuple[Sustained, ...]
    automata: dict[str, Verdict]

    @property
    def sustained(self) -> tuple[Sustained, ...]:
        """The profiles sustained at the game's own discount factor."""
        return tuple(o for o in self.outcomes if o.critical is not None and o.critical <= self.game.delta)

    @cached_property
    def payoff_set(self) -> PayoffSet | None:
        """The pure subgame-perfect payoffs of a small game of two players with perfect detection, else None."""
        from solvers.repetition.payoff_set import payoff_set

        stage = self.game.stage
        covered = stage.n_players == 2 and self.game.detection == 1 and stage.payoffs[0].size <= SMALL
        return payoff_set(self.game) if covered else None

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return every profile with its payoffs, its critical discount factor and whether it is sustained."""
        players = [f"u({translate(player, lang)})" for player in self.game.players]
        first, *last = Text("outcome|least delta|sustained", "结果|最小贴现因子|可维持").in_(lang).split("|")
        marks = {True: Text("yes", "是").in_(lang), False: Text("no", "否").in_(lang)}
        rows = [
            (", ".join(translate(a, lang) for a in o.profile), *o.payoffs,
             NEVER.in_(lang) if o.critical is None else o.critical, marks[o in self.sustained])
            for o in self.outcomes
        ]  # fmt: skip
        title = caption or about(translate(self.game.title, lang), SUSTAINED.in_(lang), lang)
        return Table((first, *players, *last), rows, title, self.note(lang))

    def note(self, lang: Language = "en") -> str:
        """Return the threats, where each classic strategy is subgame perfect, and the extent of all such payoffs."""
        threats = ", ".join(
            f"{translate(player, lang)} {numbers.show(p)}"
            for player, p in zip(self.game.players, self.punishments, strict=True)
        )
        delta, detection = numbers.show(self.game.delta), numbers.show(self.game.detection)
        judged = "".join(
            f" {translate(name, lang)}: {show_set(v.discount_factors, lang)}." for name, v in self.automata.items()
        )
        perfect = Text("Subgame perfect for delta in", "子博弈精炼的 delta 范围").in_(lang) if judged else ""
        extent = self.payoff_set.note(lang) if self.payoff_set else ""
        said = Text(
            f"delta = {delta}, detection = {detection}; worst stage equilibria: {threats}. {perfect}{judged} {extent}",
            f"delta = {delta}，发现概率 = {detection}；阶段博弈的最差均衡收益：{threats}。{perfect}{judged} {extent}",
        )  # fmt: skip
        return TRIED.after(said.in_(lang).strip(), lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        return {
            "game": self.game.title, "concept": "repeated", **TRIED.to_json(), "players": list(self.game.players),
            "delta": str(self.game.delta), "detection": str(self.game.detection),
            "punishments": [str(p) for p in self.punishments],
            "outcomes": [
                {"profile": list(o.profile), "payoffs": [str(u) for u in o.payoffs],
                 "critical": None if o.critical is None else str(o.critical), "sustained": o in self.sustained}
                for o in self.outcomes
            ],
            "automata": {name: str(verdict.discount_factors) for name, verdict in self.automata.items()},
            "payoff_set": self.payoff_set.to_json() if self.payoff_set else None,
        }  # fmt: skip


def repeated(game: RepeatedGame) -> RepeatedSolution:
    """Return every pure profile of the stage game with the discount factor that sustains it.

    Raises NotCoveredError for a game of formulas, and when the stage game's equilibria are not all known.
    """
    if game.kind == "symbolic":
        raise NotCoveredError("a repeated game of formulas; give the parameters values, or see `repetition.triggers`")
    punishments = worst_equilibrium_payoffs(game.stage)
    outcomes = (
        Sustained(labels, game.stage.payoff(labels), critical_discount(game.stage, labels, punishments, game.detection))
        for labels in map(game.stage.labels, game.stage.profiles())
    )
    return RepeatedSolution(game, punishments, tuple(outcomes), _classic(game))


def worst_equilibrium_payoffs(stage: NormalForm) -> tuple[Number, ...]:
    """Return each player's least payoff in a Nash equilibrium of the stage game.

    Raises NotCoveredError when not all equilibria are known.
    """
    from solvers.nash import nash

    found = nash(stage)
    if not found.complete:
        raise NotCoveredError(f"the equilibria of the stage game are not all known: {found.why}")
    return tuple(min(point.payoffs[i] for point in found) for i in range(stage.n_players))


def show_set(values: Any, lang: Language = "en") -> str:
    """Return a set of numbers in words: intervals, single points, or none."""
    import sympy

    if values is sympy.EmptySet:
        return Text("none", "无").in_(lang)
    parts: Sequence[Any] = values.args if isinstance(values, sympy.Union) else [values]
    return Text(" or ", " 或 ").in_(lang).join(map(_show_part, parts))


def _show_part(part: Any) -> str:
    import sympy

    if isinstance(part, sympy.Interval):
        return f"{'(' if part.left_open else '['}{part.start}, {part.end}{')' if part.right_open else ']'}"
    return "{" + ", ".join(map(str, part.args)) + "}"


def _classic(game: RepeatedGame) -> dict[str, Verdict]:
    """Return the verdicts on the classic strategies where they are defined: perfect detection, the same two actions."""
    stage = game.stage
    if (
        stage.n_players != 2
        or stage.actions[0] != stage.actions[1]
        or len(stage.actions[0]) != 2
        or game.detection != 1
    ):
        return {}
    first, second = stage.actions[0]
    named = {
        "grim trigger": grim_trigger(stage, (first, first), (second, second)),
        "tit for tat": tit_for_tat(stage),
        "win-stay lose-shift": win_stay_lose_shift(stage),
    }
    return {name: judge(automaton, stage) for name, automaton in named.items()}
