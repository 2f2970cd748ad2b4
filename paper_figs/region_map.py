"""The region map: which equilibria exist where, over two parameters.

Colours and hatches come from a sweep of the grid; the lines are the exact boundaries of the derived regions, solved
from their polynomial conditions, not traced from the grid. The star marks the calibration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from games.glossary import translate
from games.model import Model
from games.parameters import Parameter
from games.text import Language, Text
from paper_figs.comparative import parameter_label
from paper_figs.style import COLOURS, HATCHES
from solvers.regions import Region, Regions, regions
from solvers.sweep import Sweep, sweep

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MIXED = Text("mixed", "混合策略")
NOT_PURE = Text("no pure equilibrium", "无纯策略均衡")
SLACK = 1e-9


def region_map(model: Model, x: str, y: str, ax: Axes, steps: int = 301, lang: Language = "en") -> Axes:
    """Draw where each set of pure equilibria of `model` exists over `x` and `y`, other parameters at their defaults.

    Raises UnknownNameError or ParameterError for parameters the model does not have.
    """
    section = model.fix(**{name: value for name, value in model.defaults.items() if name not in (x, y)})
    spans = {p.name: (float(p.low), float(p.high)) for p in section.parameters}
    grid = {p.name: _axis(p, steps) for p in section.parameters}
    swept = sweep(section, **{y: grid[y], x: grid[x]})
    assert isinstance(swept, Sweep)
    _fill(ax, swept, spans[x], spans[y], lang)
    for line in boundaries(regions(section), x, y, steps):
        ax.plot(*line, color="black", linewidth=1.2)
    star = float(model.defaults[x]), float(model.defaults[y])
    ax.plot(*star, marker="*", markersize=11, color="white", markeredgecolor="black")
    ax.set(xlim=spans[x], ylim=spans[y])
    ax.set_xlabel(parameter_label(model, x, lang))
    ax.set_ylabel(parameter_label(model, y, lang))
    return ax


def _axis(parameter: Parameter, steps: int) -> Any:
    """Return a grid over the range of a parameter; an end that is excluded is missed by half a step."""
    half = (parameter.high - parameter.low) / (2 * steps)
    low = parameter.low + half * parameter.open_low
    return f"{low}:{parameter.high - half * parameter.open_high}:{steps}"


def boundaries(found: Regions, x: str, y: str, steps: int = 301) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the boundary of every pure region as curves (xs, ys), nan where a condition does not bind.

    A condition is solved for `x` at evenly spaced values of `y`, and for `y` at values of `x`, whichever it contains.
    """
    symbols = found.model.symbols
    span = {p.name: np.linspace(float(p.low), float(p.high), steps) for p in found.model.parameters}
    for region in found.unmixed:
        for condition in region.conditions:
            for across, along in ((x, y), (y, x)):
                curve = _curve(region, condition, symbols[across], symbols[along], span[along])
                if curve is not None:
                    yield (curve, span[along]) if across == x else (span[along], curve)


def _curve(region: Region, condition: Any, across: Any, along: Any, values: np.ndarray) -> np.ndarray | None:
    """Return the root in `across` of a condition linear in it, at each value of `along`, where it bounds the region."""
    import sympy

    gap = sympy.expand(condition.lhs - condition.rhs)
    slope, rest = gap.coeff(across, 1), gap.coeff(across, 0)
    if slope == 0 or sympy.expand(gap - slope * across - rest) != 0:
        return None
    top, bottom = (np.broadcast_to(sympy.lambdify(along, e)(values), values.shape) for e in (-rest, slope))
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.where(bottom == 0, np.nan, top / bottom)
    return np.where(_inside(region, condition, {across: root, along: values}), root, np.nan)


def _inside(region: Region, bound: Any, points: dict[Any, np.ndarray]) -> np.ndarray:
    """Return where the other conditions and the declared ranges hold, up to rounding."""
    import sympy

    keep = np.ones(next(iter(points.values())).shape, dtype=bool)
    for other in (*region.conditions, *region.domain):
        if other == bound:
            continue
        gap = other.lhs - other.rhs if other.rel_op[0] == ">" else other.rhs - other.lhs
        value = sympy.lambdify(list(points), gap)(*points.values())
        keep &= np.broadcast_to(value, keep.shape) >= -SLACK
    return keep


def _fill(ax: Axes, found: Sweep, x_span: tuple[float, float], y_span: tuple[float, float], lang: Language) -> None:
    """Colour the areas, name each by a letter inside and in words in the legend below."""
    from matplotlib.patches import Patch

    codes = np.zeros(found.shape, dtype=int)
    for bit, mask in enumerate(found.pure):
        codes |= mask.astype(int) << bit
    codes[found.tie] = -1
    nearest = _nearest(codes)
    xs, ys = np.linspace(*x_span, found.shape[1]), np.linspace(*y_span, found.shape[0])
    patches = []
    for rank, code in enumerate(sorted(set(codes.flat) - {-1}, key=lambda c: (c == 0, c))):
        inside, letter = nearest == code, chr(ord("A") + rank)
        colour, hatch = COLOURS[rank % len(COLOURS)], HATCHES[rank % len(HATCHES)]
        ax.contourf(xs, ys, inside.astype(float), levels=[0.5, 1.5], colors=[colour], alpha=0.45, hatches=[hatch])
        box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "boxstyle": "circle,pad=0.25"}
        for row, column in _label_places(inside):
            ax.text(xs[column], ys[row], letter, ha="center", va="center", fontsize=8, weight="bold", bbox=box)
        words = f"{letter}: {_name(found, code, codes == code, lang)}"
        patches.append(Patch(facecolor=colour, alpha=0.45, hatch=hatch, label=words))
    ax.legend(handles=patches, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize=8)


def _nearest(codes: np.ndarray) -> np.ndarray:
    """Return the codes with tied points given to their nearest neighbour, for colouring only."""
    from scipy import ndimage

    where = ndimage.distance_transform_edt(codes == -1, return_distances=False, return_indices=True)
    return np.asarray(codes[tuple(where)])


def _label_places(inside: np.ndarray, least: float = 0.015) -> Iterator[tuple[int, int]]:
    """Yield the point farthest from the edge of every connected patch that covers at least a share `least`."""
    from scipy import ndimage

    patches, count = ndimage.label(inside)
    for patch in range(1, count + 1):
        mine = patches == patch
        if mine.mean() >= least:
            depth = ndimage.distance_transform_edt(np.pad(mine, 1))[1:-1, 1:-1]
            row, column = np.unravel_index(depth.argmax(), depth.shape)
            yield int(row), int(column)


def _name(found: Sweep, code: int, here: np.ndarray, lang: Language) -> str:
    """Return all the equilibria of an area: its pure profiles, and the mixed one where there is one."""
    profiles = [profile for bit, profile in enumerate(found.profiles) if code >> bit & 1]
    names = ["(" + ", ".join(translate(action, lang) for action in profile) + ")" for profile in profiles]
    mixed = found.mixed is not None and bool(found.mixed[here].any())
    return " + ".join([*names, *[MIXED.in_(lang)] * mixed]) or NOT_PURE.in_(lang)
