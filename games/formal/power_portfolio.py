"""Formal statements about the portfolio of powers (claims 1, 7 to 11, 16, 43 and 50).

The central proposition holds for every symmetric aggregator f that rises strictly in each of three sources. Two powers
share two of their sources, so that comparing them is comparing f(a, b, x) with f(a, b, y). `ANY_AGGREGATOR` has the
four strengths as unknowns and assumes of them only that f rises strictly: where x < y, f(a, b, x) < f(a, b, y), and
equal where x = y.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

from games.actors import ARENA_SOURCES, Power, PowerKind, Source
from games.formal.common import every, if_then, normal, some
from games.forms import NormalForm
from games.forms.measure import Measure
from games.model import Model
from games.parameters import parameter
from games.power_portfolio import ACTORS, ENDOWMENTS, MEASURED, POWERS, WEIGHTS
from games.statements import Fact, Statement, is_equilibrium, payoff
from games.text import Text

CHOICE, CONTEST = "power_portfolio.instrument_choice", "power_portfolio.three_powers"
KINDS: dict[str, PowerKind] = {move: power.value for move, power in POWERS.items()}
"""The kind of power behind each move."""
C, T, I, P = KINDS

SOURCES = {
    source: parameter(source.name, source.value.en, source.value.zh, "1/2", 0, 1) for source in Source
}  # fmt: skip
STRENGTHS = {
    move: parameter(f"f_{kind.letter}", f"strength of {kind.name.en} power", f"{kind.name.zh}权力的强度", "1/2", 0, 1)
    for move, kind in KINDS.items()
}


def omitted(move: str) -> Source:
    """Return the one source a power does not draw on."""
    (source,) = set(Source) - KINDS[move].sources
    return source


def _rises_strictly() -> Iterator[Any]:
    """Yield, for every two powers, that the one with the greater source of its own is the stronger."""
    import sympy

    for move, other in permutations(KINDS, 2):
        (own,), (its,) = KINDS[move].sources - KINDS[other].sources, KINDS[other].sources - KINDS[move].sources
        strength, rival = STRENGTHS[move].symbol, STRENGTHS[other].symbol
        mine, theirs = SOURCES[own].symbol, SOURCES[its].symbol
        yield if_then(mine > theirs, strength > rival)
        yield if_then(sympy.Eq(mine, theirs), sympy.Eq(strength, rival))


def any_aggregator() -> Model:
    """Return the strengths of the powers as unknowns of which only symmetry and strict increase are assumed."""
    return Model(
        name="power_portfolio.any_aggregator",
        title=Text("Any symmetric, strictly increasing aggregator", "任意对称且严格递增的加总函数"),
        story=Text(
            "The strengths of the four powers under an aggregator of which only symmetry and increase are known.",
            "四种权力的强度，加总函数仅知对称且递增。",
        ),
        parameters=(*SOURCES.values(), *STRENGTHS.values()),
        build=lambda **values: Measure({move: values[STRENGTHS[move].name] for move in KINDS}),
        assumptions=tuple(_rises_strictly()),
    )


def _best_omits_scarcest(model: Model) -> Any:
    """Return that a power is the one strongest exactly where the source it omits is the one scarcest."""
    import sympy

    def strongest(move: str) -> Any:
        return every(STRENGTHS[move].symbol > STRENGTHS[other].symbol for other in KINDS if other != move)

    def scarcest(source: Source) -> Any:
        return every(SOURCES[source].symbol < SOURCES[other].symbol for other in Source if other is not source)

    return every(sympy.Equivalent(strongest(move), scarcest(omitted(move))) for move in KINDS)


def _strength(form: NormalForm, actor: str, move: str) -> Any:
    """Return an actor's strength at a power; what the others wield does not matter."""
    return payoff(form, actor, (move,) * len(ACTORS))


def _prefer(model: Model, actor: str, *wielded: str, slack: Any = 0) -> Any:
    """Return where an actor is as strong at each of these powers as at any other, or weaker by the slack at most."""
    form = normal(model)
    pairs = (
        (_strength(form, actor, move), _strength(form, actor, other))
        for move in wielded
        for other in POWERS
        if other not in wielded
    )
    return every(mine >= rest - slack for mine, rest in pairs)


