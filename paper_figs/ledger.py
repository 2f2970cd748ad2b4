"""The ledger: every claim of the article with the verdict that its formal statements and facts give it.

A statement meant to hold always is proved or refuted over the whole declared domain; one of which it is asked where it
holds gets its exact region and its share of the declared ranges. A refutation shows its counterexample. A fact holds by
construction or by calibration, or is refuted. A claim is as strong as its weakest part, and conditional if only some of
it is refuted; without parts it is out of scope. No verdict is typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from games import evidence
from games.claims import Claim, get, load
from games.errors import ParameterError
from games.forms import numbers
from games.forms.table import Math, Shown, Table
from games.glossary import translate
from games.model import Model
from games.statements import Fact, Statement
from games.text import Language, Text
from paper_figs.progress import Advance, silent
from solvers.proof import Share, Verdict, prove, region_of, share
from solvers.statics.simplify import joint

SAMPLES = 2**13
OR, SEMICOLON, COMMA = Text("; or ", "；或 "), Text("; ", "；"), Text(", ", "，")
ASKED = {
    "always": Text("always", "恒成立"),
    "where": Text("where", "何处成立"),
    "by construction": Text("assumed", "是否为假设"),
    "by calibration": Text("in the evidence", "证据是否支持"),
}
OUT = "out of scope"
WEAKEST_FIRST = ("unknown", "conditional", "by calibration", "by construction", "proved")
NOTE = Text(
    "Asked: whether the statement holds always, or where it holds. Proved: for every parameter value in the declared "
    "ranges. Refuted: asked always, it fails at the point shown; asked where, it holds nowhere. Conditional: it holds "
    "exactly where one of the listed conditions does. The number is the share of the declared ranges in which the "
    f"statement holds (approximate 95% interval, {SAMPLES} quasi-random points); a refuted statement with a share near "
    "1 fails only in a sliver. By construction: the models assume it, or their formulas say it whatever the values. By "
    "calibration: the figures of the evidence say so. Out of scope: nothing here decides it, for the reason shown.",
    "问题：陈述是否恒成立，或何处成立。已证明：对声明范围内的一切参数取值成立。"
    "已否证：问是否恒成立者，在所示点不成立；问何处成立者，处处不成立。"
    "有条件成立：恰在所列条件之一满足时成立。"
    f"数字为陈述在参数声明范围内成立的份额（近似 95% 区间，{SAMPLES} 个拟随机点）；"
    "份额接近 1 而被否证者，仅在极窄的范围内不成立。"
    "由构造成立：为模型的假设，或其公式无论取值如何均如此。由校准成立：证据中的数字如此。"
    "超出范围：本工具无从判定，理由如所示。",
)
COMBINED = Text(
    "A claim is as strong as the weakest of its statements, whose verdicts are listed in order, and conditional if "
    "only some of them are refuted. `techpower prove NUMBER` shows them in full. ",
    "论断的判定取其各陈述中最弱者，各陈述的判定依次列出；仅部分陈述被否证者记为有条件成立。"
    "完整陈述见 `techpower prove 编号`。",
)


@dataclass(frozen=True)
class Judged:
    """One formal statement of a claim with its verdict and, where it is conditional, its share of the ranges."""

    claim: Claim
    statement: Statement
    verdict: Verdict
    share: Share | None
    assumed: bool = False

    @property
    def status(self) -> str:
        """The verdict in a word: what the formulas say without any range of the parameters holds by construction."""
        return "by construction" if self.assumed else self.verdict.status

    def shown(self, lang: Language = "en") -> str:
        """Return the verdict with its share."""
        return translate(self.status, lang) + _share(self.share)

    def row(self, lang: Language = "en") -> tuple[Any, ...]:
        """Return the row of the table of statements."""
        statement = self.statement
        fixed = [
            *(translate(value, lang) for value in statement.options.values()),
            *(f"{name} = {value}" for name, value in statement.at.items()),
        ]
        where = SEMICOLON.in_(lang).join(
            part for part in (statement.game.title.in_(lang), COMMA.in_(lang).join(fixed)) if part
        )
        said, asked = f"{statement.text.in_(lang)} [{where}]", ASKED[statement.kind].in_(lang)
        return str(self.claim.id), said, asked, self.shown(lang), _evidence(self.verdict, lang)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        data = {
            "claim": self.claim.id,
            "statement": self.statement.text._asdict(),
            "asked": self.statement.kind,
            "model": self.statement.name,
            "options": dict(self.statement.options),
            "at": dict(self.statement.at),
            "verdict": self.verdict.to_json() | {"status": self.status},
        }
        return data | (
            {"share": dict(zip(("share", "low", "high"), self.share[:3], strict=True))} if self.share else {}
        )


@dataclass(frozen=True)
class Restated:
    """One fact of a claim: what the models assume, or what figures of the evidence say."""

    claim: Claim
    fact: Fact

    @property
    def status(self) -> str:
        """How the fact holds, or that it is refuted."""
        return self.fact.kind if self.fact.holds else "refuted"

    def shown(self, lang: Language = "en") -> str:
        """Return the verdict."""
        return translate(self.status, lang)

    def row(self, lang: Language = "en") -> tuple[Any, ...]:
        """Return the row of the table of statements; figures stand where the region of a statement does."""
        figures = map(evidence.get, self.fact.figures)
        shown = SEMICOLON.in_(lang).join(f"{each.description.in_(lang)}: {each.shown(lang)}" for each in figures)
        return str(self.claim.id), self.fact.text.in_(lang), ASKED[self.fact.kind].in_(lang), self.shown(lang), shown

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        data = {"claim": self.claim.id, "statement": self.fact.text._asdict(), "asked": self.fact.kind}
        return data | {"figures": [*self.fact.figures], "verdict": {"status": self.status}}


@dataclass(frozen=True, repr=False)
class Entry(Shown):
    """A claim with all that is known of it."""

    claim: Claim
    rows: tuple[Judged, ...] = ()
    facts: tuple[Restated, ...] = ()

    @property
    def parts(self) -> tuple[Judged | Restated, ...]:
        """The statements, then the facts."""
        return (*self.rows, *self.facts)

    @property
    def status(self) -> str:
        """The verdict of the claim: that of its weakest part."""
        return combined(part.status for part in self.parts)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per statement and fact."""
        return Ledger((self,)).table(lang, caption)

    def details(self, lang: Language = "en") -> list[tuple[Any, ...]]:
        """Return one row per statement and fact, or one that says why there are none."""
        left = self.claim.open.in_(lang) if self.claim.open else ""
        none = (str(self.claim.id), self.claim.statement.in_(lang), "", translate(OUT, lang), left)
        return [part.row(lang) for part in self.parts] or [none]

    def row(self, lang: Language = "en") -> tuple[str, ...]:
        """Return the row of the table of claims."""
        listed = SEMICOLON.in_(lang).join(part.shown(lang) for part in self.parts)
        left = self.claim.open.in_(lang) if self.claim.open else ""
        return str(self.claim.id), self.claim.statement.in_(lang), translate(self.status, lang), listed, left

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        left = {"open": self.claim.open._asdict()} if self.claim.open else {}
        said = {"claim": self.claim.id, "text": self.claim.statement._asdict(), "verdict": self.status}
        return said | left | {"statements": [part.to_json() for part in self.parts]}


