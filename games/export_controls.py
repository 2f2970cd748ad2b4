"""Export controls: compulsory power in the chip trade (sections 3.2 and 4.2 of the article).

The United States supplies advanced AI chips and decides whether China may buy them. China decides whether to build on
foreign chips or to indigenise. Trade pays both sides; a state that cares about relative gains may forgo it because it
pays the rival more.

Players: US and CN; the EU as a second supplier in `chip_ban_three`; the US chip firm in `workaround`.
Assumptions: payoffs are trade values V; utilities follow from the relative-gains operator. Not modelled: smuggling,
third-country routing, chips as an input to military power.

References: the article (European Studies 2025/1); Grieco (1988); Drezner (1999), *The Sanctions Paradox*.
"""

from __future__ import annotations

from games.forms import GameTree, NormalForm, decision, leaf
from games.forms.numbers import Number
from games.model import Model
from games.parameters import Parameter, parameter
from games.relative_gains import relative_gains
from games.text import Text

TRADE = Text("US trade value at its default", "以美国贸易价值默认值为 1")

t_us = parameter("t_us", "value of open chip trade to the US", "开放芯片贸易对美国的价值", 1, "1/2", "3/2", unit=TRADE)
t_cn = parameter("t_cn", "value of open chip trade to China", "开放芯片贸易对中国的价值", 3, 1, 5, unit=TRADE)
q = parameter(
    "q",
    "quality of indigenous Chinese chips",
    "中国自主芯片的质量",
    "1/2",
    0,
    1,
    unit=Text("share of foreign quality", "相对于外国芯片的比例"),
)
d = parameter("d", "cost to China of indigenising", "中国自主研发的成本", "1/2", 0, 1, unit=TRADE)
phi = parameter(
    "phi",
    "US sales displaced by indigenous chips",
    "自主芯片所替代的美国销售份额",
    "1/2",
    0,
    1,
    unit=Text("share of t_us", "占 t_us 的份额"),
)
t_eu = parameter("t_eu", "value to the EU of selling to China", "欧盟对华销售的价值", "1/2", 0, 1, unit=TRADE)
s_eu = parameter("s_eu", "US penalty on an EU that sells", "美国对欧盟出售行为的惩罚", "3/4", 0, 1, unit=TRADE)
l = parameter(
    "l",
    "share of Chinese demand the EU can serve",
    "欧盟能满足的中国需求份额",
    "1/2",
    0,
    1,
    unit=Text("share of t_cn", "占 t_cn 的份额"),
)


def _weight(name: str, of: str, zh: str, default: str) -> Parameter:
    return parameter(
        name,
        f"weight of {of} on relative gains, per rival",
        f"{zh}对每个对手的相对收益权重",
        default,
        0,
        3,
        unit=Text("dimensionless", "无量纲"),
    )


k_us = _weight("k_us", "the US", "美国", "3/2")
k_cn = _weight("k_cn", "China", "中国", "1/2")
k_eu = _weight("k_eu", "the EU", "欧盟", "0")
k = _weight("k", "the US and China toward each other", "中美双方", "1")

US_MOVES, CN_MOVES, EU_MOVES = ("Open", "Restrict"), ("Depend", "Indigenise"), ("Join", "Sell")


def absolute(us: str, cn: str) -> tuple[Number, Number]:
    """Return the absolute payoffs V of US and China: the chip trade, or what is left of it."""
    T, C, Q, D, PHI = (p.symbol for p in (t_us, t_cn, q, d, phi))
    return {
        ("Open", "Depend"): (T, C),
        ("Open", "Indigenise"): ((1 - PHI) * T, C - D),
        ("Restrict", "Depend"): (0, 0),
        ("Restrict", "Indigenise"): (0, Q * C - D),
    }[us, cn]


def absolute_three(us: str, cn: str, eu: str) -> tuple[Number, Number, Number]:
    """Return V with the EU as second supplier; it matters only where the US restricts and the EU sells."""
    if us == "Open" or eu == "Join":
        return (*absolute(us, cn), 0)
    C, Q, D, PHI, E, S, L = (p.symbol for p in (t_cn, q, d, phi, t_eu, s_eu, l))
    if cn == "Depend":
        return 0, L * C, E - S
    return 0, L * C + (1 - L) * Q * C - D, (1 - PHI) * E - S


def _chip_ban() -> NormalForm:
    game = NormalForm.from_profiles({"US": US_MOVES, "CN": CN_MOVES}, absolute)
    return relative_gains(game, (k_us, k_cn))


def _chip_ban_three() -> NormalForm:
    game = NormalForm.from_profiles({"US": US_MOVES, "CN": CN_MOVES, "EU": EU_MOVES}, absolute_three)
    return relative_gains(game, (k_us, k_cn, k_eu))


