"""What a sweep computes for each concept: the expressions to evaluate and the kernel for them.

A pure equilibrium needs only what each action gains over the player's first, so payoffs that cancel are never
computed, and a gain that depends on one axis is computed once along it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from games.errors import NotCoveredError, UnknownNameError
from games.forms.normal_form import NormalForm
from games.forms.repeated import RepeatedGame
from games.forms.tree import Chance, GameTree, Leaf
from solvers.statics.kernels import (
    NO_ERRORS,
    PROFILES_2X2,
    Pure,
    all_2x2,
    backward_induction,
    gains_2x2,
    play_labels,
    pure_nash,
)
from solvers.statics.kernels_two_player import covered
from solvers.sweeps.mixed import all_mixed, all_mixed_exactly, mixed_supports
from solvers.sweeps.repeated import reversion, reversion_exactly

CONCEPTS = ("nash", "pure", "spe", "repeated")

Values = Sequence[Any]
Solve = Callable[[Values, Values | None], Pure]
"""Answers from the values of the expressions and bounds on their errors, None when they are exact."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The work of a sweep: `solve` needs the values of `expressions`; its answer has the rows `profiles`.

    For mixed equilibria of games larger than 2x2 it has also the rows `supports`, e.g. `Open + Restrict`, a player.
    """

    concept: str
    profiles: tuple[tuple[str, ...], ...]
    expressions: tuple[Any, ...]
    solve: Solve
    supports: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Variable:
    """An array of the answer: one number a game, or where it is `stacked` one a game and row (profile or supports)."""

    name: str
    dtype: str
    stacked: str = ""
    rows: int = 1


def variables(plan: Plan, domain: bool = False, may_fail: bool = False) -> tuple[Variable, ...]:
    """Return the arrays that answer a plan, the stacked ones first."""
    found = [Variable("pure", "bool", "profile", len(plan.profiles))]
    found += [Variable("by_support", "int8", "supports", len(plan.supports))] * bool(plan.supports)
    two_by_two = plan.concept == "nash" and not plan.supports
    found += [Variable("critical", "float64", "profile", len(plan.profiles))] * (plan.concept == "repeated")
    found += [Variable("mixed", "bool")] * two_by_two
    found += [Variable("count", "int8" if len(plan.profiles) < 128 else "int16")]
    found += [Variable("components", "int8")] * two_by_two
    found += [Variable("tie", "bool"), Variable("unsure", "bool")]
    found += [Variable("inside", "bool")] * domain + [Variable("failed", "bool")] * may_fail
    return (*found, *(Variable(name, "float64") for name in "pq" if two_by_two))


def make_plan(form: Any, concept: str = "") -> Plan:
    """Return the plan for a symbolic game; by default `spe` for a tree, `nash` if 2x2, else `pure`.

    A repeated game has only `repeated`.

    Raises UnknownNameError for another concept, NotCoveredError when it does not fit the game.
    """
    if concept and concept not in CONCEPTS:
        raise UnknownNameError(f"no concept {concept!r}; a sweep accepts {', '.join(CONCEPTS)}")
    if isinstance(form, RepeatedGame):
        return _repeated(form, concept)
    if concept == "repeated":
        raise NotCoveredError("repeated needs a repeated game")
    if isinstance(form, GameTree):
        if concept in ("nash", "pure"):
            raise NotCoveredError(f"a sweep of a tree answers spe, not {concept}; make a model of its normal form")
        return _spe(form)
    if concept == "spe":
        raise NotCoveredError("spe needs a game tree; for a normal form ask for nash or pure")
    if form.shape == (2, 2) and concept != "pure":
        return _nash(form)
    return _mixed(form) if concept == "nash" else _pure(form)


def _nash(form: NormalForm) -> Plan:
    profiles = tuple(form.labels(profile) for profile in PROFILES_2X2)

    def solve(gains: Values, errors: Values | None) -> Pure:
        return all_2x2(gains, NO_ERRORS if errors is None else errors)

    return Plan("nash", profiles, tuple(gains_2x2(form.payoffs)), solve)


def _repeated(form: RepeatedGame, concept: str) -> Plan:
    stage = form.stage
    if stage.shape != (2, 2) or concept not in ("", "repeated"):
        raise NotCoveredError("a sweep by a kernel answers repeated, of a 2x2 stage game")

    def solve(values: Values, errors: Values | None) -> Pure:
        return reversion_exactly(values) if errors is None else reversion(values, errors)

    profiles = tuple(stage.labels(profile) for profile in PROFILES_2X2)
    expressions = (*gains_2x2(stage.payoffs), *stage.payoffs.flat, form.delta, form.detection)
    return Plan("repeated", profiles, expressions, solve)


def _mixed(form: NormalForm) -> Plan:
    """Mixed equilibria of the larger games that the kernels cover."""
    if not (covered(form.shape) or form.shape == (2, 2, 2)):
        size = "x".join(map(str, form.shape))
        raise NotCoveredError(
            f"a sweep has mixed equilibria of small two-player and 2x2x2 games, not {size}; ask for pure"
        )
    cells, gains, zero = _gains(form)
    named = tuple(tuple(map(_together, form.actions, each)) for each in mixed_supports(form.shape))

    def solve(values: Values, errors: Values | None) -> Pure:
        payoffs = zero | dict(zip(cells, values, strict=True))
        if errors is None:
            return all_mixed_exactly(payoffs, form.shape, max(map(np.size, values), default=1))
        return all_mixed(payoffs, form.shape, zero | dict(zip(cells, errors, strict=True)))

    return Plan("nash", tuple(form.labels(profile) for profile in form.profiles()), gains, solve, named)


def _together(labels: Sequence[str], actions: Sequence[int]) -> str:
    return " + ".join(labels[action] for action in actions)


def _gains(form: NormalForm) -> tuple[list[tuple[int, ...]], tuple[Any, ...], dict[tuple[int, ...], Any]]:
    """Return where payoffs enter, as gains over the player's first action, these gains, and zeros everywhere."""
    cells = [(i, *profile) for i in range(form.n_players) for profile in form.profiles() if profile[i]]
    gains = tuple(form.payoffs[cell] - form.payoffs[_first_action(cell)] for cell in cells)
    return cells, gains, {(i, *profile): 0 for i in range(form.n_players) for profile in form.profiles()}


