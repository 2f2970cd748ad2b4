"""Prove or refute a statement of one's own about any model: proved over the whole domain, or refuted at a point.

The statement is text (see `games.formats.logic`). "(a, b) is an equilibrium" stands for the condition that no
player gains by deviating; in a tree, that the profile, or the play, is subgame perfect. `only` counts every other
equilibrium that `regions` lists, mixed ones included. A counterexample is replayed: the game at that point is solved by
the exact solver, and the statement must fail for the equilibria found there too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import sympy

from games.errors import NotCoveredError, UnknownNameError, accepting
from games.formats.logic import parse_statement
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number, clip
from games.forms.tree import Decision, GameTree, Leaf
from games.model import Model
from solvers.proof import Verdict, prove, region_of
from solvers.regions import Region, Regions, regions
from solvers.statics.candidates import deviations
from solvers.statics.mixed_candidates import mixed_covered
from solvers.statics.reals import Condition, truth

Actions = tuple[str, ...]
REPLAYED = "; the exact solver, asked at the counterexample, agrees"


def prove_statement(model: Model, text: str, where: bool = False) -> Verdict:
    """Return whether a statement holds at every point of a model's domain; with `where`, in which part it does.

    Raises FormatError for a text that is no statement, UnknownNameError for unknown actions, NotCoveredError for games
    that are not covered.

    >>> from games.export_controls import chip_ban
    >>> prove_statement(chip_ban, "k_us = 0 and phi < 1 -> not (Restrict, Indigenise)")
    proved: no point of the domain violates it
    """
    statement = parse_statement(text, model.symbols, Symbolic(model))
    verdict = (region_of if where else prove)(statement, model.domain, model.defaults)
    return _replayed(model, text, verdict) if verdict.counterexample else verdict


def _replayed(model: Model, text: str, verdict: Verdict) -> Verdict:
    """Solve the game at the counterexample and see whether the statement fails there."""
    point = verdict.counterexample
    assert point is not None
    if not all(isinstance(value, Fraction) for value in point.values()):
        return verdict
    full = {**model.defaults, **{name: value for name, value in point.items() if name in model.symbols}}
    said = parse_statement(text, model.symbols, _AtPoint(model, full))
    if truth(said, full) is not False:
        return Verdict("unknown", "the exact solver does not confirm the counterexample")
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
        return _accepted(self.form)

    def knows(self, actions: Actions) -> bool:
        return _knows(self.form, actions)

    def payoff(self, player: str, actions: Actions) -> Any:
        return sympy.sympify(_payoff(self.form, player, actions))


@dataclass(frozen=True, eq=False)
class Symbolic(_Reading):
    """Actions mean conditions on the parameters."""

    def equilibrium(self, actions: Actions, only: bool) -> Condition:
        """Return where the actions are an equilibrium, the only one if asked."""
        if isinstance(self.form, NormalForm) and not only:
            profile = tuple(labels.index(a) for labels, a in zip(self.form.actions, actions, strict=True))
            return sympy.And(*(loss >= 0 for loss in deviations(self.form, profile)))
        if isinstance(self.form, NormalForm) and not mixed_covered(self.form.shape):
            raise NotCoveredError("`only` needs all mixed equilibria, which are derived for small games only")
        mine = [row for row in self.regions if self._is(row, actions)]
        holds = sympy.Or(*(sympy.And(*row.conditions) for row in mine))
        others = (row.somewhere for row in (*self.regions, *self.regions.continua) if row not in mine)
        return sympy.And(holds, *(sympy.Not(other) for other in others)) if only else holds

    def _is(self, row: Region, actions: Actions) -> bool:
        if not row.is_unmixed or row.profile == actions:
            return row.profile == actions
        return isinstance(self.form, GameTree) and _play(self.form, row.profile) == actions

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
            meant = [actions in (plan, _play(self.form, plan)) for plan in self._perfect]
            return sympy.true if any(meant) and (not only or len(self._perfect) == 1) else sympy.false
        found = [self._labels(point) for point in (self._solved if only else self._pure)]
        return sympy.true if actions in found and (not only or len(found) == 1) else sympy.false

    @cached_property
    def _perfect(self) -> list[Actions]:
        """The pure subgame-perfect profiles; ones in which somebody mixes count as no actions."""
        from solvers.subgame_perfect import subgame_perfect

        sets = self.form.information_sets
        return [
            tuple(info.actions[own.index(1)] if 1 in own else "" for info, own in zip(sets, point.profile, strict=True))
            for point in subgame_perfect(self.form)
        ]

    @cached_property
    def _solved(self) -> Any:
        from solvers.nash import nash

        return list(nash(self.form))

    @cached_property
    def _pure(self) -> Any:
        from solvers.pure import pure_equilibria

        return list(pure_equilibria(self.form))

    def _labels(self, point: Any) -> Any:
        if not point.is_pure:
            return point.support
        return tuple(labels[own[0]] for labels, own in zip(self.form.actions, point.support, strict=True))


def _accepted(form: NormalForm | GameTree) -> str:
    own = form.actions if isinstance(form, NormalForm) else [info.actions for info in form.information_sets]
    return "; ".join(" or ".join(actions) for actions in own)


def _knows(form: NormalForm | GameTree, actions: Actions) -> bool:
    if isinstance(form, NormalForm):
        return len(actions) == form.n_players and all(a in own for a, own in zip(actions, form.actions, strict=True))
    sets = form.information_sets
    whole = len(actions) == len(sets) and all(a in info.actions for a, info in zip(actions, sets, strict=True))
    return whole or _leaf(form, actions) is not None


def _payoff(form: NormalForm | GameTree, player: str, actions: Actions) -> Number:
    if player not in form.players:
        raise UnknownNameError(f"no player {clip(player)!r}{accepting(player, form.players)}")
    index = list(form.players).index(player)
    if isinstance(form, NormalForm):
        if not _knows(form, actions):
            raise UnknownNameError(f"no profile ({', '.join(actions)}); accepted: one action of each player")
        return form.payoff(actions)[index]
    leaf = _leaf(form, actions)
    if leaf is None:
        raise UnknownNameError(f"no play ({', '.join(actions)}); accepted: the actions on the way to an end")
    return leaf.payoffs[index]


def _leaf(tree: GameTree, actions: Actions) -> Leaf | None:
    """Return the end of a play, None if these actions lead to none."""
    node: Any = tree.root
    for action in actions:
        if not isinstance(node, Decision) or action not in node.actions:
            return None
        node = node.children[node.actions.index(action)]
    return node if isinstance(node, Leaf) else None


def _play(tree: GameTree, plan: Actions) -> Actions:
    """Return the actions on the path of a plan; none where nature moves."""
    chosen = {path: action for info, action in zip(tree.information_sets, plan, strict=True) for path in info.paths}
    node: Any = tree.root
    path: Actions = ()
    while isinstance(node, Decision):
        action = chosen[path]
        node, path = node.children[node.actions.index(action)], (*path, action)
    return path if isinstance(node, Leaf) else ()
