"""Propositions judged step by step: real arithmetic for conditions, computer algebra for identities.

A proposition is proved if every step is; a step that cannot be decided leaves it unknown, one that fails refutes it. A
condition is decided as any claim is (`solvers.proof`); an identity holds if every expression simplifies to zero, and is
refuted by a rational point at which one does not vanish.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from games.formal.propositions import PROPOSITIONS, Identity, Lemma, Proposition, Step
from games.forms.table import Math, Shown, Table
from games.glossary import translate
from games.text import Language, Text
from solvers.proof import Verdict, prove

COLON = Text(": ", "：")
ARITHMETIC, ALGEBRA = Text("real arithmetic", "实数算术判定"), Text("computer algebra", "计算机代数")
PROBES = (Fraction(1, 3), Fraction(2, 7), Fraction(5, 11), Fraction(3, 13), Fraction(7, 17), Fraction(11, 19))


@dataclass(frozen=True)
class Checked:
    """One step with its verdict."""

    step: Step
    verdict: Verdict

    @property
    def method(self) -> Text:
        """How it was checked."""
        return ALGEBRA if isinstance(self.step, Identity) else ARITHMETIC


@dataclass(frozen=True)
class Proved:
    """A proposition with its steps, checked."""

    proposition: Proposition
    steps: tuple[Checked, ...]

    @property
    def status(self) -> str:
        """`proved`, `refuted` or `unknown`: the weakest of the steps."""
        found = {checked.verdict.status for checked in self.steps}
        return next(status for status in ("refuted", "unknown", "proved") if status in found)


@dataclass(frozen=True, repr=False)
class Propositions(Shown):
    """The propositions with what is known of each."""

    proved: tuple[Proved, ...]

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return one row per step, the proposition and its formula in the first of them."""
        head = Text("proposition|formula|claims|step|checked by|verdict", "命题|公式|论断|步骤|检验方式|判定")
        rows = [row for number, each in enumerate(self.proved, 1) for row in _rows(number, each, lang)]
        title = Text("Propositions and the steps that prove them", "命题及其证明步骤").in_(lang)
        return Table(head.in_(lang).split("|"), rows, caption or title, NOTE.in_(lang))

    def to_json(self) -> list[dict[str, Any]]:
        """Return plain data."""
        return [
            {
                "name": each.proposition.name._asdict(), "text": each.proposition.text._asdict(),
                "claims": [*each.proposition.claims], "status": each.status,
                "steps": [{"text": c.step.text._asdict(), "method": c.method.en, **c.verdict.to_json()}
                          for c in each.steps],
            }
            for each in self.proved
        ]  # fmt: skip


NOTE = Text(
    "A statement about a model is decided for every value in its declared ranges, a lemma for all numbers of its "
    "domain; an identity holds whatever its symbols stand for. Formulas are solved from the payoffs of the models.",
    "关于模型的陈述对声明范围内的一切取值作出判定，引理对其定义域内的一切数值作出判定；恒等式对符号的任何取值成立。公式由模型收益求解得到。",
)


def propositions() -> Propositions:
    """Judge every proposition.

    >>> propositions().proved[1].status
    'proved'
    """
    return _all()


@cache
def _all() -> Propositions:
    return Propositions(tuple(map(judge, PROPOSITIONS)))


def judge(proposition: Proposition) -> Proved:
    """Check every step of a proposition."""
    return Proved(proposition, tuple(Checked(step, check(step)) for step in proposition.steps))


def check(step: Step) -> Verdict:
    """Return whether a step holds."""
    if isinstance(step, Identity):
        return _vanish(step.residuals())
    condition, domain = step.said() if isinstance(step, Lemma) else (step.condition, step.domain)
    return prove(condition, domain)


def _vanish(residuals: Any) -> Verdict:
    import sympy

    for residual in map(sympy.sympify, residuals):
        if sympy.simplify(residual) != 0:
            symbols = sorted(residual.free_symbols, key=str)
            point = {s: sympy.Rational(PROBES[i % len(PROBES)]) for i, s in enumerate(symbols)}
            if residual.subs(point) == 0:
                return Verdict("unknown", "algebra did not decide whether an expression vanishes")
            values = {str(s): Fraction(int(v.p), int(v.q)) for s, v in point.items()}
            return Verdict("refuted", "it fails at the counterexample, checked by exact substitution", values)
    return Verdict("proved", "every expression vanishes identically")


def _rows(number: int, each: Proved, lang: Language) -> list[tuple[Any, ...]]:
    said = each.proposition
    first = (
        f"{number}. {said.name.in_(lang)}{COLON.in_(lang)}{said.text.in_(lang)}",
        _formula(said),
        ", ".join(map(str, said.claims)),
    )
    return [
        (*(first if i == 0 else ("", "", "")), checked.step.text.in_(lang), checked.method.in_(lang),
         translate(checked.verdict.status, lang))
        for i, checked in enumerate(each.steps)
    ]  # fmt: skip


def _written(result: Any) -> str:
    """Return a formula in text, an equation with its sign."""
    return f"{result.lhs} = {result.rhs}" if result.is_Equality else str(result)


def _formula(proposition: Proposition) -> Math | str:
    import sympy

    if not (results := proposition.result()):
        return ""
    return Math("; ".join(map(_written, results)), r",\; ".join(str(sympy.latex(each)) for each in results))