def _pure(form: NormalForm) -> Plan:
    """Payoffs enter as gains over the player's first action against the same actions of the others."""
    cells, gains, zero = _gains(form)

    def solve(values: Values, errors: Values | None) -> Pure:
        inexact = None if errors is None else zero | dict(zip(cells, errors, strict=True))
        return pure_nash(zero | dict(zip(cells, values, strict=True)), form.shape, inexact)

    return Plan("pure", tuple(form.labels(profile) for profile in form.profiles()), gains, solve)


def _first_action(cell: tuple[int, ...]) -> tuple[int, ...]:
    player = cell[0]
    return (*cell[: player + 1], 0, *cell[player + 2 :])


def _spe(tree: GameTree) -> Plan:
    labels = play_labels(tree)
    leaves = [node.payoffs for _, node in tree.walk() if isinstance(node, Leaf)]
    chances = [p for _, node in tree.walk() if isinstance(node, Chance) for p in node.probabilities]
    count = len(leaves)
    cuts = [slice(i * count, (i + 1) * count) for i in range(len(tree.players))]
    rest = slice(len(tree.players) * count, None)

    def solve(values: Values, errors: Values | None) -> Pure:
        payoffs = [values[cut] for cut in cuts]
        if errors is None:
            return backward_induction(tree, payoffs, values[rest])
        return backward_induction(tree, payoffs, values[rest], [errors[cut] for cut in cuts], errors[rest])

    return Plan("spe", labels, (*(u for own in zip(*leaves, strict=True) for u in own), *chances), solve)
