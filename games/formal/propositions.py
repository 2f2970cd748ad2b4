"""The central results as propositions: each a chain of steps that a machine checks, nothing typed in.

A step is a *statement* about a model (decided over its declared domain), a *lemma* about numbers with a domain of its
own, unbounded where it has to be, both for a solver of real arithmetic; or an *identity*, expressions that vanish, for
computer algebra. What a proposition says in formulas is solved from the models' own payoffs (`games.formal.proofs`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from games.classics import COOPERATE, DEFECT, symmetric_2x2
from games.export_controls import CN_MOVES, chip_ban
from games.formal import power_portfolio, relative_gains, technology_alliances, technology_race
from games.formal.common import every, if_then, normal
from games.formal.proofs import (
    BETWEEN,
    BINDING,
    appeal,
    appeal_slope,
    best_stringency,
    complies_up_to,
    constant_sum,
    critical_quality,
    critical_weight,
    defection_stays,
    dilemma_weight,
    excludes_from_there,
    exclusive_weight,
    greater_prize,
    least_decides,
    never_strictly,
    none_better,
    ordered_by_what_is_omitted,
    own_inverse,
    quality,
    scaled_prize,
    shares_add_up,
    small_terms,
    stricter_is_better,
    temptation,
    uniform_inverse,
    uniform_is_the_operator,
    us_weight,
)
from games.statements import Statement
from games.technology_alliances import exclusivity
from games.text import Text


@dataclass(frozen=True)
class Lemma:
    """A condition on numbers that is to hold throughout a domain; `said` returns both."""

    text: Text
    said: Callable[[], tuple[Any, tuple[Any, ...]]]


@dataclass(frozen=True)
class Identity:
    """Expressions that are to vanish, whatever the values of their symbols."""

    text: Text
    residuals: Callable[[], Sequence[Any]]


Step = Statement | Lemma | Identity


@dataclass(frozen=True)
class Proposition:
    """A result: its name, what it says, the claims it bears on, the steps that prove it, its formulas."""

    name: Text
    text: Text
    claims: tuple[int, ...]
    steps: tuple[Step, ...]
    result: Callable[[], Sequence[Any]] = tuple


PROPOSITIONS: tuple[Proposition, ...] = (
    Proposition(
        Text("Weakest source", "最稀缺来源"),
        Text("Under every symmetric aggregator that rises strictly in each source, an actor is strongest at the power "
             "that omits its scarcest source; its powers rank as the sources they omit, the scarcest first.",
             "对任何对称且关于各来源严格递增的加总函数，行为体最强的是不依赖其最稀缺来源的权力；"
             "各权力的强弱次序，即其所不依赖来源的稀缺次序。"),
        (50, 43, 16),
        (ordered_by_what_is_omitted(), power_portfolio.STATEMENTS[50][0]),
    ),
    Proposition(
        Text("Chips good enough", "足够好的芯片"),
        Text("Against a China that indigenises, from a critical quality of its chips on no weight on relative gains, "
             "however great, makes restriction a strict best reply; below it every weight above a critical one does.",
             "面对自主研发的中国，芯片质量达到临界水平后，无论相对收益权重多大，限制都不能成为严格最优反应；"
             "低于该水平时，权重超过临界值即可。"),
        (13, 14, 22, 51),
        (
            Identity(Text("The appeal of restriction is linear in the US weight, and China's weight does not enter.",
                          "限制的吸引力关于美国权重为线性，且与中国权重无关。"),
                     lambda: [x for cn in CN_MOVES for x in (
                         appeal(cn).diff(us_weight, 2), appeal(cn).diff(chip_ban.symbols["k_cn"]))]),
            Statement("export_controls.chip_ban", Text(
                "Without weight restriction does not appeal.", "没有权重时限制没有吸引力。",
            ), lambda model: appeal().subs(us_weight, 0) <= 0),
            Statement("export_controls.chip_ban", Text(
                "Weight adds to the appeal exactly below the critical quality.", 
                "权重增强吸引力，当且仅当低于临界质量。",
            ), lambda model: every((if_then(quality < critical_quality(), appeal_slope() > 0),
                                    if_then(quality >= critical_quality(), appeal_slope() <= 0)))),
            Identity(Text("At the critical weight the US is indifferent.", "在临界权重处美国无差异。"),
                     lambda: [appeal().subs(us_weight, critical_weight())]),
            Statement("export_controls.chip_ban", Text(
                "From the critical quality on, restriction against indigenisation is no strict equilibrium.",
                "自临界质量起，“限制、自主研发”不构成严格均衡。",
            ), never_strictly),
        ),
        lambda: (quality >= critical_quality(), us_weight > critical_weight()),
    ),
    Proposition(
        Text("Catching up", "追赶"),
        Text("In the race over three gaps, without discounting, control of diffusion slows the laggard but cannot stop "
             "it, and never lowers the laggard's own research.",
             "在三级差距、无贴现的竞赛中，遏制扩散减缓但不能阻止追赶，且从不减少落后者自身的研发。"),
        (42, 48),
        (*technology_race.STATEMENTS[48], *technology_race.STATEMENTS[42]),
    ),
    Proposition(
        Text("Openness of alliances", "联盟的开放性"),
        Text("Without concern for relative gains a leader never gains by excluding; with it there is a critical weight "
             "from which it does wherever the rival loses more by exclusion than the leader, and nowhere else.",
             "若不关切相对收益，排他从不使领导者得益；若关切，当且仅当对手因排他所失多于领导者时，才存在使排他有利的临界权重。"),
        (29,),
        (
            technology_alliances.STATEMENTS[29][0],
            Statement("technology_alliances.exclusivity", Text(
                "The leader excludes exactly from the critical weight on where weight adds to the appeal, and gains "
                "nothing by it elsewhere.",
                "凡权重增强吸引力之处，领导者自临界权重起排他；在其他情形下排他不带来收益。",
            ), excludes_from_there),
        ),
        lambda: (exclusivity.symbols["k"] >= exclusive_weight(),)
    ),
    Proposition(
        Text("Stringency that keeps the Brussels effect", "维持布鲁塞尔效应的严格程度"),
        Text("The firm complies everywhere exactly up to two bounds; the best stringency within them is the least of "
             "the bounds, of what the EU would choose unbound, and of the greatest possible.",
             "企业在各地合规，当且仅当严格程度不超过两个界限；其中的最优严格程度是两个界限、欧盟不受约束时的选择与最高可能值中的最小者。"),
        (35, 37, 38, 52),
        (
            Statement(BINDING, Text("Compliance everywhere is best exactly up to both bounds.",
                                    "在各地合规为最优，当且仅当不超过两个界限。"), complies_up_to),
            Statement(BETWEEN, Text("Up to what the EU would choose unbound, stricter is better.",
                                    "在欧盟不受约束时的选择以内，越严越好。"), stricter_is_better),
            Statement(BETWEEN, Text("No stringency is better than that.", "没有比其更优的严格程度。"), none_better),
        ),
        lambda: (best_stringency(),),
    ),
    Proposition(
        Text("Agreements only shrink", "协议只会减少"),
        Text("For any number of actors and any weights >= 0, whatever leaves nobody worse off in utilities leaves "
             "nobody worse off in absolute gains; the operator has an inverse without negative entries and rows of sum "
             "one.",
             "对任意数目的行为体和任意非负权重，按效用无人受损者，按绝对收益亦无人受损；算子的逆没有负元，各行之和为一。"),
        (14, 54),
        (
            Lemma(Text("Any weights, induction over rivals: at the least V no utility exceeds V.",
                       "任意权重，对竞争者归纳：在最小的 V 处，效用不超过 V。"), least_decides),
            Identity(Text("One uniform weight, n actors, J the matrix of ones: the operator is (1 + nk) I - k J.",
                          "统一权重、n 个行为体，J 为全一矩阵：算子为 (1 + nk) I - k J。"),
                     uniform_is_the_operator),
            Identity(Text("Its inverse is (I + k J)/(1 + nk), for every n; rows sum to one.",
                          "其逆为 (I + k J)/(1 + nk)，对任意 n 成立；各行之和为一。"), uniform_inverse),
            Identity(Text("Own weights k_i, D diagonal with entries 1 + n k_i: the operator D - k 1' has the inverse "
                          "of Sherman and Morrison.",
                          "各自权重 k_i，D 为以 1 + n k_i 为元的对角阵：算子 D - k 1' 的逆由谢尔曼–莫里森公式给出。"),
                     own_inverse),
            Lemma(Text("That inverse has no negative entry, as the sum of k_i / (1 + n k_i) is less than one.",
                       "该逆没有负元，因 k_i / (1 + n k_i) 之和小于一。"),
                  small_terms),
            *relative_gains.STATEMENTS[14][: len(relative_gains.RIVALS)],
        ),
    ),
    Proposition(
        Text("Neutrality of k in the portfolio", "组合竞争中 k 的中性"),
        Text("With fixed budgets and one uniform weight k among n actors, relative gains change nothing in the contest "
             "of portfolios; where effort costs, they act as a greater prize v* in place of v.",
             "在预算固定、n 个行为体权重同为 k 时，相对收益不改变组合竞争；"
             "若努力有成本，则相当于以更大的奖品 v* 取代 v。"),
        (14, 50),
        (
            Identity(Text("Every contest is shared out in full, so that the sum of V is fixed.",
                          "每场竞争均被全部分配，故 V 之和固定。"), shares_add_up),
            Identity(Text("Utility is (1 + nk) V less k times that sum: the same best replies.",
                          "效用为 (1 + nk) V 减去 k 乘以该和：最优反应不变。"), constant_sum),
            Identity(Text("With costly effort the prize counts by (1 + nk), the effort by 1 + (n - 1)k.",
                          "努力有成本时，奖品以 (1 + nk) 计，努力以 1 + (n - 1)k 计。"), scaled_prize),
        ),
        lambda: (greater_prize(),),
    ),
    Proposition(
        Text("Into the dilemma", "走向囚徒困境"),
        Text("In a symmetric 2x2 game with T >= S relative gains leave the diagonal as it is and only add to the "
             "temptation to defect: no game leaves the Prisoner's Dilemma as k grows, and a Stag Hunt enters it.",
             "在 T >= S 的对称 2x2 博弈中，相对收益不改变对角线，只增强背叛的诱惑："
             "k 增大时没有博弈离开囚徒困境，猎鹿博弈则进入其中。"),
        (14, 27),
        (
            Identity(Text("What both get by the same move does not change.", "双方行动相同时的收益不变。"),
                     lambda: [normal(symmetric_2x2).payoff((m, m))[0].diff(symmetric_2x2.symbols["k"])
                              for m in (COOPERATE, DEFECT)]),
            Statement("classics.symmetric", Text(
                "Defecting never loses appeal as k grows, where T >= S.", "在 T >= S 时，背叛的吸引力从不随 k 减弱。",
            ), defection_stays),
            Identity(Text("At the critical weight a cooperator's partner is indifferent.",
                          "在临界权重处，合作者的对方无差异。"),
                     lambda: [temptation(COOPERATE).subs(symmetric_2x2.symbols["k"], dilemma_weight())]),
        ),
        lambda: (symmetric_2x2.symbols["k"] > dilemma_weight(),)
    ),
)  # fmt: skip
"""The propositions, in the order of the article's argument."""
