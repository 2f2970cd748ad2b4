"""The region map: which equilibria exist where, over two parameters.

Colours come from a sweep of the grid; the lines are the exact boundaries of the derived regions, solved point by point
from their polynomial conditions, not traced from the grid.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from games.forms import numbers
from games.glossary import translate
from games.model import Model
from games.text import Language, Text
from paper_figs.comparative import parameter_label
from paper_figs.style import COLOURS, HATCHES
from solvers.regions import Regions, regions
from solvers.sweep import sweep

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NONE = Text("mixed only", "仅混合策略均衡")


def region_map(model: Model, x: str, y: str, ax: Axes, steps: int = 301, lang: Language = "en") -> Axes:
    """Draw the regions of the pure equilibria of `model` over parameters `x` and `y`, the others at their defaults."""
    held = {name: value for name, value in model.defaults.items() if name not in (x, y)}
    section = model.fix(**held)
    spans = {p.name: (p.low, p.high) for p in section.parameters}
    grid = {name: f"{low}:{high}:{steps}" for name, (low, high) in spans.items()}
    found = sweep(section, **{y: grid[y], x: grid[x]})
    _fill(ax, found, [float(v) for v in (*spans[x], *spans[y])], lang)
    for line in boundaries(regions(section), section, x, y):
        ax.plot(*line, color="black", linewidth=1.2)
    ax.plot(float(model.defaults[x]), float(model.defaults[y]), marker="*", markersize=9, color="white",
            markeredgecolor="black")  # fmt: skip
    ax.set(xlim=spans[x], ylim=spans[y])
    ax.set_xlabel(parameter_label(model, x, lang))
    ax.set_ylabel(parameter_label(model, y, lang))
    return ax
