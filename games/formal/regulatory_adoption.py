"""Formal statements about the EU's rules and their reach (claims 3, 6, 35 to 41 and 52)."""

from __future__ import annotations

from typing import Any

from games.actors import Power, Source
from games.formal.common import every, fails, form_of, if_then, normal
from games.forms.commitment import CommitmentGame
from games.forms.participation import ParticipationGame
from games.model import Model
from games.parameters import parameter
from games.regulatory_adoption import ADDRESSED, LOBBIED, POWERS, smax, stringency
from games.statements import Fact, Statement, extended, gap, is_equilibrium, never_falls, prefers
from games.text import Text

FIRM, EMULATION = "regulatory_adoption.firm_compliance", "regulatory_adoption.emulation"
NAMED, RIVALS = "regulatory_adoption.emulation_finite", "regulatory_adoption.rival_standards"
STRINGENCY, TEMPLATES = "regulatory_adoption.stringency", "regulatory_adoption.emulation_rivals"
COMPLY, SEGMENT, EXIT = ("Comply",), ("Segment",), ("Exit",)

strict = parameter("s", "stringency of the EU's rules", "欧盟规则的严格程度", "1/2", 0, 4)
AT_STRINGENCY = extended(stringency, strict, assumptions=(strict.symbol <= smax.symbol,))


def _best(model: Model, move: tuple[str, ...]) -> Any:
    return is_equilibrium(normal(model), move)


def _worth_staying(model: Model, move: tuple[str, ...]) -> Any:
    """Return what the firm gains by serving Europe this way rather than leaving it."""
    return gap(model.strategic, "Firm", move, EXIT)


def _market_binds(model: Model) -> Any:
    """Return that a way of serving Europe that pays strictly pays more in a larger market."""
    worths = (_worth_staying(model, move) for move in (COMPLY, SEGMENT))
    return every(if_then(worth > 0, never_falls(worth, model.symbols["mu"])) for worth in worths)


def _value(model: Model, move: str) -> Any:
    """Return what stringency is worth to the EU, in its own action, if the firm answers by `move`."""
    return form_of(model, CommitmentGame).options[move][0]


def _marginal(model: Model, move: str, at: Any) -> Any:
    """Return what a little more stringency is worth to the EU at a stringency."""
    import sympy

    action = form_of(model, CommitmentGame).action
    return sympy.diff(_value(model, move), action).subs(action, at)


def _preferred(model: Model, move: str) -> Any:
    """Return the stringency at which more of it is worth nothing more, wherever the firm answers by `move`."""
    import sympy

    action = form_of(model, CommitmentGame).action
    (best,) = sympy.solve(sympy.diff(_value(model, move), action), action)
    return best


def _adopting(model: Model, share: Any) -> Any:
    """Return the share that adopts if `share` has adopted, before it is cut to [0, 1]."""
    game = form_of(model, ParticipationGame)
    return game.intercept + game.slope * share


def _reach_grows(model: Model, name: str, sign: int = 1) -> Any:
    return every(never_falls(sign * _adopting(model, share), model.symbols[name]) for share in (0, 1))


def _shared(standard: str) -> tuple[str, ...]:
    return (standard,) * len(POWERS)


def _pull(model: Model, power: str) -> Any:
    """Return what a power gains by taking China's standard, shared with China alone, rather than its own, alone."""
    others = {other: other for other in POWERS}
    own, taken = tuple(others.values()), tuple((others | {power: "CN"}).values())
    return gap(normal(model), power, taken, own)


