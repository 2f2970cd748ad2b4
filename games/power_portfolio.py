"""The portfolio of powers: which kind of technological power suits whom (sections 3.2, 3.3 and 5 of the article).

Each of the four powers draws on three of the four sources (`games.actors`). An actor's strength at a power is an
aggregate of its endowments in those sources; which power it should wield depends on which sources it lacks, and on
what the others wield.

Players: US, CN and EU. Assumptions: strength is symmetric and increasing in the sources of the mask; a contest is
shared in proportion to the strength of those who enter it. Not modelled: spending effort to build a source.

References: the article (European Studies 2025/1); Barnett and Duvall (2005), "Power in International Politics";
Tullock (1980), "Efficient rent seeking".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product

from games.actors import Actor, Power, Source
from games.evidence import calibrated
from games.forms import NormalForm
from games.forms.contest import ContestGame
from games.forms.normal_form import Payoffs
from games.forms.numbers import Number
from games.model import Model
from games.parameters import Parameter, parameter
from games.relative_gains import relative_gains, weight_matrix
from games.text import Text

ACTORS = tuple(actor.name for actor in (Actor.US, Actor.CN, Actor.EU))
POWERS = {power.value.name.en.capitalize(): power for power in Power}
"""The four powers by the name of the move that wields them."""
SHARE = Text("share of the world", "占世界的份额")
VALUE = Text("value of the contest over rules", "规则之争的价值")


def linear(sources: Sequence[Number]) -> Number:
    """Return the mean: sources are substitutes."""
    return sum(sources) / len(sources)


def geometric(sources: Sequence[Number]) -> Number:
    """Return the product, which orders strengths as the geometric mean does: each source is needed."""
    first, *rest = sources
    for each in rest:
        first = first * each
    return first


def ces(sources: Sequence[Number]) -> Number:
    """Return the harmonic mean (constant elasticity of substitution 1/2): sources are complements."""
    return len(sources) / sum(1 / each for each in sources)


def leontief(sources: Sequence[Number]) -> Number:
    """Return the least: the scarcest source binds."""
    import sympy

    return sympy.Min(*sources) if any(isinstance(each, sympy.Basic) for each in sources) else min(sources)


AGGREGATORS: dict[str, Callable[[Sequence[Number]], Number]] = {
    each.__name__: each for each in (linear, geometric, ces, leontief)
}
"""How the sources of a power add up; all symmetric, all but Leontief's strictly increasing."""


def raw(values: Sequence[Number]) -> list[Number]:
    """Return the figures as they are: shares of the world."""
    return list(values)


def of_the_three(values: Sequence[Number]) -> list[Number]:
    """Return each as a share of what the three powers have together."""
    return [each / sum(values) for each in values]


def of_the_leader(values: Sequence[Number]) -> list[Number]:
    """Return each as a share of the greatest of the three."""
    import sympy

    symbolic = any(isinstance(each, sympy.Basic) for each in values)
    greatest = sympy.Max(*values) if symbolic else max(values)
    return [each / greatest for each in values]


NORMALISATIONS: dict[str, Callable[[Sequence[Number]], list[Number]]] = {
    each.__name__: each for each in (raw, of_the_three, of_the_leader)
}
"""How figures of one source are compared with those of another, before they add up to a power."""


MEASURED = {Source.R: "compute_share", Source.M: "market_share"}
"""What the evidence measures; standards and discourse have no accepted measure and are assumed."""
ASSUMED = {
    ("US", Source.S): "3/5", ("CN", Source.S): "1/20", ("EU", Source.S): "3/10",
    ("US", Source.D): "1/5", ("CN", Source.D): "3/10", ("EU", Source.D): "1/4",
}  # fmt: skip


def _name(kind: str, owner: str) -> str:
    return f"{kind}_{owner}".lower()


def _endowment(actor: str, source: Source) -> Parameter:
    whose, what = Actor[actor].value, source.value
    words = _name(source.name, actor), f"{whose.en}: {what.en}", f"{whose.zh}：{what.zh}"
    if source in MEASURED:
        return calibrated(*words, _name(actor, MEASURED[source]), "1/100", 1, unit=SHARE)
    return parameter(*words, ASSUMED[actor, source], "1/100", 1, unit=SHARE)


ENDOWMENTS = tuple(_endowment(actor, source) for actor, source in product(ACTORS, Source))


def strengths(endowments: Mapping[str, Number], aggregator: str) -> dict[str, dict[str, Number]]:
    """Return each actor's strength at each power: the aggregate of the sources the power draws on."""
    add = AGGREGATORS[aggregator]
    return {
        actor: {
            move: add([endowments[_name(s.name, actor)] for s in Source if s in power.value.sources])
            for move, power in POWERS.items()
        }
        for actor in ACTORS
    }


def normalised(endowments: Mapping[str, Number], normalisation: str) -> dict[str, Number]:
    """Return the endowments after each source was normalised over the actors."""
    names = [[_name(source.name, actor) for actor in ACTORS] for source in Source]
    change = NORMALISATIONS[normalisation]
    return {name: value for row in names for name, value in zip(row, change([endowments[n] for n in row]), strict=True)}


def _instrument_choice(aggregator: str, normalisation: str, **endowments: Number) -> NormalForm:
    strength = strengths(normalised(endowments, normalisation), aggregator)
    payoffs: Payoffs = {
        picks: tuple(strength[actor][pick] for actor, pick in zip(ACTORS, picks, strict=True))
        for picks in product(POWERS, repeat=len(ACTORS))
    }
    return NormalForm.from_profiles(dict.fromkeys(ACTORS, tuple(POWERS)), payoffs)


