"""The technology race: leads, catching up and the control of diffusion (sections 2, 3.2, 4.5 and 5 of the article).

Two powers race step by step: whoever leads earns more, whoever lags learns for free from the leader as well as by its
own research, and the leader may pay to stem that diffusion. What leads are worth depends on how much the powers care
about each other's gains. A second kind of race is run once: the less safe a team, the faster it is.

Players: the US and China, alike but for their place in the race; n teams in the safety race. Assumptions: symmetric
technology; relative gains enter profits, not costs. Not modelled: entry, spillovers to third countries, races whose
length is known.

References: the article (European Studies 2025/1); Aghion, Bloom, Blundell, Griffith and Howitt (2005), "Competition
and innovation: an inverted-U relationship"; Armstrong, Bostrom and Shulman (2016), "Racing to the precipice".
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from games.forms.numbers import Number
from games.forms.race import INFORMATION, GapRace, SafetyRace
from games.model import Model
from games.parameters import parameter
from games.relative_gains import operator, spread
from games.text import Text

PROFIT = Text("profit per unit of time", "单位时间利润")
RATE = Text("steps per unit of time", "单位时间步数")
CAPABILITY = Text("units of safety", "安全水平单位")
PRIZE = Text("the winner's value", "获胜者的价值")

p_lead = parameter("p_lead", "profit of the leader", "领先者的利润", 1, 0, 2, unit=PROFIT)
p_level = parameter("p_level", "profit of each when level", "并列时各自的利润", "1/4", 0, 2, unit=PROFIT)
p_lag = parameter("p_lag", "profit of the laggard", "落后者的利润", 0, 0, 2, unit=PROFIT)
h = parameter("h", "free catching up by diffusion", "借助扩散的无偿追赶", "1/2", 0, 1, unit=RATE)
gamma = parameter(
    "gamma", "cost to the leader of controlling diffusion", "领先者控制扩散的成本", 4, 1, 20, open_low=True
)
k = parameter("k", "weight of both on the gap in profits", "双方对利润差距的权重", 1, 0, 3)
r = parameter("r", "discount rate", "贴现率", "1/10", 0, 1, unit=Text("per unit of time", "每单位时间"), open_low=True)
ORDERED = (p_lead.symbol >= p_level.symbol, p_level.symbol >= p_lag.symbol)
CONTROL = ("available", "none")


def _race(profits: Sequence[Number], h: Number, gamma: Number, k: Number, control: str, r: Number = 0) -> GapRace:
    """Return the race in utilities: profits less the rival's, which are those at the opposite gap."""
    (own, rivals), _ = operator(k, 2)
    utilities = [own * mine + rivals * its for mine, its in zip(profits, reversed(profits), strict=True)]
    return GapRace(utilities, h, gamma if control == "available" else None, r)


def _step_by_step(
    p_lead: Number, p_level: Number, p_lag: Number, h: Number, gamma: Number, k: Number, control: str
) -> GapRace:
    return _race((p_lag, p_level, p_lead), h, gamma, k, control)


step_by_step = Model(
    name="technology_race.step_by_step",
    title=Text("Step by step", "步步追赶"),
    story=Text(
        "Two powers are level or one is a step ahead. The laggard catches up by its own research and for free by "
        "diffusion, which the leader may stem at a cost. Nobody is impatient.",
        "两强并列，或一方领先一步。落后者依靠自主研发，并借助扩散无偿追赶；领先者可付出成本遏制扩散。双方均无贴现。",
    ),
    parameters=(p_lead, p_level, p_lag, h, gamma, k),
    build=_step_by_step,
    options={"control": CONTROL},
    assumptions=ORDERED,
    claims=(2, 6, 13, 42, 48),
    references=("Aghion, Bloom, Blundell, Griffith and Howitt 2005",),
)


