"""The bifurcation diagram: an action's probability in every equilibrium as one parameter moves.

Branches are drawn between the exact values at which they begin and end, pure ones solid, mixed ones dashed; a thick
grey line is a continuum of equilibria at one value (those between values are told in the table). Coinciding branches
are drawn next to each other. The dotted line is the calibration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import sympy

from games.errors import UnknownNameError
from games.glossary import translate
from games.text import Language, Text
from paper_figs.comparative import parameter_label
from paper_figs.style import COLOURS
from solvers.bifurcation import Bifurcation, Branch

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MIXED = Text("mixed", "混合")
CONTINUUM = Text("continuum", "连续统")
LINE_COLOURS = tuple(colour for colour in COLOURS if colour != "#F0E442")
"""Without yellow, which is too pale for a line."""
GAP = 0.018
"""How far branches that coincide are drawn apart."""


def bifurcation_plot(
    found: Bifurcation, player: str, action: str, ax: Axes, lang: Language = "en", default: float | None = None
) -> Axes:
    """Draw the probability of a player's action along every branch; return the axes.

    In a tree `player` is an information set, `player: name`, as in `found.slots`. Raises UnknownNameError for a player
    or action the game does not have.
    """
    slots = dict(found.slots)
    if player not in slots or action not in slots[player]:
        raise UnknownNameError(f"no action {action!r} of {player!r}; accepted: {', '.join(slots)} and theirs")
    i, place = list(slots).index(player), slots[player].index(action)
    _continua(found, i, place, ax, lang)
    for k, (branch, shift) in enumerate(_apart(found, i, place)):
        xs, ys = _curve(found, branch, i, place)
        name = branch.region.named(lang) if branch.region.is_unmixed else MIXED.in_(lang)
        style = "-" if branch.region.is_unmixed else "--"
        ax.plot(xs, ys + shift, style, color=LINE_COLOURS[k % len(LINE_COLOURS)], linewidth=2, label=name)
    if default is not None:
        ax.axvline(default, color="black", linestyle=":", linewidth=0.9)
    ax.set(xlim=(float(found.low), float(found.high)), ylim=(-0.08, 1.08))
    ax.set_xlabel(parameter_label(found.model, found.parameter, lang))
    ax.set_ylabel(f"P({translate(player, lang)}: {translate(action, lang)})")
    return ax


def _continua(found: Bifurcation, player: int, place: int, ax: Axes, lang: Language) -> None:
    label = CONTINUUM.in_(lang)
    for value, components in found.continua.items():
        for component in components:
            ends = [float(point.profile[player][place]) for point in component.extreme]
            if max(ends) > min(ends):
                ax.plot([float(value)] * 2, [min(ends), max(ends)], color="0.7", linewidth=5, solid_capstyle="butt",
                        label=label)  # fmt: skip
                label = ""


def _curve(found: Bifurcation, branch: Branch, player: int, place: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points of a branch, its exact ends included."""
    strategy = branch.region.profile[player]
    action = found.slots[player][1][place]
    xs = np.linspace(float(branch.stretch.low), float(branch.stretch.high), 201)
    if isinstance(strategy, str):
        return xs, np.full(201, float(strategy == action))
    symbol = found.model.symbols[found.parameter]
    values = sympy.lambdify(symbol, sympy.sympify(strategy.get(action, 0)), modules="numpy")
    with np.errstate(divide="ignore", invalid="ignore"):
        return xs, np.broadcast_to(np.asarray(values(xs), dtype=float), 201).copy()


def _apart(found: Bifurcation, player: int, place: int) -> Iterator[tuple[Branch, float]]:
    """Yield every branch with a shift that keeps it visible beside the earlier ones it coincides with."""
    drawn: list[tuple[Branch, np.ndarray, np.ndarray]] = []
    for branch in found.branches:
        xs, ys = _curve(found, branch, player, place)
        same = sum(
            max(xs[0], other[0]) < min(xs[-1], other[-1]) and abs(np.nanmean(ys) - np.nanmean(values)) < GAP
            for _, other, values in drawn
        )
        drawn.append((branch, xs, ys))
        yield branch, GAP * int(same) * (1 if np.nanmean(ys) < 0.5 else -1)
