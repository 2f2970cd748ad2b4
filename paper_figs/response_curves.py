"""Best responses that cross: the equilibria of a 2x2 game, or of two players with continuous actions, as a picture.

In a 2x2 game either player's best reply to the other's mixture is a step; where the two steps meet are all Nash
equilibria (dots, thick where a continuum). With continuous actions each curve is the action on a grid that pays best
against the other's action; equilibria are marked where the exact solver finds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from games.errors import NotCoveredError
from games.forms.continuous import ContinuousGame
from games.forms.normal_form import NormalForm
from games.glossary import translate
from games.text import Language, Text
from paper_figs.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STEPS = 401


def response_plot(game: NormalForm | ContinuousGame, ax: Axes, lang: Language = "en") -> Axes:
    """Draw both best-response curves of a game of numbers and its equilibria; return the axes.

    Raises NotCoveredError for another number of players or actions.
    """
    if isinstance(game, NormalForm) and game.shape == (2, 2):
        _finite(game, ax, lang)
    elif isinstance(game, ContinuousGame) and len(game.players) == 2:
        _smooth(game, ax, lang)
    else:
        raise NotCoveredError("best responses are drawn of 2x2 games and of two players with continuous actions")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize=8)
    return ax


def _label(player: str, lang: Language) -> str:
    name = translate(player, lang)
    return Text(f"best response of {name}", f"{name}的最优反应").in_(lang)


def _finite(game: NormalForm, ax: Axes, lang: Language) -> None:
    from solvers.nash import nash

    u, v = (own.astype(float) for own in game.payoffs)
    row = _step(u[0, 1] - u[1, 1], u[0, 0] - u[1, 0])
    column = _step(v[1, 0] - v[1, 1], v[0, 0] - v[0, 1])
    ax.plot(row[1], row[0], color=COLOURS[0], linewidth=2, label=_label(game.players[0], lang))
    ax.plot(*column, color=COLOURS[5], linewidth=2, linestyle="--", label=_label(game.players[1], lang))
    for component in nash(game).components:
        points = [(float(point.profile[0][0]), float(point.profile[1][0])) for point in component.extreme]
        ax.plot(*zip(*points, strict=True), "ko-", markersize=6, linewidth=4 if component.dimension else 0,
                clip_on=False, zorder=3)  # fmt: skip
    for axis, player in ((ax.set_xlabel, 0), (ax.set_ylabel, 1)):
        name, action = (translate(word, lang) for word in (game.players[player], game.actions[player][0]))
        axis(f"P({name}: {action})")
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02))


def _step(at_zero: float, at_one: float) -> tuple[list[float], list[float]]:
    """Return the graph of a best reply: the other's probability, and one's own, from the gains at its two ends."""
    if at_zero == at_one == 0:
        return [0, 1, 1, 0, 0], [0, 0, 1, 1, 0]
    if at_zero * at_one > 0:
        return [0, 1], [float(at_zero > 0)] * 2
    turn = at_zero / (at_zero - at_one)
    first = float(at_zero > 0) if at_zero else 1 - float(at_one > 0)
    last = float(at_one > 0) if at_one else 1 - float(at_zero > 0)
    return [0, turn, turn, 1], [first, first, last, last]


def _smooth(game: ContinuousGame, ax: Axes, lang: Language) -> None:
    import sympy

    from solvers.smooth import smooth

    axes = [np.linspace(float(low), float(high), STEPS) for low, high in game.intervals]
    mesh = np.meshgrid(*axes, indexing="ij")
    for i, (colour, style) in enumerate(((COLOURS[0], "-"), (COLOURS[5], "--"))):
        paid = np.broadcast_to(sympy.lambdify(game.actions, game.payoffs[i], modules="numpy")(*mesh), mesh[0].shape)
        best = axes[i][paid.argmax(axis=i)]
        xs, ys = (best, axes[1]) if i == 0 else (axes[0], best)
        ax.plot(xs, ys, style, color=colour, linewidth=2, label=_label(game.players[i], lang))
    for point in smooth(game).equilibria:
        ax.plot(*map(float, point.actions), "ko", markersize=6, zorder=3, clip_on=False)
    for axis, i in ((ax.set_xlabel, 0), (ax.set_ylabel, 1)):
        axis(f"{translate(game.players[i], lang)}: ${game.actions[i]}$")
    ax.set(xlim=(axes[0][0], axes[0][-1]), ylim=(axes[1][0], axes[1][-1]))
