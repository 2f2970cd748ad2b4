"""How far the headline predictions rest on numbers, on the form of relative gains, on who plays and who moves first.

Every prediction is a formal statement of a claim, so that table, figure and ledger speak of the same condition. Its
probability is over the declared ranges, uniformly weighted; its drivers are Sobol indices. At the calibration it is
asked, over every cardinalisation of the payoffs' order, whether some equilibrium and whether every equilibrium is as
predicted, of games in which moves are simultaneous, one after the other, or made by groups of a population. The
variants of the chip ban change one thing at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from games.export_controls import chip_ban, chip_ban_sequential, chip_ban_three
from games.formal import STATEMENTS
from games.formal.common import normal, some, tree
from games.formal.power_portfolio import ASSIGNED
from games.forms import NormalForm
from games.forms.table import Table
from games.model import Model
from games.power_portfolio import ACTORS
from games.relative_gains import relative_gains, snidal_weight
from games.statements import Statement, some_equilibrium, subgame_perfect_paths
from games.text import Language, Text
from paper_figs.style import COLOURS
from solvers.by_order import HEAD, ByOrder, Fits, by_order
from solvers.robustness import Driver, Probability, drivers, probability
from solvers.statics.points import prediction

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRAWS, BASE = 2**13, 2**9
SHOWN = 3
"""How many drivers the table names."""


@dataclass(frozen=True)
class Headline:
    """A prediction: a statement of a claim, by number and place, a short name, and the outcomes that fit it, if any.

    An outcome is a profile, a play of a tree, or what each group of a population does.
    """

    claim: int
    place: int
    name: Text
    fits: Fits | None = None

    @property
    def statement(self) -> Statement:
        """The formal statement."""
        return STATEMENTS[self.claim][self.place]

    @property
    def ordinal(self) -> ByOrder | None:
        """What the order of the payoffs at the calibration says of it; None where it is not about outcomes."""
        return None if self.fits is None else by_order(self.statement.game.at(), self.fits)


def _is(*outcome: str) -> Fits:
    return lambda found: found == outcome


def _has(move: str) -> Fits:
    return lambda found: move in found


def _as_assigned(picks: tuple[str, ...]) -> bool:
    return all(pick in ASSIGNED[actor] for actor, pick in zip(ACTORS, picks, strict=True))


HEADLINES = (
    Headline(22, 0, Text("restrict and indigenise", "限制且自主研发"), _is("Restrict", "Indigenise")),
    Headline(22, 1, Text("the US restricts", "美国实施限制"), _has("Restrict")),
    Headline(24, 1, Text("rule, redesign, tighter rule", "设规则、重新设计、收紧"), _is("Rule", "Redesign", "Tighten")),
    Headline(27, 2, Text("no threat sustains trade", "威胁不能维持贸易")),
    Headline(29, 1, Text("exclusive alliance", "排他的联盟"), _is("Exclusive")),
    Headline(30, 0, Text("lock-in", "锁定")),
    Headline(35, 0, Text("compliance everywhere", "在各地合规"), _is("Comply")),
    Headline(40, 1, Text("the EU's rules bind", "欧盟规则有约束力"), lambda found: found != ("Exit",)),
    Headline(35, 2, Text("all take the EU's standard", "各方采用欧盟标准"), _is("EU", "EU", "EU")),
    Headline(52, 1, Text("all take China's standard", "各方采用中国标准"), _is("CN", "CN", "CN")),
    Headline(20, 0, Text("consensus on security", "安全框架共识"), lambda found: set(found) == {"Security"}),
    Headline(53, 1, Text("consensus on development", "发展框架共识"), lambda found: set(found) == {"Development"}),
    Headline(45, 0, Text("development draws the South", "发展框架吸引南方")),
    Headline(50, 1, Text("strongest as assigned", "所分配的权力最强"), _as_assigned),
    Headline(50, 5, Text("assigned powers in equilibrium", "所分配的权力构成均衡"), _as_assigned),
)
"""The predictions a reader will ask about, each a statement of the ledger."""


@cache
def judged(claim: int, place: int) -> tuple[Probability, tuple[Driver, ...]]:
    """Return the probability of a statement, and its drivers among the parameters that no assumption ties."""
    import sympy

    statement = STATEMENTS[claim][place]
    model, condition = statement.game, statement.condition
    tied = {symbol.name for assumption in model.assumptions for symbol in assumption.free_symbols}
    free = model.fix(**{name: value for name, value in model.defaults.items() if name in tied})
    known = condition.subs({model.symbols[name]: sympy.Rational(model.defaults[name]) for name in tied})
    return probability(model, condition, draws=DRAWS), drivers(free, prediction(free, known), base=BASE)


def robustness_table(lang: Language) -> Table:
    """Return probability, drivers and ordinal robustness of every headline prediction."""
    head = Text("claim|prediction|game|probability|drivers (total Sobol index)",
                "论断|预测|博弈|概率|驱动参数（Sobol 总指数）")  # fmt: skip
    rows = [_row(each, lang) for each in HEADLINES]
    caption = Text("Robustness of the headline predictions", "主要预测的稳健性")
    note = Text(
        f"Share of the declared ranges with its 95% interval ({DRAWS} draws). Drivers: the {SHOWN} parameters with the "
        "largest total index, interactions counted; parameters that an assumption ties are at their defaults there. "
        "By order alone: whether every cardinalisation of the payoffs' order at the calibration has some equilibrium "
        "as predicted, and whether it has no other, mixed ones counted; open: where mixing depends on sizes. A dash "
        "where the statement compares more than payoffs of outcomes: patience, thresholds of a continuum, states off "
        "equilibrium.",
        f"在声明范围内成立的份额及 95% 区间（{DRAWS} 次抽样）。驱动参数：总指数（含交互作用）最大的 {SHOWN} 个参数；"
        "受假设约束的参数取默认值。“仅凭次序”指：在校准处收益次序的一切基数化下，是否存在符合预测的均衡，"
        "以及一切均衡（含混合均衡）是否均符合预测；前者总由次序决定，后者在混合取决于收益大小时未定。"
        "短横表示该陈述所比较的不止于结果的收益，如耐心、连续统的门槛、非均衡状态。",
    )
    columns = (*head.in_(lang).split("|"), *HEAD.in_(lang).split("|"))
    return Table(columns, rows, caption.in_(lang), note.in_(lang))


def robustness_figure(lang: Language) -> Figure:
    """Draw the probability of every headline prediction with its interval."""
    from matplotlib.figure import Figure as NewFigure

    figure = NewFigure(figsize=(6.6, 4.4))
    axes = figure.subplots()
    for row, each in enumerate(HEADLINES):
        found, _ = judged(each.claim, each.place)
        axes.plot((found.low, found.high), (-row, -row), color=COLOURS[0], linewidth=5, alpha=0.45)
        axes.plot(found.share, -row, "o", color="black", markersize=3.5)
    labels = [f"{each.name.in_(lang)}  ({each.claim})" for each in HEADLINES]
    axes.set_yticks([-row for row in range(len(labels))], labels, fontsize=8)
    axes.set_xlim(0, 1)
    axes.grid(axis="x", color="0.9", linewidth=0.6)
    axes.set_xlabel(Text("share of the declared ranges", "在声明范围内成立的份额").in_(lang))
    return figure


def variants_table(lang: Language) -> Table:
    """Return how likely restriction is as the form of relative gains, the players and the order of moves change."""
    head = Text("variant|some equilibrium has the US restrict|and China indigenise",
                "变体|存在美国实施限制的均衡|且中国自主研发")  # fmt: skip
    rows = [
        (each.title.in_(lang), *(_shown(p) for p in each.probabilities), *each.ordinal.cells(lang))
        for each in variants()
    ]
    caption = Text("The chip ban: form of relative gains, number of players, order of moves",
                   "芯片禁令：相对收益的形式、参与者数目与行动次序")  # fmt: skip
    note = Text(
        f"Share of the declared ranges with its 95% interval ({DRAWS} draws); pure equilibria, or paths of pure "
        "subgame-perfect ones. Grieco and Snidal are the same preferences between two powers: what differs is that "
        "the one draws k evenly, the other r = k/(1 + k). By order alone: whether every cardinalisation of the "
        "payoffs' order at the calibration has an equilibrium in which the US restricts, and whether it has no other.",
        f"在声明范围内成立的份额及 95% 区间（{DRAWS} 次抽样）；纯策略均衡，或纯策略子博弈精炼均衡的路径。"
        "两强之间格里科与斯奈德的形式为同一偏好：差别仅在于前者均匀抽取 k，后者均匀抽取 r = k/(1 + k)。"
        "“仅凭次序”指：在校准处收益次序的一切基数化下，是否存在美国实施限制的均衡，以及是否一切均衡均如此。",
    )
    columns = (*head.in_(lang).split("|"), *HEAD.in_(lang).split("|"))
    return Table(columns, rows, caption.in_(lang), note.in_(lang))


@dataclass(frozen=True)
class Variant:
    """A way to play the chip ban."""

    title: Text
    model: Model

    @cached_property
    def probabilities(self) -> tuple[Probability, ...]:
        """How likely the US restricts in equilibrium, and how likely it does while China indigenises."""
        return tuple(probability(self.model, some(self._on(*moves)), draws=DRAWS) for moves in (
            ("Restrict",), ("Restrict", "Indigenise"),
        ))  # fmt: skip

    @property
    def ordinal(self) -> ByOrder:
        """What the order of the payoffs at the calibration says of restriction."""
        return by_order(self.model.at(), _has("Restrict"))

    def _on(self, *moves: str) -> list[Any]:
        if isinstance(self.model.form, NormalForm):
            named = dict(zip(("US", "CN"), moves, strict=False))
            return [some_equilibrium(normal(self.model), False, **named)]
        paths = subgame_perfect_paths(tree(self.model))
        return [condition for path, condition in paths.items() if set(moves) <= set(path)]


@cache
def variants() -> tuple[Variant, ...]:
    """Return the chip ban and its variants, one thing changed at a time."""
    sequential = {first: chip_ban_sequential.choose(commitment=first) for first in ("US", "CN")}
    return (
        Variant(Text("two powers, Grieco: k even over its range", "两强，格里科：k 均匀"), chip_ban),
        Variant(Text("two powers, Snidal: r = k/(1 + k) even", "两强，斯奈德：r = k/(1 + k) 均匀"), by_share(chip_ban)),
        Variant(Text("three powers, k toward each rival", "三强，对每个对手均为 k"), chip_ban_three),
        Variant(Text("three powers, k spread over both rivals", "三强，k 分摊于两个对手"), spread_over(chip_ban_three)),
        Variant(Text("three powers, matrix: the US and China mind each other only", "三强，矩阵：中美仅在意对方"),
                rivals_only()),
        Variant(Text("two powers, the US moves first", "两强，美国先行"), sequential["US"]),
        Variant(Text("two powers, China moves first", "两强，中国先行"), sequential["CN"]),
    )  # fmt: skip


def by_share(model: Model) -> Model:
    """Return a model in which every weight k is drawn by Snidal's r = k/(1 + k), over the same weights."""
    return _weights_as(model, lambda r: r / (1 - r), snidal_weight)


