"""Payoffs of a repeated game as a picture: what is feasible, and what patience makes an equilibrium."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from games.forms import numbers
from games.forms.repeated import RepeatedGame
from games.glossary import translate
from games.text import Language, Text
from paper_figs.style import COLOURS
from solvers.repetition.payoff_set import payoff_set
from solvers.repetition.polygons import Polygon

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEASIBLE = Text("feasible", "可行集")
LABEL = Text("payoff of {}", "{}的收益")


def payoff_set_plot(game: RepeatedGame, deltas: Sequence[Any], ax: Axes, lang: Language = "en") -> Axes:
    """Draw the feasible payoffs and the pure subgame-perfect ones at several discount factors, the largest below.

    `deltas` replace the game's own; those with one set share a colour. Raises NotCoveredError as `payoff_set` does.
    """
    drawn: dict[Polygon, list[str]] = {}
    for delta in sorted(map(numbers.exact, deltas), reverse=True):
        found = payoff_set(replace(game, delta=delta))
        drawn.setdefault(found.inner, []).insert(0, str(delta))
    _draw(ax, found.feasible, facecolor="#eeeeee", edgecolor="#888888", label=FEASIBLE.in_(lang))
    for colour, (polygon, same) in zip(COLOURS, drawn.items(), strict=False):
        if polygon:
            _draw(ax, polygon, facecolor=colour, edgecolor=colour, label=rf"$\delta = {', '.join(same)}$")
    first, second = (LABEL.in_(lang).format(translate(player, lang)) for player in game.players)
    ax.set(xlabel=first, ylabel=second)
    return ax


def _draw(ax: Axes, polygon: Polygon, facecolor: str, edgecolor: str, label: str) -> None:
    """Draw a polygon, a segment as a line and a point as a dot."""
    x, y = ([float(p[i]) for p in polygon] for i in (0, 1))
    if len(polygon) < 3:
        ax.plot(x, y, "o-", color=edgecolor, markersize=4, label=label, zorder=3)
    else:
        ax.fill(x, y, facecolor=facecolor, edgecolor=edgecolor, alpha=0.75, linewidth=1, label=label)
