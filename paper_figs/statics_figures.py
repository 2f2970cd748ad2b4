"""Comparative statics for the paper: the chip ban as one parameter moves, and what its prediction rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from games.registry import find
from games.text import Language
from paper_figs.bifurcation import bifurcation_plot
from paper_figs.tornado import tornado_plot
from solvers.bifurcation import bifurcation
from solvers.robustness import tornado
from solvers.statics.points import prediction

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def chip_ban_bifurcation(lang: Language) -> Figure:
    """Draw the probability of restriction in every equilibrium over the US weight on relative gains."""
    from matplotlib.figure import Figure as NewFigure

    model = find("chip_ban")
    figure = NewFigure(figsize=(5.6, 3.2))
    axes = figure.subplots()
    bifurcation_plot(bifurcation(model, "k_us"), "US", "Restrict", axes, lang, float(model.defaults["k_us"]))
    axes.legend(loc="center right", fontsize=8)
    return figure


def chip_ban_tornado(lang: Language) -> Figure:
    """Draw over which part of each parameter's range alone restriction and indigenisation are an equilibrium."""
    from matplotlib.figure import Figure as NewFigure

    model = find("chip_ban")
    asked = prediction(model, ("Restrict", "Indigenise"))
    figure = NewFigure(figsize=(6.4, 3.0))
    tornado_plot(model, asked, tornado(model, asked), figure.subplots(), lang)
    return figure
