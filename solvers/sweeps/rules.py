"""Rules that choose among the equilibria at each point, as variables of their own: nothing is selected silently.

* `payoff-dominance`, `risk-dominance`, `tracing`: the rules of `solvers.selection`, silent where they are;
* `best:PLAYER`, `worst:PLAYER`: the equilibrium that pays a player most, or least;
* `sum`: the equilibrium with the greatest sum of payoffs.

A rule is silent where several equilibria do equally well, and where there is none. A continuum is represented by its
extreme points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from games.errors import NotCoveredError, UnknownNameError
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from solvers.equilibrium import Equilibria, Equilibrium

SILENT = -1
OF_NORMAL_FORMS = ("risk-dominance", "tracing")
ACCEPTED = "payoff-dominance, risk-dominance, tracing, sum, best:PLAYER, worst:PLAYER"


def check_rules(rules: Sequence[str], game: Any) -> None:
    """Refuse what is no rule, or one that does not fit the game.

    Raises UnknownNameError for an unknown rule or player, NotCoveredError where the form does not fit.
    """
    for rule in rules:
        kind, _, player = rule.partition(":")
        if rule not in ("payoff-dominance", "sum", *OF_NORMAL_FORMS) and kind not in ("best", "worst"):
            raise UnknownNameError(f"no rule {rule!r}; accepted: {ACCEPTED}")
        if kind in ("best", "worst") and player not in game.players:
            raise UnknownNameError(f"rule {rule!r}: no player {player!r}; accepted: {', '.join(game.players)}")
        if rule in OF_NORMAL_FORMS:
            _check_form(rule, game)


def _check_form(rule: str, game: Any) -> None:
    fits = isinstance(game, NormalForm) and (game.shape == (2, 2) if rule == "risk-dominance" else game.n_players == 2)
    if not fits:
        wanted = "2x2 game" if rule == "risk-dominance" else "normal form of two players"
        raise NotCoveredError(f"{rule} needs a {wanted}; accepted here: payoff-dominance, sum, best:PLAYER")


def choose(rule: str, found: Any) -> int:
    """Return the number of the equilibrium chosen among those listed, SILENT where the rule is.

    Raises NotCoveredError when the answer is no list of equilibria.
    """
    if not isinstance(found, Equilibria):
        raise NotCoveredError(f"{rule} chooses among equilibria in strategies; this concept lists none")
    points = list(found)
    if not points:
        return SILENT
    if rule in ("payoff-dominance", *OF_NORMAL_FORMS):
        return _place(points, _selected(rule, found, points))
    kind, _, player = rule.partition(":")
    return _highest([_score(kind, found.game.players.index(player) if player else 0, p.payoffs) for p in points])


def _selected(rule: str, found: Equilibria, points: list[Equilibrium]) -> Equilibrium | None:
    from solvers import selection

    if rule == "payoff-dominance":
        return selection.payoff_dominant(found.game, points).chosen  # type: ignore[arg-type]
    rules: dict[str, Callable[..., Any]] = {"risk-dominance": selection.risk_dominance, "tracing": selection.tracing}
    chosen: Equilibrium | None = rules[rule](found.game).chosen
    return chosen


def _place(points: list[Equilibrium], chosen: Equilibrium | None) -> int:
    return next((k for k, own in enumerate(points) if chosen and own.profile == chosen.profile), SILENT)


def _score(kind: str, player: int, payoffs: Sequence[Number]) -> Number:
    if kind == "sum":
        return sum(payoffs, Fraction(0))
    return payoffs[player] if kind == "best" else -payoffs[player]


def _highest(scores: list[Number]) -> int:
    best = max(range(len(scores)), key=lambda k: scores[k])
    return best if sum(1 for score in scores if score == scores[best]) == 1 else SILENT