def _gap_race(
    p_lead: Number, p_level: Number, p_lag: Number, h: Number, gamma: Number, k: Number, r: Number,
    states: str, control: str,
) -> GapRace:  # fmt: skip
    steps = [Fraction(m, int(states) // 2) for m in range(1, int(states) // 2 + 1)]
    ahead = [p_level + step * (p_lead - p_level) for step in steps]
    behind = [p_level - step * (p_level - p_lag) for step in steps]
    return _race((*reversed(behind), p_level, *ahead), h, gamma, k, control, r)


gap_race = Model(
    name="technology_race.gap_race",
    title=Text("The race over many gaps", "多级差距的竞赛"),
    story=Text(
        "Two powers race over several gaps, and the future is discounted. Profits rise evenly from the greatest lag to "
        "a level race, and evenly from there to the greatest lead. Diffusion helps laggards one step at a time.",
        "两强在多级差距上竞赛，未来收益须贴现。利润从最大落后到并列、再从并列到最大领先均匀上升。扩散使落后者每次追近一步。",
    ),
    parameters=(p_lead, p_level, p_lag, h, gamma, k, r),
    build=_gap_race,
    options={"states": ("5", "3", "7", "9"), "control": CONTROL},
    assumptions=ORDERED,
    claims=(2, 6, 13, 42, 48),
    references=("Aghion, Bloom, Blundell, Griffith and Howitt 2005", "Aghion, Harris, Howitt and Vickers 2001"),
)

TEAMS = tuple(map(str, range(2, 11)))
mu = parameter(
    "mu", "greatest capability, in what full safety costs", "最高能力（以完全安全的代价计）",
    "1/2", "1/10", 5, unit=CAPABILITY,
)  # fmt: skip
enmity = parameter(
    "enmity", "what a team loses if another wins", "他队获胜给本队造成的损失", "1/2", 0, 1, unit=PRIZE, open_low=True
)


def _safety_race(mu: Number, enmity: Number, n: str, information: str) -> SafetyRace:
    return SafetyRace(int(n), mu, enmity, information)


safety_race = Model(
    name="technology_race.safety_race",
    title=Text("Racing to the precipice", "冲向悬崖的竞赛"),
    story=Text(
        "Teams race to be first with a technology that may end in disaster. Safety slows a team down; the fastest "
        "wins, and its safety is the chance that nothing goes wrong.",
        "各团队竞相率先掌握一项可能酿成灾难的技术。注重安全会放慢速度；最快者获胜，其安全水平即不发生灾难的概率。",
    ),
    parameters=(mu, enmity),
    build=_safety_race,
    options={"n": TEAMS, "information": INFORMATION},
    claims=(38,),
    references=("Armstrong, Bostrom and Shulman 2016",),
)

l = parameter(
    "l", "value to a loser that another has won", "他队获胜时败者的价值", "1/2", 0, 1, unit=PRIZE, open_high=True
)
weight = parameter("k", "total weight on the gaps to the rivals", "对与各对手差距的总权重", 1, 0, 3)


def derived_enmity(n: int, l: Number, k: Number) -> Number:
    """Return the share of the winner's utility that a loser lacks, when value is 1 to the winner and l to the others.

    The total weight k is spread over the n - 1 rivals (Snidal 1991); after a disaster all have nothing. Enmity exceeds
    one where losing is worse than a disaster.

    >>> derived_enmity(2, Fraction(1, 2), Fraction(0)), derived_enmity(2, Fraction(1, 2), Fraction(1))
    (Fraction(1, 2), Fraction(1, 1))
    """
    winner, loser, *_ = operator(spread(k, n), n) @ [1, *[l] * (n - 1)]
    return 1 - loser / winner


def _safety_race_rivals(mu: Number, l: Number, k: Number, n: str, information: str) -> SafetyRace:
    return SafetyRace(int(n), mu, derived_enmity(int(n), l, k), information)


safety_race_rivals = Model(
    name="technology_race.safety_race_rivals",
    title=Text("Racing to the precipice for position", "为相对地位冲向悬崖"),
    story=Text(
        "The safety race of teams that care about relative gains: their enmity follows from what a loser is left with "
        "and from the weight on the gaps to the rivals.",
        "各团队在意相对收益的安全竞赛：敌意取决于败者所余的价值以及对与对手差距的权重。",
    ),
    parameters=(mu, l, weight),
    build=_safety_race_rivals,
    options={"n": TEAMS, "information": INFORMATION},
    claims=(38,),
    references=("Armstrong, Bostrom and Shulman 2016", "Snidal 1991"),
)
