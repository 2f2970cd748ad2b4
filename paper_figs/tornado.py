"""The tornado: what each parameter alone does to a prediction or an equilibrium quantity, the strongest on top.

Of a quantity, a bar runs from the least to the largest value as the parameter moves over its range, with the value at
its lowest (hollow) and highest (full) end marked; the line is the calibration. Of a prediction, a bar covers the part
of the range, from low to high, in which it holds; the diamond is the calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from games.forms import numbers
from games.model import Model
from games.text import Language, Text
from paper_figs.style import COLOURS
from solvers.robustness import Swing
from solvers.statics.points import Prediction, Quantity

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT = 0.6


def tornado_plot(
    model: Model, of: Prediction | Quantity, swings: Sequence[Swing], ax: Axes, lang: Language = "en"
) -> Axes:
    """Draw swings of a prediction or quantity, as `solvers.robustness.tornado` returns them; return the axes."""
    draw = _holding if isinstance(of, Prediction) else _moving
    for row, swing in enumerate(swings):
        draw(swing, -row, ax)
    meanings = {p.name: f"{p.meaning.in_(lang)}, ${numbers.latex(p.symbol)}$" for p in model.parameters}
    ax.set_yticks([-row for row in range(len(swings))], [meanings[swing.name] for swing in swings])
    ax.set_ylim(-len(swings) + 0.4, 0.6)
    ax.tick_params(axis="y", left=False)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(of.name.in_(lang))
    if isinstance(of, Prediction):
        thirds = Text("lowest|middle|highest", "最低|中间|最高").in_(lang).split("|")
        ax.set_xticks([0, 0.5, 1], thirds)
        ax.set_xlim(-0.12, 1.12)
    elif swings:
        ax.use_sticky_edges = False
        ends = Text("at its lowest|at its highest", "取最低值|取最高值").in_(lang).split("|")
        for word, colour in zip(ends, ("white", "black"), strict=True):
            ax.plot([], [], "o", color=colour, markeredgecolor="black", markersize=5, label=word)
        ax.legend(loc="lower right", fontsize=8)
        first = swings[0]
        at = np.interp(first.default, np.linspace(first.low, first.high, len(first.values)), first.values)
        ax.axvline(float(at), color="black", linewidth=0.9)
    return ax


def _moving(swing: Swing, y: float, ax: Axes) -> None:
    ax.barh(y, swing.width, left=swing.least, height=HEIGHT, color=COLOURS[6], edgecolor=COLOURS[0], linewidth=0.6)
    if swing.width:
        ax.plot(swing.values[0], y, "o", color="white", markeredgecolor="black", markersize=5)
        ax.plot(swing.values[-1], y, "o", color="black", markersize=4)


def _holding(swing: Swing, y: float, ax: Axes) -> None:
    """Draw the range as an empty bar and fill where the prediction holds."""
    ax.barh(y, 1, height=HEIGHT, color="white", edgecolor="0.6", linewidth=0.6)
    span = swing.high - swing.low or 1
    for left, right in _filled(swing):
        ax.barh(y, right - left, left=left, height=HEIGHT, color=COLOURS[6], edgecolor=COLOURS[0], linewidth=0.6)
    ax.plot((swing.default - swing.low) / span, y, "D", color="white", markeredgecolor="black", markersize=5)
    for value, x, side in ((swing.low, -0.02, "right"), (swing.high, 1.02, "left")):
        ax.text(x, y, f"{value:g}", ha=side, va="center", fontsize=7)


def _filled(swing: Swing) -> list[tuple[float, float]]:
    """Return where the prediction holds, as shares of the range: exactly, or as far as it was scanned."""
    if swing.held is not None:
        span = (swing.high - swing.low) or 1
        return [((float(a) - swing.low) / span, (float(b) - swing.low) / span) for a, b in swing.held.holds]
    places = np.linspace(0, 1, len(swing.values))
    half = (places[1] - places[0]) / 2
    found = _stretches(swing.values == 1)
    return [(max(places[first] - half, 0), min(places[last] + half, 1)) for first, last in found]


def _stretches(mask: np.ndarray) -> list[tuple[int, int]]:
    """Return the maximal runs of True as (first, last).

    >>> _stretches(np.array([True, False, True, True]))
    [(0, 0), (2, 3)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(int)))
    return [(int(a), int(b) - 1) for a, b in edges.reshape(-1, 2)]
