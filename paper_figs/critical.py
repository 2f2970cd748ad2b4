"""Two critical values as figures: the weight from which the US restricts, and the stringency the EU chooses.

The weight is read off the chip ban at two weights, the appeal of restriction being linear in it; the stringency is what
the solver of commitment finds at each market share, beside the bound that the proposition on stringency solves.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from games.export_controls import CN_MOVES, chip_ban
from games.formal.proofs import binding_stringencies
from games.glossary import translate
from games.model import rationals
from games.regulatory_adoption import FIRM_MOVES, stringency
from games.text import Language, Text
from paper_figs.comparative import parameter_label
from paper_figs.pictures import grid, line, panels
from paper_figs.style import COLOURS
from solvers.commitment import commitment

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DISPLACED = (Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
"""Shares of US sales displaced by indigenous chips, a line of the figure each."""
HIGHEST = 6
"""Where the axis of weights ends, beyond their declared range."""
NEVER = Text(r"no weight sustains it at $\phi$ = {}", r"$\phi$ = {} 时任何权重均不能维持")
GREATEST = Text("greatest weight in the declared range", "声明范围内的最大权重")
WOULD = Text("the firm would comply everywhere", "企业将在各地均合规的范围")
CHOSEN = Text("chosen by the EU; the firm: {}", "欧盟的选择；企业：{}")
DASHES = ("-", (0, (3, 1)), (0, (1, 0.6)))
SIZE = (5.8, 4.2)


def critical_weights(lang: Language) -> Figure:
    """Draw the weight from which the US restricts in some pure equilibrium, over the quality of indigenous chips."""
    figure, (ax,) = panels(1)
    figure.set_size_inches(SIZE)
    values = grid(chip_ban, "q", 241)
    for i, phi in enumerate(DISPLACED):
        least = (least_weight(q, phi) for q in values)
        line(ax, values, [math.nan if k is None or k > HIGHEST else k for k in least], i, str(phi))
    displaced = chip_ban.defaults["phi"]
    never = float(min(q for q in values if least_weight(q, displaced) is None))
    ax.axvspan(never, 1, facecolor="0.93", edgecolor="0.7", hatch="///", linewidth=0)
    ax.text((never + 3) / 4, HIGHEST / 2, NEVER.in_(lang).format(displaced), rotation=90, ha="center", va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})  # fmt: skip
    greatest = float(next(p.high for p in chip_ban.parameters if p.name == "k_us"))
    ax.axhline(greatest, color="0.35", linewidth=0.8, linestyle=(0, (1, 2)))
    ax.text(0.01, greatest + 0.08, GREATEST.in_(lang), fontsize=8)
    _star(ax, chip_ban.defaults["q"], chip_ban.defaults["k_us"])
    ax.set(xlim=(0, 1), ylim=(0, HIGHEST), xlabel=parameter_label(chip_ban, "q", lang))
    ax.set_ylabel(Text("least weight of the US, $k_{us}$", "美国所需的最小权重 $k_{us}$").in_(lang))
    figure.legend(loc="outside lower center", title=parameter_label(chip_ban, "phi", lang), ncols=len(DISPLACED))
    return figure


def least_weight(q: Fraction, phi: Fraction) -> Fraction | None:
    """Return the weight from which the US restricts in some pure equilibrium; None where no weight makes it.

    The other parameters are at the calibration.

    >>> least_weight(Fraction(2, 5), Fraction(1, 2)), least_weight(Fraction(9, 10), Fraction(1, 2))
    (Fraction(5, 13), None)
    """
    return min(_weights(q, phi), default=None)


def _weights(q: Fraction, phi: Fraction) -> Iterator[Fraction]:
    """Yield the weight from which restriction pays against each best reply of China to it."""
    none, one = (chip_ban.at(q=q, phi=phi, k_us=k) for k in (0, 1))
    utilities = [none.payoff(("Restrict", cn))[1] for cn in CN_MOVES]
    for cn, utility in zip(CN_MOVES, utilities, strict=True):
        start, then = (game.payoff(("Restrict", cn))[0] - game.payoff(("Open", cn))[0] for game in (none, one))
        if utility == max(utilities) and start >= 0:
            yield Fraction(0)
        elif utility == max(utilities) and then > start:
            yield start / (start - then)


def chosen_stringencies(lang: Language) -> Figure:
    """Draw the stringency that the EU chooses over its market share, by what the firm answers."""
    figure, (ax,) = panels(1)
    figure.set_size_inches(SIZE)
    values = grid(stringency, "mu", 201)
    bounds = [compliant_up_to(share) for share in values]
    ax.fill_between([float(x) for x in values], [float(b) for b in bounds], facecolor="0.88",
                    edgecolor="0.6", label=WOULD.in_(lang))  # fmt: skip
    found = [commitment(stringency.at(mu=share)).outcomes for share in values]
    for i, move in enumerate(FIRM_MOVES):
        chosen = [next((float(o.action) for o in each if o.option == move), math.nan) for each in found]
        if not all(map(math.isnan, chosen)):
            ax.plot([float(x) for x in values], chosen, linestyle=DASHES[i], color=COLOURS[i], linewidth=2.4,
                    label=CHOSEN.in_(lang).format(translate(move, lang)))  # fmt: skip
    _star(ax, stringency.defaults["mu"], commitment(stringency.at()).outcomes[0].action)
    ax.set(xlim=(0, 1), ylim=(0, float(stringency.defaults["smax"]) * 1.05))
    ax.set_xlabel(parameter_label(stringency, "mu", lang))
    ax.set_ylabel(Text("stringency the EU chooses, $s$", "欧盟选择的严格程度 $s$").in_(lang))
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def compliant_up_to(share: Fraction) -> Fraction:
    """Return the greatest possible stringency with which the firm complies everywhere, at the calibration.

    >>> compliant_up_to(Fraction(1, 2))
    Fraction(1, 1)
    """
    import sympy

    at = rationals(stringency.defaults | {"mu": share})
    bounds = (bound.xreplace(at) for bound in binding_stringencies())
    least = sympy.Min(*(bound for bound in bounds if bound.is_finite), at[stringency.symbols["smax"]])
    return Fraction(int(least.p), int(least.q))


def _star(ax: Axes, x: object, y: object) -> None:
    """Mark the calibration."""
    ax.plot(float(x), float(y), "*", color="white", markeredgecolor="black", markersize=11, zorder=5)  # type: ignore[arg-type]
