"""How claim 50 depends on measurement: proxy, normalisation and aggregator, with the share of what is left free.

A proxy fixes the sources that figures of the evidence speak of; what it leaves free is drawn evenly from the declared
range, and the share in which every actor is strongest at the powers the article assigns to it gets a confidence
interval. A proxy that leaves nothing free either supports the claim or does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from games import evidence
from games.formal.common import every
from games.formal.power_portfolio import AS_MEASURED, ASSIGNED, CHOICE, ENDOWED, suits
from games.forms.table import Table
from games.glossary import translate
from games.model import Model
from games.power_portfolio import AGGREGATORS, NORMALISATIONS
from games.registry import find
from games.text import Language, Text
from solvers.proof import Share, share

SAMPLES, BOUNDED_SAMPLES = 2**12, 2**16
"""Points drawn; more where a proxy bounds them, since those outside are not counted."""
ROUNDING = 1e-12
HOLDS, FAILS = Text("holds", "成立"), Text("fails", "不成立")
Found = Share | bool
ENGLISH = {
    "raw": "shares of the world", "of_the_three": "shares of the three", "of_the_leader": "relative to the leader",
    "ces": "CES", "leontief": "Leontief",
}  # fmt: skip
"""The options of the model in words; their Chinese is in the glossary."""


@dataclass(frozen=True)
class Proxy:
    """Which sources are fixed, and what the evidence says of the sum of two others (`below`: names and bound)."""

    title: Text
    fixed: Mapping[str, str] = field(default_factory=dict)
    below: tuple[tuple[str, str], Any] | None = None

    def applied(self, model: Model) -> Model:
        """Return the model with what the proxy says of its endowments."""
        import sympy

        known = model.fix(**self.fixed)
        if self.below is None:
            return known
        names, bound = self.below
        total = sum(known.symbols[name] for name in names)
        return replace(known, assumptions=(total <= sympy.Rational(bound),))


def proxies() -> tuple[Proxy, ...]:
    """Return the proxies: nothing measured, resources and market, one more source, and all sources as assumed."""
    half, use = "1/2", str(evidence.get("chatgpt_developer_use").number)
    rest = 1 - evidence.get("chatgpt_developer_use").number
    return (
        Proxy(Text("nothing measured", "均未测量")),
        Proxy(Text("resources by compute, market by sales", "资源以算力计，市场以销售额计"), AS_MEASURED),
        Proxy(Text("… and discourse by patents: China at half, the least its lead implies",
                   "……且话语以专利计：中国取其领先所蕴含的最低值二分之一"),
              AS_MEASURED | {"d_cn": half}, (("d_us", "d_eu"), half)),
        Proxy(Text("… and standards by developers' use: the US at its share, the others within the rest",
                   "……且标准以开发者使用率计：美国取其份额，他方在其余之内"),
              AS_MEASURED | {"s_us": use}, (("s_cn", "s_eu"), rest)),
        Proxy(Text("standards and discourse as assumed", "标准与话语按假设值"), ENDOWED),
    )  # fmt: skip


def measurement_table(lang: Language) -> Table:
    """Return claim 50 by proxy, normalisation and aggregator."""
    head = (*Text("proxy|normalisation", "代理指标|标准化").in_(lang).split("|"),
            *(_word(aggregator, lang) for aggregator in AGGREGATORS))  # fmt: skip
    rows = [
        (proxy.title.in_(lang), _word(how, lang), *(_shown(judged(i, how, each), lang) for each in AGGREGATORS))
        for i, proxy in enumerate(proxies())
        for how in NORMALISATIONS
    ]
    caption = Text("Claim 50 under every proxy, normalisation and aggregator",
                   "论断 50：代理指标、标准化与加总方式的影响")  # fmt: skip
    return Table(head, rows, caption.in_(lang), NOTE.in_(lang))


def measurement_by_actor(lang: Language) -> Table:
    """Return the same for each actor's part of the claim, under linear aggregation."""
    head = (*Text("proxy|normalisation", "代理指标|标准化").in_(lang).split("|"),
            *(translate(actor, lang) for actor in ASSIGNED))  # fmt: skip
    rows = [
        (proxy.title.in_(lang), _word(how, lang), *(_shown(judged(i, how, "linear", a), lang) for a in ASSIGNED))
        for i, proxy in enumerate(proxies())
        for how in NORMALISATIONS
    ]
    caption = Text("Claim 50, actor by actor, sources added up linearly", "论断 50：逐一行为体（线性加总）")
    return Table(head, rows, caption.in_(lang), NOTE.in_(lang))


@cache
def judged(proxy: int, normalisation: str, aggregator: str, *actors: str) -> Found:
    """Return in what share of what a proxy leaves free the claim holds, of all actors or those named."""
    model = find(CHOICE).choose(aggregator=aggregator, normalisation=normalisation)
    chosen = proxies()[proxy].applied(model)
    if not chosen.parameters:
        return bool(every(suits(chosen, actor) for actor in actors or ASSIGNED))
    # Sampling is in floating point, where a tie (two sources of a leader) must not be decided by rounding.
    condition = every(suits(chosen, actor, slack=ROUNDING) for actor in actors or ASSIGNED)
    return share(condition, chosen, SAMPLES if chosen.assumptions == () else BOUNDED_SAMPLES)


def _word(name: str, lang: Language) -> str:
    """Return an option in words."""
    return ENGLISH.get(name, name) if lang == "en" else translate(name, lang)


def _shown(found: Found, lang: Language) -> str:
    if isinstance(found, bool):
        return (HOLDS if found else FAILS).in_(lang)
    return f"{found.share:.3f} [{found.low:.3f}, {found.high:.3f}]"


NOTE = Text(
    "Claim 50: the US is strongest at compulsory and structural power, the EU at institutional, China at productive "
    "power. Share of the free endowments in which it holds (95% interval; "
    f"{SAMPLES} quasi-random points, or those of {BOUNDED_SAMPLES} that are within the bounds of the proxy). By the "
    "proposition of the weakest source every symmetric, strictly increasing aggregator gives the same answer; where "
    "the scarcest source binds (Leontief), powers tie.",
    "论断 50：美国最强的是强制性与结构性权力，欧盟为制度性权力，中国为生产性权力。数字为其在自由禀赋中成立的份额"
    f"（95% 区间；{SAMPLES} 个拟随机点，或 {BOUNDED_SAMPLES} 个中处于代理指标界内者）。"
    "由最稀缺来源命题，任何对称且严格递增的加总方式给出相同答案；最稀缺来源起约束作用时（里昂惕夫），各权力出现并列。",
)