ASSIGNED = {"US": (C, T), "EU": (I,), "CN": (P,)}
"""Who wields what according to the article (claim 50)."""


def suits(model: Model, actor: str, slack: Any = 0) -> Any:
    """Return where an actor is strongest at the powers that the article assigns to it, up to a slack."""
    return _prefer(model, actor, *ASSIGNED[actor], slack=slack)


def _as_the_article_says(model: Model) -> Any:
    return every(suits(model, actor) for actor in ASSIGNED)


def _two_scarcest_omitted(model: Model) -> Any:
    """Return that the US is strongest at compulsory and structural power exactly where it lacks what they omit."""
    import sympy

    endowment = {source: model.symbols[f"{source.name}_us".lower()] for source in Source}
    lacking = {omitted(C), omitted(T)}
    scarce = every(endowment[s] <= endowment[other] for s in lacking for other in set(Source) - lacking)
    return sympy.Equivalent(_prefer(model, "US", C, T), scarce)


def _hegemon_leads(model: Model) -> Any:
    """Return that a US with no less of any source than another is no less strong at any power."""
    form, symbols = normal(model), model.symbols
    return every(
        if_then(
            every(symbols[f"{s.name.lower()}_us"] >= symbols[f"{s.name.lower()}_{other.lower()}"] for s in Source),
            every(_strength(form, "US", move) >= _strength(form, other, move) for move in POWERS),
        )
        for other in ACTORS
        if other != "US"
    )


def _leads_at_all(model: Model) -> Any:
    form = normal(model)
    return every(
        _strength(form, "US", move) >= _strength(form, other, move)
        for move in POWERS
        for other in ACTORS
        if other != "US"
    )


def _draws_on(kind: PowerKind, *sources: Source) -> bool:
    return kind.sources == set(sources)


def _wielded(model: Model) -> Any:
    """Return where the US with one of its two powers, China with productive and the EU with institutional play best."""
    assigned = [{"US": first, "CN": P, "EU": I} for first in (C, T)]
    return some(is_equilibrium(normal(model), tuple(each[actor] for actor in ACTORS)) for each in assigned)


ENDOWED = {p.name: str(p.default) for p in ENDOWMENTS}
"""Every source as measured or assumed."""
AS_MEASURED = {p.name: str(p.default) for p in ENDOWMENTS if Source[p.name[0].upper()] in MEASURED}
"""Resources and market as the evidence has them."""