instrument_choice = Model(
    name="power_portfolio.instrument_choice",
    title=Text("Which power suits whom", "何种权力适合谁"),
    story=Text(
        "Each actor wields the power at which its endowments make it strongest. Nothing the others do matters here.",
        "每个行为体运用其禀赋最擅长的权力；此处他人的选择不产生影响。",
    ),
    parameters=ENDOWMENTS,
    build=_instrument_choice,
    options={"aggregator": tuple(AGGREGATORS), "normalisation": tuple(NORMALISATIONS)},
    claims=(16, 43, 50),
    references=("Barnett and Duvall 2005",),
)

VALUES = tuple(
    parameter(
        f"v_{power.name.lower()}",
        f"value of the contest of {power.value.name.en} power",
        f"{power.value.name.zh}权力竞争的价值",
        default, "1/10", 3, unit=VALUE,
    )
    for power, default in zip(Power, (1, "4/5", 1, "3/5"), strict=True)
)  # fmt: skip
COSTS = tuple(
    parameter(
        f"c_{power.name.lower()}",
        f"cost of wielding {power.value.name.en} power",
        f"运用{power.value.name.zh}权力的成本",
        default, 0, 1, unit=VALUE, open_low=True,
    )
    for power, default in zip(Power, ("1/5", "1/5", "3/20", "1/20"), strict=True)
)  # fmt: skip
WEIGHTS = tuple(
    parameter(
        f"k_{actor.lower()}",
        f"weight of the {Actor[actor].value.en} on relative gains, per rival",
        f"{Actor[actor].value.zh}对每个对手的相对收益权重",
        0, 0, 3,
    )
    for actor in ACTORS
)  # fmt: skip


def _three_powers(aggregator: str, **values: Number) -> NormalForm:
    strength = strengths(values, aggregator)

    def share(actor: str, contest: str, entrants: Sequence[str]) -> Number:
        if not entrants:
            return Fraction(1, len(ACTORS))
        mine = strength[actor][contest] if actor in entrants else 0
        return mine / sum(strength[each][contest] for each in entrants)

    def absolute(actor: str, picks: Mapping[str, str]) -> Number:
        entrants = {contest: [each for each in ACTORS if picks[each] == contest] for contest in POWERS}
        gained = sum(values[_name("v", power.name)] * share(actor, c, entrants[c]) for c, power in POWERS.items())
        return gained - values[_name("c", POWERS[picks[actor]].name)]

    payoffs: Payoffs = {
        picks: tuple(absolute(actor, dict(zip(ACTORS, picks, strict=True))) for actor in ACTORS)
        for picks in product(POWERS, repeat=len(ACTORS))
    }
    game = NormalForm.from_profiles(dict.fromkeys(ACTORS, tuple(POWERS)), payoffs)
    return relative_gains(game, tuple(values[weight.name] for weight in WEIGHTS))


three_powers = Model(
    name="power_portfolio.three_powers",
    title=Text("The three powers", "三方博弈"),
    story=Text(
        "The US, China and the EU each wield one of the four powers. A contest is shared by those who enter it, in "
        "proportion to their strength; one that nobody enters is shared alike. At the defaults the assignment of the "
        "article (compulsory, productive, institutional) is one of several equilibria without relative gains.",
        "美国、中国和欧盟各自运用四种权力之一。每场竞争由参与者按实力比例分享；无人参与的竞争由三方均分。"
        "在默认值且不计相对收益时，文章的分配（强制性、生产性、制度性）为多个均衡之一。",
    ),
    parameters=(*ENDOWMENTS, *VALUES, *COSTS, *WEIGHTS),
    build=_three_powers,
    options={"aggregator": tuple(AGGREGATORS)},
    claims=(16, 50),
    references=("Tullock 1980",),
)

BUDGETS = tuple(
    parameter(f"b_{actor.lower()}", f"{Actor[actor].value.en}: budget", f"{Actor[actor].value.zh}的预算",
              default, "1/10", 10, unit=VALUE)
    for actor, default in zip(ACTORS, (1, "4/5", "3/5"), strict=True)
)  # fmt: skip
exponent = parameter("r", "how strongly effort decides a contest", "努力对竞争结果的决定程度", 1, 0, 1, open_low=True)
effort_cost = parameter("c", "cost of a unit of effort", "单位努力的成本", 1, "1/10", 10)


def _portfolio_contest(aggregator: str, version: str, r: Number, c: Number, **values: Number) -> ContestGame:
    strength, budgeted = strengths(values, aggregator), version == "budget"
    prizes = [values[_name("v", power.name)] for power in Power]
    return ContestGame(
        ACTORS,
        tuple(POWERS),
        [prizes] * len(ACTORS),
        [[strength[actor][contest] for contest in POWERS] for actor in ACTORS],
        [values[budget.name] if budgeted else None for budget in BUDGETS],
        [0 if budgeted else c] * len(ACTORS),
        r,
        weight_matrix([values[weight.name] for weight in WEIGHTS], len(ACTORS)).tolist(),
    )


portfolio_contest = Model(
    name="power_portfolio.portfolio_contest",
    title=Text("The portfolio of powers", "权力组合"),
    story=Text(
        "The US, China and the EU divide effort over the contests of the four powers; each contest is shared in "
        "proportion to strength and effort. Either each has a budget, or effort costs and none is set.",
        "美国、中国和欧盟在四种权力的竞争中分配努力；每场竞争按实力与努力的比例分享。或各有预算，或努力有成本而无预算。",
    ),
    parameters=(*ENDOWMENTS, *VALUES, *BUDGETS, exponent, effort_cost, *WEIGHTS),
    build=_portfolio_contest,
    options={"aggregator": tuple(AGGREGATORS), "version": ("budget", "effort")},
    claims=(16, 50),
    references=("Tullock 1980", "Friedman 1958"),
)
