"""Formal statements about rules and what follows them: workarounds, escalation, repetition (claims 12, 23 to 27)."""

from __future__ import annotations

from typing import Any

from games.export_controls import INSTRUMENTS
from games.formal.common import every, fails, form_of, some, tree
from games.forms.repeated import RepeatedGame
from games.model import Model
from games.statements import (
    Statement,
    gap,
    is_equilibrium,
    is_subgame_perfect_path,
    never_falls,
    payoff,
    prefers,
)
from games.text import Text

WORKAROUND, METRIC = "export_controls.workaround", "export_controls.workaround_metric"
ESCALATION, REPEATED = "export_controls.escalation", "export_controls.repeated_chip_trade"

NO_RULE, RULE = ("NoRule",), ("Rule",)
EXIT, REDESIGN = ("Rule", "Exit"), ("Rule", "Redesign")
TOLERATE, TIGHTEN = (*REDESIGN, "Tolerate"), (*REDESIGN, "Tighten")
ALL_THE_WAY = tuple(move for j in range(1, len(INSTRUMENTS) + 1) for move in (f"Apply {j}", "Absorb"))
BOTH_TRADE, BOTH_RESTRICT, BREACH = ("Trade", "Trade"), ("Restrict", "Restrict"), ("Restrict", "Trade")


def _any_rule_costs(model: Model) -> Any:
    return every(prefers(model.strategic, "US", NO_RULE, end) for end in (EXIT, TOLERATE, TIGHTEN))


def _redesign(model: Model) -> Any:
    return is_subgame_perfect_path(tree(model), REDESIGN, start=RULE)


def _redesign_pays_at_once(model: Model) -> Any:
    return prefers(model.strategic, "Firm", TIGHTEN, EXIT)


def _tightening_helps_nobody_below(model: Model) -> Any:
    return every(prefers(model.strategic, player, TOLERATE, TIGHTEN) for player in ("CN", "Firm"))


def _fit_never_helps_redesign(model: Model) -> Any:
    """Return that a better metric never raises what a redesign earns the firm, tolerated or not."""
    ends = (payoff(model.strategic, "Firm", end) for end in (TOLERATE, TIGHTEN))
    return every(never_falls(-end, model.symbols["chi"]) for end in ends)


def _climbs(model: Model) -> Any:
    """Return where the US prefers going all the way to stopping at any step, if China absorbs every step."""
    stops = ((*ALL_THE_WAY[:taken], "Stop") for taken in range(0, len(ALL_THE_WAY), 2))
    return every(prefers(model.strategic, "US", ALL_THE_WAY, stop) for stop in stops)


def _all_the_way(model: Model) -> Any:
    """Return what the US gains by controlling chips, models and capital, if China absorbs every step."""
    return gap(model.strategic, "US", ALL_THE_WAY, ("Stop",))


def _slack(model: Model) -> Any:
    """Return what trading for ever pays above one breach, undetected or punished by restriction for ever."""
    game = form_of(model, RepeatedGame)
    trade, restrict, breach = (payoff(game.stage, "US", each) for each in (BOTH_TRADE, BOTH_RESTRICT, BREACH))
    return game.delta * game.detection * (trade - restrict) - (1 - game.delta) * (breach - trade)


STATEMENTS: dict[int, tuple[Statement, ...]] = {
    12: (
        Statement(WORKAROUND, Text(
            "In absolute gains the US is never better off with a rule, obeyed, worked around or tightened.",
            "按绝对收益，规则无论被遵守、被规避还是被收紧，都不会使美国更好。",
        ), _any_rule_costs, at={"k": "0"}),
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
        ), lambda model: some((fails(_redesign_pays_at_once(model)), _redesign(model)))),
    ),
    24: (
        Statement(WORKAROUND, Text(
            "Once the firm has redesigned, the US prefers to tighten.",
            "企业重新设计后，美国偏好收紧规则。",
        ), lambda model: prefers(model.strategic, "US", TIGHTEN, TOLERATE), "where"),
        Statement(WORKAROUND, Text(
            "Rule, redesign and a tightened rule are the path of some subgame-perfect equilibrium.",
            "“设规则、重新设计、收紧”是某一子博弈精炼均衡的路径。",
        ), lambda model: is_subgame_perfect_path(tree(model), TIGHTEN), "where"),
        Statement(WORKAROUND, Text(
            "Tightening costs China strictly, in absolute gains.",
            "按绝对收益，收紧规则使中国严格受损。",
        ), lambda model: prefers(model.strategic, "CN", TOLERATE, TIGHTEN, strict=True), at={"k": "0"}),
        Statement(WORKAROUND, Text(
            "Tightening benefits neither China nor the firm, in absolute gains.",
            "按绝对收益，收紧规则对中国和企业都无益处。",
        ), _tightening_helps_nobody_below, at={"k": "0"}),
    ),
    25: (
        Statement(METRIC, Text(
            "A better metric never raises what a redesign earns the firm.",
            "指标越契合，重新设计给企业带来的收益越不会提高。",
        ), _fit_never_helps_redesign),
        Statement(METRIC, Text(
            "Under a metric that fits, the firm leaves rather than redesign in some subgame-perfect equilibrium.",
            "在契合的指标下，存在企业退出而非重新设计的子博弈精炼均衡。",
        ), lambda model: is_subgame_perfect_path(tree(model), EXIT, start=RULE), "where", at={"chi": "1"}),
        Statement(METRIC, Text(
            "Under a metric that fits, a redesign worth the firm's while passes nothing the rule means to stop.",
            "在契合的指标下，重新设计所通过的性能不超过规则意在允许的水平。",
        ), lambda model: payoff(model.strategic, "CN", TIGHTEN) <= model.symbols["tau"] * model.symbols["v"],
        at={"chi": "1", "k": "0"}),
    ),
    26: (
        Statement(ESCALATION, Text(
            "In absolute gains the US stops before the first instrument in some subgame-perfect equilibrium.",
            "按绝对收益，存在美国在首个工具之前即停止的子博弈精炼均衡。",
        ), lambda model: is_subgame_perfect_path(tree(model), ("Stop",)), at={"k": "0"}, heavy=True),
        Statement(ESCALATION, Text(
            "If China absorbs every step, the US prefers controlling all three to stopping at any step.",
            "若中国每一步都承受，美国偏好三者全部管制，而不在任何一步停止。",
        ), _climbs, "where"),
        Statement(ESCALATION, Text(
            "The greater the weight on relative gains, the more the US gains by going all the way.",
            "相对收益的权重越大，美国升级到底所得越多。",
        ), lambda model: never_falls(_all_the_way(model), model.symbols["k"]), "where"),
    ),
    27: (
        Statement(REPEATED, Text(
            "Mutual restriction, once there, is an equilibrium of every period, whatever the weight, patience and "
            "detection.",
            "相互限制一旦形成，无论权重、耐心与发现概率如何，在每一期都是均衡。",
        ), lambda model: is_equilibrium(form_of(model, RepeatedGame).stage, BOTH_RESTRICT)),
        Statement(REPEATED, Text(
            "Concern for relative gains never makes trade easier to sustain by the threat of restriction.",
            "对相对收益的关切从不使以限制相威胁的贸易更易维持。",
        ), lambda model: never_falls(-_slack(model), model.symbols["k"])),
        Statement(REPEATED, Text(
            "Between two powers no threat sustains trade: a breach pays even if restriction follows for ever.",
            "两强之间任何威胁都不能维持贸易：即使此后永远受限，违约仍有利。",
        ), lambda model: _slack(model) < 0, "where", at={"n": "2"}),
    ),
}  # fmt: skip
