"""Systems of polynomial inequalities in their shortest exact form.

A system is a conjunction of conditions, read on a domain (the declared ranges of the parameters). Its shortest form is
found in four steps, each of which leaves the set of points unchanged:

1. bring every condition to the form n/d >= 0 and factor n and d; the sign of n/d is that of the product of its factors;
2. drop the factors whose sign the domain fixes, and squares of factors that never vanish;
3. drop a factor that the other conditions together with the domain fix or make irrelevant;
4. drop a condition that the others together with the domain imply, the longest first.

What is left is irredundant: dropping any one condition adds points. Whether a step is allowed is a question to
`reals`; a question without an answer in time forbids the step, so that the form may be longer but never wrong.
A factor of one sign that may vanish, such as phi >= 0 in phi (a - b) >= 0, is kept: at phi = 0 the condition holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

import sympy
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.table import Math
from games.text import Language, Text
from solvers.statics.reals import Answer, Condition, implied, satisfiable, signs

ALWAYS, NEVER = Text("always", "恒成立"), Text("never", "不成立")
AND, OR = Text(" and ", " 且 "), Text(" or ", " 或 ")
Conditions = tuple[Condition, ...]
"""Conditions that hold jointly."""

_FLIP = {">=": ">=", ">": ">", "<=": ">=", "<": ">", "==": "==", "!=": "!="}
_BUILD = {">=": sympy.Ge, ">": sympy.Gt, "==": sympy.Eq, "!=": sympy.Ne}


def simplify(conditions: Iterable[Condition], domain: Conditions) -> Conditions | None:
    """Return the irredundant form of a conjunction on a domain; None when no point of the domain satisfies it.

    Every condition returned is `product of polynomials` >= 0, > 0, == 0 or != 0.

    >>> x, y = sympy.symbols("x y", real=True)
    >>> simplify([x * y >= y, x >= 0, x + y >= 1], domain=(y > 0, y < 2))
    (x - 1 >= 0,)
    >>> simplify([x >= 1, x * y < 0], domain=(y > 0,)) is None
    True
    """
    signed = list(dict.fromkeys(s for c in conditions for s in _standard(c, domain)))
    if _NEVER in signed or satisfiable([*domain, *(s.relation for s in signed)]) is Answer.NO:
        return None
    signed = _tighten(_drop_factors(signed, domain))
    return tuple(s.readable for s in _drop_implied(signed, domain))


def split(conditions: Sequence[Condition]) -> Iterator[Conditions]:
    """Yield conjunctions without Min, Max, Abs or Piecewise whose union is the given conjunction.

    >>> x = sympy.Symbol("x", real=True)
    >>> list(split([abs(x) >= 1]))
    [(x >= 1, x >= 0), (-x >= 1, x <= 0)]
    """
    choice = _innermost_choice(conditions)
    if choice is None:
        yield tuple(conditions)
        return
    for value, guards in _branches(choice):
        yield from split([*(c.xreplace({choice: value}) for c in conditions), *guards])


def irredundant(conditions: Conditions, domain: Conditions) -> Answer:
    """Return whether dropping any one of the conditions adds points of the domain."""
    others = [conditions[:k] + conditions[k + 1 :] for k in range(len(conditions))]
    answers = [implied(c, [*domain, *rest]) for c, rest in zip(conditions, others, strict=True)]
    if Answer.YES in answers:
        return Answer.NO
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.YES


@lru_cache(maxsize=4096)
def readable(polynomial: sympy.Expr) -> sympy.Expr:
    """Return a polynomial in the shortest of its forms collected by one or two of its symbols.

    >>> k, t, u, q = sympy.symbols("k t u q", real=True)
    >>> readable(sympy.expand(t * (1 + k) * (1 - q) - k * u * (1 - q) + u))
    k*(1 - q)*(t - u) - q*t + t + u
    """
    expanded = sympy.expand(polynomial)
    symbols = sorted(expanded.free_symbols, key=str)
    if not expanded.is_Add or len(expanded.args) < 3 or not expanded.is_polynomial(*symbols):
        return expanded
    collected = (_collect(expanded, gens) for size in (1, 2) for gens in combinations(symbols, size))
    return min([expanded, *collected], key=lambda e: (sympy.count_ops(e), len(str(e)), str(e)))


def factored(expression: sympy.Expr) -> sympy.Expr:
    """Return a polynomial as a product of readable factors, with as few minus signs in front as can be."""
    coefficient, factors = sympy.factor_list(expression)
    parts = [(readable(f), m) for f, m in factors]
    odd = [k for k, (f, m) in enumerate(parts) if m % 2 and f.is_Add]
    turned = [k for k in odd if _mostly_negative(parts[k][0])]
    if coefficient < 0 and not turned and odd:
        turned = odd[:1]
    for k in turned:
        parts[k], coefficient = (readable(-parts[k][0]), parts[k][1]), -coefficient
    return sympy.Mul(coefficient, *(f**m for f, m in parts))


def joint(conditions: Iterable[Condition], lang: Language = "en") -> Math:
    """Return conditions that hold jointly as a table cell; none at all is `always`."""
    listed = [balanced(c) for c in conditions]
    if not listed:
        return Math(ALWAYS.in_(lang), rf"\text{{{ALWAYS.in_(lang)}}}")
    return Math(AND.in_(lang).join(map(show, listed)), r" \;\wedge\; ".join(map(_breakable, listed)))


def _breakable(condition: Condition) -> str:
    """Return LaTeX with brackets of fixed size, in which TeX may break a line."""
    return str(sympy.latex(condition)).replace(r"\left(", "(").replace(r"\right)", ")")


def balanced(condition: Condition) -> Condition:
    """Return `p >= 0` for people to read: what carries a minus moves to the other side.

    >>> q, t, u = sympy.symbols("q t u", real=True)
    >>> balanced(t * (q - 1) + u > 0), balanced(1 - q >= 0)
    (u > t*(1 - q), q <= 1)
    """
    if not isinstance(condition, Relational) or condition.rhs != 0:
        return condition
    left, right = _sides(condition.lhs)
    if left.is_number:
        return sympy.Rel(right, left, condition.reversed.rel_op)
    return sympy.Rel(left, right, condition.rel_op)


def show(condition: Condition) -> str:
    """Return a condition as text that sympy reads back."""
    if isinstance(condition, Relational):
        return f"{condition.lhs} {condition.rel_op} {condition.rhs}"
    return str(condition)


@dataclass(frozen=True)
class _Signed:
    """The condition that a product of factors is >= 0, > 0, == 0 or != 0."""

    factors: tuple[sympy.Expr, ...]
    operator: str

    @property
    def relation(self) -> Condition:
        return _BUILD[self.operator](sympy.Mul(*self.factors, evaluate=len(self.factors) == 1), 0)

    @property
    def readable(self) -> Condition:
        if len(self.factors) == 1:
            return _BUILD[self.operator](_readable_factor(self.factors[0]), 0)
        return _BUILD[self.operator](sympy.Mul(*map(_readable_factor, self.factors)), 0)

    @property
    def length(self) -> int:
        return int(sum(sympy.count_ops(f) for f in self.factors))


_NEVER = _Signed((sympy.Integer(-1),), ">=")


def _readable_factor(factor: sympy.Expr) -> sympy.Expr:
    base, exponent = factor.as_base_exp()
    return readable(base) ** exponent


def _standard(condition: Condition, domain: Conditions) -> list[_Signed]:
    """Return a condition as conditions on the signs of products, factors of known sign left out."""
    if isinstance(condition, (bool, BooleanTrue, BooleanFalse)):
        return [] if condition else [_NEVER]
    if isinstance(condition, sympy.And):
        return [s for part in condition.args for s in _standard(part, domain)]
    if not isinstance(condition, Relational):
        raise NotCoveredError(f"{numbers.clip(str(condition))} is no conjunction of relations; see `proof.region_of`")
    difference = condition.lhs - condition.rhs
    sign = -1 if condition.rel_op in ("<=", "<") else 1
    return _product_condition(sign, *_factors(difference), _FLIP[condition.rel_op], domain)


def _factors(expression: sympy.Expr) -> tuple[int, list[tuple[sympy.Expr, int]], list[sympy.Expr]]:
    """Return the sign of the coefficient, the factors above and, to the right powers, below; and those below."""
    above, below = sympy.fraction(sympy.together(expression))
    number, factors = sympy.factor_list(above)
    number_below, factors_below = sympy.factor_list(below)
    return int(sympy.sign(number * number_below)), [*factors, *factors_below], [f for f, _ in factors_below]


def _product_condition(
    sign: int,
    coefficient: int,
    factors: list[tuple[sympy.Expr, int]],
    below: list[sympy.Expr],
    operator: str,
    domain: Conditions,
) -> list[_Signed]:
    defined = [_Signed((f,), "!=") for f in below if not signs(f, domain).is_nonzero]
    sign *= coefficient
    if operator in ("==", "!="):
        return defined + _zero_condition(sign, [f for f, _ in factors if f not in below], operator, domain)
    kept: list[sympy.Expr] = []
    apart: list[_Signed] = []
    for factor, power in factors:
        known = signs(factor, domain)
        if power % 2 and known.is_nonpositive:
            factor, sign = sympy.expand(-factor), -sign
        if known.is_nonzero and (power % 2 == 0 or known.is_nonpositive or known.is_nonnegative):
            continue
        if operator == ">" and (power % 2 == 0 or known.is_nonpositive or known.is_nonnegative):
            apart.append(_Signed((factor,), ">" if power % 2 else "!="))
        else:
            kept.append(factor ** (1 if power % 2 else 2))
    return defined + apart + _signed_product(sign, kept, operator, domain)


def _signed_product(sign: int, kept: list[sympy.Expr], operator: str, domain: Conditions) -> list[_Signed]:
    free = [k for k, f in enumerate(kept) if not (f.is_Pow or signs(f, domain).is_nonnegative)]
    if sign == 0:
        return [] if operator == ">=" else [_NEVER]
    if not free and sign > 0:
        return []
    if not kept:
        return [_NEVER]
    if sign < 0:
        turn = free[0] if free else 0
        kept[turn] = sympy.expand(-kept[turn]) if free else -kept[turn]
    return [_Signed(tuple(kept), operator)]


def _zero_condition(sign: int, factors: list[sympy.Expr], operator: str, domain: Conditions) -> list[_Signed]:
    if sign == 0:
        return [] if operator == "==" else [_NEVER]
    kept = [f for f in factors if not signs(f, domain).is_nonzero]
    if operator == "!=":
        return [_Signed((f,), "!=") for f in kept]
    return [_Signed(tuple(kept), "==")] if kept else [_NEVER]


def _drop_factors(signed: list[_Signed], domain: Conditions) -> list[_Signed]:
    """Drop factors that do not matter where the other conditions hold."""
    result = list(signed)
    for k, condition in enumerate(result):
        for factor in condition.factors:
            context = [*domain, *(s.relation for j, s in enumerate(result) if j != k)]
            result[k] = _without_factor(result[k], factor, context)
    return result


def _without_factor(condition: _Signed, factor: sympy.Expr, context: list[Condition]) -> _Signed:
    if len(condition.factors) < 2 or factor not in condition.factors:
        return condition
    position = condition.factors.index(factor)
    rest = condition.factors[:position] + condition.factors[position + 1 :]
    turned = (sympy.expand(-rest[0]), *rest[1:])
    for shorter in (_Signed(rest, condition.operator), _Signed(turned, condition.operator)):
        if implied(sympy.Equivalent(shorter.relation, condition.relation), context) is Answer.YES:
            return shorter
    return condition


def _tighten(signed: list[_Signed]) -> list[_Signed]:
    """Write f >= 0 and f != 0 as f > 0."""
    nonzero = {turned for s in signed if s.operator == "!=" for f in s.factors for turned in (f, sympy.expand(-f))}
    tight = [
        _Signed(s.factors, ">") if s.operator == ">=" and len(s.factors) == 1 and s.factors[0] in nonzero else s
        for s in signed
    ]
    return list(dict.fromkeys(tight))


def _drop_implied(signed: list[_Signed], domain: Conditions) -> list[_Signed]:
    kept = list(signed)
    for condition in sorted(signed, key=lambda s: -s.length):
        rest = [s for s in kept if s is not condition]
        if implied(condition.relation, [*domain, *(s.relation for s in rest)]) is Answer.YES:
            kept = rest
    return kept


def _collect(expanded: sympy.Expr, symbols: Sequence[sympy.Symbol]) -> sympy.Expr:
    terms = sympy.Poly(expanded, *symbols).terms()
    monomials = (sympy.Mul(*(s**m for s, m in zip(symbols, powers, strict=True))) for powers, _ in terms)
    return sympy.Add(*(_turned(_plain_factor(c) * m) for (_, c), m in zip(terms, monomials, strict=True)))


@lru_cache(maxsize=4096)
def _plain_factor(expression: sympy.Expr) -> sympy.Expr:
    coefficient, factors = sympy.factor_list(expression)
    return _turned(sympy.Mul(coefficient, *(f**m for f, m in factors)))


def _turned(product: sympy.Expr) -> sympy.Expr:
    """Return a product with 1 - x for x - 1, the signs collected in front."""
    coefficient, factors = product.as_coeff_mul()
    parts = []
    for factor in factors:
        if factor.is_Add and _mostly_negative(factor):
            factor, coefficient = -factor, -coefficient
        parts.append(factor)
    return sympy.Mul(coefficient, *parts)


def _sides(expression: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """Return the terms of a sum without and with a minus, the latter turned round."""
    terms = [_turned(term) for term in sympy.Add.make_args(expression)]
    negative = [term for term in terms if term.could_extract_minus_sign()]
    return sympy.Add(*(t for t in terms if t not in negative)), sympy.Add(*(-t for t in negative))


def _mostly_negative(expression: sympy.Expr) -> bool:
    """Whether 1 - x reads better than x - 1: at least half of the terms carry a minus, the constant among them."""
    negative = [term for term in expression.args if term.could_extract_minus_sign()]
    constant = [term for term in negative if term.is_Number]
    return 2 * len(negative) + len(constant) > len(expression.args)


def _innermost_choice(conditions: Iterable[Condition]) -> sympy.Expr | None:
    kinds = (sympy.Min, sympy.Max, sympy.Abs, sympy.Piecewise)
    found = {atom for c in conditions if isinstance(c, sympy.Basic) for atom in c.atoms(*kinds)}
    innermost = [atom for atom in found if not any(arg.has(*kinds) for arg in atom.args)]
    return min(innermost, key=str) if innermost else None


def _branches(choice: sympy.Expr) -> Iterator[tuple[sympy.Expr, list[Any]]]:
    """Yield each value a Min, Max, Abs or Piecewise can take with the conditions under which it does."""
    if isinstance(choice, sympy.Abs):
        (inner,) = choice.args
        yield from ((inner, [inner >= 0]), (-inner, [inner <= 0]))
    elif isinstance(choice, sympy.Piecewise):
        passed: list[Any] = []
        for value, guard in choice.args:
            yield value, [*passed, *([] if guard == True else [guard])]  # noqa: E712 - sympy's true
            passed.append(sympy.Not(guard))
    else:
        sign = 1 if isinstance(choice, sympy.Max) else -1
        for value in choice.args:
            yield value, [sign * value >= sign * other for other in choice.args if other is not value]
