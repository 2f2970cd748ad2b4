"""Questions about polynomial conditions over the real numbers, answered by an SMT solver.

A *condition* is a sympy boolean built with And, Or, Not, Implies from relations between rational expressions in real
symbols; Min, Max, Abs, Piecewise and rational powers are understood too. The theory of real closed fields is decidable
(Tarski 1951); z3 decides it by model-constructing cylindrical algebraic decomposition (Jovanović and de Moura 2012).
All numbers stay exact rationals. A question has three answers: a search that becomes too long says *unknown*, and
whoever asked must then behave as if nothing had been learned. Length is counted in steps of z3, not in seconds, so that
an answer depends neither on the machine nor on what else it does.

An expression is undefined where it divides by zero or takes an even root of a negative number. Such points are left
out of every search: a point counts only if all that is asked is defined there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import sympy
import z3
from sympy.core.relational import Relational
from sympy.logic.boolalg import ITE, And, Boolean, BooleanFalse, BooleanTrue, Equivalent, Implies, Not, Or, Xor

from games.errors import NotCoveredError
from games.forms import numbers
from games.forms.numbers import Number

STEPS = 5_000_000
"""Steps of z3 (its `rlimit`) given to one search: about a million a second, at worst an eighth of that."""
HANGING = 120_000
"""Milliseconds after which a solver is given up that counts no steps."""

Condition: TypeAlias = Any
"""A sympy relation, a boolean combination of relations, or a truth value."""

Point: TypeAlias = Mapping[str, Number]
"""A value for each parameter, by name."""

_RELATIONS = {">": "__gt__", ">=": "__ge__", "<": "__lt__", "<=": "__le__", "==": "__eq__", "!=": "__ne__"}
_DENOMINATORS = (1, 2, 10, 100, 10**4, 10**8)


class Answer(Enum):
    """Yes, no, or not known within the steps given."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Signs(NamedTuple):
    """Which signs an expression can take."""

    negative: Answer
    zero: Answer
    positive: Answer

    @property
    def is_positive(self) -> bool:
        """Whether it is certainly positive everywhere."""
        return self.negative is Answer.NO and self.zero is Answer.NO

    @property
    def is_negative(self) -> bool:
        """Whether it is certainly negative everywhere."""
        return self.positive is Answer.NO and self.zero is Answer.NO

    @property
    def is_nonnegative(self) -> bool:
        """Whether it is certainly nowhere negative."""
        return self.negative is Answer.NO

    @property
    def is_nonpositive(self) -> bool:
        """Whether it is certainly nowhere positive."""
        return self.positive is Answer.NO

    @property
    def is_nonzero(self) -> bool:
        """Whether it certainly never vanishes."""
        return self.zero is Answer.NO


def satisfiable(conditions: Iterable[Condition], steps: int = STEPS) -> Answer:
    """Return whether some real point satisfies all conditions.

    Raises NotCoveredError for expressions that are not rational (exp, log, sin, ...).

    >>> x = sympy.Symbol("x", real=True)
    >>> satisfiable([x**2 < 2, x > 1]).value, satisfiable([x**2 < 0]).value
    ('yes', 'no')
    """
    return _Search.over(conditions, steps).run()[0]


def implied(conclusion: Condition, conditions: Iterable[Condition], steps: int = STEPS) -> Answer:
    """Return whether `conclusion` holds wherever all conditions hold (and it is defined)."""
    contrary = satisfiable([*conditions, Not(conclusion)], steps)
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(contrary, Answer.UNKNOWN)


@lru_cache(maxsize=4096)
def signs(expression: sympy.Expr, conditions: tuple[Condition, ...], steps: int = STEPS) -> Signs:
    """Return which signs an expression takes where the conditions hold.

    >>> x = sympy.Symbol("x", real=True)
    >>> signs(x * (1 - x), (x >= 0, x < 1)).is_nonnegative
    True
    """
    contrasts = (expression < 0, sympy.Eq(expression, 0), expression > 0)
    return Signs(*(satisfiable([*conditions, contrast], steps) for contrast in contrasts))


def witness(
    conditions: Iterable[Condition], prefer: Point | None = None, steps: int = STEPS
) -> tuple[Answer, dict[str, Number] | None]:
    """Return whether the conditions can hold, and a point where they do (checked exactly).

    Coordinates take their value in `prefer` where they can, else a rational with a small denominator; a coordinate
    that can only be irrational is a sympy algebraic number.

    >>> x, y = sympy.symbols("x y", real=True)
    >>> witness([x > y, y > 0, x < 2], prefer={"x": 1, "y": Fraction(1, 3)})[1]
    {'x': Fraction(1, 1), 'y': Fraction(1, 3)}
    >>> witness([sympy.Eq(x**2, 2), x > 0])[1]
    {'x': CRootOf(x**2 - 2, 1)}
    """
    conditions = list(conditions)
    search = _Search.over(conditions, steps)
    answer, point = search.run()
    if point is None:
        return answer, None
    fixed: dict[str, Fraction] = {}
    for name in sorted(point):
        for candidate in _candidates(name, point[name], prefer or {}):
            other = search.run({**fixed, name: candidate})[1]
            if other is not None:
                fixed[name], point = candidate, other
                break
    if not all(holds(condition, point) for condition in conditions):
        return Answer.UNKNOWN, None
    return answer, point


