"""What a notebook lists beside a small game: equilibria (of a tree the subgame-perfect ones), of a model regions."""

from __future__ import annotations

from typing import Any

from games.errors import TechpowerError
from games.forms.normal_form import NormalForm
from games.forms.tree import GameTree
from games.model import Model
from solvers.equilibrium import Equilibria

MOST_CELLS, MOST_PLAYERS = 25, 3
"""Profiles and players of a game beyond which no equilibria are listed beside it."""
MOST_PROFILES, MOST_PARAMETERS = 4, 6
"""Profiles and parameters of a model beyond which no regions are listed beside it: they take seconds."""
MOST_NODES = 40
"""Nodes of a tree beyond which no equilibria are listed beside it."""
SECONDS = 1.0
"""How long a game may take; what was found by then is listed as incomplete."""
MOST_ROWS = 12
"""Extreme points beyond which they are left out."""


def told(game: Any) -> str:
    """Return what is known of a small game as HTML, nothing for any other game."""
    if isinstance(game, NormalForm) and game.kind == "exact":
        return _equilibria(game)
    if isinstance(game, GameTree) and game.kind == "exact" and len(game.nodes) <= MOST_NODES:
        return _listed(_subgame_perfect(game))
    if isinstance(game, Model) and game.symbolic and isinstance(game.form, NormalForm) and game.parameters:
        return _regions(game, game.form)
    return ""


def _equilibria(game: NormalForm) -> str:
    if game.n_players > MOST_PLAYERS or game.payoffs[0].size > MOST_CELLS:
        return ""
    from solvers.nash import nash

    return _listed(nash(game, budget=SECONDS))


def _subgame_perfect(game: GameTree) -> Equilibria | None:
    from solvers.subgame_perfect import subgame_perfect

    try:
        return subgame_perfect(game, budget=SECONDS)
    except TechpowerError:
        return None


def _listed(found: Equilibria | None) -> str:
    few = found and sum(len(part.extreme) for part in found.components) <= MOST_ROWS
    return found._repr_html_() if found and few else ""


def _regions(model: Model, form: NormalForm) -> str:
    if form.payoffs[0].size > MOST_PROFILES or len(model.parameters) > MOST_PARAMETERS:
        return ""
    from solvers.regions import regions

    try:
        return regions(model)._repr_html_()
    except TechpowerError:
        return ""
