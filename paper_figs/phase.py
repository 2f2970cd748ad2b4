"""The phase portrait of a population game of one group with three strategies: the replicator dynamics on the triangle.

Orbits are integrated from a ring of starts; arrows point the way they go. A full dot is a stable rest point, a hollow
one unstable, a grey one undecided by the Jacobian.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from games.errors import NotCoveredError
from games.forms.population import PopulationGame
from games.glossary import translate
from games.text import Language
from paper_figs.style import COLOURS
from solvers.population.dynamics import orbit, stability
from solvers.population.rest_points import rest_points

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 3**0.5 / 2]])
FACES = {"stable": "black", "unstable": "white", "undecided": "0.6"}


def phase_portrait(game: PopulationGame, ax: Axes, lang: Language = "en", per_side: int = 5) -> Axes:
    """Draw the replicator dynamics on the simplex; return the axes.

    Raises NotCoveredError unless there are one group and three strategies.
    """
    if len(game.groups) != 1 or len(game.strategies) != 3:
        raise NotCoveredError("a phase portrait needs one group and three strategies")
    ax.plot(*CORNERS[[0, 1, 2, 0]].T, color="black", linewidth=0.8)
    for start in _starts(per_side):
        path = orbit(game, start[None, :], horizon=60.0).states[:, 0] @ CORNERS
        ax.plot(*path.T, color=COLOURS[0], linewidth=0.9)
        _arrow(path, ax)
    _rest_points(game, ax)
    for corner, name, side in zip(CORNERS, game.strategies, ("right", "left", "center"), strict=True):
        x, y = corner + (corner - CORNERS.mean(axis=0)) * 0.09
        ax.text(x, y, translate(name, lang), ha=side, va="center")
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


def _starts(per_side: int) -> np.ndarray:
    """Return interior points in a triangular lattice."""
    n = per_side + 2
    return np.array([(i, j, n - i - j) for i in range(1, n) for j in range(1, n - i)]) / n


def _arrow(path: np.ndarray, ax: Axes) -> None:
    lengths = np.concatenate(([0], np.linalg.norm(np.diff(path, axis=0), axis=1).cumsum()))
    if lengths[-1] > 0.03:
        k = max(1, int(np.searchsorted(lengths, lengths[-1] / 3)))
        ax.annotate("", path[k], path[k - 1], arrowprops={"arrowstyle": "-|>", "color": COLOURS[0], "linewidth": 0.9})


def _rest_points(game: PopulationGame, ax: Axes) -> None:
    for point in rest_points(game):
        ends = np.array([[float(share) for share in state[0]] for state in point.vertices]) @ CORNERS
        face = FACES[stability(game, point.state) if point.is_point else "undecided"]
        ax.plot(*ends.T, "o-", color="0.6", markerfacecolor=face, markeredgecolor="black", markersize=7, linewidth=3,
                zorder=3)  # fmt: skip
