"""How far the headline predictions rest on numbers, on the form of relative gains, on who plays and who moves first.

Every prediction is a formal statement of a claim, so that table, figure and ledger speak of the same condition. Its
probability is over the declared ranges, uniformly weighted; its drivers are Sobol indices. At the calibration it is
asked of a simultaneous game whether the order of the payoffs alone makes the profile the only equilibrium, over every
cardinalisation. The variants of the chip ban change one thing at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from games.export_controls import chip_ban, chip_ban_sequential, chip_ban_three
from games.formal import STATEMENTS
from games.formal.common import normal, some, tree
from games.forms import NormalForm
from games.forms.table import Table
from games.model import Model
from games.registry import find
from games.relative_gains import relative_gains, snidal_weight
from games.statements import Statement, some_equilibrium, subgame_perfect_paths
from games.text import Language, Text
from paper_figs.style import COLOURS
from solvers.cardinal import cardinal
from solvers.dominance import iterated_dominance
from solvers.pure import pure_equilibria
from solvers.robustness import Driver, Probability, drivers, probability
from solvers.statics.points import prediction

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DRAWS, BASE = 2**13, 2**9
SHOWN = 3
"""How many drivers the table names."""


@dataclass(frozen=True)
class Headline:
    """A prediction: a statement of a claim, by number and place, a short name, and the profile it is about, if one."""

    claim: int
    place: int
    name: Text
    profile: tuple[str, ...] = ()

    @property
    def statement(self) -> Statement:
        """The formal statement."""
        return STATEMENTS[self.claim][self.place]


HEADLINES = (
    Headline(22, 0, Text("restrict and indigenise", "限制且自主研发"), ("Restrict", "Indigenise")),
    Headline(22, 1, Text("the US restricts", "美国实施限制")),
    Headline(24, 1, Text("rule, redesign, tighter rule", "设规则、重新设计、收紧")),
    Headline(27, 2, Text("no threat sustains trade", "威胁不能维持贸易")),
    Headline(29, 1, Text("exclusive alliance", "排他的联盟")),
    Headline(30, 0, Text("lock-in", "锁定")),
    Headline(35, 0, Text("compliance everywhere", "在各地合规"), ("Comply",)),
    Headline(40, 1, Text("the EU's rules bind", "欧盟规则有约束力")),
    Headline(35, 2, Text("all take the EU's standard", "各方采用欧盟标准"), ("EU", "EU", "EU")),
    Headline(52, 1, Text("all take China's standard", "各方采用中国标准"), ("CN", "CN", "CN")),
    Headline(20, 0, Text("consensus on security", "安全框架共识")),
    Headline(53, 1, Text("consensus on development", "发展框架共识")),
    Headline(45, 0, Text("development draws the South", "发展框架吸引南方")),
    Headline(50, 1, Text("strongest as assigned", "所分配的权力最强")),
    Headline(50, 5, Text("assigned powers in equilibrium", "所分配的权力构成均衡")),
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
    head = Text("claim|prediction|game|probability|drivers (total Sobol index)|only equilibrium by order alone",
                "论断|预测|博弈|概率|驱动参数（Sobol 总指数）|仅凭次序为唯一均衡")  # fmt: skip
    rows = [_row(each, lang) for each in HEADLINES]
    caption = Text("Robustness of the headline predictions", "主要预测的稳健性")
    note = Text(
        f"Share of the declared ranges with its 95% interval ({DRAWS} draws). Drivers: the {SHOWN} parameters with the "
        "largest total index, interactions counted; parameters that an assumption ties are at their defaults there. "
        "Last column: whether every cardinalisation of the payoffs' order at the calibration has the profile as its "
        "only equilibrium; a dash for trees and for statements that are not about one profile.",
        f"在声明范围内成立的份额及 95% 区间（{DRAWS} 次抽样）。驱动参数：总指数（含交互作用）最大的 {SHOWN} 个参数；"
        "受假设约束的参数取默认值。末列：校准处收益次序的一切基数化下，该组合是否均为唯一均衡；"
        "博弈树及不涉及单一组合的陈述为短横。",
    )
    return Table(head.in_(lang).split("|"), rows, caption.in_(lang), note.in_(lang))


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
    rows = [(each.title.in_(lang), *(_shown(p) for p in each.probabilities)) for each in variants()]
    caption = Text("The chip ban: form of relative gains, number of players, order of moves",
                   "芯片禁令：相对收益的形式、参与者数目与行动次序")  # fmt: skip
    note = Text(
        f"Share of the declared ranges with its 95% interval ({DRAWS} draws); pure equilibria, or paths of pure "
        "subgame-perfect ones. Grieco and Snidal are the same preferences between two powers: what differs is that "
        "the one draws k evenly, the other r = k/(1 + k).",
        f"在声明范围内成立的份额及 95% 区间（{DRAWS} 次抽样）；纯策略均衡，或纯策略子博弈精炼均衡的路径。"
        "两强之间格里科与斯奈德的形式为同一偏好：差别仅在于前者均匀抽取 k，后者均匀抽取 r = k/(1 + k)。",
    )
    return Table(head.in_(lang).split("|"), rows, caption.in_(lang), note.in_(lang))


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
    return (str(each.claim), each.statement.text.in_(lang), model.title.in_(lang), _shown(found), named,
            _by_order(each, lang))  # fmt: skip


def _by_order(each: Headline, lang: Language) -> str:
    if not each.profile:
        return "–"
    words = {True: Text("yes", "是"), False: Text("no", "否"), None: Text("open", "未定")}
    return words[only_by_order(find(each.statement.name).at(), each.profile)].in_(lang)


def only_by_order(game: NormalForm, profile: tuple[str, ...]) -> bool | None:
    """Return whether a profile is the only equilibrium in every cardinalisation of a game; None if that is open.

    Another pure equilibrium, or a deviation that pays, is there in all of them; iterated strict dominance by pure
    actions leaves the only one in all of them.
    """
    if {game.labels(tuple(own[0] for own in point.support)) for point in pure_equilibria(game)} != {profile}:
        return False
    if iterated_dominance(game, mixed=False).is_solved:
        return True
    answer = cardinal(game, profile, only=True) if game.shape == (2, 2) else None
    return None if answer is None or answer.ordinal is None else answer.verdict.status == "proved"


def _shown(found: Probability) -> str:
    return f"{found.share:.3f} [{found.low:.3f}, {found.high:.3f}]"