STATEMENTS: dict[int, tuple[Statement, ...]] = {
    3: (
        Statement(FIRM, Text(
            "The larger the market, the more leaving it costs a firm that complies.",
            "市场越大，合规企业的退出代价越高。",
        ), lambda model: never_falls(_worth_staying(model, COMPLY), model.symbols["mu"])),
        Statement(FIRM, Text(
            "Where serving Europe pays, by complying or by a separate product, it pays more in a larger market.",
            "凡以合规或单设产品服务欧洲有利之处，市场越大越有利。",
        ), _market_binds),
    ),
    6: (
        Statement(RIVALS, Text(
            "That all take the US standard is an equilibrium.",
            "各方均采用美国标准构成均衡。",
        ), lambda model: is_equilibrium(normal(model), _shared("US")), "where"),
        Statement(RIVALS, Text(
            "That each keeps its own standard is no equilibrium.",
            "各方各守自身标准不构成均衡。",
        ), lambda model: fails(is_equilibrium(normal(model), POWERS)), "where"),
    ),
    35: (
        Statement(FIRM, Text(
            "The firm complies everywhere.",
            "企业在各地均合规。",
        ), lambda model: _best(model, COMPLY), "where"),
        Statement(EMULATION, Text(
            "That all third countries adopt the rules confirms itself.",
            "第三国全部采用规则可自我实现。",
        ), lambda model: _adopting(model, 1) >= 1, "where"),
        Statement(RIVALS, Text(
            "That all take the EU's standard is an equilibrium.",
            "各方均采用欧盟标准构成均衡。",
        ), lambda model: is_equilibrium(normal(model), _shared("EU")), "where"),
    ),
    36: (
        Statement(STRINGENCY, Text(
            "The lighter the burden on firms of its own, the stricter the EU prefers its rules, whatever firms do.",
            "本地企业负担越轻，无论外国企业如何回应，欧盟偏好的规则越严格。",
        ), lambda model: every(
            never_falls(-_preferred(model, move), model.symbols["eta"]) for move in ("Comply", "Segment", "Exit")
        )),
        Statement(STRINGENCY, Text(
            "The EU prefers rules no less strict where foreign firms apply them everywhere.",
            "若外国企业在各地适用规则，欧盟偏好的规则不会更宽松。",
        ), lambda model: _preferred(model, "Comply") >= _preferred(model, "Segment")),
    ),
    37: (
        Statement(AT_STRINGENCY, Text(
            "Stricter rules add to value at home.",
            "规则更严可增加域内价值。",
        ), lambda model: _marginal(model, "Segment", strict.symbol) >= 0, "where"),
        Statement(STRINGENCY, Text(
            "At the stringency the EU prefers when foreign firms comply, stricter rules still add to value at home.",
            "在外国企业合规时欧盟偏好的严格程度上，规则更严仍增加域内价值。",
        ), lambda model: _marginal(model, "Segment", _preferred(model, "Comply")) >= 0, "where"),
    ),
    38: (
        Statement(AT_STRINGENCY, Text(
            "Stricter rules take from value at home, their burden on local firms counted.",
            "计入本地企业负担，规则更严会减少域内价值。",
        ), lambda model: _marginal(model, "Segment", strict.symbol) <= 0, "where"),
        Statement(STRINGENCY, Text(
            "At the stringency the EU prefers when foreign firms comply, stricter rules take from value at home.",
            "在外国企业合规时欧盟偏好的严格程度上，规则更严会减少域内价值。",
        ), lambda model: _marginal(model, "Segment", _preferred(model, "Comply")) <= 0),
    ),
    39: (
        Statement(EMULATION, Text(
            "Whatever raises the benefit of adopting never lowers the share of emulators.",
            "凡提高采用收益者，从不降低效仿者的份额。",
        ), lambda model: every(_reach_grows(model, name) for name in ("b", "rho"))),
        Statement(EMULATION, Text(
            "Stricter rules never have more emulators.",
            "规则更严从不使效仿者增多。",
        ), lambda model: _reach_grows(model, "s", -1)),
        Statement(NAMED, Text(
            "That all five states named adopt the rules is an equilibrium.",
            "所列五国全部采用规则构成均衡。",
        ), lambda model: is_equilibrium(normal(model), ("Adopt",) * len(ADDRESSED)), "where"),
        Statement(NAMED, Text(
            "That all ten states adopt them, as many as were lobbied at least, is an equilibrium.",
            "至少被游说的十国全部采用规则构成均衡。",
        ), lambda model: is_equilibrium(normal(model), ("Adopt",) * len(LOBBIED)), "where", {"states": "10"}),
    ),
    40: (
        Statement(FIRM, Text(
            "Without sales in Europe no firm gains by complying.",
            "若在欧洲没有销售，企业不会因合规而得益。",
        ), lambda model: prefers(model.strategic, "Firm", EXIT, COMPLY), at={"mu": "0"}),
        Statement(FIRM, Text(
            "The rules bind: the firm prefers serving Europe to leaving it.",
            "规则具有约束力：企业宁可服务欧洲而不退出。",
        ), lambda model: fails(is_equilibrium(normal(model), EXIT, strict=True)), "where"),
    ),
    41: (
        Statement(EMULATION, Text(
            "The rules suit not even the costliest latecomer when all others adopt them.",
            "即使其他各国全部采用，成本最高的后发国家仍不适合采用这些规则。",
        ), lambda model: _adopting(model, 1) < 1, "where"),
        Statement(EMULATION, Text(
            "The costlier stringency is to latecomers, the fewer emulate.",
            "后发国家承受的严格成本越高，效仿者越少。",
        ), lambda model: _reach_grows(model, "kappa_max", -1)),
    ),
    52: (
        Statement(RIVALS, Text(
            "A larger Chinese market never makes China's standard less attractive to the US or the EU.",
            "中国市场扩大从不降低中国标准对美国或欧盟的吸引力。",
        ), lambda model: every(never_falls(_pull(model, power), model.symbols["m_cn"]) for power in ("US", "EU"))),
        Statement(RIVALS, Text(
            "That all take China's standard is an equilibrium.",
            "各方均采用中国标准构成均衡。",
        ), lambda model: is_equilibrium(normal(model), _shared("CN")), "where"),
        Statement(TEMPLATES, Text(
            "That three third countries take China's template, not the EU's, the US's or none, is an equilibrium.",
            "三个第三国均采用中国模板而非欧盟、美国模板或不采用，构成均衡。",
        ), lambda model: is_equilibrium(normal(model), _shared("CN")), "where"),
    ),
}  # fmt: skip

FACTS: dict[int, tuple[Fact, ...]] = {
    39: (Fact(Text(
        "The EU lobbied at least ten Asian states.",
        "欧盟游说的亚洲国家不少于十个。",
    ), lambda states: states >= 10, ("eu_lobbied_states",)),),
    52: (Fact(Text(
        "The advice draws on standards, which productive power, China's in claim 10, does not draw on.",
        "该建议依托标准，而论断 10 中属于中国的生产性权力并不依托标准。",
    ), lambda: Source.S in Power.I.value.sources - Power.P.value.sources),),
}  # fmt: skip
"""What the evidence and the mask of powers say of the same claims."""
