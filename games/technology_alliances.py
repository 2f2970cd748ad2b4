"""Technology alliances: structural power in ecosystems (sections 3.3 and 4.3 of the article).

A leader gathers states and firms round its technology. Members profit from one another and grow dependent; the leader
decides whom to admit, and pays second suppliers to hold the line. Whether alliances are exclusive is a result here,
not an assumption.

Players: a leader (the US) and a rival (China); a second supplier; in `ecosystem_choice_finite` three states that join
or stay out; in `foundation_models` two suppliers of one home market. Assumptions: payoffs are rents and benefits V;
utilities follow from the relative-gains operator. Not modelled: bargaining over the rules of the alliance, several
leaders at once. Readings of ours: `foundation_models`, a market that may have room for one supplier only; the three
states of `ecosystem_choice_finite` choose once, so that the cost of leaving later has no part in it.

References: the article (European Studies 2025/1); Katz and Shapiro (1985), "Network externalities, competition, and
compatibility"; Martin (1992), *Coercive Cooperation*; Farrell and Newman (2019), "Weaponized interdependence".
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from games.actors import Power
from games.evidence import calibrated
from games.forms import GameTree, NormalForm, decision, leaf
from games.forms.coalition import CoalitionalGame
from games.forms.measure import Measure
from games.forms.normal_form import Payoffs
from games.forms.numbers import Number
from games.forms.participation import ParticipationGame
from games.model import Model
from games.parameters import Parameter, parameter
from games.relative_gains import relative_gains
from games.text import Text

HALF = Fraction(1, 2)
RENT = Text("rent of the leader from one member", "领导者从一个成员获得的租金")
COUNT = Text("number of members", "成员数量")
VALUE = Text("payoff", "收益")

rho = parameter("rho", "the leader's rent per member", "领导者从每个成员获得的租金", 1, 0, 2, unit=RENT)
b = parameter("b", "the rival's benefit per open membership", "对手从每个可参与成员关系中的获益", 1, 0, 2, unit=RENT)
n_o = parameter("n_o", "members of an open alliance", "开放联盟的成员数", 8, 1, 20, unit=COUNT)
n_e = parameter("n_e", "members of an exclusive alliance", "排他联盟的成员数", 4, 0, 20, unit=COUNT)
m_o = parameter("m_o", "memberships the rival shares in when open", "开放时对手可参与的成员关系", 8, 0, 20, unit=COUNT)
m_e = parameter(
    "m_e", "memberships the rival shares in when exclusive", "排他时对手可参与的成员关系", 0, 0, 20, unit=COUNT
)
k = parameter("k", "weight of leader and rival on the gap between them", "领导者与对手对彼此差距的权重", "3/2", 0, 3)


def _exclusivity(rho: Number, b: Number, n_o: Number, n_e: Number, m_o: Number, m_e: Number, k: Number) -> GameTree:
    ends = {"Open": leaf(rho * n_o, b * m_o), "Exclusive": leaf(rho * n_e, b * m_e)}
    return relative_gains(GameTree(decision("Leader", {**ends}), ("Leader", "Rival")), k)


exclusivity = Model(
    name="technology_alliances.exclusivity",
    title=Text("Open or exclusive alliance", "开放联盟还是排他联盟"),
    story=Text(
        "A leader opens its alliance to all or keeps the rival and its friends out. Excluding costs the leader members "
        "and the rival its benefit, so only concern for relative gains can make it worth while.",
        "领导者向所有国家开放联盟，或将对手及其伙伴排除在外。排他使领导者失去成员，也使对手失去获益，"
        "因此只有对相对收益的关切才能使其值得。",
    ),
    parameters=(rho, b, n_o, n_e, m_o, m_e, k),
    build=_exclusivity,
    assumptions=(n_o.symbol > n_e.symbol, m_o.symbol > m_e.symbol),
    claims=(29,),
    references=("Katz and Shapiro 1985",),
)

side = parameter("side", "side payment the leader can offer", "领导者可提供的补偿", "1/2", 0, 2, unit=VALUE)
loss = parameter(
    "loss", "second supplier's threatened loss from lock-in", "锁定威胁给第二供应方造成的损失", "1/2", 0, 2, unit=VALUE
)
sales = parameter("sales", "second supplier's sales to the target", "第二供应方对目标国的销售", "3/4", 0, 2, unit=VALUE)
l = parameter("l", "share of the target's need that a leak serves", "泄漏能满足的目标国需求份额", "1/2", 0, 1)
c_t = parameter(
    "c_t", "target's cost of a control without a leak", "无泄漏时管制给目标国造成的成本", 2, 0, 5, unit=VALUE
)
c_s = parameter("c_s", "leader's cost of the control", "管制给领导者造成的成本", "1/2", 0, 2, unit=VALUE)
k_leak = parameter(
    "k", "weight of leader and target on the gap between them", "领导者与目标国对彼此差距的权重", "3/2", 0, 3
)


def _supplier_leak(
    side: Number, loss: Number, sales: Number, l: Number, c_t: Number, c_s: Number, k: Number
) -> GameTree:
    def supplier(paid: Number) -> dict[str, Number]:
        return {"Join": leaf(-c_s - paid, paid, -c_t), "Sell": leaf(-c_s, sales - loss, -(1 - l) * c_t)}

    root = decision(
        "Leader", {"Offer": decision("Supplier", supplier(side)), "NoOffer": decision("Supplier", supplier(0))}
    )
    leader_toward, supplier_toward, target_toward = (0, 0, k), (0, 0, 0), (k, 0, 0)
    return relative_gains(
        GameTree(root, ("Leader", "Supplier", "Target")), (leader_toward, supplier_toward, target_toward)
    )


supplier_leak = Model(
    name="technology_alliances.supplier_leak",
    title=Text("The second supplier's leak", "第二供应方的泄漏"),
    story=Text(
        "A control leaks if a second supplier sells in the leader's place. The leader can offer it a side payment; the "
        "supplier weighs that and the threat of being locked out against its sales.",
        "若第二供应方取代领导者进行销售，管制便会泄漏。领导者可以提供补偿；供应方将补偿和被排除的威胁与其销售收入相权衡。",
    ),
    parameters=(side, loss, sales, l, c_t, c_s, k_leak),
    build=_supplier_leak,
    claims=(30, 32),
    references=("Martin 1992", "Farrell and Newman 2019"),
)

CHOKE = Text("price at which nobody buys, no network effect counted", "无网络效应时需求为零的价格")
fixed = parameter("F", "fixed cost of training a model", "训练模型的固定成本", "1/10", 0, 1, unit=VALUE)
marginal = parameter("c", "marginal cost of serving it", "提供服务的边际成本", "1/10", 0, 1, unit=CHOKE, open_high=True)
m = parameter("m", "size of the home market", "本土市场规模", 1, "1/10", 5, unit=VALUE)
# Above 1/3 two suppliers could sell to more than all.
network = parameter(
    "beta", "what use by all adds to a user's valuation", "全体使用为单个用户增加的评价", "1/4", 0, "1/3", unit=CHOKE
)
SUPPLIERS = ("Supplier 1", "Supplier 2")
ENTRY = ("Enter", "Stay out")


def cournot_profit(count: int, c: Number, m: Number, beta: Number) -> Number:
    """Return the profit of each of `count` suppliers before fixed cost, if users pay 1 + beta x - x for a share x."""
    return m * (1 - c) ** 2 / ((count + 1) ** 2 * (1 - beta))


def average_cost(F: Number, c: Number, m: Number, beta: Number) -> Number:
    """Return the cost per unit of a lone supplier, which sells m (1 - c) / (2 (1 - beta))."""
    return c + F * 2 * (1 - beta) / (m * (1 - c))


def _foundation_models(F: Number, c: Number, m: Number, beta: Number) -> NormalForm:
    def profits(moves: tuple[str, ...]) -> tuple[Number, ...]:
        inside = moves.count("Enter")
        return tuple(cournot_profit(inside, c, m, beta) - F if move == "Enter" else 0 for move in moves)

    return NormalForm.from_profiles(
        dict.fromkeys(SUPPLIERS, ENTRY), {moves: profits(moves) for moves in product(ENTRY, repeat=len(SUPPLIERS))}
    )


foundation_models = Model(
    name="technology_alliances.foundation_models",
    title=Text("Room for one supplier of models", "模型市场能容纳几个供应者"),
    story=Text(
        "Two suppliers may train a foundation model at a fixed cost and serve a home market at a marginal one. Those "
        "who enter compete in quantities; a model is worth more to a user the more others use it.",
        "两个供应者可付出固定成本训练基础模型，再以边际成本服务本土市场。进入者进行产量竞争；使用者越多，模型对单个用户的价值越高。",
    ),
    parameters=(fixed, marginal, m, network),
    build=_foundation_models,
    claims=(4, 5),
    references=("Cournot 1838", "Bresnahan and Reiss 1991", "Katz and Shapiro 1985"),
)

TASTE = Text("spread of tastes among states", "各国偏好的离散程度")
theta = parameter("theta", "mean taste for the leader's ecosystem", "对领导者生态的平均偏好", "1/10", -1, 1, unit=TASTE)
beta = parameter("beta", "weight of the ecosystem's size", "生态规模的权重", "3/4", 0, 2, unit=TASTE)
subsidy = parameter("subsidy", "the leader's subsidy to members", "领导者对成员的补贴", "1/10", 0, 1, unit=TASTE)
sigma = parameter("sigma", "cost of leaving later", "日后退出的成本", "1/4", 0, 1, unit=TASTE)


def _ecosystem_choice(theta: Number, beta: Number, subsidy: Number, sigma: Number) -> ParticipationGame:
    # Tastes are U[theta - 1/2, theta + 1/2] and a state joins iff taste + subsidy + beta (2 n - 1) >= 0.
    return ParticipationGame(theta + HALF + subsidy - beta, 2 * beta, sigma)


ecosystem_choice = Model(
    name="technology_alliances.ecosystem_choice",
    title=Text("Joining an ecosystem, a continuum of states", "众多国家的生态选择"),
    story=Text(
        "States with different tastes join the leader's ecosystem if taste, subsidy and the company of others make it "
        "worth while; leaving later costs something. Expectations fulfil themselves, and what has grown stays.",
        "偏好不同的国家在偏好、补贴与他国参与使其值得时加入领导者的生态；日后退出有成本。预期自我实现，已形成的规模得以维持。",
    ),
    parameters=(theta, beta, subsidy, sigma),
    build=_ecosystem_choice,
    claims=(2, 30, 31, 49),
    references=("Katz and Shapiro 1985", "Schelling 1978"),
)

STATES = ("Japan", "Korea", "India")
theta_j = parameter(
    "theta_j", "Japan's taste for the leader's ecosystem", "日本对领导者生态的偏好", "1/4", -1, 1, unit=VALUE
)
theta_k = parameter(
    "theta_k", "Korea's taste for the leader's ecosystem", "韩国对领导者生态的偏好", 0, -1, 1, unit=VALUE
)
theta_i = parameter(
    "theta_i", "India's taste for the leader's ecosystem", "印度对领导者生态的偏好", "-1/4", -1, 1, unit=VALUE
)


def _ecosystem_choice_finite(beta: Number, subsidy: Number, **tastes: Number) -> NormalForm:
    def joined(profile: tuple[str, ...], i: int, taste: Number) -> Number:
        others = [move for j, move in enumerate(profile) if j != i]
        balance = others.count("Join") - others.count("Stay out")
        return taste + subsidy + beta * balance / len(others)

    moves = ("Join", "Stay out")
    payoffs: Payoffs = {
        profile: tuple(
            joined(profile, i, taste) if profile[i] == "Join" else 0 for i, taste in enumerate(tastes.values())
        )
        for profile in product(moves, repeat=len(STATES))
    }
    return NormalForm.from_profiles(dict.fromkeys(STATES, moves), payoffs)


ecosystem_choice_finite = Model(
    name="technology_alliances.ecosystem_choice_finite",
    title=Text("Joining an ecosystem, three states", "三国的生态选择"),
    story=Text(
        "Each state joins the leader's ecosystem or stays out. Joining is worth its own taste, the subsidy, and more "
        "the more of the others join.",
        "每个国家加入领导者的生态或置身其外。加入的价值取决于自身偏好、补贴以及其他加入者的多少。",
    ),
    parameters=(beta, subsidy, theta_j, theta_k, theta_i),
    build=_ecosystem_choice_finite,
    claims=(2, 15, 31, 32),
    references=("Katz and Shapiro 1985", "Arthur 1989"),
)

MEMBERS = {"US": "美国", "EU": "欧盟", "JP": "日本", "CN": "中国"}
SHARE = Text("share of the world", "占世界的份额")
SOURCES = sorted(Power.T.value.sources, key=lambda source: source.name)
ASSUMED = {
    "r_jp": "1/20", "s_us": "3/5", "s_eu": "3/10", "s_jp": "1/10", "s_cn": "1/20",
    "d_us": "1/5", "d_eu": "1/4", "d_jp": "1/10", "d_cn": "3/10",
}  # fmt: skip


def _endowment(source: str, en: str, zh: str, member: str) -> Parameter:
    name = f"{source}_{member}".lower()
    words = name, f"{member}: {en}", f"{MEMBERS[member]}：{zh}"
    if name in ASSUMED:
        return parameter(*words, ASSUMED[name], "1/100", 1, unit=SHARE)
    return calibrated(*words, f"{member.lower()}_compute_share", "1/100", 1, unit=SHARE)


ENDOWMENTS = tuple(
    _endowment(source.name, source.value.en, source.value.zh, member) for source in SOURCES for member in MEMBERS
)
lam = parameter(
    "lam", "what an alliance without the US keeps of its worth", "无美国参与的联盟所保留的价值比例", "1/2", 0, 1
)


def _alliance_coalition(lam: Number, **endowments: Number) -> CoalitionalGame:
    def product_of_sums(members: frozenset[str]) -> Number:
        worth: Number = 1
        for source in SOURCES:
            worth = worth * sum(endowments[f"{source.name}_{member}".lower()] for member in members)
        return worth if "US" in members else lam * worth

    whole = product_of_sums(frozenset(MEMBERS))
    return CoalitionalGame.of(tuple(MEMBERS), lambda members: product_of_sums(members) / whole)


alliance_coalition = Model(
    name="technology_alliances.alliance_coalition",
    title=Text("Who needs whom in an alliance", "联盟中谁需要谁"),
    story=Text(
        "Members pool the sources of structural power: resources, standards and discourse. An alliance is worth the "
        "product of its pools, and less without the United States.",
        "成员汇集结构性权力的来源：资源、标准与话语。联盟的价值是三者汇总的乘积；没有美国参与时价值降低。",
    ),
    parameters=(*ENDOWMENTS, lam),
    build=_alliance_coalition,
    claims=(28, 29, 33),
    references=("Shapley 1953", "Schmeidler 1969"),
)

CHOKEPOINTS = {"chips": "nvidia_ai_chip_share", "compute": "us_compute_share", "applications": "chatgpt_market_share"}
OMEGA = tuple(
    calibrated(
        f"omega_{layer}", f"share of {layer} from the US", f"来自美国的{zh}份额", figure, 0, "99/100", unit=SHARE
    )
    for (layer, figure), zh in zip(CHOKEPOINTS.items(), ("芯片", "算力", "应用"), strict=True)
)
alpha = parameter("alpha", "share of AI in the economy", "人工智能在经济中的份额", "1/20", 0, "1/2")
sigma_e = parameter("sigma_e", "elasticity between suppliers", "供应方之间的替代弹性", 3, 1, 10, open_low=True)


def _dependence(alpha: Number, sigma_e: Number, **omega: Number) -> Measure:
    import sympy

    lost = {
        layer: sympy.sympify(alpha) * sympy.log(1 / (1 - sympy.sympify(omega[f"omega_{layer}"]))) / (sigma_e - 1)
        for layer in CHOKEPOINTS
    }
    return Measure({f"loss: {layer}": value for layer, value in lost.items()})


dependence = Model(
    name="technology_alliances.dependence",
    title=Text("What a cut-off would cost", "断供的代价"),
    story=Text(
        "If a supplier with the share omega is cut off, the loss of real income follows from that share and from how "
        "easily other suppliers replace it.",
        "若份额为 omega 的供应方断供，实际收入的损失取决于该份额以及其他供应方替代它的难易。",
    ),
    parameters=(*OMEGA, alpha, sigma_e),
    build=_dependence,
    claims=(15, 19, 32),
    references=("Arkolakis, Costinot and Rodriguez-Clare 2012",),
)

p = parameter("p", "chance that a newcomer likes A", "后来者偏好 A 的概率", "1/2", 0, 1, open_low=True, open_high=True)
barrier_a = parameter("barrier_a", "lead at which A locks in", "A 锁定所需的领先", 3, 1, 50, unit=COUNT)
barrier_b = parameter("barrier_b", "lead at which B locks in", "B 锁定所需的领先", 3, 1, 50, unit=COUNT)


def _lock_in(p: Number, barrier_a: Number, barrier_b: Number) -> Measure:
    import sympy

    p, a, b = map(sympy.sympify, (p, barrier_a, barrier_b))
    r = (1 - p) / p
    even = sympy.Piecewise((b / (a + b), sympy.Eq(p, sympy.Rational(1, 2))), ((1 - r**b) / (1 - r ** (a + b)), True))
    return Measure({"chance that A locks in": even})


lock_in = Model(
    name="technology_alliances.lock_in",
    title=Text("Increasing returns and lock-in", "报酬递增与锁定"),
    story=Text(
        "Newcomers adopt A or B by their own taste until one leads by so much that all follow. Small early events "
        "decide.",
        "后来者按自身偏好采用 A 或 B，直到一方领先到人人跟随。早期的小事件决定结果。",
    ),
    parameters=(p, barrier_a, barrier_b),
    build=_lock_in,
    claims=(2, 30),
    references=("Arthur 1989",),
)
