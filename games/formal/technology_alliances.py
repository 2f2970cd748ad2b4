"""Formal statements about ecosystems, exclusion and alliances (claims 2, 15, 19, 28 to 34 and 49).

A participation game answers a share n of members with the share `intercept + slope n`, cut to [0, 1], that would join;
`loyalty` more would stay. A slope above one means that a lead feeds on itself: two shares that last, and a tipping
point between them.

The Shapley values of two members a and b differ by a sum over the coalitions S without either, with positive weights,
of v(S with a) - v(S with b) (Shapley 1953).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import factorial
from typing import Any

from games.formal.common import every, form_of, if_then, normal, some, tree
from games.forms.coalition import CoalitionalGame
from games.forms.measure import Measure
from games.forms.participation import ParticipationGame
from games.model import Model
from games.parameters import parameter
from games.statements import (
    Fact,
    Statement,
    extended,
    gap,
    is_equilibrium,
    never_falls,
    prefers,
    subgame_perfect_paths,
)
from games.technology_alliances import ASSUMED, ENDOWMENTS, STATES, average_cost, ecosystem_choice
from games.text import Text

ECOSYSTEM, FINITE = "technology_alliances.ecosystem_choice", "technology_alliances.ecosystem_choice_finite"
EXCLUSIVITY, LEAK = "technology_alliances.exclusivity", "technology_alliances.supplier_leak"
COALITION, DEPENDENCE = "technology_alliances.alliance_coalition", "technology_alliances.dependence"
LOCK_IN, SUPPLY = "technology_alliances.lock_in", "technology_alliances.foundation_models"

started = parameter("x", "share of states that has joined", "已加入国家的份额", "1/2", 0, 1)
STARTED = extended(ecosystem_choice, started)
most = parameter(
    "x", "share of states that has joined", "已加入国家的份额", "3/4", "1/2", 1, open_low=True, open_high=True
)
MAJORITY = extended(ecosystem_choice, most)
MEASURED = {p.name: str(p.default) for p in ENDOWMENTS if p.name not in ASSUMED}


def _ecosystem(model: Model) -> ParticipationGame:
    return form_of(model, ParticipationGame)


def _joining(model: Model, share: Any) -> Any:
    """Return the share that would join if `share` had joined, before it is cut to [0, 1]."""
    return _ecosystem(model).intercept + _ecosystem(model).slope * share


def _staying(model: Model, share: Any) -> Any:
    return _joining(model, share) + _ecosystem(model).loyalty


def _feeds_on_itself(model: Model) -> Any:
    """Return where nobody joining and everybody joining both confirm themselves, strictly."""
    return every((_joining(model, 0) < 0, _joining(model, 1) > 1))


def _locked_in(model: Model) -> Any:
    """Return where all stay once all are in, though none would join if none had."""
    return every((_staying(model, 1) >= 1, _joining(model, 0) <= 0))


def _subsidy_lasts(model: Model) -> Any:
    """Return where the subsidy moves all in from nothing, and all stay when it ends, though none would have come."""
    without = model.fix(subsidy=0)
    moved = every((_joining(model, 0) > 0, _joining(model, 1) >= 1))
    return every((moved, _staying(without, 1) >= 1, _joining(without, 0) <= 0))


def _lead_grows(model: Model) -> Any:
    """Return that where the lead feeds on itself, a share that would grow stays one that would as it gets larger."""
    more = _joining(model, started.symbol) - started.symbol
    return if_then(every((_feeds_on_itself(model), more > 0)), never_falls(more, started.symbol))


def _loss(model: Model, layer: str) -> Any:
    return form_of(model, Measure)[f"loss: {layer}"]


def _loss_grows(model: Model, *layers: str) -> Any:
    return every(never_falls(_loss(model, layer), model.symbols[f"omega_{layer}"]) for layer in layers)


def _joins_unpaid(model: Model) -> Any:
    """Return that a supplier which would lose its sales or more joins, paid or not."""
    joins = (prefers(model.strategic, "Supplier", (offer, "Join"), (offer, "Sell")) for offer in ("Offer", "NoOffer"))
    return if_then(model.symbols["loss"] >= model.symbols["sales"], every(joins))


def _joins_on_the_path(model: Model) -> Any:
    return some(condition for path, condition in subgame_perfect_paths(tree(model)).items() if "Join" in path)


def _without(game: CoalitionalGame, *members: str) -> Iterator[tuple[str, ...]]:
    others = [player for player in game.players if player not in members]
    for size in range(len(others) + 1):
        yield from combinations(others, size)


def _lead_in_shapley_value(game: CoalitionalGame, first: str, second: str) -> Any:
    """Return by how much the first player's Shapley value exceeds the second's."""
    import sympy

    n = len(game.players)

    def weight(size: int) -> Any:
        return sympy.Rational(factorial(size) * factorial(n - 2 - size), factorial(n - 1))

    return sum(
        weight(len(rest)) * (game.worth(*rest, first) - game.worth(*rest, second))
        for rest in _without(game, first, second)
    )


def _gap_widens(model: Model) -> Any:
    """Return that the US lead over each member grows, the less an alliance without it is worth."""
    import sympy

    game, lam = form_of(model, CoalitionalGame), model.symbols["lam"]
    rates = (sympy.factor(sympy.diff(_lead_in_shapley_value(game, "US", m), lam)) for m in game.players if m != "US")
    return every(rate <= 0 for rate in rates)


def _us_first(model: Model) -> Any:
    import sympy

    game = form_of(model, CoalitionalGame)
    leads = (_lead_in_shapley_value(game, "US", member) for member in game.players if member != "US")
    return every(sympy.factor(lead) >= 0 for lead in leads)


def _joining_adds(model: Model) -> Any:
    """Return that no alliance is worth less for one member more."""
    import sympy

    game = form_of(model, CoalitionalGame)
    pairs = ((member, rest) for member in game.players for rest in _without(game, member) if rest)
    return every(sympy.factor(game.worth(*rest, member) - game.worth(*rest)) >= 0 for member, rest in pairs)


STATEMENTS: dict[int, tuple[Statement, ...]] = {
    2: (
        Statement(ECOSYSTEM, Text(
            "The more states have joined, the more would join.",
            "已加入的国家越多，愿意加入的越多。",
        ), lambda model: _ecosystem(model).slope >= 0),
        Statement(ECOSYSTEM, Text(
            "A lead feeds on itself: that all join and that none joins both confirm themselves strictly.",
            "领先自我强化：全部加入与无人加入都严格地自我实现。",
        ), _feeds_on_itself, "where"),
        Statement(STARTED, Text(
            "Where a lead feeds on itself, growth that has begun gathers pace.",
            "在领先自我强化之处，已开始的增长不断加快。",
        ), _lead_grows),
    ),
    4: (
        Statement(SUPPLY, Text(
            "The larger the home market, the lower the cost per unit of a lone supplier.",
            "本土市场越大，单一供应者的单位成本越低。",
        ), lambda model: never_falls(-_unit_cost(model), model.symbols["m"])),
        Statement(SUPPLY, Text(
            "The stronger the network effect, the lower that cost.",
            "网络效应越强，该成本越低。",
        ), lambda model: never_falls(-_unit_cost(model), model.symbols["beta"])),
        Statement(SUPPLY, Text(
            "The larger the home market, the more a cheaper process is worth to a supplier.",
            "本土市场越大，更低成本的工艺对供应者越有价值。",
        ), lambda model: never_falls(-_worth_of_cost(model), model.symbols["m"])),
    ),
    5: (
        Statement(SUPPLY, Text(
            "The higher the fixed cost, the less there is room for a second supplier.",
            "固定成本越高，第二个供应者的空间越小。",
        ), lambda model: never_falls(-_second(model), model.symbols["F"])),
        Statement(SUPPLY, Text(
            "The lower the marginal cost, the less there is room for a second supplier.",
            "边际成本越低，第二个供应者的空间越小。",
        ), lambda model: never_falls(_second(model), model.symbols["c"])),
        Statement(SUPPLY, Text(
            "The market has room for one supplier and not for two.",
            "市场容得下一个供应者，容不下两个。",
        ), lambda model: every((
            is_equilibrium(normal(model), ("Enter", "Stay out"), strict=True),
            is_equilibrium(normal(model), ("Stay out", "Enter"), strict=True),
        )), "where"),
    ),
    15: (
        Statement(DEPENDENCE, Text(
            "At every layer a cut-off costs more, the larger the supplier's share.",
            "在每一层次，供应方份额越大，断供的代价越高。",
        ), lambda model: _loss_grows(model, "chips", "compute", "applications")),
    ),
    19: (
        Statement(DEPENDENCE, Text(
            "The larger the US share of applications, the more losing them costs the others.",
            "美国在应用层的份额越大，失去这些应用给他国造成的损失越大。",
        ), lambda model: _loss_grows(model, "applications")),
    ),
    28: (
        Statement(COALITION, Text(
            "No alliance is worth less for one member more.",
            "联盟每增加一个成员，价值都不会降低。",
        ), _joining_adds, heavy=True),
    ),
    29: (
        Statement(EXCLUSIVITY, Text(
            "In absolute gains the leader never gains by excluding.",
            "按绝对收益，排他从不使领导者得益。",
        ), lambda model: prefers(model.strategic, "Leader", ("Open",), ("Exclusive",)), at={"k": "0"}),
        Statement(EXCLUSIVITY, Text(
            "The leader prefers an exclusive alliance.",
            "领导者偏好排他的联盟。",
        ), lambda model: prefers(model.strategic, "Leader", ("Exclusive",), ("Open",)), "where"),
    ),
    30: (
        Statement(ECOSYSTEM, Text(
            "Lock-in: all stay once all are in, though none would join if none had.",
            "锁定：一旦全部加入便全部留下，尽管从无到有时无人愿意加入。",
        ), _locked_in, "where"),
        Statement(ECOSYSTEM, Text(
            "The costlier leaving is, the more stay.",
            "退出成本越高，留下者越多。",
        ), lambda model: never_falls(_staying(model, 1), model.symbols["sigma"])),
        Statement(ECOSYSTEM, Text(
            "Without a cost of leaving too, there is lock-in.",
            "即使退出没有成本，仍存在锁定。",
        ), _locked_in, "where", at={"sigma": "0"}),
        Statement(LOCK_IN, Text(
            "Among newcomers of even tastes either standard may lock in: chance decides the path.",
            "后来者偏好均等时，任一标准都可能锁定：偶然决定路径。",
        ), lambda model: every((_chance_of_a(model) > 0, _chance_of_a(model) < 1)), at={"p": "1/2"}),
    ),
    31: (
        Statement(ECOSYSTEM, Text(
            "The larger the subsidy, the more states join.",
            "补贴越大，加入的国家越多。",
        ), lambda model: never_falls(_joining(model, 0), model.symbols["subsidy"])),
        Statement(ECOSYSTEM, Text(
            "Dependence: the subsidy draws all in, and all stay when it ends, though none would have joined without.",
            "依赖：补贴使全部国家加入，补贴停止后仍全部留下，尽管若无补贴则无人加入。",
        ), _subsidy_lasts, "where"),
    ),
    32: (
        Statement(LEAK, Text(
            "A supplier that stands to lose its sales or more by lock-in follows the leader, paid or not.",
            "若锁定的损失不低于其销售额，供应方无论有无补偿都追随领导者。",
        ), _joins_unpaid),
        Statement(LEAK, Text(
            "The supplier follows the leader on some subgame-perfect path.",
            "存在供应方追随领导者的子博弈精炼路径。",
        ), _joins_on_the_path, "where", heavy=True),
        Statement(FINITE, Text(
            "That Japan joins alone among three states is an equilibrium.",
            "三国之中唯有日本加入构成均衡。",
        ), lambda model: is_equilibrium(normal(model), ("Join", *["Stay out"] * (len(STATES) - 1))), "where"),
    ),
    33: (
        Statement(COALITION, Text(
            "The less an alliance without the US is worth, the further the US share (Shapley value) exceeds each "
            "member's.",
            "无美国参与的联盟价值越低，美国的份额（沙普利值）越高于其他成员。",
        ), _gap_widens, heavy=True),
        Statement(COALITION, Text(
            "At the endowments measured or assumed the US share is the largest.",
            "按所测量或假设的禀赋，美国的份额最大。",
        ), _us_first, at={p.name: str(p.default) for p in ENDOWMENTS}),
        Statement(MAJORITY, Text(
            "An ecosystem that more than half have joined goes on growing, at the cost of what is left of the others.",
            "过半国家已加入的生态继续扩大，其余相应缩小。",
        ), lambda model: _joining(model, most.symbol) > most.symbol, "where"),
    ),
    34: (
        Statement(ECOSYSTEM, Text(
            "A discourse that raises the taste for an ecosystem never lowers the share that joins it.",
            "提高对某一生态偏好的话语从不降低加入的份额。",
        ), lambda model: never_falls(_joining(model, 0), model.symbols["theta"])),
    ),
    49: (
        Statement(ECOSYSTEM, Text(
            "Use spreads use: the more have joined, the more would join.",
            "使用带来更多使用：加入者越多，愿意加入者越多。",
        ), lambda model: _ecosystem(model).slope >= 0),
        Statement(STARTED, Text(
            "A share that has joined goes on growing.",
            "已加入的份额继续扩大。",
        ), lambda model: _joining(model, started.symbol) > started.symbol, "where"),
    ),
}  # fmt: skip


def _unit_cost(model: Model) -> Any:
    return average_cost(**model.symbols)


def _second(model: Model) -> Any:
    """Return what a supplier earns beside another."""
    return gap(normal(model), "Supplier 2", ("Enter", "Enter"), ("Enter", "Stay out"))


def _worth_of_cost(model: Model) -> Any:
    """Return by how much a lone supplier's profit moves with its marginal cost: the less, the more a cut is worth."""
    import sympy

    return sympy.diff(gap(normal(model), "Supplier 1", ("Enter", "Stay out"), ("Stay out",) * 2), model.symbols["c"])


