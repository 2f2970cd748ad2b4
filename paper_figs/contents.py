"""What `make paper` writes: every table, LaTeX source and figure, each one function of the language.

Adding an `Item` here is all it takes to have an output written, typeset, hashed and listed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from games import classics, evidence
from games.forms.matrices import matrix_table
from games.forms.normal_form import NormalForm
from games.forms.table import Table
from games.forms.tree import GameTree, Leaf
from games.glossary import translate, translated
from games.model import Model
from games.registry import find
from games.text import Language, Text
from paper_figs import critical, families, headline, measurement, pictures, powers, robust
from paper_figs.classroom.collection import handouts
from paper_figs.comparative import game_type_path, payoff_plot
from paper_figs.ledger import ledger, overview
from paper_figs.payoff_sets import payoff_set_plot
from paper_figs.region_map import region_map
from paper_figs.statics_figures import chip_ban_bifurcation, chip_ban_tornado
from paper_figs.trees import draw_tree
from solvers.propositions import propositions as central_propositions
from solvers.regions import regions
from solvers.solve import equilibria
from solvers.subgame_perfect import subgame_perfect
from solvers.thresholds import thresholds

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Output: TypeAlias = "Table | Figure | Typeset | Mapping[str, str | bytes]"
"""A mapping holds the files of a folder by name."""
EXPORT_CONTROLS = ("chip_ban", "chip_ban_sequential", "chip_ban_three", "workaround")

SYMMETRIC = ((3, 5, 1, 2), (4, 5, 1, 3), (3, 4, 2, 1), (4, 3, 1, 2), (4, 3, 2, 1))
"""Temptation, reward, punishment, sucker: two Harmony games, a Stag Hunt, Chicken and the Prisoner's Dilemma."""


@dataclass(frozen=True)
class Typeset:
    """A game that LaTeX shows in a way of its own, with the table that Markdown, CSV and Word show instead."""

    game: NormalForm | GameTree
    table: Table


@dataclass(frozen=True)
class Item:
    """One output: its file name, how to make it in a language, and the models it shows.

    A table has a caption; a figure's stands in `paper_figs.captions`. `section` is where the paper shows it, one of
    `SECTIONS`; by default the family of the first model.
    """

    stem: str
    make: Callable[[Language], Output] = field(repr=False)
    models: tuple[str, ...] = ()
    section: str = ""

    @property
    def place(self) -> str:
        """The section of the paper it belongs to."""
        family = find(self.models[0]).name.partition(".")[0] if self.models else "evidence"
        return self.section or family


def equilibria_table(names: tuple[str, ...], lang: Language) -> Table:
    """Return the equilibria of models at their calibration, one row per extreme point."""
    rows = []
    for name in names:
        model = find(name)
        found = equilibria(model.at())
        for number, component in enumerate(found.components, start=1):
            for point in component.extreme:
                strategies = "; ".join(cell.text for cell in found.describe(point, lang))
                payoffs = ", ".join(map(str, point.payoffs))
                rows.append((model.title.in_(lang), translate(found.concept, lang), f"{number}/{len(found)}",
                             str(component.dimension), strategies, payoffs))  # fmt: skip
    columns = Text("game|concept|component|dimension|strategies|payoffs", "博弈|解概念|连通分支|维数|策略|收益")
    caption = Text("Equilibria at the calibration", "校准参数下的均衡")
    note = Text(
        "All equilibria of the concept: every list is complete. Utilities U after relative gains. In a tree, one "
        "strategy per decision.",
        "列出全部均衡，每一列表均完备。收益为计入相对收益后的效用 U。博弈树中每个决策点一个策略。",
    )
    return Table(columns.in_(lang).split("|"), rows, caption.in_(lang), note.in_(lang))


def parameter_table(names: tuple[str, ...], lang: Language) -> Table:
    """Return the parameters of several models, each once, with meaning, unit, default, range and source."""
    tables = [find(name).parameter_table(lang) for name in names]
    rows = {tuple(map(str, row)): row for table in tables for row in table.rows}
    note = Text(
        "Every default and range marked assumption is ours, not the article's.", "标为假设的默认值与范围为本文设定。"
    )
    caption = Text("Parameters of the export-control games", "出口管制博弈的参数")
    return Table(tables[0].columns, list(rows.values()), caption.in_(lang), note.in_(lang))


ABSOLUTE, UTILITIES = Text("absolute payoffs V", "绝对收益 V"), Text("utilities U", "效用 U")


