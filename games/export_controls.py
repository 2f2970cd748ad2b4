"""Export controls: compulsory power in the chip trade (sections 3.2 and 4.2 of the article).

The United States supplies advanced AI chips and decides whether China may buy them. China decides whether to build on
foreign chips or to indigenise. Trade pays both sides; a state that cares about relative gains may forgo it because it
pays the rival more.

Players: US and CN; the EU as a second supplier in `chip_ban_three`; the US chip firm in `workaround`. In
`capability_signal` China's capability is its private knowledge.
Assumptions: payoffs are trade values V; utilities follow from the relative-gains operator. Not modelled: smuggling,
third-country routing, chips as an input to military power.

References: the article (European Studies 2025/1); Grieco (1988); Drezner (1999), *The Sanctions Paradox*.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from games.forms import GameTree, NormalForm, decision, leaf
from games.forms.bayesian import signalling
from games.forms.normal_form import Payoffs
from games.forms.numbers import Number
from games.forms.repeated import RepeatedGame
from games.forms.tree import Leaf, Node
from games.model import Model
from games.parameters import Parameter, parameter
from games.relative_gains import relative_gains, snidal_weight
from games.text import Text

TRADE = Text("US trade value at its default", "以美国贸易价值默认值为 1")
QUALITY = Text("share of full quality", "占完整质量的比例")

t_us = parameter("t_us", "value of open chip trade to the US", "开放芯片贸易对美国的价值", 1, "1/2", "3/2", unit=TRADE)
t_cn = parameter("t_cn", "value of open chip trade to China", "开放芯片贸易对中国的价值", 3, 1, 5, unit=TRADE)
q = parameter("q", "quality of indigenous Chinese chips", "中国自主芯片的质量", "2/5", 0, 1, unit=QUALITY)
d = parameter("d", "cost to China of indigenising", "中国自主研发的成本", "1/2", 0, 1, unit=TRADE)
phi = parameter("phi", "share of US sales displaced by indigenous chips", "自主芯片替代的美国销售份额", "1/2", 0, 1)
k_us = parameter("k_us", "weight of the US on relative gains, per rival", "美国对每个对手的相对收益权重", "3/2", 0, 3)
k_cn = parameter("k_cn", "weight of China on relative gains, per rival", "中国对每个对手的相对收益权重", "1/2", 0, 3)

US_MOVES, CN_MOVES, EU_MOVES = ("Open", "Restrict"), ("Depend", "Indigenise"), ("Join", "Sell")
CHIP_BAN_PARAMETERS = (t_us, t_cn, q, d, phi, k_us, k_cn)


def absolute(t_us: Number, t_cn: Number, q: Number, d: Number, phi: Number) -> Payoffs:
    """Return the absolute payoffs V of the US and China: the chip trade, or what is left of it."""
    return {
        ("Open", "Depend"): (t_us, t_cn),
        ("Open", "Indigenise"): ((1 - phi) * t_us, t_cn - d),
        ("Restrict", "Depend"): (0, 0),
        ("Restrict", "Indigenise"): (0, q * t_cn - d),
    }


def _chip_ban(k_us: Number, k_cn: Number, **trade: Number) -> NormalForm:
    game = NormalForm.from_profiles({"US": US_MOVES, "CN": CN_MOVES}, absolute(**trade))
    return relative_gains(game, (k_us, k_cn))


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


def _chip_ban_sequential(commitment: str, k_us: Number, k_cn: Number, **trade: Number) -> GameTree:
    end = {profile: leaf(*payoffs) for profile, payoffs in absolute(**trade).items()}
    if commitment == "US":
        root = decision("US", {us: decision("CN", {cn: end[us, cn] for cn in CN_MOVES}) for us in US_MOVES})
    else:
        root = decision("CN", {cn: decision("US", {us: end[us, cn] for us in US_MOVES}) for cn in CN_MOVES})
    return relative_gains(GameTree(root, ("US", "CN")), (k_us, k_cn))


chip_ban_sequential = Model(
    name="export_controls.chip_ban_sequential",
    title=Text("Chip ban, one side moves first", "芯片禁令（序贯）"),
    story=Text(
        "The chip ban with commitment: what the side that moves first does is seen by the other.",
        "带有承诺的芯片禁令：先行动一方的选择被另一方观察到。",
    ),
    parameters=CHIP_BAN_PARAMETERS,
    build=_chip_ban_sequential,
    options={"commitment": ("US", "CN")},
    claims=(12, 13, 14, 22),
)

t_eu = parameter("t_eu", "value to the EU of selling to China", "欧盟对华销售的价值", "1/2", 0, 1, unit=TRADE)
s_eu = parameter("s_eu", "US penalty on an EU that sells", "美国对欧盟出售行为的惩罚", "3/4", 0, 1, unit=TRADE)
l = parameter("l", "share of Chinese demand the EU can serve", "欧盟能满足的中国需求份额", "1/2", 0, 1)
k_eu = parameter("k_eu", "weight of the EU on relative gains, per rival", "欧盟对每个对手的相对收益权重", 0, 0, 3)


def _chip_ban_three(
    t_eu: Number, s_eu: Number, l: Number, k_us: Number, k_cn: Number, k_eu: Number, **trade: Number
) -> NormalForm:
    # The EU matters only where the US restricts and the EU sells.
    payoffs: Payoffs = {(*profile, eu): (*V, 0) for profile, V in absolute(**trade).items() for eu in EU_MOVES}
    t_cn, q, d, phi = (trade[name] for name in ("t_cn", "q", "d", "phi"))
    payoffs["Restrict", "Depend", "Sell"] = 0, l * t_cn, t_eu - s_eu
    payoffs["Restrict", "Indigenise", "Sell"] = 0, l * t_cn + (1 - l) * q * t_cn - d, (1 - phi) * t_eu - s_eu
    game = NormalForm.from_profiles({"US": US_MOVES, "CN": CN_MOVES, "EU": EU_MOVES}, payoffs)
    return relative_gains(game, (k_us, k_cn, k_eu))


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
    "e", "quality of the chip redesigned to pass the rule", "为符合规则而重新设计的芯片质量", "4/5", 0, 1, unit=QUALITY
)
m = parameter(
    "m", "US and firm profit per period at full quality", "完整质量下美国与企业每期的利润", 1, "1/2", "3/2", unit=TRADE
)
v = parameter("v", "value to China per period at full quality", "完整质量下中国每期获得的价值", 3, 1, 5, unit=TRADE)
F = parameter("F", "cost to the firm of redesigning", "企业重新设计的成本", "1/2", 0, 2, unit=TRADE)
g = parameter("g", "cost to the US of tightening the rule", "美国收紧规则的成本", "1/10", 0, 2, unit=TRADE)
delta = parameter("delta", "weight of the second period", "第二期的权重", "9/10", "1/2", "99/100")
k = parameter("k", "weight of the US and China on the gap between them", "中美对彼此差距的权重", 1, 0, 3)


def _redesigns(
    qualities: Sequence[Number], m: Number, v: Number, F: Number, g: Number, delta: Number, k: Number
) -> GameTree:
    """Return the tree in which round j's redesign has quality `qualities[j]`; one period follows the last round."""
    weights = [delta**period for period in range(len(qualities) + 1)]

    def ended(flow: Number, redesigned: int, tightened: int) -> Leaf:
        return leaf(m * flow - g * tightened, m * flow - F * redesigned, v * flow)

    def from_round(j: int, flow: Number) -> Node:
        if j == len(qualities):
            return ended(flow, j, j)
        now = flow + weights[j] * qualities[j]
        tolerated = flow + sum(weights[j:]) * qualities[j]
        us = decision("US", {"Tolerate": ended(tolerated, j + 1, j), "Tighten": from_round(j + 1, now)})
        return decision("Firm", {"Exit": ended(flow, j, j), "Redesign": us})

    root = decision("US", {"NoRule": ended(sum(weights), 0, 0), "Rule": from_round(0, 0)})
    us_toward, firm_toward, china_toward = (0, 0, k), (0, 0, 0), (k, 0, 0)
    return relative_gains(GameTree(root, ("US", "Firm", "CN")), (us_toward, firm_toward, china_toward))


