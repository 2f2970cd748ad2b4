"""Equilibria of one support along one parameter, as exact functions of it.

With the support fixed and every other parameter a number, the actions in it are equally good for their player:
polynomial equations in the probabilities whose coefficients are rational functions of the parameter k. Their
lexicographic Gröbner basis over the field Q(k) has, where solutions are isolated, one polynomial in the last
probability t and gives the others as functions of t (the shape lemma). If t has degree one or two, every probability
and payoff is a(k) + b(k) sqrt(D(k)).

Such a quantity changes sign only where its norm, the product over the signs of its square roots, vanishes or where it
is undefined: at roots of polynomials in k, isolated exactly (`turning_points`). Between two of them one point decides.

Reference: Cox, Little and O'Shea (2015), *Ideals, Varieties, and Algorithms*, chapters 2 and 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import sympy
from sympy.polys.groebnertools import groebner
from sympy.polys.orderings import lex
from sympy.polys.rings import ring

from games.forms import numbers
from games.forms.normal_form import NormalForm
from games.forms.numbers import Number
from solvers.statics.line import between

Support = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Curve:
    """One equilibrium candidate of a support: functions of the parameter.

    `chances` has the probabilities of the actions in the support, player by player; the candidate is an equilibrium
    where they are positive and `losses`, what every action outside the support loses, are not negative.
    """

    support: Support
    chances: tuple[tuple[sympy.Expr, ...], ...]
    payoffs: tuple[sympy.Expr, ...]
    losses: tuple[sympy.Expr, ...]

    def exists(self, at: Mapping[Any, Any]) -> bool:
        """Return whether it is an equilibrium at a point away from its turning points."""
        return all(sign(each.xreplace(at)) == 1 for own in self.chances for each in own) and all(
            sign(loss.xreplace(at)) != -1 for loss in self.losses
        )

    def turning_points(self, symbol: Any, low: Fraction, high: Fraction) -> list[Number]:
        """Return the values between which it is an equilibrium throughout or nowhere."""
        return turning_points([*(c for own in self.chances for c in own), *self.losses], symbol, low, high)


def curves(game: NormalForm, support: Support, symbol: Any) -> tuple[Curve, ...] | None:
    """Return the candidates of a support as functions of the one symbol in the payoffs, rational ones.

    None where they are not isolated, or roots of a degree above two.

    >>> from games.classics import symmetric_2x2
    >>> hunt = symmetric_2x2.fix(T=3, R=4, P=1, S=0)
    >>> (mixed,) = curves(hunt.form, ((0, 1), (0, 1)), k := hunt.symbols["k"])
    >>> mixed.chances[0][0], mixed.turning_points(k, Fraction(0), Fraction(3))
    (3*k/2 + 1/2, [Fraction(1, 3)])
    """
    field = sympy.QQ.frac_field(symbol)
    polynomials, *unknowns = ring([f"p{i}_{a}" for i, own in enumerate(support) for a in own[1:]] or ["p"], field, lex)
    chances = _mixtures(support, polynomials, iter(unknowns))
    payoffs = np.vectorize(lambda value: field.from_sympy(sympy.sympify(value)), otypes=[object])(game.payoffs)
    values = [_values(own, i, support, chances) for i, own in enumerate(payoffs)]
    equal = [own[a] - own[used[0]] for own, used in zip(values, support, strict=True) for a in used[1:]]
    roots = _roots(groebner(equal, polynomials) if equal else [unknowns[0]], polynomials)
    if roots is None:
        return None
    best = [own[used[0]] for own, used in zip(values, support, strict=True)]
    losses = [best[i] - value for i, own in enumerate(values) for a, value in enumerate(own) if a not in support[i]]
    return tuple(
        Curve(
            support,
            tuple(tuple(map(at, own)) for own in chances),
            tuple(map(at, best)),
            tuple(map(at, losses)),
        )
        for at in roots
    )


def _mixtures(support: Support, polynomials: Any, unknowns: Iterator[Any]) -> list[list[Any]]:
    """Return the probabilities of the actions in a support, as polynomials in all of them but the first."""
    rest = [[next(unknowns) for _ in own[1:]] for own in support]
    return [[polynomials.one - sum(own, polynomials.zero), *own] for own in rest]


def _values(payoffs: np.ndarray, i: int, support: Support, chances: Sequence[Sequence[Any]]) -> list[Any]:
    """Return what each action of player i pays against the others' mixtures."""
    others = [(support[j], chances[j]) for j in range(len(support)) if j != i]
    return [_value(np.take(payoffs, action, axis=i), others) for action in range(payoffs.shape[i])]


def _value(paid: Any, others: Sequence[tuple[Sequence[int], Sequence[Any]]]) -> Any:
    if not others:
        return paid
    (used, mixture), *rest = others
    return sum(chance * _value(paid[a], rest) for a, chance in zip(used, mixture, strict=True))


@dataclass(frozen=True)
class _Root:
    """A root t = shift + scale * sqrt(inside) of the last polynomial of a basis."""

    basis: Sequence[Any]
    shift: Any
    scale: Any
    inside: sympy.Expr

    def __call__(self, quantity: Any) -> sympy.Expr:
        """Return a polynomial in the unknowns, evaluated at the root: a(k) + b(k) sqrt(D(k))."""
        flat, steep = _affine(quantity.rem(self.basis))
        return (flat + steep * self.shift).as_expr() + (steep * self.scale).as_expr() * sympy.sqrt(self.inside)