def _chance_of_a(model: Model) -> Any:
    return form_of(model, Measure)["chance that A locks in"]


FACTS: dict[int, tuple[Fact, ...]] = {
    19: (
        Fact(Text(
            "One US application has most of the market for AI tools.",
            "一款美国应用占据人工智能工具市场的大部分。",
        ), lambda share: 2 * share > 1, ("chatgpt_market_share",)),
        Fact(Text(
            "Most developers surveyed use it regularly.",
            "多数受访开发者经常使用该应用。",
        ), lambda share: 2 * share > 1, ("chatgpt_developer_use",)),
    ),
    28: (
        Fact(Text(
            "The alliance of firms of 2023 was smaller than the partnership of firms and state of 2024.",
            "2023 年的企业联盟小于 2024 年的政企伙伴关系。",
        ), lambda firms, partners: firms < partners, ("frontier_model_forum_firms", "pgiai_companies")),
    ),
    32: (
        Fact(Text(
            "The largest supplier of AI chips and the largest application are of the US, with most of their markets.",
            "最大的人工智能芯片供应商与最大的应用均属美国，各占其市场的大部分。",
        ), lambda chips, applications: 2 * chips > 1 < 2 * applications,
        ("nvidia_ai_chip_share", "chatgpt_market_share")),
    ),
}  # fmt: skip
"""What the evidence says of the same claims."""
