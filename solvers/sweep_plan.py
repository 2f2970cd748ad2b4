"""What a sweep computes for each concept: the expressions to evaluate, and the kernel that makes answers of them.

A pure equilibrium needs only what each action gains over the player's first, so payoffs that cancel are never
computed, and a gain that depends on one axis is computed once along it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from games.errors import NotCoveredError, UnknownNameError
from games.forms.normal_form import NormalForm
from games.forms.tree import Chance, GameTree, Leaf
from games.model import Form
from solvers.kernels import PROFILES_2X2, Pure, all_2x2, backward_induction, gains_2x2, play_labels, pure_nash
from solvers.rounding import ESTIMATE

CONCEPTS = ("nash", "pure", "spe")

Values = Sequence[Any]
Solve = Callable[[Values, Values | None], Pure]
"""Answers from the values of the expressions and bounds on their errors, None when they are exact."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The work of a sweep: `solve(values, errors)` needs the values of `expressions`; its rows are `profiles`."""

    concept: str
    profiles: tuple[tuple[str, ...], ...]
    expressions: tuple[Any, ...]
    solve: Solve


def make_plan(form: Form, concept: str = "") -> Plan:
    """Return the plan for a symbolic game; by default `spe` for a tree, `nash` if 2x2, else `pure`.

    Raises UnknownNameError for another concept, NotCoveredError when it does not fit the game.
    """
    if concept and concept not in CONCEPTS:
        raise UnknownNameError(f"no concept {concept!r}; a sweep accepts {', '.join(CONCEPTS)}")
    if isinstance(form, GameTree):
        if concept in ("nash", "pure"):
            raise NotCoveredError(f"a sweep of a tree answers spe, not {concept}; build a model of its normal form")
        return _spe(form)
    if concept == "spe":
        raise NotCoveredError("spe needs a game tree; for a normal form ask for nash or pure")
    if concept == "nash" and form.shape != (2, 2):
        raise NotCoveredError("a sweep finds mixed equilibria of 2x2 games; ask for pure, or solve single games")
    return _pure(form) if concept == "pure" or form.shape != (2, 2) else _nash(form)


def _nash(form: NormalForm) -> Plan:
    profiles = tuple(form.labels(profile) for profile in PROFILES_2X2)

    def solve(gains: Values, errors: Values | None) -> Pure:
        return all_2x2(gains, 0 if errors is None else errors)

    return Plan("nash", profiles, tuple(gains_2x2(form.payoffs)), solve)


def _pure(form: NormalForm) -> Plan:
    """Payoffs enter as gains over the player's first action against the same actions of the others."""
    cells = [(i, *profile) for i in range(form.n_players) for profile in form.profiles() if profile[i]]
    gains = tuple(form.payoffs[cell] - form.payoffs[_first_action(cell)] for cell in cells)
    owners = [cell[0] for cell in cells]
    zero = {(i, *profile): 0 for i in range(form.n_players) for profile in form.profiles()}

    def solve(values: Values, errors: Values | None) -> Pure:
        return pure_nash(zero | dict(zip(cells, values, strict=True)), form.shape, _slack(owners, errors, form.n_players))

    return Plan("pure", tuple(form.labels(profile) for profile in form.profiles()), gains, solve)


def _first_action(cell: tuple[int, ...]) -> tuple[int, ...]:
    player = cell[0]
    return (*cell[: player + 1], 0, *cell[player + 2 :])


def _slack(owners: Sequence[int], errors: Values | None, n_players: int) -> list[Any] | None:
    """Return for each player twice the greatest error of her numbers: a bound on that of a difference."""
    if errors is None:
        return None
    own = [[error for owner, error in zip(owners, errors, strict=True) if owner == i] for i in range(n_players)]
    return [2 * reduce(np.maximum, each, 0.0) for each in own]


def _spe(tree: GameTree) -> Plan:
    labels = play_labels(tree)
    leaves = [node.payoffs for _, node in tree.walk() if isinstance(node, Leaf)]
    chances = [p for _, node in tree.walk() if isinstance(node, Chance) for p in node.probabilities]
    n, count = len(tree.players), len(leaves)
    owners = [i for i in range(n) for _ in range(count)]

    def solve(values: Values, errors: Values | None) -> Pure:
        payoffs = [values[i * count : (i + 1) * count] for i in range(n)]
        slack = _slack(owners, None if errors is None else errors[: n * count], n)
        if slack is not None and chances:
            slack = [own + _estimate(paid) for own, paid in zip(slack, payoffs, strict=True)]
        return backward_induction(tree, payoffs, values[n * count :], slack)

    return Plan("spe", labels, (*(u for own in zip(*leaves, strict=True) for u in own), *chances), solve)


def _estimate(payoffs: Values) -> Any:
    """Return an estimate of the error that expectations over chance add."""
    return ESTIMATE * reduce(np.maximum, (np.abs(u) for u in payoffs))