@dataclass(frozen=True, repr=False)
class Ledger(Shown):
    """Claims with their verdicts, in order."""

    entries: tuple[Entry, ...]

    @property
    def rows(self) -> tuple[Judged, ...]:
        """Every judged statement, in the order of the claims."""
        return tuple(judged for entry in self.entries for judged in entry.rows)

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per statement, under its claim."""
        columns = Text("claim|statement|asked|verdict|where", "论断|形式陈述|问题|判定|条件或反例").in_(lang).split("|")
        rows = [row for entry in self.entries for row in entry.details(lang)]
        return Table(
            columns, rows, caption or Text("Statements of the claims", "各论断的陈述").in_(lang), NOTE.in_(lang)
        )

    def to_json(self) -> list[dict[str, Any]]:
        """Return plain data, one entry per claim."""
        return [entry.to_json() for entry in self.entries]


@dataclass(frozen=True, repr=False)
class Overview(Shown):
    """The ledger with one row per claim."""

    ledger: Ledger

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per claim: its verdict, those of its statements, and what they leave open."""
        head = Text("id|claim|verdict|its statements|left open", "编号|论断|判定|各陈述的判定|未决之处")
        rows = [entry.row(lang) for entry in self.ledger.entries]
        caption = caption or Text("Ledger of claims", "论断台账").in_(lang)
        return Table(head.in_(lang).split("|"), rows, caption, COMBINED.in_(lang) + NOTE.in_(lang))

    def to_json(self) -> list[dict[str, Any]]:
        """Return plain data, one entry per claim."""
        return self.ledger.to_json()


def combined(statuses: Iterable[str]) -> str:
    """Return the verdict of a claim from those of its parts: the weakest.

    >>> combined(["proved", "by construction"]), combined(["proved", "refuted"]), combined(["refuted"]), combined([])
    ('by construction', 'conditional', 'refuted', 'out of scope')
    """
    found = set(statuses)
    if not found or found == {"refuted"}:
        return "refuted" if found else OUT
    weakened = {"conditional" if status == "refuted" else status for status in found}
    return next(status for status in WEAKEST_FIRST if status in weakened)


def judge(number: int, advance: Advance = silent) -> Entry:
    """Judge every statement and fact of one claim; `advance` is called with statements judged and in all.

    Raises UnknownNameError for a claim that does not exist.
    """
    claim = get(number)
    rows = []
    for place in range(len(claim.formal)):
        rows.append(_judged(number, place))
        advance(len(rows), len(claim.formal))
    return Entry(claim, tuple(rows), tuple(Restated(claim, fact) for fact in claim.facts))


@cache
def _judged(number: int, place: int) -> Judged:
    claim = get(number)
    return judge_statement(claim, claim.formal[place])


def judge_statement(claim: Claim, statement: Statement) -> Judged:
    """Judge one formal statement over the declared domain of its model."""
    model, condition = statement.game, statement.condition
    judgement = prove if statement.kind == "always" else region_of
    verdict = judgement(condition, model.domain, model.defaults)
    partly = verdict.status in ("conditional", "refuted")
    assumed = condition == True  # noqa: E712 - sympy's true is not Python's
    return Judged(claim, statement, verdict, _estimated(condition, model) if partly else None, assumed)


def ledger(numbers_: Iterable[int] = (), advance: Advance = silent) -> Ledger:
    """Judge the claims with the given numbers, by default all; `advance` is called with claims judged and in all."""
    wanted = list(numbers_) or list(load())
    entries = []
    for number in wanted:
        entries.append(judge(number))
        advance(len(entries), len(wanted))
    return Ledger(tuple(entries))


def overview(advance: Advance = silent) -> Overview:
    """Judge all claims, one row each."""
    return Overview(ledger(advance=advance))


def _estimated(condition: Any, model: Model) -> Share | None:
    """Return a share unless the assumptions leave no volume to estimate (unknowns tied to parameters by equations)."""
    try:
        return share(condition, model, SAMPLES)
    except ParameterError:
        return None


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
    return f" {estimate.share:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]" if estimate else ""