def _workaround(e: Number, **rest: Number) -> GameTree:
    return _redesigns([e], **rest)


workaround = Model(
    name="export_controls.workaround",
    title=Text("The workaround: A800, H800 and the 2023 rule", "规避：A800、H800 与 2023 年规则"),
    story=Text(
        "After a rule the firm leaves the Chinese market or redesigns its chip to pass it; the US then tolerates the "
        "new chip or tightens the rule, which stops it one period later.",
        "规则出台后，企业退出中国市场或重新设计芯片以符合规则；美国随后容忍新芯片，或收紧规则，使其在一期之后停售。",
    ),
    parameters=(e, m, v, F, g, delta, k),
    build=_workaround,
    claims=(23, 24, 25),
)

chi = parameter("chi", "fit of the rule's metric to what matters", "规则指标与真实性能的契合度", "1/5", 0, 1)
tau = parameter("tau", "performance the metric lets through", "指标所允许的性能水平", "1/2", 0, 1, unit=QUALITY)


def _workaround_metric(chi: Number, tau: Number, **rest: Number) -> GameTree:
    return _redesigns([1 - chi * (1 - tau)], **rest)


workaround_metric = Model(
    name="export_controls.workaround_metric",
    title=Text("The workaround under a better metric", "更优指标下的规避"),
    story=Text(
        "The workaround, with the quality of the redesigned chip set by the rule: the better the metric fits "
        "(performance density fits better than bandwidth), the closer a redesign comes to the performance the rule "
        "means to allow.",
        "规避博弈，但重新设计芯片的质量由规则决定：指标越契合（性能密度优于带宽），重新设计的芯片越接近规则意在允许的性能。",
    ),
    parameters=(chi, tau, m, v, F, g, delta, k),
    build=_workaround_metric,
    claims=(24, 25),
)

