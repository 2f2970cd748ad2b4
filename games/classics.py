"""Classic games: the symmetric 2x2 games, coordination, zero-sum, inspection, sanctions, a contest, duopolies.

A symmetric 2x2 game is written T, R, P, S: temptation, reward, punishment, sucker. The order of the four
numbers decides the game: T > R > P > S is the Prisoner's Dilemma, R > T > P > S a Stag Hunt, T > R > S > P
Chicken, and so on (`games.ordinal.game_type` names any 2x2 game). Relative gains move a game through these
classes.

Players and assumptions are those of each game's story. Not modelled: repetition and communication, unless a game is
about them. Readings of ours: in `matching_with_a_veto` the one who wants to differ has a third move, which ends the
game for a payoff that is the parameter; `sanctions` is told as a bargain over one concession x, with weights on both
sides; in `tullock` the first player may value the prize otherwise than the rest.

References: Rapoport, Guyer and Gordon (1976), *The 2 x 2 Game*; Grieco (1988); Snidal (1991); Tsebelis
(1990), "Penalty has no impact on crime"; Drezner (1998), "Conflict expectations and the paradox of economic
coercion"; Tullock (1980), "Efficient rent seeking"; Cournot (1838), *Recherches*; von Stackelberg (1934),
*Marktform und Gleichgewicht*.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from games.forms import GameTree, NormalForm, decision, leaf
from games.forms.commitment import CommitmentGame
from games.forms.contest import ContestGame
from games.forms.continuous import ContinuousGame, actions
from games.forms.numbers import Number
from games.model import Model
from games.ordinal import GameType, game_type
from games.parameters import parameter
from games.relative_gains import operator, relative_gains, weight_matrix
from games.text import Text

__all__ = [
    "GameType", "battle_of_the_sexes", "chicken", "coordination_conflict", "cournot", "deadlock", "game_type",
    "harmony", "inspection", "matching_pennies", "matching_with_a_veto", "prisoners_dilemma",
    "sanctions", "stackelberg", "stag_hunt", "symmetric", "symmetric_2x2", "tullock",
]  # fmt: skip

COOPERATE, DEFECT = "Cooperate", "Defect"
PLAYERS = ("Row", "Column")


def symmetric(T: Any, R: Any, P: Any, S: Any, title: str = "") -> NormalForm:
    r"""Return the symmetric 2x2 game with temptation, reward, punishment and sucker payoffs.

    >>> symmetric(5, 3, 1, 0)
    Row \ Column  Cooperate  Defect
    ------------  ---------  ------
    Cooperate     3, 3       0, 5
    Defect        5, 0       1, 1
    """
    moves = (COOPERATE, DEFECT)
    return NormalForm([[[R, S], [T, P]], [[R, T], [S, P]]], PLAYERS, (moves, moves), title)


def prisoners_dilemma() -> NormalForm:
    """Return T > R > P > S: defection dominates, and both lose by it."""
    return symmetric(4, 3, 2, 1, "Prisoner's Dilemma")


def stag_hunt() -> NormalForm:
    """Return R > T > P > S: mutual cooperation is best, but risky."""
    return symmetric(3, 4, 2, 1, "Stag Hunt")


def chicken() -> NormalForm:
    """Return T > R > S > P: mutual defection is worst."""
    return symmetric(4, 3, 1, 2, "Chicken")


def deadlock() -> NormalForm:
    """Return T > P > R > S: both prefer mutual defection."""
    return symmetric(4, 2, 3, 1, "Deadlock")


def harmony() -> NormalForm:
    """Return R > T > S > P: cooperation dominates (among the ordinal names it is Concord)."""
    return symmetric(3, 4, 1, 2, "Harmony")


def battle_of_the_sexes() -> NormalForm:
    """Return the coordination game whose players disagree on where to meet."""
    moves = ("Opera", "Fight")
    return NormalForm([[[2, 0], [0, 1]], [[1, 0], [0, 2]]], PLAYERS, (moves, moves), "Battle of the Sexes")


def matching_pennies() -> NormalForm:
    """Return the zero-sum game without a pure equilibrium: Row wants to match."""
    moves = ("Heads", "Tails")
    return NormalForm([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]], PLAYERS, (moves, moves), "Matching Pennies")


PAYOFF = Text("payoff", "收益")

T = parameter("T", "temptation: I defect, you cooperate", "诱惑：我背叛、你合作", 3, 0, 5, unit=PAYOFF)
R = parameter("R", "reward of mutual cooperation", "奖赏：双方合作", 4, 0, 5, unit=PAYOFF)
P = parameter("P", "punishment of mutual defection", "惩罚：双方背叛", 2, 0, 5, unit=PAYOFF)
S = parameter("S", "sucker's payoff: I cooperate, you defect", "受骗：我合作、你背叛", 1, 0, 5, unit=PAYOFF)
k = parameter("k", "weight on relative gains, both players alike", "双方相同的相对收益权重", 0, 0, 3)


def _symmetric(T: Number, R: Number, P: Number, S: Number, k: Number) -> NormalForm:
    return relative_gains(symmetric(T, R, P, S), k)


symmetric_2x2 = Model(
    name="classics.symmetric",
    title=Text("Symmetric 2x2 game under relative gains", "相对收益下的对称 2x2 博弈"),
    story=Text(
        "Two players cooperate or defect. By the order of T, R, P and S it is a Prisoner's Dilemma, a Stag "
        "Hunt, Chicken, Harmony or Deadlock; concern for relative gains can turn one into another. The "
        "defaults are a Stag Hunt. No order is assumed.",
        "双方选择合作或背叛。T、R、P、S 的大小顺序决定它是囚徒困境、猎鹿、斗鸡、和谐还是僵局；"
        "对相对收益的关切可以使一种博弈变为另一种。默认值为猎鹿博弈；对顺序不作假设。",
    ),
    parameters=(T, R, P, S, k),
    build=_symmetric,
    references=("Rapoport, Guyer and Gordon 1976", "Grieco 1988", "Snidal 1991"),
)

best = parameter("best", "value of meeting where one prefers", "在自己偏好处协调的收益", 2, 1, 5, unit=PAYOFF)
other = parameter("other", "value of meeting where the other prefers", "在对方偏好处协调的收益", 1, 0, 1, unit=PAYOFF)


def _coordination_conflict(best: Number, other: Number, k: Number) -> NormalForm:
    moves = ("Row's", "Column's")
    game = NormalForm([[[best, 0], [0, other]], [[other, 0], [0, best]]], PLAYERS, (moves, moves))
    return relative_gains(game, k)


coordination_conflict = Model(
    name="classics.battle_of_the_sexes",
    title=Text("Battle of the Sexes under relative gains", "相对收益下的性别战"),
    story=Text(
        "Both gain from a common standard and disagree which, Row's or Column's. "
        "Concern for relative gains makes the loser of the coordination game resist it.",
        "双方都从共同标准中获益，但对采用行者还是列者的标准有分歧。对相对收益的关切使协调中获益较少的一方抵制协调。",
    ),
    parameters=(best, other, k),
    build=_coordination_conflict,
    references=("Luce and Raiffa 1957", "Krasner 1991"),
)

veto = parameter(
    "veto", "what the vetoer keeps by refusing to play", "否决者拒绝参与时的收益", "1/4", -1, 1, unit=PAYOFF
)


def _matching_with_a_veto(veto: Number) -> NormalForm:
    moves = (("Heads", "Tails"), ("Heads", "Tails", "Veto"))
    row = [[1, -1, -veto], [-1, 1, -veto]]
    return NormalForm([row, [[-each for each in line] for line in row]], PLAYERS, moves)


matching_with_a_veto = Model(
    name="classics.matching_with_a_veto",
    title=Text("Matching with a veto", "带否决的猜硬币"),
    story=Text(
        "Matching Pennies in which the player who wants to differ may refuse to play. A veto that keeps more than the "
        "game is worth ends it; one that keeps as much leaves a continuum of equilibria.",
        "猜硬币博弈，希望不一致的一方可拒绝参与。若否决所保留的收益高于博弈的值，博弈即告终止；恰好相等时出现均衡连续统。",
    ),
    parameters=(veto,),
    build=_matching_with_a_veto,
    references=("Rapoport, Guyer and Gordon 1976",),
)

COST = Text("payoff of the player concerned", "所涉参与者的收益")
gain = parameter("gain", "violator's gain from a violation", "违规者的违规收益", 1, "1/10", 1, unit=COST)
penalty = parameter(
    "penalty", "violator's penalty when caught", "违规者被查获时的处罚", 3, 1, 5, unit=COST, open_low=True
)
cost = parameter("cost", "enforcer's cost of inspecting", "执法者的检查成本", "1/2", "1/10", 1, unit=COST)
harm = parameter(
    "harm", "enforcer's loss from an undetected violation", "未被发现的违规给执法者造成的损失", 2, 1, 5,
    unit=COST, open_low=True,
)  # fmt: skip


def _inspection(gain: Number, penalty: Number, cost: Number, harm: Number) -> NormalForm:
    actions = (("Violate", "Comply"), ("Inspect", "Trust"))
    violator = [[gain - penalty, gain], [0, 0]]
    enforcer = [[-cost, -harm], [-cost, 0]]
    return NormalForm([violator, enforcer], ("Violator", "Enforcer"), actions)


inspection = Model(
    name="classics.inspection",
    title=Text("Inspection game", "检查博弈"),
    story=Text(
        "A violator gains by breaking a rule unless inspected; an enforcer inspects at a cost to prevent the "
        "harm. Each wants to do what the other does not expect.",
        "违规者在不被检查时从违规中获益；执法者付出成本进行检查以防止损害。双方都希望行动出乎对方意料。",
    ),
    parameters=(gain, penalty, cost, harm),
    build=_inspection,
    references=("Tsebelis 1990",),
)

x = parameter(
    "x",
    "concession the target gives and the sender gets",
    "目标方失去、发起方得到的让步",
    "1/2",
    0,
    2,
    unit=PAYOFF,
)
c_s = parameter("c_s", "sender's cost of sanctions", "制裁给发起方造成的成本", "1/4", 0, 1, unit=PAYOFF)
c_t = parameter("c_t", "target's cost of sanctions", "制裁给目标方造成的成本", 1, 0, 2, unit=PAYOFF)
k_s = parameter("k_s", "sender's weight on relative gains", "发起方的相对收益权重", 1, 0, 3)
k_t = parameter("k_t", "target's weight on relative gains", "目标方的相对收益权重", 1, 0, 3)


def _sanctions(x: Number, c_s: Number, c_t: Number, k_s: Number, k_t: Number) -> GameTree:
    refused = decision("Sender", {"Back down": leaf(0, 0), "Sanction": leaf(-c_s, -c_t)})
    demanded = decision("Target", {"Concede": leaf(x, -x), "Stand firm": refused})
    root = decision("Sender", {"Acquiesce": leaf(0, 0), "Demand": demanded})
    return relative_gains(GameTree(root, ("Sender", "Target")), (k_s, k_t))


sanctions = Model(
    name="classics.sanctions",
    title=Text("Sanctions and conflict expectations", "制裁与冲突预期"),
    story=Text(
        "The sender demands a concession; the target concedes or stands firm; the sender then backs down or "
        "sanctions, at a cost to both. A reconstruction of the paradox: expecting conflict, the sender is "
        "readier to sanction and the target readier to resist.",
        "发起方提出让步要求；目标方让步或拒绝；发起方随后退让或实施制裁，双方都付出成本。"
        "这是对制裁悖论的重构：预期冲突时，发起方更愿意制裁，目标方也更愿意抵抗。",
    ),
    parameters=(x, c_s, c_t, k_s, k_t),
    build=_sanctions,
    references=("Drezner 1998", "Drezner 1999"),
)

prize = parameter(
    "V", "value of the prize to the first player", "奖品对首位参与者的价值", 1, 0, 10, unit=PAYOFF, open_low=True
)
others_prize = parameter("W", "value of the prize to each other player", "奖品对其余各方的价值", 1, 0, 10,
                         unit=PAYOFF, open_low=True)  # fmt: skip
decisive = parameter("r", "how strongly effort decides", "努力的决定程度", 1, 0, 1, open_low=True)


def _tullock(V: Number, W: Number, r: Number, k: Number, n: str) -> ContestGame:
    count = int(n)
    players = tuple(f"Player {i + 1}" for i in range(count))
    values = [[V], *[[W]] * (count - 1)]
    free, ones = [None] * count, [1] * count
    weights = weight_matrix(k, count).tolist()
    return ContestGame(players, ("Prize",), values, [[1]] * count, free, ones, r, weights)


tullock = Model(
    name="classics.tullock",
    title=Text("Tullock contest", "塔洛克竞赛"),
    story=Text(
        "Players spend effort on one prize; each wins it with a chance in proportion to effort to the power r. The "
        "first may value it otherwise than the rest.",
        "参与者为同一奖品付出努力；获胜概率与努力的 r 次方成比例。首位参与者对奖品的估值可与他人不同。",
    ),
    parameters=(prize, others_prize, decisive, k),
    build=_tullock,
    options={"n": ("2", "3", "4", "5")},
    references=("Tullock 1980",),
)

demand = parameter("a", "price at which nothing is bought", "需求为零时的价格", 1, "1/2", 2, unit=PAYOFF)
cost_1 = parameter("c_1", "unit cost of the first firm", "企业1的单位成本", 0, 0, "1/2", unit=PAYOFF)
cost_2 = parameter("c_2", "unit cost of the second firm", "企业2的单位成本", 0, 0, "1/2", unit=PAYOFF)
leader_cost = parameter("c_l", "leader's unit cost", "领导者的单位成本", 0, 0, "1/2", unit=PAYOFF)
follower_cost = parameter("c_f", "follower's unit cost", "追随者的单位成本", 0, 0, "1/2", unit=PAYOFF, open_high=True)


def _cournot(a: Number, c_1: Number, c_2: Number, k: Number) -> ContinuousGame:
    x, y = quantities = actions("x y")
    absolute = np.array([x * (a - x - y - c_1), y * (a - x - y - c_2)], dtype=object)
    return ContinuousGame(("Firm 1", "Firm 2"), quantities, ((0, a), (0, a)), operator(k, 2) @ absolute)


cournot = Model(
    name="classics.cournot",
    title=Text("Cournot duopoly under relative gains", "相对收益下的古诺双寡头"),
    story=Text(
        "Two firms choose quantities at once; demand is linear. Concern for relative gains makes each sell more.",
        "两家企业同时选择产量；需求为线性。对相对收益的关切使各方增加产量。",
    ),
    parameters=(demand, cost_1, cost_2, k),
    build=_cournot,
    references=("Cournot 1838",),
)


def _stackelberg(a: Number, c_l: Number, c_f: Number) -> CommitmentGame:
    import sympy

    lead, follow = sympy.symbols("x y", real=True)
    price = sympy.sympify(a) - lead - follow
    leader, follower = (price - sympy.sympify(c_l)) * lead, (price - sympy.sympify(c_f)) * follow
    (reply,) = sympy.solve(follower.diff(follow), follow)
    options = {"Supply": reply, "Stay out": sympy.Integer(0)}
    pays = {name: (leader.subs(follow, y), follower.subs(follow, y)) for name, y in options.items()}
    return CommitmentGame(("Leader", "Follower"), lead, (0, a - c_f), pays)


stackelberg = Model(
    name="classics.stackelberg",
    title=Text("Stackelberg duopoly", "斯塔克尔伯格双寡头"),
    story=Text(
        "A leader commits to a quantity; a follower sees it and supplies its best reply or stays out. Demand is "
        "linear, and the leader sells no more than would leave the follower without a market.",
        "领导者先承诺产量；追随者观察后以最优产量供给或退出。需求为线性，领导者的产量不超过使追随者失去市场的水平。",
    ),
    parameters=(demand, leader_cost, follower_cost),
    build=_stackelberg,
    references=("von Stackelberg 1934",),
)
