"""Claims over a whole parameter domain: proved, refuted with a counterexample, or unknown.

A claim is a condition (see `statics.reals`). It is proved when its negation and the domain have no common point; a
common point refutes it, and is reported only after exact substitution has shown that it lies in the domain and that
the claim fails there. When neither is found within the steps allowed (`statics.reals`) the verdict is unknown.
`region_of` says where a claim holds that is neither always nor never true; `share` estimates how much of the declared
box that is.

A claim is judged where it is defined; if it divides by something that can vanish in the domain, `why` says so.

References: Tarski (1951), *A Decision Method for Elementary Algebra and Geometry*; Wilson (1927), "Probable
inference" (the interval); Sobol' (1967) (the sequence).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal, NamedTuple

import sympy
from sympy.core.relational import Relational

from games.errors import NotCoveredError, ParameterError
from games.forms import numbers
from games.forms.numbers import Number
from games.forms.table import Shown, Table
from games.glossary import translate
from games.model import Model
from games.phrases import phrase
from games.text import Language, Text
from solvers.statics.reals import Answer, Condition, holds, implied, satisfiable, truth, witness
from solvers.statics.simplify import Conditions, joint, show, simplify, split

Status = Literal["proved", "refuted", "conditional", "unknown"]
Z95 = 1.959963984540054
"""The 97.5% quantile of the standard normal distribution."""
HEAD, WHERE, AGAINST = Text("verdict", "判定"), Text("holds where", "成立之处"), Text("counterexample", "反例")


@dataclass(frozen=True, repr=False)
class Verdict(Shown):
    """What is known about a claim.

    `counterexample` is a point of the domain where it fails, `example` one where it holds; both were checked exactly.
    A conditional claim holds exactly where one of the systems in `regions` holds. `notes` say how it was read.
    """

    status: Status
    why: str
    counterexample: Mapping[str, Number] | None = None
    example: Mapping[str, Number] | None = None
    regions: tuple[Conditions, ...] = ()
    notes: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        return self.status == "proved"

    def table(self, lang: Language = "en", caption: str = "") -> Table:
        """Return the verdict as a table: one row, or one per region of a conditional claim."""
        status, against = translate(self.status, lang), point_text(self.counterexample)
        if not self.regions:
            return Table((HEAD.in_(lang), AGAINST.in_(lang)), [(status, against)], caption, self._said(lang))
        rows = [(status, joint(region, lang), "" if k else against) for k, region in enumerate(self.regions)]
        columns = (HEAD.in_(lang), WHERE.in_(lang), AGAINST.in_(lang))
        return Table(columns, rows, caption, self._said(lang))

    def _said(self, lang: Language) -> str:
        return "\n".join([phrase(self.why, lang), *(note.in_(lang) for note in self.notes)])

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        data: dict[str, Any] = {"status": self.status, "why": self.why}
        data |= {"notes": [note.en for note in self.notes]} if self.notes else {}
        for name in ("counterexample", "example"):
            if (point := getattr(self, name)) is not None:
                data[name] = {key: str(value) for key, value in point.items()}
        return data | ({"regions": [[show(c) for c in region] for region in self.regions]} if self.regions else {})

    def __repr__(self) -> str:
        point = f" at {point_text(self.counterexample)}" if self.counterexample else ""
        return f"{self.status}{point}: {self.why}"


def prove(
    statement: Condition, domain: Iterable[Condition] = (), prefer: Mapping[str, Number] | None = None
) -> Verdict:
    """Return whether a statement holds at every point of the domain.

    A counterexample takes its coordinates from `prefer` where it can.

    >>> x, y = sympy.symbols("x y", real=True)
    >>> prove(x**2 + y**2 >= 2 * x * y)
    proved: no point of the domain violates it
    >>> prove(x * y > 0, [x > 0, y >= 0]).counterexample
    {'x': Fraction(1, 1), 'y': Fraction(0, 1)}
    """
    domain, statement = tuple(domain), sympy.sympify(statement)
    if satisfiable(domain) is Answer.NO:
        return Verdict("proved", "the domain is empty")
    answer, point = witness([*domain, sympy.Not(statement)], prefer)
    if answer is Answer.NO:
        return Verdict("proved", "no point of the domain violates it" + _proviso(statement, domain))
    if answer is Answer.UNKNOWN or point is None or not _refutes(statement, domain, point):
        return Verdict("unknown", "the search for a counterexample became too long")
    return Verdict("refuted", "it fails at the counterexample, checked by exact substitution", point)


def region_of(
    statement: Condition, domain: Iterable[Condition] = (), prefer: Mapping[str, Number] | None = None
) -> Verdict:
    """Return where in the domain a statement holds: everywhere (proved), nowhere (refuted), or on regions.

    >>> x = sympy.Symbol("x", real=True)
    >>> region_of(x**2 > x, [x >= 0]).regions
    ((x - 1 > 0,),)
    """
    domain, statement = tuple(domain), sympy.sympify(statement)
    verdict = prove(statement, domain, prefer)
    if verdict.status != "refuted":
        return verdict
    answer, example = witness([*domain, statement], prefer)
    if answer is Answer.NO:
        return Verdict("refuted", "it holds nowhere in the domain", verdict.counterexample)
    systems = (simplify(system, domain) for system in _disjuncts(statement))
    regions = _drop_subsumed([system for system in systems if system is not None], domain)
    why = "it holds in part of the domain, exactly where one of the regions holds"
    return Verdict("conditional", why, verdict.counterexample, example, regions)


class Share(NamedTuple):
    """An estimated share with its 95% Wilson interval, from `hits` of `n` points drawn with a seed."""

    share: float
    low: float
    high: float
    hits: int
    n: int
    seed: int


def share(statement: Condition, model: Model, n: int = 2**14, seed: int = 0) -> Share:
    """Return the share of a model's declared ranges (uniformly weighted) in which a statement holds.

    Points are a scrambled Sobol sequence; those that violate the model's assumptions are not counted. Raises
    ParameterError when no point satisfies them.
    """
    import numpy as np
    from scipy.stats import qmc

    unit = qmc.Sobol(len(model.parameters), rng=np.random.default_rng(seed)).random(n).T
    columns = [float(p.low) + float(p.high - p.low) * u for p, u in zip(model.parameters, unit, strict=True)]
    symbols = list(model.symbols.values())
    accepted = _evaluate(sympy.And(*model.assumptions), symbols, columns)
    hits = accepted & _evaluate(sympy.sympify(statement), symbols, columns)
    if not accepted.any():
        raise ParameterError(f"none of {n} points in the ranges of {model.name} satisfies its assumptions")
    return Share(*wilson(int(hits.sum()), int(accepted.sum())), int(hits.sum()), int(accepted.sum()), seed)


def wilson(hits: int, n: int, z: float = Z95) -> tuple[float, float, float]:
    """Return the share hits/n and its Wilson confidence interval.

    >>> tuple(round(x, 4) for x in wilson(8, 10))
    (0.8, 0.4902, 0.9433)
    """
    p = hits / n
    centre, scale = p + z * z / (2 * n), 1 + z * z / n
    spread = z * float(p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    low = max(0.0, (centre - spread) / scale) if hits else 0.0
    return p, low, min(1.0, (centre + spread) / scale) if hits < n else 1.0


def _evaluate(statement: Condition, symbols: list[sympy.Symbol], columns: list[Any]) -> Any:
    import numpy as np

    function = sympy.lambdify(symbols, statement, modules="numpy")
    return np.broadcast_to(np.asarray(function(*columns), dtype=bool), columns[0].shape)


def _refutes(statement: Condition, domain: Iterable[Condition], point: Mapping[str, Number]) -> bool:
    return all(holds(condition, point) for condition in domain) and truth(statement, point) is False


def _proviso(statement: Condition, domain: Conditions) -> str:
    """Name the denominators that can vanish in the domain."""
    below = {part.base for part in statement.atoms(sympy.Pow) if part.exp.could_extract_minus_sign()}
    vanishing = [b for b in sorted(below, key=str) if satisfiable([*domain, sympy.Eq(b, 0)]) is not Answer.NO]
    return f", wherever {', '.join(f'{b} != 0' for b in vanishing)}" if vanishing else ""


def _disjuncts(statement: Condition) -> Iterator[Conditions]:
    """Yield conjunctions of relations whose union is the statement."""
    if isinstance(statement, (sympy.And, sympy.Or, Relational)) or statement in (sympy.true, sympy.false):
        yield from _normal_disjuncts(statement)
    else:
        yield from _normal_disjuncts(sympy.to_nnf(statement, simplify=False))


def _normal_disjuncts(statement: Condition) -> Iterator[Conditions]:
    if isinstance(statement, sympy.Or):
        for part in statement.args:
            yield from _disjuncts(part)
    elif isinstance(statement, sympy.And):
        for parts in product(*(list(_disjuncts(part)) for part in statement.args)):
            yield tuple(c for part in parts for c in part)
    elif isinstance(statement, Relational) or statement in (sympy.true, sympy.false):
        yield from split([statement])
    else:
        raise NotCoveredError(f"{numbers.clip(str(statement))} is no condition; accepted: relations, And, Or, Not")


def _drop_subsumed(systems: list[Conditions], domain: Conditions) -> tuple[Conditions, ...]:
    """Drop the systems that the union of the others covers, the longest first."""
    kept = list(systems)
    for system in sorted(systems, key=lambda s: -len(s)):
        others = list(kept)
        others.remove(system)
        if others and implied(sympy.Or(*(sympy.And(*o) for o in others)), [*domain, *system]) is Answer.YES:
            kept = others
    return tuple(kept)


def point_text(point: Mapping[str, Number] | None) -> str:
    """Return a point in one line, `none` if there is none."""
    return ", ".join(f"{name} = {numbers.show(value)}" for name, value in point.items()) if point else "none"
