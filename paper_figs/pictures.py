"""One figure a family: the race, alliances, discourse and the portfolio; every value from a solver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from games.discourse_alignment import FRAMES, TODAY, frames, reached
from games.errors import NotCoveredError
from games.forms.measure import Measure
from games.glossary import translate
from games.model import Model
from games.power_portfolio import ACTORS
from games.registry import find
from games.technology_alliances import MEMBERS
from games.text import Language, Text
from paper_figs.comparative import parameter_label
from paper_figs.style import COLOURS
from solvers.coalitions.values import shapley_value
from solvers.contests import contest
from solvers.races.three_gaps import intensities

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINES = ("-", "--", "-.", ":")
STEPS = 61
CONTROL = {"available": Text("diffusion can be stemmed", "可遏制扩散"), "none": Text("it cannot", "不可遏制")}
VERSION = {"budget": Text("fixed budgets", "固定预算"), "effort": Text("costly effort", "努力有成本")}


def grid(model: Model, name: str, steps: int = STEPS) -> list[Fraction]:
    """Return evenly spaced values of a parameter over its declared range, open ends left out."""
    p = next(p for p in model.parameters if p.name == name)
    values = [p.low + (p.high - p.low) * Fraction(i, steps - 1) for i in range(steps)]
    return values[1 if p.open_low else 0 : -1 if p.open_high else None]


def race_control(lang: Language) -> Figure:
    """Draw the laggard's own R&D and how fast it catches up, with and without control of diffusion."""
    model = find("step_by_step")
    shown: dict[Text, Callable[[Any], Any]] = {
        Text("the laggard's own R&D", "落后者自身的研发"): lambda found: found.lag,
        Text("speed of catching up", "追赶速度"): lambda found: found.catch_up,
    }
    figure, axes = panels(len(shown))
    values = grid(model, "h")
    found = {how: [intensities(model.at(h=h, control=how))[0] for h in values] for how in CONTROL}
    for ax, (title, quantity) in zip(axes, shown.items(), strict=True):
        for i, (how, label) in enumerate(CONTROL.items()):
            line(ax, values, [quantity(each) for each in found[how]], i, label.in_(lang))
        ax.set_title(title.in_(lang), loc="left", fontsize=9)
        ax.set_ylim(bottom=0)
    axes[0].legend(loc="lower left")
    figure.supxlabel(parameter_label(model, "h", lang), fontsize=9)
    return figure


def alliance_shares(lang: Language) -> Figure:
    """Draw the Shapley value of every member against what an alliance keeps of its worth without the US."""
    model = find("alliance_coalition")
    figure, (ax,) = panels(1)
    values = grid(model, "lam", 31)
    shares = [shapley_value(model.at(lam=lam)) for lam in values]
    for i, member in enumerate(MEMBERS):
        line(ax, values, [each[i] for each in shares], i, translate(member, lang))
    ax.set_ylim(bottom=0)
    ax.set_ylabel(Text("Shapley value", "沙普利值").in_(lang))
    ax.set_xlabel(parameter_label(model, "lam", lang))
    ax.legend(loc="center", bbox_to_anchor=(0.5, 0.72), ncols=4)
    return figure


def frames_and_reach(lang: Language) -> Figure:
    """Draw which share every frame reaches from today's shares, and a frame's effect over time against coercion's."""
    figure, (left, right) = panels(2)
    bias = "bias_development"
    values = grid(frames, bias, 121)
    ends = [_from_today(**{bias: value}) for value in values]
    for i, (frame, name) in enumerate(FRAMES.items()):
        line(left, values, [each[frame] for each in ends], i, name.in_(lang))
    left.set_title(Text("share of states reached", "所及国家的份额").in_(lang), loc="left", fontsize=9)
    left.set_xlabel(_wrapped(parameter_label(frames, bias, lang)))
    left.legend(loc="center left")
    model = find("reach")
    years = grid(model, "t")
    measured: list[Measure] = [model.at(t=t) for t in years]
    for i, what in enumerate(("effect of the frame", "effect of coercion")):
        line(right, years, [each[what] for each in measured], i, translate(what, lang))
    right.set_title(Text("effect", "影响").in_(lang), loc="left", fontsize=9)
    right.set_xlabel(_wrapped(parameter_label(model, "t", lang)))
    right.legend(loc="center right")
    return figure


def _from_today(**values: Fraction) -> dict[str, Any]:
    """Return what every frame reaches from today's shares; nan where a tie leaves the way open."""
    try:
        return dict(reached(frames.at(**values), [p.default for p in TODAY]))
    except NotCoveredError:
        return dict.fromkeys(FRAMES, float("nan"))


def portfolio_efforts(lang: Language) -> Figure:
    """Draw what each power spends on the first contest as all weigh relative gains more and more."""
    model = find("portfolio_contest")
    figure, axes = panels(2)
    values = grid(model, "k_us", 13)
    for ax, (version, title) in zip(axes, VERSION.items(), strict=True):
        found = [contest(model.at(version=version, k_us=k, k_cn=k, k_eu=k)) for k in values]
        for i, actor in enumerate(ACTORS):
            line(ax, values, [each.efforts[i][0] for each in found], i, translate(actor, lang))
        ax.set_title(title.in_(lang), loc="left", fontsize=9)
        ax.set_ylim(0, 0.5)
    axes[0].set_ylabel(Text("effort, compulsory power", "强制性权力竞争中的努力").in_(lang))
    axes[0].legend(loc="upper left", ncols=3)
    figure.supxlabel(Text("weight of all three on relative gains, $k$", "三方的相对收益权重 $k$").in_(lang), fontsize=9)
    return figure


def _wrapped(label: str, width: int = 36) -> str:
    return "\n".join(wrap(label, width))


def panels(count: int) -> tuple[Figure, list[Axes]]:
    """Return a figure with panels side by side."""
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=(6.4, 2.9) if count > 1 else (5.0, 3.2))
    return figure, list(figure.subplots(1, count, squeeze=False)[0])


def line(ax: Axes, xs: Sequence[Any], ys: Sequence[Any], rank: int, label: str) -> None:
    """Draw exact values as the line of a rank: a dash and a colour of its own."""
    ax.plot([float(x) for x in xs], [float(y) for y in ys], LINES[rank], color=COLOURS[rank], label=label)