def payoffs(model: Model, lang: Language, absolute: bool = False, formulas: bool = False) -> Typeset:
    """Return a game, at its calibration or as formulas, in absolute payoffs V or utilities U."""
    weights: dict[str, Any] = {name: 0 for name in model.defaults if name.startswith("k")} if absolute else {}
    form: Any = model.fix(**weights).form if formulas else model.at(**weights)
    game: NormalForm | GameTree = translated(form, lang)
    caption = f"{model.title.in_(lang)}: {(ABSOLUTE if absolute else UTILITIES).in_(lang)}"
    table = matrix_table(game) if isinstance(game, NormalForm) else play_table(game, lang)
    return Typeset(game, replace(table, caption=caption).explained(lang))


def play_table(tree: GameTree, lang: Language) -> Table:
    """Return everybody's payoff at the end of every play of a tree."""
    leaves = [(path, node) for path, node in tree.walk() if isinstance(node, Leaf)]
    return Table((translate("play", lang), *tree.players), [("/".join(path), *node.payoffs) for path, node in leaves])


def section_table(model: Model, names: tuple[str, ...], lang: Language) -> Table:
    """Return the regions of a model over a few parameters, the others at their defaults."""
    held: dict[str, Any] = {name: value for name, value in model.defaults.items() if name not in names}
    table = regions(model.fix(**held)).table(lang)
    return replace(table, caption=f"{table.caption} ({', '.join(names)})")


def chip_ban_map(lang: Language) -> Figure:
    """Draw the regions of the chip ban over the US weight on relative gains and the quality of Chinese chips."""
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=(5.6, 4.2))
    region_map(find("chip_ban"), "k_us", "q", figure.subplots(), lang=lang)
    return figure


def workaround_tree(lang: Language) -> Figure:
    """Draw the workaround with its subgame-perfect play."""
    from matplotlib.figure import Figure as NewFigure

    tree: GameTree = find("workaround").at()
    figure = NewFigure(figsize=(6.2, 3.8))
    draw_tree(tree, figure.subplots(), equilibrium=next(iter(subgame_perfect(tree))), lang=lang)
    return figure


def path_to_the_dilemma(lang: Language) -> Figure:
    """Draw how relative gains move classic games, and the chip ban at the calibration, through the 2x2 classes."""
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=(6.4, 3.2))
    weights = [Fraction(i, 120) for i in range(361)]
    rows = {f"$T, R, P, S$ = {', '.join(map(str, game))}": classics.symmetric(*game) for game in SYMMETRIC}
    rows[Text("Chip ban (US / China)", "芯片禁令（美国 / 中国）").in_(lang)] = find("chip_ban").at(k_us=0, k_cn=0)
    game_type_path(rows, weights, figure.subplots(), lang)
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def patience(lang: Language) -> Figure:
    """Draw what patience sustains in the repeated chip trade, without relative gains and with them."""
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=(6.4, 3.2))
    model = find("repeated_chip_trade")
    for ax, k in zip(figure.subplots(1, 2), (Fraction(0), model.defaults["k"]), strict=True):
        payoff_set_plot(model.at(k=k), ("1/5", "1/2", "9/10"), ax, lang)
        ax.set_title(f"$k = {k}$", loc="left", fontsize=9)
        ax.legend(loc="upper right", fontsize=8)
    return figure


PROPOSITIONS = "propositions"
"""What stands in this section is typeset as propositions, not as a table."""
SECTIONS: dict[str, Text] = {
    "powers": Text("Four powers and their sources", "四种权力及其来源"),
    "evidence": Text("Evidence", "证据"),
    "relative_gains": Text("Relative gains", "相对收益"),
    "export_controls": Text("Export controls: compulsory power", "出口管制：强制性权力"),
    "technology_race": Text("The technology race", "技术竞赛"),
    "technology_alliances": Text("Technology alliances: structural power", "技术联盟：结构性权力"),
    "regulatory_adoption": Text("The Brussels effect: institutional power", "布鲁塞尔效应：制度性权力"),
    "discourse_alignment": Text("Frames and discourse: productive power", "框架与话语：生产性权力"),
    "power_portfolio": Text("The portfolio of powers", "权力组合"),
    "classics": Text("Textbook games", "经典博弈"),
    "ledger": Text("Ledger of claims", "论断台账"),
}
"""The sections of the paper in order; most are families of models."""


def explorer_page(lang: Language) -> Mapping[str, str]:
    """Return the explorer of all models with the verdicts of their claims, opened in a language."""
    from paper_figs.explorer.page import whole

    return {"explorer.html": whole(lang)}


