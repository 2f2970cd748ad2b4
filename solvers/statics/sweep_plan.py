"""What a sweep computes for each concept: the expressions to evaluate and the kernel for them.

A pure equilibrium needs only what each action gains over the player's first, so payoffs that cancel are never
computed, and a gain that depends on one axis is computed once along it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from games.errors import NotCoveredError, UnknownNameError
from games.forms.normal_form import NormalForm
from games.forms.tree import Chance, GameTree, Leaf
from games.model import Form
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

CONCEPTS = ("nash", "pure", "spe")

Values = Sequence[Any]
Solve = Callable[[Values, Values | None], Pure]
"""Answers from the values of the expressions and bounds on their errors, None when they are exact."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The work of a sweep: `solve` needs the values of `expressions`; its answer has the rows `profiles`."""

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
            raise NotCoveredError(f"a sweep of a tree answers spe, not {concept}; make a model of its normal form")
        return _spe(form)
    if concept == "spe":
        raise NotCoveredError("spe needs a game tree; for a normal form ask for nash or pure")
    if concept == "nash" and form.shape != (2, 2):
        raise NotCoveredError("a sweep has mixed equilibria of 2x2 games only; ask for pure, or solve one game")
    return _pure(form) if concept == "pure" or form.shape != (2, 2) else _nash(form)


def _nash(form: NormalForm) -> Plan:
    profiles = tuple(form.labels(profile) for profile in PROFILES_2X2)

    def solve(gains: Values, errors: Values | None) -> Pure:
        return all_2x2(gains, NO_ERRORS if errors is None else errors)

    return Plan("nash", profiles, tuple(gains_2x2(form.payoffs)), solve)


def _pure(form: NormalForm) -> Plan:
    """Payoffs enter as gains over the player's first action against the same actions of the others."""
    cells = [(i, *profile) for i in range(form.n_players) for profile in form.profiles() if profile[i]]
    gains = tuple(form.payoffs[cell] - form.payoffs[_first_action(cell)] for cell in cells)
    zero = {(i, *profile): 0 for i in range(form.n_players) for profile in form.profiles()}

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
