"""Formal statements about frames and their reach (claims 20, 34, 44 to 47 and 53).

A *consensus* on a frame has every state use it. A state of the population in which each group uses one frame is a rest
point if nobody gains by another. Groups keep the shares of the default where the statement says so, since payoffs are
then linear.
"""

from __future__ import annotations

from typing import Any

from games.actors import Power
from games.discourse_alignment import FRAMES, GROUPS, NONE, frames, w_asia, w_west
from games.formal.common import every, form_of
from games.forms.global_game import GlobalGame, fundamentals
from games.forms.measure import Measure
from games.forms.population import PopulationGame
from games.model import Model
from games.statements import Fact, Statement, is_rest_point, never_falls
from games.text import Text

CONTEST, REACH, INVEST = (
    "discourse_alignment.frames",
    "discourse_alignment.reach",
    "discourse_alignment.linear_global_game",
)
SHARES = {w.name: str(w.default) for w in (w_west, w_asia)}
SOUTH = "Global South"


def _contest(model: Model) -> PopulationGame:
    return form_of(model, PopulationGame)


def _consensus(model: Model, frame: str) -> Any:
    return is_rest_point(_contest(model), dict.fromkeys(GROUPS, frame))


def _divided(model: Model, west: str, south: str, asia: str) -> Any:
    return is_rest_point(_contest(model), {"West": west, "Asia": asia, SOUTH: south})


def _alone(model: Model, group: str, frame: str) -> Any:
    """Return a frame's appeal to a group when nobody shares it."""
    game = _contest(model)
    return game.intercepts[game.groups.index(group)][game.strategies.index(frame)]


def _best_alone(model: Model, group: str, frame: str) -> Any:
    others = [other for other in (*FRAMES, NONE) if other != frame]
    return every(_alone(model, group, frame) >= _alone(model, group, other) for other in others)


def _drawn_in(model: Model, frame: str, kinds: tuple[str, ...]) -> Any:
    """Return that a frame's appeal to a group never falls with what is the group's own: its fit, its need."""
    names = {group: group.split()[-1].lower() for group in GROUPS}
    pairs = ((group, p.symbol) for p in model.parameters for group, name in names.items() if p.name in {
        kind.format(name) for kind in kinds
    })  # fmt: skip
    return every(never_falls(_alone(model, group, frame), symbol) for group, symbol in pairs)


def _effect(model: Model) -> Any:
    return form_of(model, Measure)["effect of the frame"]


def _slower_at_first(model: Model) -> Any:
    """Return that a frame's effect grows with time, by its rate up to the positive factor exp(g t)."""
    import sympy

    g, t = (model.symbols[name] for name in ("g", "t"))
    return sympy.simplify(sympy.diff(_effect(model), t) * sympy.exp(g * t)) >= 0


def _in_the_end(model: Model) -> Any:
    """Return where a frame's effect on all states comes to exceed that of coercion on its target."""
    import sympy

    spread, coercion = (form_of(model, Measure)[f"effect of {what}"] for what in ("the frame", "coercion"))
    vanishing = sympy.exp(-model.symbols["g"] * model.symbols["t"])
    return spread.subs(vanishing, 0) > coercion


def _threshold(model: Model) -> Any:
    """Return the merit at which a player is indifferent if every share of the others is as likely (Morris, Shin)."""
    import sympy

    theta, share = fundamentals()
    (merit,) = sympy.solve(sympy.integrate(form_of(model, GlobalGame).gain, (share, 0, 1)), theta)
    return merit