def spread_over(model: Model) -> Model:
    """Return a model of three in which every weight is a total, half of it toward each rival (Snidal 1991)."""
    return _weights_as(model, lambda total: total / 2, lambda k: k)


def rivals_only() -> Model:
    """Return the chip ban of three in which the US and China weigh their gap to each other and no other gap."""
    us, cn = (next(p for p in chip_ban_three.parameters if p.name == name) for name in ("k_us", "k_cn"))
    absolute = chip_ban_three.fix(k_us=0, k_cn=0, k_eu=0)
    return relative_gains(absolute, [[0, us, 0], [cn, 0, 0], [0, 0, 0]])


def _weights_as(model: Model, to_k: Callable[[Any], Any], from_k: Callable[[Any], Any]) -> Model:
    def build(**values: Any) -> Any:
        return model.build(**{name: to_k(v) if name.startswith("k_") else v for name, v in values.items()})

    parameters = tuple(
        replace(p, default=from_k(p.default), high=from_k(p.high)) if p.name.startswith("k_") else p
        for p in model.parameters
    )
    return replace(model, parameters=parameters, build=build)


def _row(each: Headline, lang: Language) -> tuple[str, ...]:
    found, listed = judged(each.claim, each.place)
    model = each.statement.game
    named = ", ".join(f"{d.name} {d.total:.2f}" for d in listed[:SHOWN])
    decided = each.ordinal.cells(lang) if each.ordinal else ("–", "–")
    return (str(each.claim), each.statement.text.in_(lang), model.title.in_(lang), _shown(found), named, *decided)


def _shown(found: Probability) -> str:
    return f"{found.share:.3f} [{found.low:.3f}, {found.high:.3f}]"
