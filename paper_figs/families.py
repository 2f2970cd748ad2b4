"""Tables and figures of the families beside export controls, each one function of the language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from games.formal.common import normal, some
from games.forms.table import Table
from games.glossary import translate
from games.registry import find
from games.regulatory_adoption import STANDARD_TYPES, standard_type
from games.statements import is_equilibrium
from games.text import Language, Text
from paper_figs.region_map import region_map
from solvers.participation import participation
from solvers.pure import pure_equilibria
from solvers.regions import regions
from solvers.robustness import probability
from solvers.solve import solve

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SOLVED = (
    "repeated_chip_trade", "alliance_coalition", "ecosystem_choice", "rival_standards", "stringency", "emulation",
    "frames", "regime_change", "cheap_talk", "persuasion",
)  # fmt: skip
"""The models whose solution at the calibration is a table of the paper."""

FAMILIES = {
    "technology_alliances": (
        Text("Parameters of the alliance games", "技术联盟博弈的参数"),
        ("exclusivity", "supplier_leak", "ecosystem_choice", "alliance_coalition", "dependence"),
    ),
    "regulatory_adoption": (
        Text("Parameters of the regulation games", "规则采纳博弈的参数"),
        ("firm_compliance", "stringency", "rival_standards_periphery", "emulation_rivals"),
    ),
    "discourse_alignment": (
        Text("Parameters of the discourse games", "话语对齐博弈的参数"),
        ("frames", "regime_change", "cheap_talk", "persuasion", "reach"),
    ),
    "power_portfolio": (
        Text("Parameters of the three powers", "三方博弈的参数"),
        ("three_powers", "portfolio_contest"),
    ),
    "technology_race": (
        Text("Parameters of the races", "技术竞赛的参数"),
        ("step_by_step", "gap_race", "safety_race_rivals"),
    ),
    "relative_gains": (Text("Parameters of endogenous concern", "内生关切的参数"), ("endogenous_k",)),
}
"""The families beside export controls: the title of their parameters and the models that have them."""


def solution(name: str, lang: Language, concept: str = "", **values: Any) -> Table:
    """Return what a concept says of a model at its calibration, under the model's title."""
    model = find(name)
    return solve(model.at(**values), concept).table(lang, model.title.in_(lang))


def region_table(name: str, lang: Language) -> Table:
    """Return the regions of a model."""
    return regions(find(name)).table(lang)


def brussels_map(lang: Language) -> Figure:
    """Draw what the firm does over the EU's market share and the stringency of its rules."""
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=(5.6, 4.0))
    region_map(find("firm_compliance"), "mu", "s", figure.subplots(), lang=lang)
    return figure


def endogenous_k_map(lang: Language) -> Figure:
    """Draw where a deal that profits both is refused, over what it gives one side more and what force costs."""
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=(6.0, 4.2))
    region_map(find("endogenous_k"), "g", "c", figure.subplots(), lang=lang)
    return figure


def standards_map(lang: Language) -> Figure:
    """Draw which standards can prevail over the value of sharing one and the cost to China of another's."""
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=(6.2, 5.4))
    region_map(find("rival_standards"), "beta", "a_cn", figure.subplots(), lang=lang)
    return figure


def standards_types(lang: Language) -> Table:
    """Return how likely an equilibrium with each of Drezner's four outcomes is, with a periphery that may stay out."""
    model = find("rival_standards_periphery")
    form = normal(model)
    kinds: dict[Text, list[tuple[str, ...]]] = {}
    for profile in form.profiles():
        kinds.setdefault(standard_type(form.labels(profile)), []).append(form.labels(profile))
    game, rows = model.at(), []
    calibrated = {game.labels(tuple(own[0] for own in point.support)) for point in pure_equilibria(game)}
    for kind in STANDARD_TYPES.values():
        found = probability(model, some(is_equilibrium(form, each) for each in kinds[kind]), draws=2**12)
        example = next((each for each in kinds[kind] if each in calibrated), None)
        shown = ", ".join(translate(move, lang) for move in example) if example else "–"
        rows.append((kind.in_(lang), f"{found.share:.3f} [{found.low:.3f}, {found.high:.3f}]", shown))
    head = Text(
        "outcome|probability|at the calibration (US, EU, China, periphery)",
        "结果|概率|校准处（美国、欧盟、中国、外围）",
    )
    caption = Text(
        "Standards with a periphery: which outcomes are equilibria", "有外围国家的标准之争：何种结果构成均衡"
    )
    note = Text(
        "Share of the declared ranges in which some pure equilibrium has the outcome (95% interval, 4096 draws); "
        "several outcomes can be equilibria of one game, and a game may have no pure equilibrium.",
        "存在具有该结果的纯策略均衡的份额（95% 区间，4096 次抽样）；"
        "同一博弈可有多种结果构成均衡，也可能没有纯策略均衡。",
    )
    return Table(head.in_(lang).split("|"), rows, caption.in_(lang), note.in_(lang))


def ecosystem_response(lang: Language) -> Figure:
    """Draw who joins and who stays against who is in: equilibria, tipping point and the band of lock-in."""
    import numpy as np
    from matplotlib.figure import Figure as NewFigure

    game = find("ecosystem_choice").at()
    found = participation(game)
    shares = np.linspace(0, 1, 401)
    join, stay = ([float(response(Fraction(n))) for n in shares] for response in (game.joining, game.staying))
    figure = NewFigure(figsize=(5.2, 3.8))
    axes = figure.subplots()
    axes.plot(shares, shares, color="0.6", linewidth=0.8)
    axes.plot(shares, join, label=Text("would join", "愿意加入").in_(lang))
    axes.plot(shares, stay, linestyle="--", label=Text("would stay", "愿意留下").in_(lang))
    for low, high in found.bands:
        axes.axvspan(float(low), float(high), color="0.9", zorder=0)
    for (n, _), stable in zip(found.equilibria, found.stable, strict=True):
        axes.plot(float(n), float(n), "ko", markerfacecolor="k" if stable else "w", clip_on=False, zorder=3)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel=Text("share that is in", "已加入的份额").in_(lang))
    axes.set_ylabel(Text("share for which it is worth while", "值得加入或留下的份额").in_(lang))
    axes.legend(loc="upper left")
    return figure


def parameters(title: Text, names: Sequence[str], lang: Language) -> Table:
    """Return the parameters of several models, each once, with meaning, unit, default, range and source."""
    tables = [find(name).parameter_table(lang) for name in names]
    rows = {tuple(map(str, row)): row for table in tables for row in table.rows}
    return replace(tables[0], rows=list(rows.values()), caption=title.in_(lang))
