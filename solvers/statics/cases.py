"""A condition solved for one parameter, with every case.

A condition linear in s, a s + b >= 0, says s >= -b/a where a > 0, s <= -b/a where a < 0, and b >= 0 where a = 0. One
quadratic in s holds outside or between its roots, by the signs of a and of the discriminant; a condition of higher
degree stays as it is. Cases that the domain excludes are left out, and where the domain decides a case, it is always
or never. The coefficients a and b depend on the other parameters alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sympy

from games.forms.table import Math
from games.text import Language
from solvers.statics.reals import Answer, Condition, implied, satisfiable, signs
from solvers.statics.simplify import ALWAYS, AND, NEVER, OR, Conditions, balanced, factored, joint, show, simplify

_OPPOSITE = {">=": "<=", ">": "<", "==": "==", "!=": "!="}


@dataclass(frozen=True)
class Case:
    """Where the conditions `when` on the other parameters hold, the solved condition says `holds`.

    `holds` is sympy's true (always) or false (never), a bound on the parameter, or And or Or of bounds.
    """

    when: Conditions
    holds: Condition

    @property
    def bound(self) -> Math:
        """What holds, as a table cell."""
        return self.shown("en")

    def shown(self, lang: Language) -> Math:
        """Return what holds as a table cell in `lang`."""
        if self.holds in (sympy.true, sympy.false):
            word = (ALWAYS if self.holds else NEVER).in_(lang)
            return Math(word, rf"\text{{{word}}}")
        parts = self.holds.args if isinstance(self.holds, (sympy.And, sympy.Or)) else [self.holds]
        parts = sorted(map(balanced, parts), key=str)
        word = (OR if isinstance(self.holds, sympy.Or) else AND).in_(lang).strip()
        return Math(f" {word} ".join(map(show, parts)), rf" \;\text{{{word}}}\; ".join(map(sympy.latex, parts)))

    def __str__(self) -> str:
        return self.bound.text + (f" if {joint(self.when).text}" if self.when else "")


def solve_for(
    condition: Condition, symbol: sympy.Symbol, domain: Conditions, within: Iterable[Condition] = ()
) -> tuple[Case, ...]:
    """Return a relation solved for `symbol` on a domain, case by case; the cases cover the domain.

    A case in which no point of `within` is left is reported as never.

    >>> k, t, q = sympy.symbols("k t q", real=True)
    >>> domain = (k >= 0, t > 0, q >= 0, q <= 1)
    >>> for case in solve_for(k * (t - 2 * q) >= q + 1, k, domain):
    ...     print(case)
    k >= (q + 1)/(-2*q + t) if t > 2*q
    never if 2*q >= t
    """
    system = simplify([condition], domain)
    if system is None or not system:
        return (Case((), sympy.false if system is None else sympy.true),)
    if len(system) > 1 or symbol not in system[0].free_symbols or not system[0].lhs.is_polynomial(symbol):
        return (Case((), sympy.And(*system)),)
    problem = _Problem(system[0], symbol, domain, tuple(within))
    coefficients = sympy.Poly(system[0].lhs, symbol).all_coeffs()
    solvers: dict[int, Callable[..., tuple[Case, ...]]] = {2: problem.linear, 3: problem.quadratic}
    solver = solvers.get(len(coefficients))
    return solver(*coefficients) if solver else (Case((), system[0]),)


@dataclass(frozen=True)
class _Problem:
    """A relation `polynomial operator 0` to be solved."""

    relation: Condition
    symbol: sympy.Symbol
    domain: Conditions
    within: Conditions

    @property
    def operator(self) -> str:
        return str(self.relation.rel_op)

    def linear(self, a: sympy.Expr, b: sympy.Expr, given: Conditions = ()) -> tuple[Case, ...]:
        """Split by the sign of the coefficient; equal outcomes are merged across a = 0."""
        outcomes: dict[str, Condition] = {}
        for sign in (">", "<", "=="):
            when = (*given, sympy.Rel(a, 0, sign))
            if satisfiable([*self.domain, *when]) is not Answer.NO:
                outcomes[sign] = self.decided(self.linear_bound(a, b, sign, when), when)
        merged = _merge(outcomes)
        return tuple(Case(self.reduced((*given, *_sign_condition(a, sign))), holds) for sign, holds in merged.items())

    def linear_bound(self, a: sympy.Expr, b: sympy.Expr, sign: str, when: Conditions) -> Condition:
        if sign == "==":
            system = simplify([sympy.Rel(b, 0, self.operator)], (*self.domain, *when))
            return sympy.false if system is None else sympy.And(*system)
        operator = self.operator if sign == ">" else _OPPOSITE[self.operator]
        return sympy.Rel(self.symbol, self.ratio(-b, a, when), operator)

    def quadratic(self, a: sympy.Expr, b: sympy.Expr, c: sympy.Expr) -> tuple[Case, ...]:
        """Split by the signs of the leading coefficient and of the discriminant."""
        discriminant = factored(sympy.expand(b**2 - 4 * a * c))
        found: list[Case] = []
        for sign in (">", "<"):
            for real in ("<", ">="):
                when = (sympy.Rel(a, 0, sign), sympy.Rel(discriminant, 0, real))
                if satisfiable([*self.domain, *when]) is not Answer.NO:
                    bound = (
                        self.quadratic_bound(a, b, discriminant, sign, when)
                        if real == ">="
                        else (
                            sympy.true
                            if self.operator == "!=" or (sign == ">" and self.operator != "==")
                            else sympy.false
                        )
                    )
                    found.append(Case(self.reduced(when), self.decided(bound, when)))
        vanishing = (sympy.Eq(a, 0),)
        if satisfiable([*self.domain, *vanishing]) is not Answer.NO:
            found += self.linear(b, c, vanishing)
        return tuple(found)

    def quadratic_bound(
        self, a: sympy.Expr, b: sympy.Expr, discriminant: sympy.Expr, sign: str, when: Conditions
    ) -> Condition:
        orient = 1 if sign == ">" else -1
        roots = [(-b * orient + s * sympy.sqrt(discriminant)) / (2 * a * orient) for s in (-1, 1)]
        low, high = (sympy.cancel(r) if discriminant.is_Number else r for r in roots)
        if self.operator in ("==", "!="):
            parts = [sympy.Rel(self.symbol, root, self.operator) for root in (low, high)]
            return sympy.Or(*parts) if self.operator == "==" else sympy.And(*parts)
        outside = sign == ">"
        below, above = (self.operator, _OPPOSITE[self.operator])[:: -1 if outside else 1]
        parts = [sympy.Rel(self.symbol, low, below), sympy.Rel(self.symbol, high, above)]
        return self.shortened(parts, outside, (*self.domain, *when))

    def shortened(self, parts: list[Condition], outside: bool, context: Conditions) -> Condition:
        """Drop the half that the domain excludes (outside the roots) or grants (between them)."""
        if outside:
            return sympy.Or(*(p for p in parts if satisfiable([*context, p]) is not Answer.NO))
        return sympy.And(*(p for p in parts if implied(p, context) is not Answer.YES))

    def ratio(self, above: sympy.Expr, below: sympy.Expr, when: Conditions) -> sympy.Expr:
        numerator, denominator = sympy.fraction(sympy.cancel(above / below))
        if signs(denominator, (*self.domain, *when)).is_negative:
            numerator, denominator = -numerator, -denominator
        return factored(numerator) / factored(denominator)

    def decided(self, bound: Condition, when: Conditions) -> Condition:
        context = [*self.domain, *when]
        if satisfiable([*context, *self.within, self.relation]) is Answer.NO:
            return sympy.false
        return sympy.true if implied(self.relation, context) is Answer.YES else bound

    def reduced(self, when: Conditions) -> Conditions:
        """Return a case's conditions in shortest form; they are known to be possible."""
        return simplify(when, self.domain) or ()


def _merge(outcomes: dict[str, Any]) -> dict[str, Any]:
    if len(outcomes) > 1 and len(set(outcomes.values())) == 1:
        return {"any": next(iter(outcomes.values()))}
    for sign in (">", "<"):
        if "==" in outcomes and sign in outcomes and outcomes["=="] == outcomes[sign]:
            return {s if s != sign else sign + "=": holds for s, holds in outcomes.items() if s != "=="}
    return outcomes


def _sign_condition(a: sympy.Expr, sign: str) -> Conditions:
    return () if sign == "any" else (sympy.Rel(a, 0, sign),)
