"""The formal statements of the claims on export controls (12, 13, 14, 22, 23, 24 and 51).

Each statement is a condition on the parameters of a model, built from the model's payoffs by the comparisons
of `games.statements`. A claim is often several statements: the strong reading (strict, whatever else
happens), the weaker one, and the region in which the article's reading of events is an equilibrium. Verdicts
are not written here.

`restricting` abbreviates: some pure equilibrium has the US restrict. "In absolute gains" fixes all weights
on relative gains at zero.
"""

from __future__ import annotations

from typing import Any

from games.errors import NotCoveredError
from games.export_controls import CN_MOVES, EU_MOVES, k_us
from games.forms import GameTree, NormalForm
from games.model import Model
from games.statements import (
    Statement,
    for_some,
    gap,
    is_equilibrium,
    is_subgame_perfect_path,
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
WORKAROUND = "export_controls.workaround"

ABSOLUTE = {"k_us": "0", "k_cn": "0"}
ABSOLUTE_THREE = ABSOLUTE | {"k_eu": "0"}

NO_RULE, RULE = ("NoRule",), ("Rule",)
EXIT, REDESIGN = ("Rule", "Exit"), ("Rule", "Redesign")
TOLERATE, TIGHTEN = (*REDESIGN, "Tolerate"), (*REDESIGN, "Tighten")


def _all(conditions: Any) -> Any:
    import sympy

    return sympy.And(*conditions)


def _any(conditions: Any) -> Any:
    import sympy

    return sympy.Or(*conditions)


def _not(condition: Any) -> Any:
    import sympy

    return sympy.Not(condition)


def _normal(model: Model) -> NormalForm:
    if not isinstance(model.strategic, NormalForm):
        raise NotCoveredError(f"{model.name} is a tree; the statement needs a normal form")
    return model.strategic


def _tree(model: Model) -> GameTree:
    if not isinstance(model.strategic, GameTree):
        raise NotCoveredError(f"{model.name} is a normal form; the statement needs a tree")
    return model.strategic


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
    return _all(sign * sympy.diff(_appeal(model, *others), symbol) >= 0 for others in _replies(_normal(model)))


def _coercion_costs(model: Model, strict: bool = False) -> Any:
    """Return when the US gets less by restricting than by staying open, whatever the others do."""
    form = _normal(model)
    pairs = ((("Open", *others), ("Restrict", *others)) for others in _replies(form))
    return _all(prefers(form, "US", *pair, strict) for pair in pairs)


def _any_restriction_costs(model: Model) -> Any:
    """Return when no outcome with restriction is better for the US than any open one."""
    form = _normal(model)
    restricted, opened = profiles(form, US="Restrict"), profiles(form, US="Open")
    return _all(prefers(form, "US", open_, shut) for open_ in opened for shut in restricted)


def _any_rule_costs(model: Model) -> Any:
    return _all(prefers(model.strategic, "US", NO_RULE, end) for end in (EXIT, TOLERATE, TIGHTEN))


def _monopoly_helps(model: Model) -> Any:
    join, sell = EU_MOVES
    pairs = ((("Restrict", cn, join), ("Restrict", cn, sell)) for cn in CN_MOVES)
    return _all(prefers(model.strategic, "US", *pair) for pair in pairs)


def _restricting(model: Model, strict: bool = False, **moves: str) -> Any:
    return some_equilibrium(_normal(model), strict, US="Restrict", **moves)


def _restricting_for_some_weight(model: Model) -> Any:
    return for_some(_restricting(model), k_us)


def _restricting_on_the_path(model: Model) -> Any:
    paths = subgame_perfect_paths(_tree(model))
    return _any(condition for path, condition in paths.items() if "Restrict" in path)


def _slows(model: Model, strict: bool = False) -> Any:
    pairs = ((("Open", cn), ("Restrict", cn)) for cn in CN_MOVES)
    return _all(prefers(model.strategic, "CN", *pair, strict) for pair in pairs)


def _redesign(model: Model) -> Any:
    return is_subgame_perfect_path(_tree(model), REDESIGN, start=RULE)


def _redesign_pays_at_once(model: Model) -> Any:
    return prefers(model.strategic, "Firm", TIGHTEN, EXIT)


def _tightening_helps_nobody_below(model: Model) -> Any:
    return _all(prefers(model.strategic, player, TOLERATE, TIGHTEN) for player in ("CN", "Firm"))


def _quality_never_hurts(model: Model) -> Any:
    import sympy

    form, symbol = _normal(model), model.symbols["q"]
    values = (payoff(form, "CN", profile) for profile in profiles(form))
    return _all(sympy.diff(value, symbol) >= 0 for value in values)


def _indigenising_pays(model: Model) -> Any:
    return prefers(model.strategic, "CN", ("Restrict", "Indigenise"), ("Restrict", "Depend"))


def _provoked(model: Model) -> Any:
    """Return where some equilibrium restricts at this quality and none does without indigenous chips."""
    return _all((_restricting(model), _not(_restricting(model.fix(q=0)))))


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
        Statement(WORKAROUND, Text(
            "In absolute gains the US is never better off with a rule, obeyed, worked around or tightened.",
            "按绝对收益，规则无论被遵守、被规避还是被收紧，都不会使美国更好。",
        ), _any_rule_costs, at={"k": "0"}),
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
        ), lambda model: _not(_restricting(model)), at={"k_us": "0"}),
        Statement(BAN, Text(
            "For some weight on relative gains a pure equilibrium has the US restrict.",
            "对某一相对收益权重，存在美国实施限制的纯策略均衡。",
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
            "With three powers: for some weight on relative gains a pure equilibrium has the US restrict.",
            "三方情形：对某一相对收益权重，存在美国实施限制的纯策略均衡。",
        ), _restricting_for_some_weight, "where"),
    ),
    22: (
        Statement(BAN, Text(
            "That the US restricts and China indigenises is an equilibrium.",
            "美国限制、中国自主研发构成均衡。",
        ), lambda model: is_equilibrium(_normal(model), ("Restrict", "Indigenise")), "where"),
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
    23: (
        Statement(WORKAROUND, Text(
            "After a rule the firm redesigns in some subgame-perfect equilibrium.",
            "规则出台后，存在企业重新设计的子博弈精炼均衡。",
        ), _redesign, "where"),
        Statement(WORKAROUND, Text(
            "Redesigning pays the firm even if the rule is tightened at once.",
            "即使规则随即收紧，重新设计对企业仍有利。",
        ), _redesign_pays_at_once, "where"),
        Statement(WORKAROUND, Text(
            "Where it pays even so, the firm redesigns in some subgame-perfect equilibrium.",
            "在这种情形下，存在企业重新设计的子博弈精炼均衡。",
        ), lambda model: _any((_not(_redesign_pays_at_once(model)), _redesign(model)))),
    ),
    24: (
        Statement(WORKAROUND, Text(
            "Once the firm has redesigned, the US prefers to tighten.",
            "企业重新设计后，美国偏好收紧规则。",
        ), lambda model: prefers(model.strategic, "US", TIGHTEN, TOLERATE), "where"),
        Statement(WORKAROUND, Text(
            "Rule, redesign and a tightened rule are the path of some subgame-perfect equilibrium.",
            "“设规则、重新设计、收紧”是某一子博弈精炼均衡的路径。",
        ), lambda model: is_subgame_perfect_path(_tree(model), TIGHTEN), "where"),
        Statement(WORKAROUND, Text(
            "Tightening costs China strictly, in absolute gains.",
            "按绝对收益，收紧规则使中国严格受损。",
        ), lambda model: prefers(model.strategic, "CN", TOLERATE, TIGHTEN, strict=True), at={"k": "0"}),
        Statement(WORKAROUND, Text(
            "Tightening benefits neither China nor the firm, in absolute gains.",
            "按绝对收益，收紧规则对中国和企业都无益处。",
        ), _tightening_helps_nobody_below, at={"k": "0"}),
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
        ), lambda model: _not(_restricting(model, strict=True)), at={"q": "1"}),
        Statement(BAN, Text(
            "No weight on relative gains sustains restriction in a pure equilibrium.",
            "任何相对收益权重都不能使限制成为纯策略均衡。",
        ), lambda model: _not(_restricting_for_some_weight(model)), "where"),
        Statement(BAN, Text(
            "Under restriction indigenising is China's best reply.",
            "在限制之下，自主研发是中国的最优反应。",
        ), _indigenising_pays, "where"),
        Statement(BAN, Text(
            "Autonomy provokes: a pure equilibrium has the US restrict, without indigenous chips none does.",
            "自主性招致限制：存在美国实施限制的纯策略均衡，而没有自主芯片时不存在。",
        ), _provoked, "where"),
    ),
}  # fmt: skip
"""The formal statements by the number of the claim."""
