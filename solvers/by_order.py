"""What the order of payoffs alone says of equilibria: the same in every cardinalisation.

A cardinalisation gives the ranks of an ordinal game numbers in their order (`solvers.cardinal`). A prediction here is a
set of outcomes: profiles, plays of a tree, or what each group of a population does. Two questions are asked of it.

* Does *some* equilibrium have its outcome in the set? Pure Nash equilibria, pure subgame-perfect equilibria under
  perfect information without chance, and rest points in which every group does one thing are found by comparing
  payoffs of one player (in one state), so that all cardinalisations have the same ones.
* Does *every* equilibrium, mixed ones counted? A pure one outside the set answers no. Otherwise yes where nothing else
  survives iterated strict dominance by pure actions, which compares payoffs only; in a 2x2 game without ties, where a
  mixed equilibrium gives every profile a chance and is there unless one pure equilibrium is alone; and in a tree whose
  movers have no ties, which has one subgame-perfect equilibrium. Else the order leaves it open.

Reference: Börgers (1993), "Pure strategy dominance", on what is known when only the order of payoffs is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from games.errors import NotCoveredError
from games.forms.normal_form import NormalForm
from games.forms.population import PopulationGame
from games.forms.table import Shown, Table
from games.forms.tree import Decision, GameTree, Leaf
from games.statements import is_rest_point, subgame_perfect_paths
from games.text import Language, Text
from solvers.dominance import iterated_dominance
from solvers.pure import pure_equilibria

Outcome = tuple[str, ...]
Fits = Callable[[Outcome], bool]
ANSWERS = {True: Text("yes", "是"), False: Text("no", "否"), None: Text("open", "未定")}
HEAD = Text(
    "some equilibrium, by order alone|every equilibrium, by order alone", "仅凭次序：存在均衡|仅凭次序：一切均衡"
)


@dataclass(frozen=True, repr=False)
class ByOrder(Shown):
    """Whether some and every equilibrium fits a prediction, in all cardinalisations alike; None where that is open."""

    some: bool
    every: bool | None

    def cells(self, lang: Language) -> tuple[str, str]:
        """Return the two answers as cells of a table."""
        return ANSWERS[self.some].in_(lang), ANSWERS[self.every].in_(lang)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row with the two answers."""
        title = Text("In every cardinalisation of the payoffs", "在收益的一切基数化下")
        return Table(HEAD.in_(lang).split("|"), [self.cells(lang)], caption or title.in_(lang))

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {"concept": "order of payoffs", "some": self.some, "every": self.every}


def by_order(game: NormalForm | GameTree | PopulationGame, fits: Fits) -> ByOrder:
    """Return what the order of a game's payoffs says of the outcomes that fit a prediction.

    Raises NotCoveredError for a tree with chance or without perfect information, and for another form.

    >>> from games.export_controls import chip_ban, chip_ban_sequential
    >>> found = by_order(chip_ban(), lambda outcome: outcome[0] == "Restrict")
    >>> found.some, found.every
    (True, True)
    >>> by_order(chip_ban_sequential(), lambda play: "Restrict" in play).every
    True
    """
    if isinstance(game, NormalForm):
        pure = [game.labels(tuple(own[0] for own in point.support)) for point in pure_equilibria(game)]
        return _judged(pure, fits, lambda: _only_pure(game, pure, fits))
    if isinstance(game, GameTree):
        plays = [path for path, holds in subgame_perfect_paths(game).items() if holds == True]  # noqa: E712
        return _judged(plays, fits, lambda: None if _tied(game) else True)
    if isinstance(game, PopulationGame):
        return _judged(_rest_points(game), fits, lambda: None)
    raise NotCoveredError(f"the order of payoffs says nothing of a {type(game).__name__}")


def _judged(pure: Iterable[Outcome], fits: Fits, mixed: Callable[[], bool | None]) -> ByOrder:
    fitting = [fits(outcome) for outcome in pure]
    return ByOrder(any(fitting), mixed() if all(fitting) else False)


def _only_pure(game: NormalForm, pure: list[Outcome], fits: Fits) -> bool | None:
    """Return whether every equilibrium fits, where every pure one does."""
    kept = iterated_dominance(game, mixed=False).kept
    if all(fits(game.labels(profile)) for profile in product(*kept)):
        return True
    if game.shape == (2, 2) and not _ties(game):
        return len(pure) == 1
    return None


def _ties(game: NormalForm) -> bool:
    """Return whether a player is indifferent between two of her actions against some actions of the others."""
    return any(bool(np.any(own.take(0, axis=i) == own.take(1, axis=i))) for i, own in enumerate(game.payoffs))


def _tied(game: GameTree) -> bool:
    """Return whether two ends pay a player who moves the same."""
    nodes = [node for _, node in game.walk()]
    movers = {game.players.index(node.player) for node in nodes if isinstance(node, Decision)}
    ends = [node.payoffs for node in nodes if isinstance(node, Leaf)]
    return any(len({payoffs[i] for payoffs in ends}) < len(ends) for i in movers)


def _rest_points(game: PopulationGame) -> list[Outcome]:
    every = product(game.strategies, repeat=len(game.groups))
    return [chosen for chosen in every if is_rest_point(game, dict(zip(game.groups, chosen, strict=True)))]
