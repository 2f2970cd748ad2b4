"""One call for every solution concept: which solver answers which question about which form."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from games.errors import NotCoveredError, UnknownNameError
from games.forms.normal_form import NormalForm
from games.forms.tree import GameTree
from solvers.equilibrium import Equilibria

CONCEPTS = {
    "nash": ("solvers.nash", "nash"),
    "pure": ("solvers.pure", "pure_equilibria"),
    "spe": ("solvers.subgame_perfect", "subgame_perfect"),
}
"""The concepts by the name the command uses, with the module and function that compute them."""


def solve(game: NormalForm | GameTree, concept: str = "", budget: float | None = None) -> Equilibria:
    """Return all equilibria of `game` under `concept`: `nash`, `pure`, or `spe` (subgame perfect).

    By default a normal form is solved for Nash and a tree for subgame-perfect equilibria; a normal-form concept
    applied to a tree is applied to its reduced normal form.

    Raises UnknownNameError for another concept, NotCoveredError when the concept does not fit the form.
    """
    concept = concept or ("spe" if isinstance(game, GameTree) else "nash")
    if concept not in CONCEPTS:
        raise UnknownNameError(f"no concept {concept!r}; accepted: {', '.join(CONCEPTS)}")
    if concept == "spe" and isinstance(game, NormalForm):
        raise NotCoveredError("spe needs a game tree; for a normal form ask for nash or pure")
    if concept != "spe" and isinstance(game, GameTree):
        game = game.normal_form()
    module, name = CONCEPTS[concept]
    solver: Callable[..., Equilibria] = getattr(import_module(module), name)
    return solver(game, budget) if concept == "nash" else solver(game)
