"""Triangular splitting: a polynomial system in cases, each with unknowns solved one after another.

An equation a v + b = 0 that is linear in an unknown v splits the solutions in two disjoint cases: a != 0 and
v = -b/a, or a = b = 0. A product splits by its factors. What has a known sign on the open box of probabilities drops
out. The cases end with a chain v1 = p1/q1, v2 = p2/q2, ... over the free unknowns, and possibly equations that are
linear in none (cf. Wang 2001, Elimination Methods; triangular decomposition by splitting).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import gcd, lcm
from time import monotonic
from typing import Any

from flint import fmpq_mpoly_ctx

from solvers.n_player.bernstein import Poly
from solvers.n_player.support_system import System, box_sign, is_constant


@dataclass(frozen=True)
class Branch:
    """One case: equations and sign conditions in the unknowns left, and the chain of those solved."""

    system: System
    equations: tuple[Poly, ...]
    positive: tuple[Poly, ...]
    weak: tuple[Poly, ...]
    nonzero: tuple[Poly, ...] = ()
    chain: tuple[tuple[int, Poly, Poly], ...] = ()  # v = numerator / denominator, in order of solving

    @property
    def free(self) -> list[int]:
        """Unknowns not solved."""
        solved = {v for v, _, _ in self.chain}
        return [v for v in range(len(self.system.variables)) if v not in solved]


def start(system: System) -> Branch:
    """Return the whole system as one case."""
    return Branch(system, system.equations, system.positive, system.weak)


def factor(poly: Poly) -> tuple[Any, list[tuple[Poly, int]]]:
    """Content and irreducible factors over the integers."""
    try:
        content, parts = poly.factor()
    except OverflowError:  # the integer ring's sort of the factors refuses long coefficients; the rational one's not
        context = poly.context()
        rational = fmpq_mpoly_ctx.get(context.names(), context.ordering())
        content, found = rational.from_dict(poly.to_dict()).factor()
        parts = [(_integral(context, f), power) for f, power in found]
    return content, parts


def _integral(context: Any, poly: Any) -> Poly:
    """Positive integer multiple of a rational polynomial with coprime integer coefficients."""
    terms = poly.to_dict()
    scale = lcm(*(int(c.q) for c in terms.values()))
    whole = {e: int((c * scale).p) for e, c in terms.items()}
    common = gcd(*whole.values())
    return context.from_dict({e: c // common for e, c in whole.items()})


def factors(system: System, poly: Poly) -> tuple[int, tuple[tuple[Poly, int, str], ...]]:
    """Sign of the content and irreducible factors (with multiplicity and key), without those of known sign."""
    key = str(poly)
    if key not in system.memo:
        content, parts = factor(poly)
        outer, rest = (1 if content > 0 else -1), []
        for part, power in parts:
            known = box_sign(part)
            if known is None:
                rest.append((part, int(power), str(part)))
            elif known < 0 and power % 2:
                outer = -outer
        system.memo[key] = (outer, tuple(rest))
    answer: tuple[int, tuple[tuple[Poly, int, str], ...]] = system.memo[key]
    return answer


Signs = dict[str, tuple[Poly, int]]


def tidy(branch: Branch) -> Branch | None:
    """Reduced conditions, or None when they contradict each other on the open box."""
    signs: Signs = {}
    nonzero: dict[str, Poly] = {}
    products = _strict(branch, signs, nonzero)
    if products is None:
        return None
    weak = [_weak(branch, poly, signs) for poly in branch.weak]
    if any(w is False for w in weak):
        return None
    for poly in branch.nonzero:
        if not len(poly):
            return None
        nonzero |= {key: f for f, _, key in factors(branch.system, poly)[1]}
    known = set(signs) | set(nonzero)
    equations: dict[str, Poly] = {}
    for poly in branch.equations:
        left = _open_factors(branch, poly, known)
        if left is not None and is_constant(left):
            return None
        if left is not None:
            equations[str(left)] = left
    positive = tuple(f * s for f, s in signs.values()) + products
    extra = tuple(f for key, f in nonzero.items() if key not in signs)
    kept = {str(w): w for w in weak if w is not None}
    return replace(
        branch, equations=tuple(equations.values()), positive=positive, weak=tuple(kept.values()), nonzero=extra
    )


def _strict(branch: Branch, signs: Signs, nonzero: dict[str, Poly]) -> tuple[Poly, ...] | None:
    """Collect factors of known sign; return the positive products left, None on contradiction."""
    pending = list(branch.positive)
    while True:
        before, left = len(signs), []
        for poly in pending:
            if not len(poly):
                return None
            outer, odd = _odd_factors(branch, poly, signs, nonzero)
            if not odd and outer < 0:
                return None
            if len(odd) == 1:
                ((key, factor),) = odd.items()
                signs[key] = (factor, outer)
            elif odd:
                left.append(_product(branch, outer, odd.values()))
        if len(signs) == before:
            return tuple({str(p): p for p in left}.values())
        pending = left


def _odd_factors(branch: Branch, poly: Poly, signs: Signs, nonzero: dict[str, Poly]) -> tuple[int, dict[str, Poly]]:
    outer, parts = factors(branch.system, poly)
    odd = {}
    for factor, power, key in parts:
        nonzero[key] = factor
        if power % 2 and key in signs:
            outer *= signs[key][1]
        elif power % 2:
            odd[key] = factor
    return outer, odd


def _weak(branch: Branch, poly: Poly, signs: Signs) -> Poly | bool | None:
    """Return the condition poly >= 0 without factors of known sign; None if it holds, False if it cannot."""
    if not len(poly):
        return None
    outer, parts = factors(branch.system, poly)
    left, all_even = [], True
    for factor, power, key in parts:
        if key in signs:
            outer *= signs[key][1] if power % 2 else 1
        else:
            left += [factor] * (2 - power % 2)
            all_even = all_even and power % 2 == 0
    if all_even and outer > 0:
        return None
    if not left:
        return False
    return _product(branch, outer, left)


def _product(branch: Branch, outer: int, parts: Iterable[Poly]) -> Poly:
    out = branch.system.context.constant(outer)
    for factor in parts:
        out *= factor
    return out


def _open_factors(branch: Branch, poly: Poly, known: set[str]) -> Poly | None:
    """Return the square-free product of factors that may vanish; None for the zero polynomial."""
    if not len(poly):
        return None
    return _product(branch, 1, [f for f, _, key in factors(branch.system, poly)[1] if key not in known])


class OutOfTimeError(Exception):
    """The time budget ended inside an algebraic step."""


def leaves(branch: Branch, deadline: float = float("inf")) -> Iterator[Branch]:
    """Return the disjoint final cases of a branch."""
    if monotonic() > deadline:
        raise OutOfTimeError
    reduced = tidy(branch)
    if reduced is None:
        return
    for child in _children(reduced):
        if child is reduced:
            yield reduced
        else:
            yield from leaves(child, deadline)


def _children(branch: Branch) -> Iterator[Branch]:
    """Split by factors, else solve a linear equation, else give the case back unchanged."""
    for equation in branch.equations:
        parts = [f for f, _, _ in factors(branch.system, equation)[1]]
        if len(parts) > 1:
            others = tuple(e for e in branch.equations if e is not equation)
            for k, part in enumerate(parts):
                yield replace(branch, equations=(part, *others), nonzero=branch.nonzero + tuple(parts[:k]))
            return
    choice = _best_pivot(branch)
    if choice is None:
        yield branch
        return
    equation, v, slope, rest, safe = choice
    others = tuple(e for e in branch.equations if e is not equation)
    if not safe:
        yield replace(branch, equations=(slope, rest, *others))
    yield _substitute(replace(branch, equations=others, nonzero=(*branch.nonzero, slope)), v, -rest, slope)


def _best_pivot(branch: Branch) -> tuple[Poly, int, Poly, Poly, bool] | None:
    """Return the linear occurrence of an unknown that is cheapest to solve."""
    best, cost = None, (9, 0, 0)
    known = {key for poly in branch.positive + branch.nonzero for _, _, key in factors(branch.system, poly)[1]}
    for equation in branch.equations:
        degrees = equation.degrees()
        for v in branch.free:
            if degrees[v] != 1:
                continue
            slope = equation.derivative(v)
            safe = is_constant(slope) or all(key in known for _, _, key in factors(branch.system, slope)[1])
            tried = (0 if is_constant(slope) else 1 if safe else 2, int(slope.total_degree()), len(equation))
            if tried < cost:
                best, cost = (equation, v, slope, equation - slope * branch.system.context.gen(v), safe), tried
    return best


def _substitute(branch: Branch, v: int, numerator: Poly, denominator: Poly) -> Branch:
    """Replace an unknown by a quotient in every condition, keeping signs."""

    def plain(poly: Poly) -> Poly:
        return substitute(poly, v, numerator, denominator)[0]

    def signed(poly: Poly) -> Poly:
        out, degree = substitute(poly, v, numerator, denominator)
        return out * denominator if degree % 2 else out

    bounds = (numerator * denominator, (denominator - numerator) * denominator)
    return replace(
        branch,
        equations=tuple(map(plain, branch.equations)),
        positive=tuple(map(signed, branch.positive)) + bounds,
        weak=tuple(map(signed, branch.weak)),
        nonzero=tuple(map(plain, branch.nonzero)),
        chain=(*branch.chain, (v, numerator, denominator)),
    )


def substitute(poly: Poly, v: int, numerator: Poly, denominator: Poly) -> tuple[Poly, int]:
    """Numerator of poly(v = numerator / denominator) over denominator ** degree, and the degree."""
    degree = int(poly.degrees()[v])
    if degree <= 0:
        return poly, 0
    context = poly.context()
    parts: list[dict[tuple[int, ...], Any]] = [{} for _ in range(degree + 1)]
    for exponents, coefficient in poly.to_dict().items():
        parts[exponents[v]][(*exponents[:v], 0, *exponents[v + 1 :])] = coefficient
    out = context.constant(0)
    for power, part in enumerate(parts):
        if part:
            out += context.from_dict(part) * numerator**power * denominator ** (degree - power)
    return out, degree