lam = parameter(
    "lam", "share of quality that survives each redesign", "每次重新设计后保留的质量比例", "4/5", 0, 1,
    open_low=True, open_high=True,
)  # fmt: skip


later = parameter(
    "delta", "weight of each period relative to the one before", "每期相对于前一期的权重", "9/10", "1/2", "99/100"
)


def _workaround_chain(lam: Number, rounds: str, **rest: Number) -> GameTree:
    return _redesigns([lam**j for j in range(1, int(rounds) + 1)], **rest)


workaround_chain = Model(
    name="export_controls.workaround_chain",
    title=Text("The chain of workarounds", "规避的连锁"),
    story=Text(
        "The arms race of rules and redesigns: every tightening is met by another redesign or by exit, and each "
        "redesign is worse than the last.",
        "规则与重新设计的竞赛：每次收紧之后，企业再次重新设计或退出，而每次重新设计的质量都低于上一次。",
    ),
    parameters=(lam, m, v, F, g, later, k),
    build=_workaround_chain,
    options={"rounds": ("2", "1", "3", "4")},
    claims=(23, 24),
)

INSTRUMENTS = {"chips": "芯片", "models": "模型", "capital": "资本"}


def _of_each(letter: str, en: str, zh: str, defaults: Sequence[Any], high: Any, **rest: Any) -> tuple[Parameter, ...]:
    return tuple(
        parameter(f"{letter}_{j}", f"{en}: {name}", f"{zh}：{INSTRUMENTS[name]}", default, 0, high, **rest)
        for j, (name, default) in enumerate(zip(INSTRUMENTS, defaults, strict=True), start=1)
    )


ESCALATION = (
    *_of_each("c", "cost to the US of the instrument", "工具给美国造成的成本", ("1/2", "1/4", "1/4"), 2, unit=TRADE),
    *_of_each("b", "cost to China of the instrument", "工具给中国造成的成本", (2, 1, 1), 5, unit=TRADE),
    *_of_each("a", "cost to China of adapting", "中国适应的成本", ("1/2", "1/4", "1/2"), 2, unit=TRADE),
    *_of_each("rho", "share of the cost recovered by adapting", "适应所挽回的成本比例", ("1/2", "1/2", "1/4"), 1),
)


def _escalation(k: Number, **each: Number) -> GameTree:
    def step(j: int, V_us: Number, V_cn: Number) -> Node:
        if j > len(INSTRUMENTS):
            return leaf(V_us, V_cn)
        c, b, a, rho = (each[f"{letter}_{j}"] for letter in ("c", "b", "a", "rho"))
        us, absorbed = V_us - c, V_cn - b
        answers = {"Absorb": step(j + 1, us, absorbed), "Adapt": step(j + 1, us, absorbed - a + rho * b)}
        return decision("US", {"Stop": leaf(V_us, V_cn), f"Apply {j}": decision("CN", answers)})

    return relative_gains(GameTree(step(1, 0, 0), ("US", "CN")), k)


escalation = Model(
    name="export_controls.escalation",
    title=Text("Escalation from chips to models to capital", "从芯片到模型再到资本的升级"),
    story=Text(
        "The US applies one instrument after another or stops: chips, then models, then capital. After each, China "
        "absorbs the cost or pays to recover part of it.",
        "美国依次动用芯片、模型、资本等工具，或就此止步。每次之后，中国承受成本，或付出代价以挽回部分损失。",
    ),
    parameters=(*ESCALATION, k),
    build=_escalation,
    claims=(26,),
)


pi = parameter(
    "pi", "probability that China's capability is high", "中国能力强的概率", "1/3", 0, 1, open_low=True, open_high=True
)
c_h = parameter("c_h", "cost of demonstrating a high capability", "能力强者展示能力的成本", "1/4", 0, 1, unit=TRADE)
c_l = parameter("c_l", "cost of feigning one when it is low", "能力弱者佯装的成本", "3/4", 0, 1, unit=TRADE)
b_h = parameter("b_h", "value of relief to a capable China", "能力强的中国从放松限制所得", "1/2", 0, 1, unit=TRADE)
b_l = parameter("b_l", "value of relief to a less capable China", "能力弱的中国从放松限制所得", "1/2", 0, 1, unit=TRADE)
w_h = parameter(
    "w_h", "US loss from restricting the capable; negative if it fears them", "美国限制能力强者的损失；惧怕对方则为负",
    "1/2", -1, 1, unit=TRADE,
)  # fmt: skip
w_l = parameter("w_l", "US gain from restricting the less capable", "美国限制能力弱者的收益", "1/2", 0, 1, unit=TRADE)


