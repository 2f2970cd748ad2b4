"""Regulatory adoption: institutional power and the Brussels effect (sections 2.2, 4.4 and 5 of the article).

The EU sets the stringency of its rules. A foreign firm complies everywhere, keeps a separate product for Europe, or
leaves the European market; states choose between the standards of the three powers. The larger the market and the
costlier the separate product, the further the rules reach.

Players: a foreign firm; US, CN and EU as standard setters, with a periphery in `rival_standards_periphery`; third
countries in the games of emulation. Assumptions: the world market has size one; the firm's margin is the same
everywhere. Not modelled: consumers, the politics inside the EU, enforcement but for its cost in the periphery.
Readings of ours: what the periphery can do in `rival_standards_periphery`, and which outcomes there go by Drezner's
words; the templates of `emulation_rivals`, which differ in stringency alone.

References: the article (European Studies 2025/1); Bradford (2020), *The Brussels Effect*; Drezner (2007), *All Politics
Is Global*; Vogel (1995), *Trading Up*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from games.evidence import calibrated
from games.forms import NormalForm
from games.forms.commitment import CommitmentGame
from games.forms.continuous import actions
from games.forms.normal_form import Payoffs
from games.forms.numbers import Number
from games.forms.participation import ParticipationGame
from games.model import Model
from games.parameters import parameter
from games.text import Text

MARGIN = Text("the firm's margin on the whole world market", "企业在全球市场的总利润")
SHARE = Text("share of the world market", "占世界市场的份额")
VALUE = Text("value of a common standard with the whole world", "与全世界采用同一标准的价值")

mu = calibrated("mu", "the EU's share of the world market", "欧盟占世界市场的份额", "eu_market_share", 0, 1, unit=SHARE)
s = parameter("s", "stringency of the EU's rules", "欧盟规则的严格程度", "1/2", 0, 2)
kappa = parameter(
    "kappa", "cost of a unit of stringency on all sales", "每单位严格程度对全部销售的成本", "1/5", 0, "1/2", unit=MARGIN
)
F = parameter("F", "fixed cost of complying", "合规的固定成本", "1/50", 0, "1/10", unit=MARGIN)
G = parameter(
    "G", "fixed cost of a separate product for the EU", "为欧盟单设产品的固定成本", "1/10", 0, "3/10", unit=MARGIN
)
margin = parameter(
    "margin", "the firm's margin on the whole world market", "企业在全球市场的总利润", 1, "1/2", 2, unit=MARGIN
)

FIRM_MOVES = ("Comply", "Segment", "Exit")


def _firm_compliance(mu: Number, s: Number, kappa: Number, F: Number, G: Number, margin: Number) -> NormalForm:
    profits: Payoffs = {
        ("Comply",): (margin - kappa * s - F,),
        ("Segment",): (margin - kappa * s * mu - F - G,),
        ("Exit",): (margin * (1 - mu),),
    }
    return NormalForm.from_profiles({"Firm": FIRM_MOVES}, profits)


firm_compliance = Model(
    name="regulatory_adoption.firm_compliance",
    title=Text("The Brussels effect: one firm", "布鲁塞尔效应：单个企业"),
    story=Text(
        "A foreign firm complies with the EU's rules everywhere, segments its product, or leaves the European market. "
        "It complies everywhere when a separate product costs more than the rules cost outside Europe.",
        "外国企业在各地均遵守欧盟规则、为欧盟单设产品，或退出欧洲市场。当单设产品的成本高于在欧洲以外遵守规则的成本时，企业在各地均合规。",
    ),
    parameters=(mu, s, kappa, F, G, margin),
    build=_firm_compliance,
    claims=(3, 35, 36, 40),
    references=("Bradford 2020", "Vogel 1995"),
)

WELFARE = Text("value to the EU of a unit of stringency", "每单位严格程度对欧盟的价值")
B = parameter("B", "value of a unit of stringency at home", "每单位严格程度在域内的价值", "1/2", 0, 1, unit=WELFARE)
gamma = parameter(
    "gamma", "value of a unit of stringency that reaches the world", "每单位严格程度及于全球的价值",
    "1/2", 0, 1, unit=WELFARE,
)  # fmt: skip
eta = parameter("eta", "burden of stringency on local firms", "严格程度对本地企业的负担", "1/2", "1/4", 2)
smax = parameter("smax", "greatest stringency the EU can set", "欧盟可设的最高严格程度", 2, "1/2", 4)


def _stringency(
    B: Number, gamma: Number, eta: Number, smax: Number,
    mu: Number, kappa: Number, F: Number, G: Number, margin: Number,
) -> CommitmentGame:  # fmt: skip
    (s,) = actions("s")
    firm = _firm_compliance(mu, s, kappa, F, G, margin)
    home = B * s - eta * s**2 / 2
    reach = {"Comply": home + gamma * s, "Segment": home, "Exit": home}
    options = {move: (reach[move], firm.payoff((move,))[0]) for move in reach}
    return CommitmentGame(("EU", "Firm"), s, (0, smax), options)


stringency = Model(
    name="regulatory_adoption.stringency",
    title=Text("How strict to be", "规则应有多严格"),
    story=Text(
        "The EU commits to the stringency of its rules before the firm answers as in the Brussels effect. Stricter "
        "rules are worth more, and more still where the firm applies them everywhere, but they burden local firms.",
        "欧盟先确定规则的严格程度，企业随后如布鲁塞尔效应中那样回应。规则越严价值越高，若企业在全球适用则更高，但会加重本地企业的负担。",
    ),
    parameters=(B, gamma, eta, smax, mu, kappa, F, G, margin),
    build=_stringency,
    claims=(37, 38, 52),
    references=("Bradford 2020",),
)

POWERS = ("US", "EU", "CN")
beta = parameter(
    "beta", "value of sharing a standard with the whole world", "与全世界共用标准的价值", "3/4", 0, 1, unit=VALUE
)
m_us = calibrated(
    "m_us", "weight of the US market", "美国市场的权重", "us_market_share", 0, 1, unit=SHARE, open_low=True
)
m_eu = calibrated(
    "m_eu", "weight of the EU market", "欧盟市场的权重", "eu_market_share", 0, 1, unit=SHARE, open_low=True
)
m_cn = calibrated(
    "m_cn", "weight of the Chinese market", "中国市场的权重", "cn_market_share", 0, 1, unit=SHARE, open_low=True
)
a_us = parameter("a_us", "US cost of distance from its own standard", "美国偏离本国标准的成本", "1/2", 0, 1, unit=VALUE)
a_eu = parameter("a_eu", "EU cost of distance from its own standard", "欧盟偏离自身标准的成本", "1/2", 0, 1, unit=VALUE)
a_cn = parameter(
    "a_cn", "Chinese cost of distance from its own standard", "中国偏离本国标准的成本", "3/4", 0, 1, unit=VALUE
)
d_us_eu = parameter("d_us_eu", "distance between the US and EU standards", "美欧标准之间的距离", "1/2", 0, 1)
d_us_cn = parameter("d_us_cn", "distance between the US and Chinese standards", "中美标准之间的距离", 1, 0, 1)
d_eu_cn = parameter("d_eu_cn", "distance between the EU and Chinese standards", "中欧标准之间的距离", "3/4", 0, 1)


def _rival_standards(
    beta: Number, m_us: Number, m_eu: Number, m_cn: Number, a_us: Number, a_eu: Number, a_cn: Number,
    d_us_eu: Number, d_us_cn: Number, d_eu_cn: Number,
) -> NormalForm:  # fmt: skip
    whole = m_us + m_eu + m_cn
    market = {"US": m_us / whole, "EU": m_eu / whole, "CN": m_cn / whole}
    cost = {"US": a_us, "EU": a_eu, "CN": a_cn}
    between = {frozenset(("US", "EU")): d_us_eu, frozenset(("US", "CN")): d_us_cn, frozenset(("EU", "CN")): d_eu_cn}

    def utility(power: str, chosen: dict[str, str]) -> Number:
        company = [market[other] for other in POWERS if other != power and chosen[other] == chosen[power]]
        return beta * sum(company) - cost[power] * between.get(frozenset((power, chosen[power])), 0)

    payoffs: Payoffs = {
        standards: tuple(utility(power, dict(zip(POWERS, standards, strict=True))) for power in POWERS)
        for standards in product(POWERS, repeat=len(POWERS))
    }
    return NormalForm.from_profiles(dict.fromkeys(POWERS, POWERS), payoffs)


RIVAL_PARAMETERS = (beta, m_us, m_eu, m_cn, a_us, a_eu, a_cn, d_us_eu, d_us_cn, d_eu_cn)
rival_standards = Model(
    name="regulatory_adoption.rival_standards",
    title=Text("Rival standards", "标准之争"),
    story=Text(
        "The US, the EU and China each choose one of three standards. Sharing a standard is worth the markets that "
        "share it; a standard that is not one's own costs its distance. All alike is harmonisation, two alike a club, "
        "none alike rival standards.",
        "美国、欧盟和中国各自在三种标准中选择其一。共用标准的价值取决于共用者的市场；采用他人标准的成本取决于其距离。"
        "三者相同为统一标准，两者相同为俱乐部标准，互不相同为对立标准。",
    ),
    parameters=RIVAL_PARAMETERS,
    build=_rival_standards,
    claims=(6, 18, 35, 52),
    references=("Drezner 2007",),
)

PERIPHERY, OWN = "Periphery", "Own rules"
STANDARD_TYPES = {
    (True, True): Text("harmonised standards", "统一标准"),
    (True, False): Text("club standards", "俱乐部标准"),
    (False, True): Text("rival standards", "对立标准"),
    (False, False): Text("sham standards", "虚设标准"),
}
"""Drezner's four outcomes, by whether the great powers agree and whether the periphery takes a standard of theirs."""
m_p = parameter("m_p", "market of the periphery, against that of the three powers", "外围市场（以三方市场之和为 1）",
                "1/4", 0, 1, unit=SHARE)  # fmt: skip