def _affine(left: Any) -> tuple[Any, Any]:
    """Return the two coefficients of a remainder, which is affine in the last unknown."""
    last = left.ring.gens[-1]
    return left.coeff(1), left.coeff(last)


def _roots(basis: Sequence[Any], polynomials: Any) -> list[_Root] | None:
    """Return the roots of a basis in the shape of the lemma; none for an empty variety, None for another shape."""
    if len(basis) == 1 and basis[0] == 1:
        return []
    last, leading = polynomials.gens[-1], [each.LM for each in basis]
    if (
        leading[:-1] != [each.LM for each in polynomials.gens[:-1]]
        or basis[-1].degree(last) != sum(leading[-1])
        or sum(leading[-1]) > 2
    ):
        return None
    flat, steep = _affine(basis[-1] - basis[-1].leading_term())
    if sum(leading[-1]) == 1:
        return [_Root(basis, -flat, flat.field.zero, sympy.Integer(1))]
    inside = steep**2 / 4 - flat
    return [
        _Root(basis, -steep / 2, side / inside.field(inside.denom), (inside.numer * inside.denom).as_expr())
        for side in (1, -1)
    ]  # fmt: skip


def turning_points(expressions: Iterable[sympy.Expr], symbol: Any, low: Fraction, high: Fraction) -> list[Number]:
    """Return the values strictly between `low` and `high` at which a quantity may change sign, in order, each once.

    Quantities are rational functions of the symbol and of square roots of polynomials in it.

    >>> x = sympy.Symbol("x", real=True)
    >>> turning_points([x - sympy.sqrt(2 - x)], x, Fraction(0), Fraction(3))
    [Fraction(1, 1), Fraction(2, 1)]
    """
    found: set[Any] = set()
    for polynomial in {p for each in expressions for p in _norms(sympy.sympify(each), symbol)}:
        if polynomial.free_symbols:
            found |= set(sympy.Poly(polynomial, symbol).real_roots(multiple=True))
    inside = [root for root in found if low < root < high]
    return [numbers.exact(root) for root in sorted(inside)]


def _norms(quantity: sympy.Expr, symbol: Any) -> Iterator[sympy.Expr]:
    """Yield polynomials whose roots hold every zero and pole of a quantity and of what stands under its roots."""
    radicals = [power for power in quantity.atoms(sympy.Pow) if power.exp == sympy.Rational(1, 2)]
    names = [sympy.Dummy() for _ in radicals]
    polynomials = ring([symbol, *names], sympy.QQ, lex)[0]
    squares = [polynomials.from_expr(radical.base) for radical in radicals]
    for part in sympy.fraction(sympy.together(quantity.xreplace(dict(zip(radicals, names, strict=True))))):
        norm = polynomials.from_expr(part)
        for place, square in enumerate(squares, start=1):
            even, odd = _split(norm, place, square)
            norm = even**2 - square * odd**2 if odd else even
        yield norm.as_expr()
    yield from (radical.base for radical in radicals)


def _split(part: Any, place: int, square: Any) -> tuple[Any, Any]:
    """Return e and o with `part` = e + o * x, where x, the generator at `place`, squared is `square`."""
    parts = [part.ring.zero, part.ring.zero]
    for powers, coefficient in part.terms():
        rest = (*powers[:place], 0, *powers[place + 1 :])
        term = part.ring.from_dict({rest: coefficient})
        parts[powers[place] % 2] += term * square ** (powers[place] // 2)
    return parts[0], parts[1]


DIGITS, SURE = 60, sympy.Rational(1, 10**40)
"""Digits to which an irrational number is evaluated, and the size above which its sign is then certain."""


def sign(value: Any) -> int | None:
    """Return the sign of an exact number, None where an irrational one cannot be told from zero."""
    if isinstance(value, (int, Fraction)) or value.is_Rational:
        return int(bool(value > 0)) - int(bool(value < 0))
    near = value.evalf(DIGITS)
    if not near.is_real:
        return None
    if abs(near) < SURE:
        return 0 if value == 0 else None
    return 1 if near > 0 else -1


def cells(marks: Iterable[Number], low: Fraction, high: Fraction) -> list[tuple[Number, Number, Fraction]]:
    """Return the open intervals between neighbouring marks, each with a rational number inside.

    >>> cells([Fraction(1)], Fraction(0), Fraction(2))
    [(Fraction(0, 1), Fraction(1, 1), Fraction(1, 2)), (Fraction(1, 1), Fraction(2, 1), Fraction(3, 2))]
    """
    ends = [low, *marks, high]
    return [(a, b, _inside(a, b)) for a, b in pairwise(ends)]


def _inside(low: Number, high: Number) -> Fraction:
    """Return a rational number between two, with a small denominator: games are solved there."""
    if not (isinstance(low, Fraction) and isinstance(high, Fraction)):
        return between(low, high)
    middle = (low + high) / 2
    simple = (middle.limit_denominator(10**digits) for digits in range(30))
    return next((near for near in simple if low < near < high), middle)
