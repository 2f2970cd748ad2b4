"""The ledger: every formalised claim of the article with the verdict a solver gives it.

A statement expected to hold always is proved or refuted over the whole declared domain; one expected to hold somewhere
gets its exact region and its share of the declared ranges. A refutation shows its counterexample. No verdict is typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from games.claims import Claim, formal, get
from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.table import Math, Table
from games.glossary import translate
from games.statements import Statement
from games.text import Language, Text
from solvers.proof import Share, Verdict, prove, region_of, share
from solvers.statics.simplify import joint

SAMPLES = 2**13
OR = Text("; or ", "；或 ")
NOTE = Text(
    "Proved: for every parameter value in the declared ranges. Refuted: meant for all of them, it fails at the point "
    "shown. Conditional: it holds exactly where one of the listed conditions does. The number is the share of the "
    f"declared ranges in which the statement holds (approximate 95% interval, {SAMPLES} quasi-random points); a "
    "refuted statement with a share near 1 fails only in a sliver.",
    "已证明：对声明范围内的一切参数取值成立。已否证：该陈述意在普遍成立，但在所示点不成立。"
    "有条件成立：恰在所列条件之一满足时成立。"
    f"数字为陈述在参数声明范围内成立的份额（近似 95% 区间，{SAMPLES} 个拟随机点）；"
    "份额接近 1 而被否证者，仅在极窄的范围内不成立。",
)


@dataclass(frozen=True)
class Judged:
    """One formal statement of a claim with its verdict and, where it is conditional, its share of the ranges."""

    claim: Claim
    statement: Statement
    verdict: Verdict
    share: Share | None

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        data = {
            "claim": self.claim.id,
            "statement": self.statement.text._asdict(),
            "model": self.statement.model,
            "options": dict(self.statement.options),
            "at": dict(self.statement.at),
            "verdict": self.verdict.to_json(),
        }
        return data | (
            {"share": dict(zip(("share", "low", "high"), self.share[:3], strict=True))} if self.share else {}
        )


@dataclass(frozen=True)
class Ledger:
    """Judged statements, in the order of the claims."""

    rows: tuple[Judged, ...]

    def table(self, lang: Language = "en") -> Table:
        """Return one row per statement, under its claim."""
        columns = Text("claim|statement|verdict|where", "论断|形式陈述|判定|条件或反例").in_(lang).split("|")
        rows = [_row(judged, lang) for judged in self.rows]
        return Table(columns, rows, Text("Ledger of claims", "论断台账").in_(lang), NOTE.in_(lang))

    def to_json(self) -> list[dict[str, Any]]:
        """Return plain data, one entry per statement."""
        return [judged.to_json() for judged in self.rows]


@cache
def judge(number: int) -> Ledger:
    """Judge every formal statement of one claim.

    Raises UnknownNameError for a claim that does not exist, NotCoveredError for one that is not formalised.
    """
    claim = get(number)
    if not claim.formal:
        known = ", ".join(str(each.id) for each in formal())
        raise NotCoveredError(f"claim {number} has no formal statement; claims with one: {known}")
    return Ledger(tuple(judge_statement(claim, statement) for statement in claim.formal))


def judge_statement(claim: Claim, statement: Statement) -> Judged:
    """Judge one formal statement over the declared domain of its model."""
    model, condition = statement.game, statement.condition
    judgement = prove if statement.kind == "always" else region_of
    verdict = judgement(condition, statement.domain, model.defaults)
    partly = verdict.status in ("conditional", "refuted")
    estimated = share(condition, model, SAMPLES) if partly else None
    return Judged(claim, statement, verdict, estimated)


def ledger(numbers_: Iterable[int] = ()) -> Ledger:
    """Judge the claims with the given numbers, all formalised ones by default."""
    chosen = list(numbers_) or [claim.id for claim in formal()]
    return Ledger(tuple(judged for number in chosen for judged in judge(number).rows))


def _row(judged: Judged, lang: Language) -> tuple[Any, ...]:
    statement, model = judged.statement, judged.statement.game
    fixed = ", ".join(
        [
            *(translate(value, lang) for value in statement.options.values()),
            *(f"{name} = {value}" for name, value in statement.at.items()),
        ]
    )
    where = model.title.in_(lang) + (f"; {fixed}" if fixed else "")
    verdict = translate(judged.verdict.status, lang) + _share(judged.share)
    return str(judged.claim.id), f"{statement.text.in_(lang)} [{where}]", verdict, _evidence(judged.verdict, lang)


def _evidence(verdict: Verdict, lang: Language) -> Math | str:
    """Return the regions of a conditional statement, or the counterexample of a refuted one."""
    if verdict.regions:
        cells = [joint(region, lang) for region in verdict.regions]
        return Math(OR.in_(lang).join(cell.text for cell in cells), r"\;\lor\; ".join(cell.latex for cell in cells))
    if verdict.status == "refuted" and verdict.counterexample:
        items = verdict.counterexample.items()
        return Math(", ".join(f"{n} = {numbers.show(v)}" for n, v in items), _point_latex(verdict))
    return ""


def _point_latex(verdict: Verdict) -> str:
    import sympy

    items = (verdict.counterexample or {}).items()
    return ",\\; ".join(f"{sympy.latex(sympy.Symbol(name))} = {numbers.latex(value)}" for name, value in items)


def _share(estimate: Share | None) -> str:
    return f" {estimate.share:.2f} [{estimate.low:.2f}, {estimate.high:.2f}]" if estimate else ""