def _capability_signal(
    pi: Number, c_h: Number, c_l: Number, b_h: Number, b_l: Number, w_h: Number, w_l: Number
) -> GameTree:
    cost, relief = {"High": c_h, "Low": c_l}, {"High": b_h, "Low": b_l}
    restricting = {"High": -w_h, "Low": w_l}

    def china(capability: str, message: str, response: str) -> Number:
        return relief[capability] * int(response == "Relax") - cost[capability] * int(message == "Demonstrate")

    def us(capability: str, message: str, response: str) -> Number:
        return restricting[capability] * int(response == "Restrict")

    prior, messages, responses = {"High": pi, "Low": 1 - pi}, ("Demonstrate", "Conceal"), ("Restrict", "Relax")
    return signalling(("High", "Low"), prior, messages, responses, china, us, players=("CN", "US"))


capability_signal = Model(
    name="export_controls.capability_signal",
    title=Text("Signals of capability", "能力信号"),
    story=Text(
        "China knows whether it can do without foreign chips. It demonstrates a high capability, at a cost, or "
        "conceals it; the US sees the demonstration, not the capability, and restricts or relaxes. Restricting pays "
        "against a less capable China and, unless the US fears a capable one, not against that.",
        "中国清楚自己能否不依赖外国芯片，可以付出成本展示高能力，也可以隐藏。美国只看到展示与否，看不到能力，随后限制或放松。"
        "限制能力弱的中国有利；除非惧怕能力强的中国，限制后者不利。",
    ),
    parameters=(pi, c_h, c_l, b_h, b_l, w_h, w_l),
    build=_capability_signal,
    references=("Spence 1973", "Cho and Kreps 1987"),
)

PERIOD = Text("payoff of one period", "每期收益")
T = parameter("T", "temptation: to restrict while the other trades", "诱惑：对方贸易而己方限制", 4, 0, 5, unit=PERIOD)
R = parameter("R", "reward: both trade", "奖赏：双方贸易", 3, 0, 5, unit=PERIOD)
P = parameter("P", "punishment: both restrict", "惩罚：双方限制", 1, 0, 5, unit=PERIOD)
S = parameter("S", "sucker: to trade while the other restricts", "受骗：对方限制而己方贸易", 0, 0, 5, unit=PERIOD)
k_total = parameter(
    "k", "total weight on relative gains, spread over all rivals", "分摊于所有对手的相对收益总权重", "1/2", 0, 3
)
patience = parameter("delta", "discount factor", "贴现因子", "9/10", 0, "99/100")
n = parameter("n", "number of actors", "行为体数量", 2, 2, 10)
detect = parameter("detect", "probability that a breach is found out", "违约被发现的概率", 1, 0, 1, open_low=True)


def _repeated_chip_trade(
    T: Number, R: Number, P: Number, S: Number, k: Number, delta: Number, n: Number, detect: Number
) -> RepeatedGame:
    moves = ("Trade", "Restrict")
    absolute = NormalForm([[[R, S], [T, P]], [[R, T], [S, P]]], ("US", "CN"), (moves, moves))
    # Snidal's equal-weight form U_i = V_i - w sum V_j; what third parties get is fixed and drops out.
    w = snidal_weight(k) / (n - 1)
    payoffs = [own - w * other for own, other in (absolute.payoffs, absolute.payoffs[::-1])]
    return RepeatedGame(absolute.with_payoffs(payoffs), delta, detect)


repeated_chip_trade = Model(
    name="export_controls.repeated_chip_trade",
    title=Text("Chip trade, repeated", "重复的芯片贸易"),
    story=Text(
        "The US and China trade chips period after period; either can restrict. A breach that is found out ends the "
        "trade for good. Concern for relative gains, spread over all rivals, makes patience harder to reward.",
        "中美逐期进行芯片贸易，任何一方都可以限制。违约一经发现，贸易永久终止。分摊于所有对手的相对收益关切使耐心更难得到回报。",
    ),
    parameters=(T, R, P, S, k_total, patience, n, detect),
    build=_repeated_chip_trade,
    assumptions=(T.symbol > R.symbol, R.symbol > P.symbol, P.symbol > S.symbol),
    claims=(14, 27),
    references=("Friedman 1971", "Snidal 1991"),
)
