"""Comparative statics as pictures: what each side gets in equilibrium as one parameter moves.

Every equilibrium is drawn, one line a support, in absolute payoffs V (the trade itself, before relative gains), so that
the figure shows what the concern for position costs. Values come from the exact solver at every grid point.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.glossary import translate
from games.model import Model
from games.ordinal import game_type
from games.relative_gains import relative_gains
from games.text import Language, Text
from paper_figs.style import COLOURS, HATCHES
from solvers.equilibrium import Equilibrium
from solvers.nash import nash

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINES = ("-", "--", ":", "-.")
Branch = tuple[tuple[int, ...], ...]


def equilibrium_branches(
    model: Model, name: str, values: list[Fraction]
) -> dict[Branch, list[tuple[int, Equilibrium]]]:
    """Return the equilibria at each value of one parameter, grouped by support, as (position in `values`, point)."""
    branches: dict[Branch, list[tuple[int, Equilibrium]]] = {}
    for position, value in enumerate(values):
        for point in nash(model.at(**{name: value})):
            branches.setdefault(point.support, []).append((position, point))
    return branches


def payoff_plot(model: Model, name: str, steps: int = 241, lang: Language = "en") -> Figure:
    """Draw everybody's absolute equilibrium payoff against the parameter `name`, one panel a player."""
    from matplotlib.figure import Figure as NewFigure

    by_name = {p.name: p for p in model.parameters}
    low, high = by_name[name].low, by_name[name].high
    values = [low + (high - low) * i / (steps - 1) for i in range(steps)]
    branches = equilibrium_branches(model, name, values)
    absolute = model.at(**{p: 0 for p in by_name if p.startswith("k_")})
    figure = NewFigure(figsize=(6.4, 2.8))
    panels = figure.subplots(1, absolute.n_players)
    for i, axes in enumerate(panels):
        for k, (branch, points) in enumerate(branches.items()):
            drawn = _gaps_as_nan([(float(values[at]), _expected(absolute, point, i)) for at, point in points], values)
            label = _branch_label(absolute, branch, lang) if i == 0 else ""
            marker = "o" if len(points) == 1 else ""
            axes.plot(*drawn, LINES[k % 4], marker=marker, color=COLOURS[k], label=label, linewidth=1.8)
        axes.set_title(f"$V$: {translate(absolute.players[i], lang)}", loc="left", fontsize=9)
    figure.supxlabel(parameter_label(model, name, lang), fontsize=9)
    figure.legend(loc="outside upper center", ncols=2)
    return figure


def game_type_path(games: Mapping[str, NormalForm], k_values: list[Fraction], ax: Axes, lang: Language = "en") -> Axes:
    """Draw, one row a game, its class by best replies as the common weight k grows; a legend names the classes.

    Weights at which payoffs tie separate two classes and get no bar of their own.
    """
    names: list[str] = []
    for row, game in enumerate(games.values()):
        types = [game_type(relative_gains(game, k)) for k in k_values]
        strict = [(float(k), kind.broad_in(lang)) for k, kind in zip(k_values, types, strict=True) if kind.strict]
        for first, last, name in runs([name for _, name in strict]):
            left, right = strict[first][0], strict[min(last + 1, len(strict) - 1)][0]
            fresh = name not in names
            names += [name] * fresh
            place = names.index(name)
            ax.barh(-row, right - left, left=left, height=0.7, color=COLOURS[place], hatch=HATCHES[place],
                    edgecolor="white", label=name if fresh else None)  # fmt: skip
    ax.set_yticks([-row for row in range(len(games))], list(games))
    ax.tick_params(left=False)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(Text("weight of both on relative gains, $k$", "双方的相对收益权重 $k$").in_(lang))
    return ax


def runs(items: list[str]) -> list[tuple[int, int, str]]:
    """Return the maximal runs of equal neighbours as (first, last, item).

    >>> runs(["a", "a", "b"])
    [(0, 1, 'a'), (2, 2, 'b')]
    """
    starts = [k for k, item in enumerate(items) if k == 0 or items[k - 1] != item]
    return [(a, b - 1, items[a]) for a, b in zip(starts, [*starts[1:], len(items)], strict=True)]


def parameter_label(model: Model, name: str, lang: Language) -> str:
    """Return an axis label: the meaning of the parameter and its symbol."""
    parameter = next(p for p in model.parameters if p.name == name)
    return f"{parameter.meaning.in_(lang)}, ${numbers.latex(parameter.symbol)}$"


def _branch_label(game: NormalForm, branch: Branch, lang: Language) -> str:
    named = zip(game.actions, branch, strict=True)
    return ", ".join("/".join(translate(labels[a], lang) for a in support) for labels, support in named)


def _expected(game: NormalForm, point: Equilibrium, player: int) -> float:
    value = game.payoffs[player]
    for strategy in point.profile:
        value = np.tensordot(np.array(strategy, dtype=object), value, axes=1)
    return float(value)


def _gaps_as_nan(points: list[tuple[float, float]], values: list[Fraction]) -> tuple[list[float], list[float]]:
    """Return x and y over all values, with nan where the branch does not exist, so that no line bridges a gap."""
    known = dict(points)
    xs = [float(value) for value in values]
    return xs, [known.get(x, float("nan")) for x in xs]