STATEMENTS: dict[int, tuple[Statement, ...]] = {
    16: (
        Statement(CHOICE, Text(
            "A US with no less of any source than the others is no less strong at any power.",
            "若美国的各项来源均不少于他方，则其任何权力均不弱于他方。",
        ), _hegemon_leads, options={"aggregator": "linear"}),
        Statement(CHOICE, Text(
            "The same where the scarcest source binds.",
            "在最稀缺来源起约束作用时亦然。",
        ), _hegemon_leads, options={"aggregator": "leontief"}, heavy=True),
        Statement(CHOICE, Text(
            "The US is the strongest at all four powers, resources and market as measured.",
            "按所测量的资源与市场，美国在四种权力上均为最强。",
        ), _leads_at_all, "where", {"aggregator": "linear"}, AS_MEASURED),
    ),
    43: (
        Statement(CHOICE, Text(
            "China is strongest at productive power.",
            "中国最强的是生产性权力。",
        ), lambda model: _prefer(model, "CN", P), "where", {"aggregator": "linear"}),
        Statement(CHOICE, Text(
            "The same, resources and market as measured.",
            "按所测量的资源与市场亦然。",
        ), lambda model: _prefer(model, "CN", P), "where", {"aggregator": "linear"}, AS_MEASURED),
    ),
    50: (
        Statement(any_aggregator(), Text(
            "Under every symmetric aggregator that rises strictly in each source, a power is the one strongest exactly "
            "where the source it does not draw on is the one scarcest.",
            "对任何对称且关于各来源严格递增的加总函数，某权力唯一最强，当且仅当其不依赖的来源是唯一最稀缺者。",
        ), _best_omits_scarcest),
        Statement(CHOICE, Text(
            "The US is strongest at compulsory and structural power, the EU at institutional, China at productive.",
            "美国最强的是强制性与结构性权力，欧盟是制度性权力，中国是生产性权力。",
        ), _as_the_article_says, "where", {"aggregator": "linear"}),
        Statement(CHOICE, Text(
            "The same, resources and market as measured, standards and discourse free.",
            "按所测量的资源与市场，标准与话语自由取值时亦然。",
        ), _as_the_article_says, "where", {"aggregator": "linear"}, AS_MEASURED),
        Statement(CHOICE, Text(
            "The US is strongest at compulsory and structural power exactly where discourse and market are its two "
            "scarcest sources.",
            "美国最强的是强制性与结构性权力，当且仅当话语与市场是其最稀缺的两种来源。",
        ), _two_scarcest_omitted, options={"aggregator": "linear"}),
        Statement(CHOICE, Text(
            "The same where the scarcest source binds, though powers that draw on it tie.",
            "在最稀缺来源起约束作用时亦然，尽管依赖该来源的各权力并列。",
        ), _two_scarcest_omitted, options={"aggregator": "leontief"}),
        *(Statement(CONTEST, Text(
            f"In the contest of three, powers so assigned are an equilibrium, {en}.",
            f"在三方竞争中，如此分配的权力构成均衡（{zh}）。",
        ), _wielded, "where", {"aggregator": "linear"}, ENDOWED | {p.name: k for p in WEIGHTS})
        for k, en, zh in (
            ("0", "in absolute gains", "按绝对收益"),
            ("3", "with the greatest weights on relative gains", "相对收益权重最大时"),
        )),
    ),
}  # fmt: skip

R, M, S, D = Source
FACTS: dict[int, tuple[Fact, ...]] = {
    1: (
        Fact(Text(
            "Three arenas draw on the four sources, each source on one arena only.",
            "三类竞争共有四种来源，每种来源只支撑一类竞争。",
        ), lambda: len(ARENA_SOURCES) == 3
           and sorted(s.name for each in ARENA_SOURCES.values() for s in each) == sorted(s.name for s in Source)),
    ),
    7: (Fact(Text(
        "Compulsory power draws on resources, market and standards alone.",
        "强制性权力仅来自资源、市场与标准。",
    ), lambda: _draws_on(Power.C.value, R, M, S)),),
    8: (Fact(Text(
        "Structural power draws on resources, standards and discourse alone.",
        "结构性权力仅来自资源、标准与话语。",
    ), lambda: _draws_on(Power.T.value, R, S, D)),),
    9: (Fact(Text(
        "Institutional power draws on market, standards and discourse alone.",
        "制度性权力仅来自市场、标准与话语。",
    ), lambda: _draws_on(Power.I.value, M, S, D)),),
    10: (Fact(Text(
        "Productive power draws on resources, market and discourse alone.",
        "生产性权力仅来自资源、市场与话语。",
    ), lambda: _draws_on(Power.P.value, R, M, D)),),
    11: (Fact(Text(
        "Compulsory and structural power are direct, institutional and productive power are not.",
        "强制性与结构性权力是直接的，制度性与生产性权力是间接的。",
    ), lambda: [power.name for power in Power if power.value.direct] == ["C", "T"]),),
    50: (Fact(Text(
        "Of China's sources that are measured the scarcer is its market, which productive power draws on.",
        "在中国有测量的来源中，较稀缺的是市场，而生产性权力依托市场。",
    ), lambda resources, market: market < resources and M in Power.P.value.sources,
    ("cn_compute_share", "cn_market_share")),),
    43: (Fact(Text(
        "A declaration with items followed the initiative.",
        "倡议之后有列明条目的宣言。",
    ), lambda initiative, items: bool(initiative) and items > 0,
    ("cn_governance_initiative", "shanghai_declaration_items")),),
}  # fmt: skip
"""What the mask of powers and the evidence say of the same claims."""