def holds(condition: Condition, point: Point) -> bool:
    """Return whether a condition is defined and true at a point, by exact substitution."""
    return truth(condition, point) is True


def truth(condition: Condition, point: Point) -> bool | None:
    """Return the truth value of a condition at a point, None where a part of it is undefined.

    Raises NotCoveredError when the point lacks a symbol of the condition.
    """
    if isinstance(condition, (bool, BooleanTrue, BooleanFalse)):
        return bool(condition)
    if isinstance(condition, Relational):
        return _relation_truth(condition, point)
    parts = [truth(part, point) for part in condition.args]
    return None if None in parts else bool(condition.func(*map(sympy.sympify, parts)))


def substitute(expression: sympy.Basic, point: Point) -> sympy.Basic:
    """Return an expression with the symbols named in `point` replaced by exact values."""
    return expression.xreplace({s: _to_sympy(point[s.name]) for s in expression.free_symbols if s.name in point})


def _to_sympy(value: Any) -> sympy.Expr:
    return sympy.Rational(value) if isinstance(value, Fraction) else sympy.sympify(numbers.exact(value))


def _relation_truth(relation: Relational, point: Point) -> bool | None:
    left, right = (substitute(side, point) for side in (relation.lhs, relation.rhs))
    if left.free_symbols or right.free_symbols:
        raise NotCoveredError(f"no value for {', '.join(map(str, left.free_symbols | right.free_symbols))}")
    if not all(side.is_finite and side.is_extended_real for side in (left, right)):
        return None
    decided = relation.func(left, right)
    return bool(decided) if isinstance(decided, (BooleanTrue, BooleanFalse)) else bool(decided.simplify())


@dataclass(frozen=True)
class _Search:
    """Conditions translated once, to be searched with some of their variables fixed."""

    formulas: list[Any]
    variables: dict[str, Any]
    steps: int

    @classmethod
    def over(cls, conditions: Iterable[Condition], steps: int) -> _Search:
        translation = _Translation()
        formulas = [translation.formula(sympy.sympify(condition)) for condition in conditions]
        return cls([*formulas, *translation.defined], translation.variables, steps)

    def run(self, fixed: Mapping[str, Fraction] | None = None) -> tuple[Answer, dict[str, Number] | None]:
        """Return whether there is a solution, and one."""
        values = [self.variables[name] == z3.Q(*value.as_integer_ratio()) for name, value in (fixed or {}).items()]
        for solver, part in _strategies():
            limited(solver, max(1, int(self.steps * part)))
            solver.add(*self.formulas, *values)
            result = solver.check()
            if result == z3.sat:
                return Answer.YES, self.values(solver.model())
            if result == z3.unsat:
                return Answer.NO, None
        return Answer.UNKNOWN, None

    def values(self, model: Any) -> dict[str, Number]:
        """Return the value of every variable in a z3 model."""
        return {name: _value(name, model.eval(v, model_completion=True)) for name, v in self.variables.items()}


def _strategies() -> Iterator[tuple[Any, float]]:
    """Yield solvers with their parts of the steps.

    The order of the variables decides between milliseconds and minutes, and no order is best for all searches: a few
    orders get a short part each before one gets the rest.
    """
    decomposition = z3.Tactic("qfnra-nlsat")
    yield decomposition.solver(), 0.04
    yield z3.With(decomposition, reorder=False).solver(), 0.04
    yield z3.With(decomposition, shuffle_vars=True, seed=2).solver(), 0.04
    yield z3.Tactic("smt").solver(), 0.2
    yield z3.With(decomposition, shuffle_vars=True, seed=3).solver(), 0.04
    yield decomposition.solver(), 0.64


def limited(solver: Any, steps: int) -> Any:
    """Return a z3 solver that gives up after so many steps."""
    solver.set("rlimit", steps)
    solver.set("timeout", HANGING)
    return solver


def _value(name: str, value: Any) -> Number:
    if isinstance(value, z3.RatNumRef):
        return value.as_fraction()
    coefficients = [int(str(c)) for c in value.poly()][::-1]
    x = sympy.Symbol(name, real=True)
    return sympy.Poly(coefficients, x).real_roots(multiple=True, radicals=False)[value.index() - 1]


def _candidates(name: str, value: Number, prefer: Point) -> Iterator[Fraction]:
    if name in prefer:
        yield Fraction(prefer[name])
    near = value if isinstance(value, Fraction) else Fraction(str(sympy.N(value, 30)))
    yield from dict.fromkeys(near.limit_denominator(bound) for bound in _DENOMINATORS)


