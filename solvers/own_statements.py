"""Prove or refute a statement of one's own about any model: proved over the whole domain, or refuted at a point.

The statement is text (see `games.formats.logic`). `(a, b)` says that the profile is an equilibrium, and stands for the
exact condition on the parameters, the boundaries of the domain included:

* of a normal form a Nash equilibrium;
* of a signalling game a perfect Bayesian equilibrium, for some belief at every message that is not sent, where every
  type has positive probability (`statics.pure_assessments`);
* of any other tree a subgame-perfect equilibrium; a play, the actions on the way to an end, stands for the pure
  profiles that lead to it.

`only` counts every other equilibrium, mixed ones included (`statics.uniqueness`); of a tree it needs perfect
information, where somebody can mix in an equilibrium only if there are several pure ones.

A counterexample is replayed: the game at that point is solved by the exact solver for the same concept, and the
statement must fail for the equilibria found there too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import sympy

from games.errors import NotCoveredError, UnknownNameError, accepting
from games.formats.logic import parse_statement
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number, clip
from games.forms.tree import GameTree
from games.model import Model
from games.text import Text
from solvers.beliefs.signalling_form import SignallingGame
from solvers.proof import Verdict, prove, region_of
from solvers.regions import Regions, regions
from solvers.statics.candidates import deviations, signals
from solvers.statics.mixed_candidates import mixed_covered
from solvers.statics.plays import Actions, Required, choices, ends, no_profile, required, wanted
from solvers.statics.pure_assessments import perfect_bayesian, said_of_types, supported
from solvers.statics.reals import Condition, truth
from solvers.statics.uniqueness import DOUBT, only_equilibrium

REPLAYED = "; the exact solver, asked at the counterexample, agrees"
UNCONFIRMED = Verdict("unknown", "the exact solver does not confirm the counterexample")
NASH = Text("(…) says that a profile is a Nash equilibrium.", "(…) 表示该策略组合为纳什均衡。")
PERFECT = Text("(…) says that a profile is a subgame-perfect equilibrium.", "(…) 表示该策略组合为子博弈精炼均衡。")
BAYESIAN = Text(
    "(…) says that a profile is a perfect Bayesian equilibrium, for some belief wherever nothing is sent.",
    "(…) 表示该策略组合为精炼贝叶斯均衡：在未发送的信号处，存在支持它的信念。",
)


def prove_statement(model: Model, text: str, where: bool = False) -> Verdict:
    """Return whether a statement holds at every point of a model's domain; with `where`, in which part it does.

    Raises FormatError for a text that is no statement, UnknownNameError for unknown actions, NotCoveredError for games
    that are not covered.

    >>> from games.export_controls import chip_ban
    >>> prove_statement(chip_ban, "k_us = 0 and phi < 1 -> not (Restrict, Indigenise)")
    proved: no point of the domain violates it
    """
    meaning = Symbolic(model)
    statement = parse_statement(text, model.symbols, meaning)
    if where and DOUBT in statement.free_symbols:
        raise NotCoveredError("where `only` holds is derived for one player, 2x2 games and trees; ask whether it does")
    domain = (*model.domain, *meaning.assumed)
    verdict = (region_of if where else prove)(statement, domain, model.defaults)
    if verdict.counterexample:
        verdict = _replayed(model, text, verdict, DOUBT in statement.free_symbols)
    return replace(verdict, notes=meaning.notes)


def _replayed(model: Model, text: str, verdict: Verdict, doubtful: bool) -> Verdict:
    """Solve the game at the counterexample and see whether the statement fails there.

    An irrational point cannot be solved; if it is `doubtful` too, nothing is known.
    """
    point = verdict.counterexample
    assert point is not None
    if not all(isinstance(value, Fraction) for value in point.values()):
        return UNCONFIRMED if doubtful else verdict
    full = {**model.defaults, **{name: value for name, value in point.items() if name in model.symbols}}
    try:
        said = parse_statement(text, model.symbols, _AtPoint(model, full))
    except NotCoveredError:
        return UNCONFIRMED
    if truth(said, full) is not False:
        return UNCONFIRMED
    return replace(verdict, counterexample=full, why=verdict.why + REPLAYED)


@dataclass(frozen=True, eq=False)
class _Reading:
    """What actions and players mean, whether the game has symbols or numbers."""

    model: Model

    @cached_property
    def form(self) -> Any:
        """The game, a normal form or a tree."""
        return self.model.strategic

    @property
    def accepted(self) -> str:
        return wanted(self.form)

    def knows(self, actions: Actions) -> bool:
        return self.required(actions) is not None

    def mentions(self, label: str) -> bool:
        return any(label in own for own in choices(self.form))

    def required(self, actions: Actions) -> Required | None:
        """Return which actions are asked for; a play is none in a signalling game, where mixed replies matter."""
        return required(self.form, actions, plays=self.sent is None)

    @cached_property
    def sent(self) -> SignallingGame | None:
        """The signalling game that the model is, if it is one."""
        form = self.model.strategic
        return signals(form) if isinstance(form, GameTree) else None

    def payoff(self, player: str, actions: Actions) -> Any:
        return sympy.sympify(_payoff(self.form, player, actions))


@dataclass(frozen=True, eq=False)
class Symbolic(_Reading):
    """Actions mean conditions on the parameters, which are exact where what is `assumed` holds."""

    said: set[Actions] = field(default_factory=set)

    @property
    def assumed(self) -> tuple[Condition, ...]:
        """What the conditions asked for so far take for granted: that every type can occur."""
        return supported(self.sent, self.model.domain) if self.said and self.sent else ()

    @property
    def notes(self) -> tuple[Text, ...]:
        """Which concept the profiles read so far were judged by, and where."""
        if not self.said:
            return ()
        if isinstance(self.form, NormalForm):
            return (NASH,)
        return (BAYESIAN, *said_of_types(self.assumed, self.model.domain)) if self.sent else (PERFECT,)

    def equilibrium(self, actions: Actions, only: bool) -> Condition:
        """Return where the actions are an equilibrium, the only one if asked.

        Raises UnknownNameError for actions the game does not have, NotCoveredError where that cannot be said exactly.
        """
        asked = self.required(actions)
        if asked is None:
            raise no_profile(self.model.name, self.form, actions, self.sent is None)
        self.said.add(actions)
        if isinstance(self.form, NormalForm):
            return self._of_normal_form(actions, only)
        if only and not self.form.perfect_information:
            raise NotCoveredError("`only` needs all mixed equilibria; of trees it is covered for perfect information")
        if self.sent is not None:
            return perfect_bayesian(self.sent, actions)
        mine = [row for row in self.regions if _meets(row.profile, asked)]
        holds = sympy.Or(*(sympy.And(*row.conditions) for row in mine))
        others = (sympy.Not(row.somewhere) for row in self.regions if row not in mine)
        return sympy.And(holds, *others) if only else holds

    def _of_normal_form(self, actions: Actions, only: bool) -> Condition:
        profile = self.form.index(actions)
        if not only:
            return sympy.And(*(loss >= 0 for loss in deviations(self.form, profile)))
        if self.form.n_players == 1 or self.form.shape == (2, 2):
            return only_equilibrium(self.form, profile, ())
        if not mixed_covered(self.form.shape):
            raise NotCoveredError("`only` needs all mixed equilibria, which are derived for small games only")
        others = (row.somewhere for row in (*self.regions, *self.regions.continua) if row.profile != actions)
        return only_equilibrium(self.form, profile, others)

    @cached_property
    def regions(self) -> Regions:
        """The regions of the model."""
        return regions(self.model)


@dataclass(frozen=True, eq=False)
class _AtPoint(_Reading):
    """Actions mean truth values at one point, from the exact solver."""

    point: Mapping[str, Number]

    @cached_property
    def form(self) -> Any:
        """The game at the point."""
        return self.model.at(**self.point)

    def equilibrium(self, actions: Actions, only: bool) -> Any:
        if isinstance(self.form, GameTree):
            asked = self.required(actions) or {}
            meant = [_meets(plan, asked) for plan in self._plans]
            return self._decided(any(meant) and (not only or all(meant)), only and not self._points.complete)
        found = [self._labels(point) for point in (self._solved if only else self._pure)]
        alone = actions in found and (not only or len(found) == 1)
        return self._decided(alone, only and not self._solved.complete)

    def _decided(self, holds: bool, more: bool) -> Any:
        """Return the answer, unless it is yes and there may be `more` equilibria than were found."""
        if holds and more:
            raise NotCoveredError(f"{self.model.name}: whether there are other equilibria was not decided")
        return sympy.true if holds else sympy.false

    @cached_property
    def _plans(self) -> list[Actions]:
        """The pure equilibria of a tree, by the concept of the formulas; who mixes in one counts as no action."""
        sets = self.form.information_sets
        return [
            tuple(info.actions[own.index(1)] if 1 in own else "" for info, own in zip(sets, point.profile, strict=True))
            for point in self._points
        ]

    @cached_property
    def _points(self) -> Any:
        from solvers.signalling import signalling_equilibria
        from solvers.subgame_perfect import subgame_perfect

        return signalling_equilibria(self.form) if self.sent else subgame_perfect(self.form)

    @cached_property
    def _solved(self) -> Any:
        from solvers.nash import nash

        return nash(self.form)

    @cached_property
    def _pure(self) -> Any:
        from solvers.pure import pure_equilibria

        return list(pure_equilibria(self.form))

    def _labels(self, point: Any) -> Any:
        if not point.is_pure:
            return point.support
        return tuple(labels[own[0]] for labels, own in zip(self.form.actions, point.support, strict=True))


def _meets(plan: Actions, asked: Required) -> bool:
    return all(plan[k] == action for k, action in asked.items())


def _payoff(form: NormalForm | GameTree, player: str, actions: Actions) -> Number:
    if player not in form.players:
        raise UnknownNameError(f"no player {clip(player)!r}{accepting(player, form.players)}")
    index = list(form.players).index(player)
    if isinstance(form, NormalForm):
        if required(form, actions) is None:
            raise UnknownNameError(f"no profile ({', '.join(actions)}); accepted: one action of each player")
        return form.payoff(actions)[index]
    found = [leaf for leaf, _ in ends(form, actions)]
    if len(found) != 1:
        raise UnknownNameError(f"no play ({', '.join(actions)}); accepted: the actions on the way to an end")
    return found[0].payoffs[index]