def _chip_ban_sequential(commitment: str) -> GameTree:
    if commitment == "US":
        root = decision("US", {us: decision("CN", {cn: leaf(*absolute(us, cn)) for cn in CN_MOVES}) for us in US_MOVES})
    else:
        root = decision("CN", {cn: decision("US", {us: leaf(*absolute(us, cn)) for us in US_MOVES}) for cn in CN_MOVES})
    return relative_gains(GameTree(root, ("US", "CN")), (k_us, k_cn))


CHIP_BAN_PARAMETERS = (t_us, t_cn, q, d, phi, k_us, k_cn)

chip_ban = Model(
    name="export_controls.chip_ban",
    title=Text("Chip ban", "芯片禁令"),
    story=Text(
        "The US keeps the chip trade open or restricts it while China depends on it or indigenises. "
        "Restriction costs the US its sales, so only concern for relative gains can make it worth while.",
        "美国开放或限制芯片贸易，中国依赖进口或自主研发。限制使美国失去销售收入，因此只有对相对收益的关切才能使其值得。",
    ),
    parameters=CHIP_BAN_PARAMETERS,
    build=_chip_ban,
    claims=(12, 13, 14, 22, 51),
    references=("Grieco 1988", "Drezner 1999"),
)

chip_ban_sequential = Model(
    name="export_controls.chip_ban_sequential",
    title=Text("Chip ban, one side moves first", "芯片禁令（序贯）"),
    story=Text(
        "The chip ban with commitment: the side that moves first is seen by the other.",
        "带有承诺的芯片禁令：先行动的一方被另一方观察到。",
    ),
    parameters=CHIP_BAN_PARAMETERS,
    build=_chip_ban_sequential,
    options={"commitment": ("US", "CN")},
    claims=(12, 13, 14, 22),
)

chip_ban_three = Model(
    name="export_controls.chip_ban_three",
    title=Text("Chip ban with a second supplier", "有第二供应方的芯片禁令"),
    story=Text(
        "The EU can join a US restriction or sell in its place, at the price of a US penalty.",
        "欧盟可以加入美国的限制，也可以取而代之进行销售，但要承受美国的惩罚。",
    ),
    parameters=(*CHIP_BAN_PARAMETERS, t_eu, s_eu, l, k_eu),
    build=_chip_ban_three,
    claims=(12, 13, 14, 22),
)

e = parameter(
    "e",
    "quality of the chip redesigned to pass the rule",
    "为符合规则而重新设计的芯片质量",
    "4/5",
    0,
    1,
    unit=Text("share of full quality", "占完整质量的比例"),
)
m = parameter(
    "m",
    "profit per period from full-quality chips, US and firm alike",
    "完整质量芯片每期带来的利润",
    1,
    "1/2",
    "3/2",
    unit=TRADE,
)
v = parameter(
    "v", "value per period to China of full-quality chips", "完整质量芯片每期对中国的价值", 3, 1, 5, unit=TRADE
)
F = parameter("F", "cost to the firm of redesigning", "企业重新设计的成本", "1/2", 0, 2, unit=TRADE)
g = parameter("g", "cost to the US of tightening the rule", "美国收紧规则的成本", "1/10", 0, 2, unit=TRADE)
delta = parameter(
    "delta",
    "weight of the second period",
    "第二期的权重",
    "9/10",
    "1/2",
    "99/100",
    unit=Text("discount factor", "贴现因子"),
)


def _workaround() -> GameTree:
    E, M, V, COST, G, D = (p.symbol for p in (e, m, v, F, g, delta))
    both = 1 + D
    tightening = decision(
        "US",
        {
            "Tolerate": leaf(M * E * both, M * E * both - COST, V * E * both),
            "Tighten": leaf(M * E - G, M * E - COST, V * E),
        },
    )
    root = decision(
        "US",
        {
            "NoRule": leaf(M * both, M * both, V * both),
            "Rule": decision("Firm", {"Exit": leaf(0, 0, 0), "Redesign": tightening}),
        },
    )
    toward_china, toward_us = (0, 0, k), (k, 0, 0)
    return relative_gains(GameTree(root, ("US", "Firm", "CN")), (toward_china, (0, 0, 0), toward_us))


workaround = Model(
    name="export_controls.workaround",
    title=Text("The workaround: A800, H800 and the 2023 rule", "规避：A800、H800 与 2023 年规则"),
    story=Text(
        "After a rule the firm leaves the Chinese market or redesigns its chip to pass it; the US then tolerates the new "
        "chip or tightens the rule, which stops it one period later.",
        "规则出台后，企业退出中国市场或重新设计芯片以符合规则；美国随后容忍新芯片，或收紧规则，使其在一期之后停售。",
    ),
    parameters=(e, m, v, F, g, delta, k),
    build=_workaround,
    claims=(23, 24, 25),
)