STATEMENTS: dict[int, tuple[Statement, ...]] = {
    20: (
        Statement(CONTEST, Text(
            "A consensus on the security frame lasts.",
            "对安全框架的共识得以维持。",
        ), lambda model: _consensus(model, "Security"), "where"),
        Statement(CONTEST, Text(
            "Acceptance is limited: the West on security and the Global South on no frame lasts, Asia with the West.",
            "认同有限：西方与亚洲采用安全框架、全球南方不采用任何框架的状态得以维持。",
        ), lambda model: _divided(model, "Security", NONE, "Security"), "where", at=SHARES),
        Statement(CONTEST, Text(
            "Politicising the security frame never adds to its appeal.",
            "安全框架的政治化从不增加其吸引力。",
        ), lambda model: every(
            never_falls(-_alone(model, group, "Security"), model.symbols["bias_security"]) for group in GROUPS
        )),
    ),
    34: (
        Statement(INVEST, Text(
            "The more company adds, the less merit an undertaking needs for all to invest in it.",
            "协同带来的附加价值越大，使各方共同投入所需的价值门槛越低。",
        ), lambda model: never_falls(-_threshold(model), model.symbols["rho"])),
        Statement(INVEST, Text(
            "Talk that lowers the cost of investing never raises the merit needed.",
            "降低投入成本的话语从不提高所需的价值门槛。",
        ), lambda model: never_falls(_threshold(model), model.symbols["c"])),
    ),
    44: (
        Statement(CONTEST, Text(
            "Left out: with the West and Asia on the rights frame, the Global South on no frame lasts.",
            "被排除在外：西方与亚洲采用权利框架、全球南方不采用任何框架的状态得以维持。",
        ), lambda model: _divided(model, "Rights", NONE, "Rights"), "where", at=SHARES),
        Statement(CONTEST, Text(
            "Neither Western frame appeals to the Global South on its own.",
            "两种西方框架单独都不能吸引全球南方。",
        ), lambda model: every(_alone(model, SOUTH, frame) <= 0 for frame in ("Security", "Rights")), "where"),
    ),
    45: (
        Statement(CONTEST, Text(
            "When nobody uses any frame yet, development is the Global South's best.",
            "在尚无框架被采用时，发展框架是全球南方的最优选择。",
        ), lambda model: _best_alone(model, SOUTH, "Development"), "where"),
        Statement(CONTEST, Text(
            "The Global South on development lasts, against a West and an Asia on security.",
            "在西方与亚洲采用安全框架时，全球南方采用发展框架的状态得以维持。",
        ), lambda model: _divided(model, "Security", "Development", "Security"), "where", at=SHARES),
        Statement(CONTEST, Text(
            "The greater the need, the more development appeals.",
            "发展需求越大，发展框架越有吸引力。",
        ), lambda model: _drawn_in(model, "Development", ("need_{}",))),
    ),
    46: (
        Statement(REACH, Text(
            "At first coercion has no less effect than a frame: productive power is slow.",
            "起初强制的影响不低于框架：生产性权力见效慢。",
        ), lambda model: _effect(model) <= form_of(model, Measure)["effect of coercion"], at={"t": "0"}),
        Statement(REACH, Text(
            "A frame's effect never falls with time.",
            "框架的影响从不随时间减弱。",
        ), _slower_at_first),
        Statement(REACH, Text(
            "Weak on each, wide over all: on one state coercion has more effect, on all together the frame in the end.",
            "单个影响弱而范围广：对一国而言强制影响更大，对全体而言框架的影响最终更大。",
        ), lambda model: every((model.symbols["e_d"] < model.symbols["e_c"], _in_the_end(model))), "where"),
    ),
    53: (
        Statement(CONTEST, Text(
            "Results that make the development frame fit better never lower its appeal.",
            "使发展框架更契合的成果从不降低其吸引力。",
        ), lambda model: _drawn_in(model, "Development", ("fit_{}_development",))),
        Statement(CONTEST, Text(
            "A consensus on the development frame lasts.",
            "对发展框架的共识得以维持。",
        ), lambda model: _consensus(model, "Development"), "where"),
    ),
}  # fmt: skip

FACTS: dict[int, tuple[Fact, ...]] = {
    47: (
        Fact(Text(
            "Productive power acts indirectly, through discourse.",
            "生产性权力通过话语间接起作用。",
        ), lambda: not Power.P.value.direct),
        Fact(Text(
            "In the contest of frames every group may use every frame, or none.",
            "在框架之争中，每个群体都可采用任一框架，或不采用任何框架。",
        ), lambda: set(_contest(frames).strategies) == {*FRAMES, NONE}),
    ),
}  # fmt: skip
"""What the models assume of the same claims."""
