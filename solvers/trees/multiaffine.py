"""Polynomials in behaviour strategies.

The variable (v, a) is the probability of action a at decision v. An expected payoff has at most one
variable of each decision in a term, since a play passes a decision once: it is affine in every single
strategy. A polynomial is a dictionary from monomials (sorted tuples of variables) to rationals; zero terms
are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

Variable: TypeAlias = tuple[int, int]
Monomial: TypeAlias = tuple[Variable, ...]
Poly: TypeAlias = dict[Monomial, Fraction]
Point: TypeAlias = dict[int, tuple[Fraction, ...]]
"""A probability vector for each of some decisions."""
Expansion: TypeAlias = dict[tuple[int, ...], Fraction]
"""A polynomial in t_0, t_1, ...: the sorted indices of a term's factors and its coefficient."""


def constant(value: Fraction) -> Poly:
    """Return the constant polynomial."""
    return {(): value} if value else {}


def combine(terms: Iterable[tuple[Fraction, Poly]]) -> Poly:
    """Return a linear combination of polynomials."""
    total: Poly = {}
    for factor, poly in terms:
        for monomial, c in poly.items():
            total[monomial] = total.get(monomial, Fraction(0)) + factor * c
    return {monomial: c for monomial, c in total.items() if c}


def minus(p: Poly, q: Poly) -> Poly:
    """Return p - q."""
    return combine([(Fraction(1), p), (Fraction(-1), q)])


def times(variable: Variable, poly: Poly) -> Poly:
    """Return the product with a variable of a decision that `poly` does not mention."""
    return {tuple(sorted((*monomial, variable))): c for monomial, c in poly.items()}


def decisions_in(poly: Poly) -> set[int]:
    """Return the decisions whose strategies the polynomial mentions."""
    return {v for monomial in poly for v, _ in monomial}


def evaluate(poly: Poly, point: Point) -> Fraction:
    """Return the value at a point.

    >>> evaluate({((0, 1),): Fraction(3), (): Fraction(1)}, {0: (Fraction(1, 3), Fraction(2, 3))})
    Fraction(3, 1)
    """
    total = Fraction(0)
    for monomial, c in poly.items():
        for v, a in monomial:
            c = c * point[v][a]
        total += c
    return total


def substitute(poly: Poly, known: Mapping[Variable, Fraction]) -> Poly:
    """Return the polynomial with some variables replaced by numbers."""
    total: Poly = {}
    for monomial, c in poly.items():
        for variable in monomial:
            c = c * known.get(variable, 1)
        rest = tuple(x for x in monomial if x not in known)
        total[rest] = total.get(rest, Fraction(0)) + c
    return {monomial: c for monomial, c in total.items() if c}


def split_by(poly: Poly, inside: Collection[int]) -> dict[Monomial, Poly]:
    """Return the c_m of f = sum of m * c_m, with monomials m outside and c_m inside some decisions."""
    parts: dict[Monomial, Poly] = {}
    for monomial, c in poly.items():
        outer = tuple(x for x in monomial if x[0] not in inside)
        parts.setdefault(outer, {})[tuple(x for x in monomial if x[0] in inside)] = c
    return parts


def canonical(poly: Poly, supports: Mapping[int, Sequence[int]]) -> Poly:
    """Return the polynomial with the last supported action of every decision written as one minus the others.

    Two polynomials that agree wherever probabilities sum to one over the supports become equal.
    """
    for v in decisions_in(poly):
        *others, last = supports[v]
        parts = split_by(poly, [v])
        whole: list[tuple[Fraction, Poly]] = []
        for outer, inner in parts.items():
            base = inner.get(((v, last),), Fraction(0))
            rest = {m: c for m, c in inner.items() if m != ((v, last),)}
            replaced = combine(
                [(Fraction(1), rest), (base, constant(Fraction(1)))]
                + [(-base, {((v, a),): Fraction(1)}) for a in others]
            )
            whole.append((Fraction(1), {tuple(sorted(outer + m)): c for m, c in replaced.items()}))
        poly = combine(whole)
    return poly


def by_action(poly: Poly, v: int, support: Sequence[int]) -> dict[int, Poly]:
    """Return the f_a that are not zero in f = sum of x_a f_a over the supported actions of decision v.

    The polynomial, which must be canonical, is made homogeneous in the probabilities x of v.

    >>> p = {((0, 0), (1, 0)): Fraction(2), ((0, 0),): Fraction(-1)}
    >>> by_action(p, 0, (0, 1)) == {0: {((1, 0),): Fraction(2), (): Fraction(-1)}}
    True
    """
    whole = {m: c for m, c in poly.items() if all(w != v for w, _ in m)}
    own = {a: {tuple(x for x in m if x[0] != v): c for m, c in poly.items() if (v, a) in m} for a in support}
    parts = {a: combine([(Fraction(1), whole), (Fraction(1), part)]) for a, part in own.items()}
    return {a: part for a, part in parts.items() if part}


def expand(poly: Poly, origin: Point, directions: Sequence[Point]) -> Expansion:
    """Return the polynomial in t at origin + sum of t_k directions[k]."""
    total: Expansion = {}
    for monomial, c in poly.items():
        for key, value in _expand_monomial(monomial, c, origin, directions).items():
            total[key] = total.get(key, Fraction(0)) + value
    return {key: value for key, value in total.items() if value}


def _expand_monomial(monomial: Monomial, c: Fraction, origin: Point, directions: Sequence[Point]) -> Expansion:
    terms: Expansion = {(): c}
    for v, a in monomial:
        factor: list[tuple[tuple[int, ...], Fraction]] = [((), origin[v][a])] if origin[v][a] else []
        factor += [((k,), d[v][a]) for k, d in enumerate(directions) if d[v][a]]
        grown: Expansion = {}
        for key, value in terms.items():
            for more, weight in factor:
                joint = tuple(sorted(key + more))
                grown[joint] = grown.get(joint, Fraction(0)) + value * weight
        terms = grown
    return terms
