"""Payoff formulas as text, read by a parser of our own: nothing in foreign text is ever evaluated.

    sum      = product { ("+" | "-") product }
    product  = factor { ("*" | "/") factor }
    factor   = ("+" | "-") factor | atom [ "**" exponent ]
    atom     = number | parameter | "(" sum ")"
    exponent = [ "+" | "-" ] integer | "(" exponent ")"

This is Python's notation with Python's precedence, so `-x**2` is -(x**2). Numbers are exact: `0.1` is one
tenth. A formula is refused when it is too long, too deep, of too high a degree, or could hold a number of too
many bits. The bounds are known before anything is computed, so that a hostile formula costs no more than an
honest one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from games.errors import FormatError, NumberError
from games.forms.numbers import Number, clip, exact, parse_number

if TYPE_CHECKING:
    import sympy

MAX_LENGTH = 2000
MAX_DEPTH = 50
MAX_DEGREE = 20
MAX_BITS = 10_000
NAME = r"[A-Za-z][A-Za-z0-9_]*"
"""What a parameter may be called."""

NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(rf"[ \t\r\n]*({NUMBER}|{NAME}|\*\*|.|\Z)", re.DOTALL)


def parse_expression(text: str, parameters: Iterable[str]) -> sympy.Expr:
    """Return the formula as a sympy expression in real symbols named like the parameters.

    Raises FormatError naming the column and what is accepted.

    >>> parse_expression("(t - 0.25)**2 / 3 - c", ["c", "t"])
    -c + (t - 1/4)**2/3
    """
    if len(text) > MAX_LENGTH:
        raise FormatError(f"formula {clip(text)!r} of {len(text)} characters; accepted: at most {MAX_LENGTH}")
    return Parser(text, tuple(parameters)).formula()


def parse_value(text: str, parameters: Iterable[str]) -> Number:
    """Return the exact rational a text stands for, a number or a formula, or the formula as a sympy expression.

    Raises FormatError as `parse_expression` does.
    """
    try:
        return parse_number(text)
    except NumberError:
        pass
    try:
        return exact(parse_expression(text, parameters))
    except NumberError as error:
        raise FormatError(str(error)) from None


class Term(NamedTuple):
    """A subexpression, its degree in the parameters, and how many bits its numbers can have."""

    value: sympy.Expr
    degree: int
    bits: int


class Parser:
    """One formula on its way from text to a term; `token` is the next word, empty at the end."""

    pattern = _TOKEN
    kind = "formula"

    def __init__(self, text: str, parameters: tuple[str, ...]) -> None:
        self.source = text
        self.parameters = parameters
        self.end = 0
        self._next()

    def formula(self) -> sympy.Expr:
        """Return the formula that the whole text is."""
        term = self._sum(0)
        if self.token:
            raise self._error("an operator or the end")
        return term.value

    def _next(self) -> str:
        taken = getattr(self, "token", "")
        match = self.pattern.match(self.source, self.end)
        assert match  # the last alternatives match anything
        self.token, self.column, self.end = match[1], match.start(1) + 1, match.end()
        return taken

    def _error(self, expected: str) -> FormatError:
        found = repr(self.token) if self.token else "the end"
        return FormatError(
            f"{self.kind} {clip(self.source)!r}, column {self.column}: expected {expected}, found {clip(found)}; "
            f"accepted: {self._accepted()}"
        )

    def _accepted(self) -> str:
        names = ", ".join(self.parameters) or "none"
        return (
            f"numbers, + - * /, ** with an integer up to {MAX_DEGREE}, parentheses, and parameters ({clip(names, 200)})"
        )

    def _sum(self, depth: int) -> Term:
        terms = [self._product(depth)]
        while self.token in ("+", "-"):
            sign = self._next()
            terms.append(self._signed(sign, self._product(depth)))
        return self._combined(terms, max) if len(terms) > 1 else terms[0]

    def _product(self, depth: int) -> Term:
        factors = [self._factor(depth)]
        while self.token in ("*", "/"):
            inverted = self._next() == "/"
            column = self.column
            factor = self._factor(depth)
            factors.append(self._power(factor, -1, column) if inverted else factor)
        return self._combined(factors, sum) if len(factors) > 1 else factors[0]

    def _factor(self, depth: int) -> Term:
        if depth > MAX_DEPTH:
            raise self._error(f"at most {MAX_DEPTH} parentheses and signs inside one another")
        if self.token in ("+", "-"):
            return self._signed(self._next(), self._factor(depth + 1))
        column = self.column
        term = self._atom(depth)
        if self.token != "**":
            return term
        self._next()
        raised = self._power(term, self._exponent(depth), column)
        if self.token == "**":
            raise self._error("parentheses round a power that is raised to a power")
        return raised

    def _atom(self, depth: int) -> Term:
        if self.token == "(":
            self._next()
            term = self._sum(depth + 1)
            self._close()
            return term
        if self.token in self.parameters:
            import sympy

            return Term(sympy.Symbol(self._next(), real=True), 1, 1)
        if self.token != "." and self.token[:1] in tuple(".0123456789"):
            return self._number()
        raise self._error("a number, a parameter or (")

    def _number(self) -> Term:
        import sympy

        try:
            value = parse_number(self.token)
        except NumberError as error:
            raise FormatError(f"{self.kind} {clip(self.source)!r}, column {self.column}: {error}") from None
        self._next()
        bits = value.numerator.bit_length() + value.denominator.bit_length()
        return Term(sympy.Rational(value.numerator, value.denominator), *self._checked(0, bits))

    def _exponent(self, depth: int) -> int:
        if self.token == "(" and depth <= MAX_DEPTH:
            self._next()
            exponent = self._exponent(depth + 1)
            self._close()
            return exponent
        sign = self._next() if self.token in ("+", "-") else "+"
        if not re.fullmatch("[0-9]{1,3}", self.token) or int(self.token) > MAX_DEGREE:
            raise self._error(f"an integer exponent up to {MAX_DEGREE}")
        return int(sign + self._next())

    def _close(self) -> None:
        if self.token != ")":
            raise self._error("an operator or )")
        self._next()

    def _signed(self, sign: str, term: Term) -> Term:
        return term if sign == "+" else term._replace(value=-term.value)

    def _combined(self, terms: list[Term], degree: Callable[[Iterable[int]], int]) -> Term:
        """Return the sum of terms (the degree is the largest) or their product (it is the sum)."""
        import sympy

        size = self._checked(degree(t.degree for t in terms), sum(t.bits for t in terms))
        make = sympy.Add if degree is max else sympy.Mul
        return Term(make(*(t.value for t in terms)), *size)

    def _power(self, base: Term, exponent: int, column: int) -> Term:
        if exponent < 0 and base.value == 0:
            raise FormatError(f"{self.kind} {clip(self.source)!r}, column {column}: division by zero")
        size = self._checked(base.degree * abs(exponent), base.bits * abs(exponent))
        return Term(base.value**exponent, *size)

    def _checked(self, degree: int, bits: int) -> tuple[int, int]:
        if degree > MAX_DEGREE:
            raise self._error(f"a formula of degree at most {MAX_DEGREE} in the parameters")
        if bits > MAX_BITS:
            raise self._error(f"numbers of at most {MAX_BITS} bits in all")
        return degree, bits