a_p = parameter("a_p", "cost to the periphery of a foreign standard", "外围采用外来标准的成本", "1/4", 0, 1, unit=VALUE)
enforce = parameter("e", "cost to a power of enforcing its standard on the periphery", "大国对外围执行标准的成本",
                    "1/20", 0, 1, unit=VALUE)  # fmt: skip


def standard_type(standards: Sequence[str]) -> Text:
    """Return Drezner's name of a profile: the standards of the three powers, then that of the periphery.

    >>> standard_type(("US", "US", "US", "Own rules")).en
    'club standards'
    """
    *powers, periphery = standards
    return STANDARD_TYPES[len(set(powers)) == 1, periphery in powers]


def _rival_standards_periphery(beta: Number, m_p: Number, a_p: Number, e: Number, **rest: Number) -> NormalForm:
    core = _rival_standards(beta, **rest)
    whole = sum(rest[f"m_{power.lower()}"] for power in POWERS)
    market = {power: rest[f"m_{power.lower()}"] / whole for power in POWERS}

    def utilities(standards: tuple[str, ...]) -> tuple[Number, ...]:
        *powers, taken = standards
        reach = [beta * m_p - e if mine == taken else 0 for mine in powers]
        company = [market[power] for power, theirs in zip(POWERS, powers, strict=True) if theirs == taken]
        periphery = beta * sum(company) - (0 if taken == OWN else a_p)
        return (*(u + more for u, more in zip(core.payoff(tuple(powers)), reach, strict=True)), periphery)

    moves = {**dict.fromkeys(POWERS, POWERS), PERIPHERY: (*POWERS, OWN)}
    return NormalForm.from_profiles(moves, {each: utilities(each) for each in product(*moves.values())})


