"""Formal statements about the chip ban (claims 12, 13, 14, 15, 21, 22, 42 and 51).

A claim is often several statements: the strong reading (strict, whatever else happens), the weaker one, and the
region in which the article's reading of events is an equilibrium. `restricting` abbreviates: some pure equilibrium has
the US restrict. "In absolute gains" fixes all weights on relative gains at zero.
"""

from __future__ import annotations

from typing import Any

from games.export_controls import CN_MOVES, EU_MOVES, k_us
from games.formal.common import every, fails, if_then, normal, some, tree
from games.forms import NormalForm
from games.model import Model
from games.statements import (
    Fact,
    Statement,
    for_some,
    gap,
    is_equilibrium,
    never_falls,
    payoff,
    prefers,
    profiles,
    some_equilibrium,
    subgame_perfect_paths,
)
from games.text import Text

BAN, SEQUENTIAL, THREE = (
    "export_controls.chip_ban",
    "export_controls.chip_ban_sequential",
    "export_controls.chip_ban_three",
)
ABSOLUTE = {"k_us": "0", "k_cn": "0"}
ABSOLUTE_THREE = ABSOLUTE | {"k_eu": "0"}


def _replies(form: NormalForm) -> list[tuple[str, ...]]:
    """Return what the others can do: the profiles without the US move, which comes first."""
    return [profile[1:] for profile in profiles(form, US="Open")]


def _appeal(model: Model, *others: str) -> Any:
    """Return what the US gains by restricting rather than staying open, given what the others do."""
    return gap(model.strategic, "US", ("Restrict", *others), ("Open", *others))


def _appeal_grows(model: Model, name: str, sign: int = 1) -> Any:
    """Return when the appeal of restriction never falls (rises if sign is -1) with a parameter."""
    import sympy

    symbol = model.symbols[name]
    return every(sign * sympy.diff(_appeal(model, *others), symbol) >= 0 for others in _replies(normal(model)))


def _coercion_costs(model: Model, strict: bool = False) -> Any:
    """Return when the US gets less by restricting than by staying open, whatever the others do."""
    form = normal(model)
    pairs = ((("Open", *others), ("Restrict", *others)) for others in _replies(form))
    return every(prefers(form, "US", *pair, strict) for pair in pairs)


def _any_restriction_costs(model: Model) -> Any:
    """Return when no outcome with restriction is better for the US than any open one."""
    form = normal(model)
    restricted, opened = profiles(form, US="Restrict"), profiles(form, US="Open")
    return every(prefers(form, "US", open_, shut) for open_ in opened for shut in restricted)


def _monopoly_helps(model: Model) -> Any:
    join, sell = EU_MOVES
    pairs = ((("Restrict", cn, join), ("Restrict", cn, sell)) for cn in CN_MOVES)
    return every(prefers(model.strategic, "US", *pair) for pair in pairs)


def _restricting(model: Model, strict: bool = False, **moves: str) -> Any:
    return some_equilibrium(normal(model), strict, US="Restrict", **moves)


def _restricting_for_some_weight(model: Model) -> Any:
    return for_some(_restricting(model), k_us)


def _restricting_on_the_path(model: Model) -> Any:
    paths = subgame_perfect_paths(tree(model))
    return some(condition for path, condition in paths.items() if "Restrict" in path)


def _slows(model: Model, strict: bool = False) -> Any:
    pairs = ((("Open", cn), ("Restrict", cn)) for cn in CN_MOVES)
    return every(prefers(model.strategic, "CN", *pair, strict) for pair in pairs)


def _quality_never_hurts(model: Model) -> Any:
    import sympy

    form, symbol = normal(model), model.symbols["q"]
    values = (payoff(form, "CN", profile) for profile in profiles(form))
    return every(sympy.diff(value, symbol) >= 0 for value in values)


def _indigenising_pays(model: Model) -> Any:
    return prefers(model.strategic, "CN", ("Restrict", "Indigenise"), ("Restrict", "Depend"))


def _provoked(model: Model) -> Any:
    """Return where some equilibrium restricts at this quality and none does without indigenous chips."""
    return every((_restricting(model), fails(_restricting(model.fix(q=0)))))


def _loss(model: Model, player: str, cn: str) -> Any:
    """Return what restriction costs a player, given what China does."""
    return gap(model.strategic, player, ("Open", cn), ("Restrict", cn))


def _weight_strengthens(model: Model) -> Any:
    """Return that wherever the US prefers to restrict, a greater weight only adds to the preference."""
    appeals = (_appeal(model, cn) for cn in CN_MOVES)
    return every(if_then(appeal >= 0, never_falls(appeal, k_us.symbol)) for appeal in appeals)