@dataclass
class _Translation:
    """The z3 variables of one query, and the conditions under which all its parts are defined."""

    variables: dict[str, Any] = field(default_factory=dict)
    roots: dict[sympy.Expr, Any] = field(default_factory=dict)
    defined: list[Any] = field(default_factory=list)

    def formula(self, condition: Condition) -> Any:
        if isinstance(condition, (BooleanTrue, BooleanFalse)):
            return z3.BoolVal(bool(condition))
        if isinstance(condition, Relational):
            return self.relation(condition)
        if not isinstance(condition, (And, Or, Not, Implies, Equivalent, Xor, ITE)):
            raise NotCoveredError(f"{numbers.clip(str(condition))} is no condition; accepted: relations, And, Or, Not")
        return _connect(condition, [self.formula(part) for part in condition.args])

    def relation(self, relation: Relational) -> Any:
        """Translate n/d >= 0 as n d >= 0 where d is not zero."""
        difference = relation.lhs - relation.rhs
        if difference.has(sympy.Piecewise, sympy.Min, sympy.Max, sympy.Abs):
            return getattr(self.term(difference), _RELATIONS[relation.rel_op])(0)
        numerator, denominator = _fraction(difference)
        term = self.term(numerator)
        if denominator.free_symbols:
            below = self.term(denominator)
            self.defined.append(below != 0)
            term = term if relation.rel_op in ("==", "!=") else term * below
        return getattr(term, _RELATIONS[relation.rel_op])(0)

    def term(self, expression: sympy.Expr) -> Any:
        if expression.is_Rational:
            return z3.Q(int(expression.p), int(expression.q))
        if expression.is_Symbol:
            return self.variables.setdefault(expression.name, z3.Real(expression.name))
        if isinstance(expression, sympy.Pow):
            return self.power(*expression.args)
        if isinstance(expression, sympy.Piecewise):
            return self.piecewise(expression.args)
        return self.combination(expression)

    def combination(self, expression: sympy.Expr) -> Any:
        terms = [self.term(part) for part in expression.args]
        if expression.is_Add:
            return z3.Sum(terms)
        if expression.is_Mul:
            return z3.Product(terms)
        if isinstance(expression, sympy.Abs):
            return z3.If(terms[0] >= 0, terms[0], -terms[0])
        if isinstance(expression, (sympy.Min, sympy.Max)):
            return _extreme(terms, isinstance(expression, sympy.Max))
        raise NotCoveredError(
            f"{numbers.clip(str(expression))} is not a rational expression; accepted: + - * /, "
            "rational powers, Min, Max, Abs, Piecewise"
        )

    def power(self, base: sympy.Expr, exponent: sympy.Expr) -> Any:
        if not exponent.is_Rational:
            raise NotCoveredError(f"{numbers.clip(str(base**exponent))}: its exponent is no rational number")
        term = self.term(base)
        if exponent.q != 1:
            term = self.root(base, term, int(exponent.q))
        if exponent.p < 0:
            self.defined.append(term != 0)
        power = z3.Product([term] * abs(int(exponent.p)))
        return power if exponent.p > 0 else 1 / power

    def root(self, base: sympy.Expr, term: Any, degree: int) -> Any:
        """Stand for the non-negative root by a variable of its own."""
        key = base ** sympy.Rational(1, degree)
        if key not in self.roots:
            root = self.roots[key] = z3.Real(f"root!{len(self.roots)}")
            self.defined += [root >= 0, z3.Product([root] * degree) == term]
        return self.roots[key]

    def piecewise(self, branches: Iterable[tuple[sympy.Expr, Condition]]) -> Any:
        """Translate nested choices; a branch has to be defined only where it is taken."""
        outer, pieces, passed = self.defined, [], z3.BoolVal(True)
        for value, condition in branches:
            guard = self.formula(sympy.sympify(condition))
            self.defined = []
            pieces.append((guard, self.term(value)))
            outer += [z3.Implies(z3.And(passed, guard), d) for d in self.defined]
            self.defined, passed = outer, z3.And(passed, z3.Not(guard))
        self.defined.append(z3.Not(passed))
        result = pieces[-1][1]
        for guard, term in reversed(pieces[:-1]):
            result = z3.If(guard, term, result)
        return result


def _fraction(expression: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    divides = any(power.exp.could_extract_minus_sign() for power in expression.atoms(sympy.Pow))
    return sympy.fraction(sympy.together(expression)) if divides else (expression, sympy.Integer(1))


def _connect(condition: Boolean, parts: list[Any]) -> Any:
    if isinstance(condition, Equivalent):
        return z3.And([parts[0] == part for part in parts[1:]])
    if isinstance(condition, Xor):
        return z3.Xor(parts[0], _connect(condition, parts[1:])) if len(parts) > 1 else parts[0]
    connectives = {And: z3.And, Or: z3.Or, Not: z3.Not, Implies: z3.Implies, ITE: z3.If}
    return connectives[condition.func](*parts)


def _extreme(terms: list[Any], largest: bool) -> Any:
    best = terms[0]
    for term in terms[1:]:
        best = z3.If(best >= term if largest else best <= term, best, term)
    return best