rival_standards_periphery = Model(
    name="regulatory_adoption.rival_standards_periphery",
    title=Text("Rival standards with a periphery", "有外围国家的标准之争"),
    story=Text(
        "The powers choose standards as before, and a periphery takes one of them, at a cost, or keeps its own rules. "
        "A power whose standard the periphery takes gains its market and pays to enforce the standard there. Powers "
        "that agree have harmonised standards with the periphery and club standards without it; powers that do not "
        "have rival standards with it and sham standards without.",
        "三方如前选择标准，外围国家付出成本采用其中之一，或保留自身规则。标准被外围采用的大国获得其市场，并付出成本在当地执行。"
        "大国一致且外围采用为统一标准，外围不采用为俱乐部标准；大国不一致而外围采用为对立标准，外围不采用为虚设标准。",
    ),
    parameters=(*RIVAL_PARAMETERS, m_p, a_p, enforce),
    build=_rival_standards_periphery,
    claims=(6, 35, 52),
    references=("Drezner 2007",),
)

b = parameter("b", "benefit of adopting the EU's rules, alone", "单独采用欧盟规则的收益", "3/10", 0, 1)
rho = parameter("rho", "added benefit when all adopt them", "全体采用时的附加收益", "1/2", 0, 1)
kappa_max = parameter("kappa_max", "greatest cost of a unit of stringency", "每单位严格程度的最高成本", 1, "1/10", 2)
s_given = parameter("s", "stringency of the EU's rules", "欧盟规则的严格程度", "1/2", 0, 2, open_low=True)