def _indigenising(model: Model, us: str) -> Any:
    """Return what China gains by indigenising rather than depending, given the US move."""
    return gap(model.strategic, "CN", (us, "Indigenise"), (us, "Depend"))


STATEMENTS: dict[int, tuple[Statement, ...]] = {
    12: (
        Statement(BAN, Text(
            "In absolute gains restriction costs the US strictly, whatever China does.",
            "按绝对收益，无论中国如何行动，限制都使美国严格受损。",
        ), lambda model: _coercion_costs(model, strict=True), at=ABSOLUTE),
        Statement(BAN, Text(
            "In absolute gains no outcome with restriction is better for the US than any open one.",
            "按绝对收益，任何限制下的结果对美国都不优于任何开放下的结果。",
        ), _any_restriction_costs, at=ABSOLUTE),
        Statement(THREE, Text(
            "The same with the EU as a second supplier.",
            "存在欧盟这一第二供应方时亦然。",
        ), _any_restriction_costs, at=ABSOLUTE_THREE),
    ),
    13: (
        Statement(BAN, Text(
            "The more sales indigenous chips displace, the more restriction appeals to the US.",
            "自主芯片替代的销售越多，限制对美国越有吸引力。",
        ), lambda model: _appeal_grows(model, "phi")),
        Statement(BAN, Text(
            "The better the indigenous chips, the more restriction appeals to the US.",
            "自主芯片质量越高，限制对美国越有吸引力。",
        ), lambda model: _appeal_grows(model, "q")),
        Statement(BAN, Text(
            "Restriction appeals more to the US against a China that indigenises than a dependent one.",
            "与依赖进口的中国相比，限制对自主研发的中国更有吸引力。",
        ), lambda model: _appeal(model, "Indigenise") >= _appeal(model, "Depend"), "where"),
        Statement(BAN, Text(
            "Against a China that indigenises the US prefers to restrict.",
            "面对自主研发的中国，美国偏好限制。",
        ), lambda model: _appeal(model, "Indigenise") >= 0, "where"),
        Statement(THREE, Text(
            "Monopoly makes restriction pay: the US gets no less if the EU joins than if it sells.",
            "垄断使限制更有利：欧盟加入时美国所得不低于欧盟出售时。",
        ), _monopoly_helps, "where"),
    ),
    14: (
        Statement(BAN, Text(
            "Without concern for relative gains openness is weakly better for the US, whatever China does.",
            "若不关切相对收益，无论中国如何行动，开放对美国都弱优。",
        ), _coercion_costs, at={"k_us": "0"}),
        Statement(BAN, Text(
            "Without concern for relative gains no pure equilibrium has the US restrict.",
            "若不关切相对收益，任何纯策略均衡中美国都不限制。",
        ), lambda model: fails(_restricting(model)), at={"k_us": "0"}),
        Statement(BAN, Text(
            "For some weight on relative gains in its range a pure equilibrium has the US restrict.",
            "在权重的声明范围内，存在某一相对收益权重，使美国实施限制成为纯策略均衡。",
        ), _restricting_for_some_weight, "where"),
        Statement(BAN, Text(
            "Concern for relative gains adds to the appeal of restriction, whatever China does.",
            "无论中国如何行动，对相对收益的关切都增强限制的吸引力。",
        ), lambda model: _appeal_grows(model, "k_us"), "where"),
        Statement(THREE, Text(
            "With three powers: without concern for relative gains openness is weakly better for the US.",
            "三方情形：若不关切相对收益，开放对美国弱优。",
        ), _coercion_costs, at={"k_us": "0"}),
        Statement(THREE, Text(
            "With three powers: for some weight on relative gains in its range a pure equilibrium has the US restrict.",
            "三方情形：在权重的声明范围内，存在某一相对收益权重，使美国实施限制成为纯策略均衡。",
        ), _restricting_for_some_weight, "where"),
    ),
    22: (
        Statement(BAN, Text(
            "That the US restricts and China indigenises is an equilibrium.",
            "美国限制、中国自主研发构成均衡。",
        ), lambda model: is_equilibrium(normal(model), ("Restrict", "Indigenise")), "where"),
        Statement(BAN, Text(
            "Some pure equilibrium has the US restrict.",
            "存在美国实施限制的纯策略均衡。",
        ), _restricting, "where"),
        Statement(SEQUENTIAL, Text(
            "When the US commits first, it restricts in some subgame-perfect equilibrium.",
            "美国率先承诺时，存在其实施限制的子博弈精炼均衡。",
        ), _restricting_on_the_path, "where", {"commitment": "US"}),
        Statement(THREE, Text(
            "Some pure equilibrium has the US restrict and the EU join.",
            "存在美国限制、欧盟加入的纯策略均衡。",
        ), lambda model: _restricting(model, EU="Join"), "where"),
        Statement(BAN, Text(
            "Restriction lowers China's absolute gains strictly, whether it depends or indigenises.",
            "无论中国依赖还是自主研发，限制都严格降低其绝对收益。",
        ), lambda model: _slows(model, strict=True), at=ABSOLUTE),
        Statement(BAN, Text(
            "Restriction never raises China's absolute gains.",
            "限制从不提高中国的绝对收益。",
        ), _slows, at=ABSOLUTE),
    ),
    51: (
        Statement(BAN, Text(
            "Better indigenous chips lower China's utility at no outcome.",
            "在任何结果下，提高自主芯片质量都不降低中国的效用。",
        ), _quality_never_hurts),
        Statement(BAN, Text(
            "Better indigenous chips never add to the appeal of restriction for the US.",
            "提高自主芯片质量从不增强限制对美国的吸引力。",
        ), lambda model: _appeal_grows(model, "q", sign=-1)),
        Statement(BAN, Text(
            "With indigenous chips of full quality no strict equilibrium has the US restrict, whatever its "
            "weight on relative gains.",
            "自主芯片达到完整质量时，无论美国的相对收益权重多大，都不存在美国实施限制的严格均衡。",
        ), lambda model: fails(_restricting(model, strict=True)), at={"q": "1"}),
        Statement(BAN, Text(
            "No weight on relative gains in its range sustains restriction in a pure equilibrium.",
            "在权重的声明范围内，任何相对收益权重都不能使限制成为纯策略均衡。",
        ), lambda model: fails(_restricting_for_some_weight(model)), "where"),
        Statement(BAN, Text(
            "Under restriction indigenising is China's best reply.",
            "在限制之下，自主研发是中国的最优反应。",
        ), _indigenising_pays, "where"),
        Statement(BAN, Text(
            "Autonomy provokes: a pure equilibrium has the US restrict, without indigenous chips none does.",
            "自主性招致限制：存在美国实施限制的纯策略均衡，而没有自主芯片时不存在。",
        ), _provoked, "where"),
    ),
    15: (
        Statement(BAN, Text(
            "Restriction costs a dependent China more than the US, in absolute gains.",
            "按绝对收益，限制给依赖进口的中国造成的损失大于美国。",
        ), lambda model: _loss(model, "CN", "Depend") > _loss(model, "US", "Depend"), "where", at=ABSOLUTE),
        Statement(BAN, Text(
            "The US prefers to restrict a dependent China only where China would lose more than the US.",
            "只有在中国损失大于美国之处，美国才偏好限制依赖进口的中国。",
        ), lambda model: if_then(_appeal(model, "Depend") >= 0, model.symbols["t_cn"] > model.symbols["t_us"])),
    ),
    21: (
        Statement(BAN, Text(
            "Without securitisation, read as a weight on relative gains, no strict equilibrium has the US restrict.",
            "若无安全化（理解为相对收益权重），任何严格均衡中美国都不限制。",
        ), lambda model: fails(_restricting(model, strict=True)), at={"k_us": "0"}),
        Statement(BAN, Text(
            "Wherever the US prefers to restrict, a greater weight only strengthens the preference.",
            "凡美国偏好限制之处，权重增大只会强化这一偏好。",
        ), _weight_strengthens),
        Statement(BAN, Text(
            "Securitisation makes the exception an equilibrium: with the weight the US restricts, without it does not.",
            "安全化使例外成为均衡：在该权重下美国限制，权重为零时不限制。",
        ), lambda model: every((_restricting(model), fails(_restricting(model.fix(k_us=0))))), "where"),
    ),
    42: (
        Statement(BAN, Text(
            "Restriction makes China more willing to indigenise, in absolute gains.",
            "按绝对收益，限制使中国更愿意自主研发。",
        ), lambda model: _indigenising(model, "Restrict") >= _indigenising(model, "Open"), at=ABSOLUTE),
        Statement(BAN, Text(
            "Restriction makes China indigenise: it would depend on open trade.",
            "限制促使中国自主研发：若贸易开放，中国将依赖进口。",
        ), lambda model: every((_indigenising(model, "Restrict") >= 0, _indigenising(model, "Open") <= 0)), "where"),
    ),
}  # fmt: skip

FACTS: dict[int, tuple[Fact, ...]] = {
    42: (Fact(Text(
        "At like performance Tencent's Hunyuan needed less compute than Llama 3.1.",
        "性能相当时，腾讯混元的算力消耗低于 Llama 3.1。",
    ), lambda ratio: ratio < 1, ("hunyuan_compute_ratio",)),),
}  # fmt: skip