ITEMS: tuple[Item, ...] = (
    Item("evidence", evidence.table),
    Item("parameters", lambda lang: parameter_table(EXPORT_CONTROLS, lang), EXPORT_CONTROLS),
    Item("chip_ban_formulas", lambda lang: payoffs(find("chip_ban"), lang, True, formulas=True), ("chip_ban",)),
    Item("chip_ban_absolute", lambda lang: payoffs(find("chip_ban"), lang, True), ("chip_ban",)),
    Item("chip_ban_utilities", lambda lang: payoffs(find("chip_ban"), lang), ("chip_ban",)),
    Item("chip_ban_three_utilities", lambda lang: payoffs(find("chip_ban_three"), lang), ("chip_ban_three",)),
    Item("workaround_tree", lambda lang: payoffs(find("workaround"), lang), ("workaround",)),
    Item("equilibria", lambda lang: equilibria_table(EXPORT_CONTROLS, lang), EXPORT_CONTROLS),
    Item("chip_ban_regions", lambda lang: regions(find("chip_ban")).table(lang), ("chip_ban",)),
    Item("chip_ban_map_regions", lambda lang: section_table(find("chip_ban"), ("k_us", "q"), lang), ("chip_ban",)),
    Item("chip_ban_thresholds", lambda lang: thresholds(find("chip_ban"), "k_us").table(lang), ("chip_ban",)),
    Item("workaround_regions", lambda lang: regions(find("workaround")).table(lang), ("workaround",)),
    Item("claims", lambda lang: overview().table(lang), section="ledger"),
    Item("propositions", lambda lang: ledger().table(lang), section=PROPOSITIONS),
    Item("patience", patience, ("repeated_chip_trade",)),
    Item("chip_ban_map", chip_ban_map, ("chip_ban",)),
    Item("chip_ban_payoffs", lambda lang: payoff_plot(find("chip_ban"), "k_us", lang=lang), ("chip_ban",)),
    Item("chip_ban_bifurcation", chip_ban_bifurcation, ("chip_ban",)),
    Item("chip_ban_tornado", chip_ban_tornado, ("chip_ban",)),
    Item("game_type_path", path_to_the_dilemma, ("chip_ban",)),
    Item("workaround_play", workaround_tree, ("workaround",)),
    *(Item(f"{name}_parameters", partial(families.parameters, title, models), models)
      for name, (title, models) in families.FAMILIES.items()),
    *(Item(f"{name}_regions", partial(families.region_table, name), (name,))
      for name in ("capability_signal", "exclusivity", "supplier_leak", "firm_compliance")),
    *(Item(f"{name}_solution", partial(families.solution, name), (name,)) for name in families.SOLVED),
    Item("capability_signal_beliefs", lambda lang: families.solution("capability_signal", lang, "pbe"),
         ("capability_signal",)),
    Item("figure_1_sources_and_arenas", powers.sources_and_arenas, section="powers"),
    Item("figure_2_direct_powers", powers.direct_powers, section="powers"),
    Item("figure_3_indirect_powers", powers.indirect_powers, section="powers"),
    Item("powers_and_sources", powers.mask_table, section="powers"),
    Item("central_propositions", lambda lang: central_propositions().table(lang), section="ledger"),
    Item("claim_50_measurement", measurement.measurement_table, ("instrument_choice",)),
    Item("claim_50_by_actor", measurement.measurement_by_actor, ("instrument_choice",)),
    Item("race_control", pictures.race_control, ("step_by_step",)),
    Item("alliance_shares", pictures.alliance_shares, ("alliance_coalition",)),
    Item("frames_and_reach", pictures.frames_and_reach, ("frames", "reach")),
    Item("portfolio_efforts", pictures.portfolio_efforts, ("portfolio_contest",)),
    Item("three_powers_paths", headline.three_powers_paths, ("three_powers",)),
    Item("three_powers_statics", headline.three_powers_statics, ("three_powers",)),
    Item("three_powers_over_k", headline.three_powers_over_k, ("three_powers",)),
    Item("policy", headline.policy_table, ("three_powers",)),
    Item("robustness", robust.robustness_table, section="ledger"),
    Item("robustness_shares", robust.robustness_figure, section="ledger"),
    Item("chip_ban_variants", robust.variants_table, ("chip_ban", "chip_ban_sequential", "chip_ban_three")),
    Item("critical_weights", critical.critical_weights, ("chip_ban",)),
    Item("chosen_stringencies", critical.chosen_stringencies, ("stringency",)),
    Item("endogenous_k_map", families.endogenous_k_map, ("endogenous_k",)),
    Item("brussels_map", families.brussels_map, ("firm_compliance",)),
    Item("standards_map", families.standards_map, ("rival_standards",)),
    Item("standards_outcomes", families.standards_types, ("rival_standards_periphery",)),
    Item("ecosystem_response", families.ecosystem_response, ("ecosystem_choice",)),
    Item("exercises", handouts),
    Item("explorer", explorer_page),
)  # fmt: skip