def _emulation(b: Number, rho: Number, kappa_max: Number, s: Number) -> ParticipationGame:
    # Costs kappa s with kappa ~ U[0, kappa_max]: the share with kappa s <= b + rho x adopts.
    return ParticipationGame(b / (s * kappa_max), rho / (s * kappa_max))


emulation = Model(
    name="regulatory_adoption.emulation",
    title=Text("Emulation of the EU's rules", "对欧盟规则的仿效"),
    story=Text(
        "Third countries adopt the EU's rules or not. Adopting is worth more the more others do; the cost grows with "
        "the stringency and differs from country to country.",
        "第三国选择是否采用欧盟规则。采用者越多，采用的收益越大；成本随严格程度上升，且各国不同。",
    ),
    parameters=(b, rho, kappa_max, s_given),
    build=_emulation,
    claims=(35, 39, 41),
    references=("Bradford 2020",),
)

ADDRESSED = ("India", "Japan", "Korea", "Singapore", "Philippines")
LOBBIED = (*ADDRESSED, *(f"State {i}" for i in range(6, 11)))
"""At least ten states were lobbied; the article names five."""
Uptake: TypeAlias = Callable[[int, str, int], Number]


def _spread(i: int, count: int) -> Fraction:
    """Return the i-th of `count` costs spread evenly over [0, 1]: the middle of the i-th of as many equal parts."""
    return Fraction(2 * i + 1, 2 * count)


def _templates(states: Sequence[str], templates: Sequence[str], worth: Uptake) -> NormalForm:
    """Return the game in which states take a template or none, worth(state, template, number of others with it)."""
    payoffs: Payoffs = {
        taken: tuple(worth(i, own, taken.count(own) - 1) if own != NOT else 0 for i, own in enumerate(taken))
        for taken in product((*templates, NOT), repeat=len(states))
    }
    return NormalForm.from_profiles(dict.fromkeys(states, (*templates, NOT)), payoffs)


NOT = "Not"


def _emulation_finite(b: Number, rho: Number, kappa_max: Number, s: Number, states: str) -> NormalForm:
    named = LOBBIED[: int(states)]

    def worth(i: int, _: str, others: int) -> Number:
        return b + rho * Fraction(others, len(named) - 1) - kappa_max * _spread(i, len(named)) * s

    return _templates(named, ("Adopt",), worth)


emulation_finite = Model(
    name="regulatory_adoption.emulation_finite",
    title=Text("Emulation by Asian states", "亚洲国家的仿效"),
    story=Text(
        "The five Asian states the article names, or ten as were lobbied at least, adopt the EU's rules or not; their "
        "costs are spread evenly.",
        "文章所列的亚洲五国，或至少被游说的十国，选择是否采用欧盟规则；其成本均匀分布。",
    ),
    parameters=(b, rho, kappa_max, s_given),
    build=_emulation_finite,
    options={"states": ("5", "10")},
    claims=(35, 39, 41),
    references=("Bradford 2020",),
)

s_us = parameter("s_us", "stringency of the US template", "美国模板的严格程度", "1/4", 0, 2)
s_cn = parameter("s_cn", "stringency of the Chinese template", "中国模板的严格程度", "3/8", 0, 2)


def _emulation_rivals(b: Number, rho: Number, kappa_max: Number, s: Number, s_us: Number, s_cn: Number) -> NormalForm:
    named, strict = ADDRESSED[:3], {"EU": s, "US": s_us, "CN": s_cn}

    def worth(i: int, template: str, others: int) -> Number:
        return b + rho * Fraction(others, len(named) - 1) - kappa_max * _spread(i, len(named)) * strict[template]

    return _templates(named, tuple(strict), worth)


emulation_rivals = Model(
    name="regulatory_adoption.emulation_rivals",
    title=Text("Rival templates", "模板之争"),
    story=Text(
        "Three states adopt the rules of the EU, of the US or of China, or none. A template is worth more the more of "
        "the others share it, and costs its stringency.",
        "三个国家采用欧盟、美国或中国的规则，或都不采用。共用者越多，模板价值越高；其成本取决于严格程度。",
    ),
    parameters=(b, rho, kappa_max, s_given, s_us, s_cn),
    build=_emulation_rivals,
    claims=(39, 41, 52),
    references=("Bradford 2020", "Drezner 2007"),
)
