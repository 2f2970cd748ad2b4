"""Iterated dominance and rationalisability, every step with its proof.

A mixed strategy s of player i strictly dominates her action d if u_i(s, a) > u_i(d, a) for every profile a of the
others that is still there, and weakly if u_i(s, a) >= u_i(d, a) for all of them and > for one. In every round all
dominated actions of all players go at once.

* Strict dominance: the survivors do not depend on the order of removal (Gilboa, Kalai and Zemel 1990). An action is a
  best reply to some belief about the others' profiles exactly when no mixed strategy strictly dominates it (Pearce
  1984, lemma 3), so the survivors are the correlated-rationalisable actions (Bernheim 1984; Pearce 1984; Brandenburger
  and Dekel 1987). With two players there is nothing to correlate and they are the rationalisable ones.
* Weak dominance: the survivors do depend on the order; taking all at once is iterated admissibility. An action is not
  weakly dominated exactly when it is a best reply to a belief that gives every profile positive probability.

Both are linear programs. For strict dominance: in the matrix game whose rows are the other actions and whose entries
are the gains u_i(b, a) - u_i(d, a), the value is positive exactly if d is dominated. The optimal row strategy is then
the dominating mixture; otherwise the optimal column strategy is a belief to which d is a best reply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Any

import numpy as np

from games.forms.normal_form import NormalForm, Profile
from games.forms.numbers import Number
from games.forms.table import Math, Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.completeness import Completeness
from solvers.equilibrium import Strategy, number_json, outline, strategy_cell
from solvers.n_player.supports import integer_tables, restrict
from solvers.programs.linear import maximise
from solvers.programs.matrix_game import exact_payoffs, matrix_value

__all__ = ["Elimination", "Step", "iterated_dominance", "rationalisable"]

Kept = tuple[tuple[int, ...], ...]
Belief = tuple[tuple[Profile, Fraction], ...]
"""Profiles of the other players, in their order, with positive probabilities."""

STRICT_PURE = Text("iterated strict dominance by pure strategies", "纯策略严格占优的逐次剔除")
STRICT = Text("iterated strict dominance", "严格占优的逐次剔除")
WEAK_PURE = Text("iterated weak dominance by pure strategies", "纯策略弱占优的逐次剔除")
WEAK = Text("iterated weak dominance", "弱占优的逐次剔除")
RATIONALISABLE = Text("rationalisability", "可理性化")
ANY_ORDER = Text("The survivors do not depend on the order of removal.", "剔除结果与剔除顺序无关。")
ORDER_MATTERS = Text(
    "With weak dominance the survivors depend on the order of removal; here all dominated actions of all players go at "
    "once in every round.",
    "弱占优下剔除结果取决于剔除顺序；此处每一轮同时剔除所有参与者的全部被占优行动。",
)
TWO = Text(
    "With at most two players the survivors are exactly the rationalisable actions.",
    "参与者不超过两名时，保留下来的行动恰为可理性化行动。",
)
MANY = Text(
    "With three or more players the survivors are the correlated-rationalisable actions; independent beliefs about the "
    "others may rule out more.",
    "三名及以上参与者时，保留下来的是相关可理性化行动；若要求对他人的信念相互独立，可能剔除更多。",
)
WHOLE = Completeness(True, Text("removal went on until nothing left is dominated", "剔除进行到剩余行动均不被占优为止"))
HEAD = Text("round|player|removed|dominated by|gain at least", "轮次|参与者|剔除|占优策略|增益至少")
WHY_HEAD = Text("player|action|best reply to the belief", "参与者|行动|作为最优反应所对应的信念")
SURVIVORS = Text("Survivors", "保留")
NOTHING = Text("Nothing is dominated.", "没有被占优的行动。")
EVERYTHING = Text("every action", "全部行动")


@dataclass(frozen=True)
class Step:
    """One removal: in `round` the strategy `dominator` (over all actions) removes `action` of `player`.

    `gain` is the least it gains over the removed action against what is left of the others (0 in a weak step).
    """

    round: int
    player: int
    action: int
    dominator: Strategy
    gain: Fraction


@dataclass(frozen=True, repr=False)
class Elimination(Shown):
    """What iterated dominance removes from a game, and what it leaves.

    `kept` holds the surviving action indices per player. `beliefs` holds, per player and surviving action, a belief
    over the others' surviving profiles to which the action is a best reply; none where only pure strategies dominate.
    """

    game: NormalForm
    concept: Text
    steps: tuple[Step, ...]
    kept: Kept
    beliefs: tuple[tuple[Belief, ...], ...]
    remark: Text

    @property
    def survivors(self) -> NormalForm:
        """The game that is left."""
        return self.game.restrict(self.kept)

    @property
    def rounds(self) -> int:
        """The number of rounds in which something was removed."""
        return max((step.round for step in self.steps), default=0)

    @property
    def is_solved(self) -> bool:
        """Whether a single profile is left."""
        return all(len(own) == 1 for own in self.kept)

    def after(self, rounds: int) -> NormalForm:
        """Return the game that is left after some rounds."""
        gone = {(step.player, step.action) for step in self.steps if step.round <= rounds}
        return self.game.restrict([[a for a in range(n) if (i, a) not in gone] for i, n in enumerate(self.game.shape)])

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per removal: round, player, action, dominating strategy and the least gain."""
        rows = [
            (
                str(step.round),
                translate(self.game.players[step.player], lang),
                translate(self.game.actions[step.player][step.action], lang),
                strategy_cell(step.dominator, self._actions(step.player, lang)),
                step.gain,
            )
            for step in self.steps
        ]
        return Table(HEAD.in_(lang).split("|"), rows, caption or self.concept.in_(lang), self.note(lang))

    def belief_table(self, lang: Language = "en") -> Table:
        """Return one row per surviving action with a belief to which it is a best reply; no rows without beliefs."""
        rows = [
            (translate(self.game.players[i], lang), self._actions(i, lang)[a], self._belief_cell(i, belief, lang))
            for i, own in enumerate(self.beliefs)
            for a, belief in zip(self.kept[i], own, strict=True)
        ]
        return Table(WHY_HEAD.in_(lang).split("|"), rows, self.concept.in_(lang), self.remark.in_(lang))

    def to_text(self, lang: Language = "en", caption: str = "", width: int | None = None) -> str:
        """Return the steps and, for rationalisability, a belief for every survivor."""
        steps = super().to_text(lang, caption, width)
        return f"{steps}\n\n{self.belief_table(lang).to_text(width)}" if self.concept is RATIONALISABLE else steps

    def note(self, lang: Language = "en") -> str:
        """Return the survivors and what the order of removal means for them."""
        colon, stop, blank = ("：", "。", "") if lang == "zh" else (": ", ".", " ")
        left = "; ".join(self._left(i, lang) for i in range(self.game.n_players))
        first = f"{SURVIVORS.in_(lang)}{colon}{left}{stop}" if self.steps else NOTHING.in_(lang)
        return WHOLE.after(first + blank + self.remark.in_(lang), lang)

    def _left(self, i: int, lang: Language) -> str:
        whole = len(self.kept[i]) == self.game.shape[i]
        names = EVERYTHING.in_(lang) if whole else ", ".join(self._actions(i, lang)[a] for a in self.kept[i])
        return f"{translate(self.game.players[i], lang)} {names}"

    def _actions(self, i: int, lang: Language) -> list[str]:
        return [translate(action, lang) for action in self.game.actions[i]]

    def _belief_cell(self, i: int, belief: Belief, lang: Language) -> Math:
        others = [self._actions(j, lang) for j in range(self.game.n_players) if j != i]
        names = [", ".join(own[a] for own, a in zip(others, profile, strict=True)) for profile, _ in belief]
        return strategy_cell([p for _, p in belief], [f"({name})" if len(others) > 1 else name for name in names])

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are strings `p/q`."""
        players, actions = self.game.players, self.game.actions
        steps = [
            {"round": s.round, "player": players[s.player], "removed": actions[s.player][s.action],
             "dominator": [number_json(p) for p in s.dominator], "gain": number_json(s.gain)}
            for s in self.steps
        ]  # fmt: skip
        survivors = {player: [actions[i][a] for a in self.kept[i]] for i, player in enumerate(players)}
        beliefs = [[self._belief_json(i, belief) for belief in own] for i, own in enumerate(self.beliefs)]
        found = {"steps": steps, "survivors": survivors, "beliefs": beliefs, "note": self.remark.en} | WHOLE.to_json()
        return outline(self.game, self.concept.en) | found

    def _belief_json(self, i: int, belief: Belief) -> list[dict[str, Any]]:
        others = [labels for j, labels in enumerate(self.game.actions) if j != i]
        return [
            {"profile": [labels[a] for labels, a in zip(others, profile, strict=True)], "probability": number_json(p)}
            for profile, p in belief
        ]


def iterated_dominance(game: NormalForm, mixed: bool = True, weak: bool = False) -> Elimination:
    """Remove dominated actions, all of a round at once, until nothing is dominated.

    `mixed` lets mixed strategies dominate, `weak` removes weakly dominated actions too; then the order would matter,
    and the note says so. Any number of players. Float payoffs are taken as the exact binary numbers they are.

    Raises NotCoveredError for symbolic payoffs.

    >>> from games.classics import prisoners_dilemma
    >>> iterated_dominance(prisoners_dilemma())
    iterated strict dominance
    round  player  removed    dominated by  gain at least
    -----  ------  ---------  ------------  -------------
    1      Row     Cooperate  Defect        1
    1      Column  Cooperate  Defect        1
    Survivors: Row Defect; Column Defect. The survivors do not depend on the order of removal. Complete: removal
    went on until nothing left is dominated.
    """
    concept = (WEAK if mixed else WEAK_PURE) if weak else (STRICT if mixed else STRICT_PURE)
    return _eliminated(game, mixed, weak, concept, ORDER_MATTERS if weak else ANY_ORDER)


def rationalisable(game: NormalForm) -> Elimination:
    """Return the (correlated-)rationalisable actions: the survivors of iterated strict dominance by mixed strategies.

    Every survivor comes with a belief about the others' survivors to which it is a best reply (`beliefs`). With three
    or more players beliefs may be correlated; the note says so. Raises NotCoveredError for symbolic payoffs.

    >>> from games.classics import prisoners_dilemma
    >>> rationalisable(prisoners_dilemma()).kept
    ((1,), (1,))
    """
    return _eliminated(game, True, False, RATIONALISABLE, TWO if game.n_players <= 2 else MANY)


def _eliminated(game: NormalForm, mixed: bool, weak: bool, concept: Text, remark: Text) -> Elimination:
    payoffs = exact_payoffs(game)
    tables = integer_tables(payoffs)
    kept: Kept = tuple(tuple(range(n)) for n in game.shape)
    steps: list[Step] = []
    while True:
        verdicts = [list(_judged(tables[i], kept, i, mixed, weak)) for i in range(game.n_players)]
        here = 1 + max((step.round for step in steps), default=0)
        new = [
            Step(here, i, a, verdict.mix, _gain(payoffs[i], kept, i, a, verdict.mix))
            for i, own in enumerate(verdicts)
            for a, verdict in zip(kept[i], own, strict=True)
            if verdict.mix
        ]
        if not new:
            beliefs = [tuple(_belief(kept, i, verdict) for verdict in own) for i, own in enumerate(verdicts)]
            return Elimination(game, concept, tuple(steps), kept, tuple(beliefs) if mixed else (), remark)
        steps += new
        gone = {(step.player, step.action) for step in new}
        kept = tuple(tuple(a for a in own if (i, a) not in gone) for i, own in enumerate(kept))


@dataclass(frozen=True)
class _Verdict:
    """Either the strategy that dominates an action, or a belief (over the others' profiles) that justifies it."""

    mix: tuple[Fraction, ...] = ()
    belief: Sequence[Fraction] = ()
    sure: int | None = None


def _judged(table: Any, kept: Kept, i: int, mixed: bool, weak: bool) -> Iterator[_Verdict]:
    """Yield a verdict on every action of player i that is left."""
    against = restrict(table, kept, i).reshape(len(table), -1)
    best = against[list(kept[i])].max(axis=0)
    for action in kept[i]:
        others = [b for b in kept[i] if b != action]
        gains = against[others] - against[action]
        if mix := _pure_dominator(gains, others, len(table), weak):
            yield _Verdict(mix)
        elif not mixed or not others:
            yield _Verdict(sure=0, belief=_even(gains.shape[1]) if weak else ())
        elif weak:
            yield _weak_verdict(gains, others, len(table))
        elif len(where := np.flatnonzero(against[action] == best)):
            yield _Verdict(sure=int(where[0]))
        else:
            yield _strict_verdict(gains, others, len(table))


def _even(count: int) -> list[Fraction]:
    return [Fraction(1, count)] * count


def _spread(weights: Sequence[Fraction], others: Sequence[int], count: int) -> tuple[Fraction, ...]:
    """Return weights on some actions as a strategy over all."""
    mix = [Fraction(0)] * count
    for action, p in zip(others, weights, strict=True):
        mix[action] = Fraction(p)
    return tuple(mix)


def _pure_dominator(gains: Any, others: Sequence[int], count: int, weak: bool) -> tuple[Fraction, ...]:
    """Return the pure strategy that dominates by most, nothing if none does."""
    least = gains.min(axis=1) if others else []
    if weak:
        total = [sum(row) if low >= 0 else 0 for row, low in zip(gains.tolist(), least, strict=True)]
    else:
        total = list(least)
    top = max(total, default=0)
    return _spread([Fraction(1)], [others[total.index(top)]], count) if top > 0 else ()


def _strict_verdict(gains: Any, others: Sequence[int], count: int) -> _Verdict:
    found = matrix_value(gains.tolist())
    if found.value <= 0:
        return _Verdict(belief=found.column)
    even = _levelled(found.row)
    simple = min(_totals(even, gains)) > 0
    return _Verdict(_spread(even if simple else found.row, others, count))


def _levelled(mix: Sequence[Fraction]) -> list[Fraction]:
    """Return the mixture with equal weights on the same support: easier to read, if it dominates too."""
    share = Fraction(1, sum(p != 0 for p in mix))
    return [share if p else Fraction(0) for p in mix]


def _totals(mix: Sequence[Fraction], gains: Any) -> list[Fraction]:
    """Return the gain of a mixture at every profile of the others."""
    return [sum((p * v for p, v in zip(mix, column, strict=True) if p), Fraction(0)) for column in gains.T.tolist()]


def _weak_verdict(gains: Any, others: Sequence[int], count: int) -> _Verdict:
    """Maximise the total gain of a mixture that never loses; the prices at 0 give the belief."""
    rows = gains.tolist()
    never_loses = [[-v for v in column] for column in zip(*rows, strict=True)]
    found = maximise([sum(row) for row in rows], [*never_loses, [1] * len(others)], [0] * len(never_loses) + [1])
    if found.value:
        total, even = sum(found.point), _levelled(found.point)
        gained = _totals(even, gains)
        simple = min(gained) >= 0 and max(gained) > 0
        return _Verdict(_spread(even if simple else [p / total for p in found.point], others, count))
    weights = [1 + price for price in found.dual[:-1]]
    return _Verdict(belief=[v / sum(weights) for v in weights])


def _gain(u: Any, kept: Kept, i: int, action: int, mix: Strategy) -> Number:
    """Return the least gain of a mixture over an action against the others' profiles that are left."""
    against = restrict(np.moveaxis(u, i, 0), kept, i).reshape(u.shape[i], -1)
    return min(sum((p * row for p, row in zip(mix, against, strict=True) if p), Fraction(0)) - against[action])


def _belief(kept: Kept, i: int, verdict: _Verdict) -> Belief:
    profiles = product(*(own for j, own in enumerate(kept) if j != i))
    if verdict.sure is not None and not verdict.belief:
        return ((next(islice(profiles, verdict.sure, None)), Fraction(1)),)
    return tuple((profile, p) for profile, p in zip(profiles, verdict.belief, strict=True) if p)
