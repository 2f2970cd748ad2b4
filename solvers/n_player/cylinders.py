"""Cylindrical algebraic decomposition of the free unknowns of a case, exact, on the open unit box.

Projection after Lazard: leading and trailing coefficients, discriminants, pairwise resultants, by irreducible
factors; lifting with Lazard's evaluation where a polynomial vanishes on a whole stack (Lazard 1994; McCallum,
Parusinski and Paunescu 2019, "Validity proof of Lazard's method for CAD construction"). Factors without zeros in the
open box are dropped. Where an equation f = 0 in the two lowest unknowns holds, only the zeros of f are decomposed, and
the other polynomials meet it in resultants (Collins 1998; f is irreducible, so it vanishes on no line). Each cell is a
cylinder over an interval or a point at every level, hence connected; its index path (odd: on a root, even: between two)
names it, and locating a point recomputes the roots above its coordinates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, permutations
from math import prod
from time import monotonic
from typing import Any

import flint
from flint import arb, fmpq

from solvers.n_player.algebraic import Elem, Num, as_number, ball, between, compare, sign, sort_roots
from solvers.n_player.bernstein import Poly
from solvers.n_player.number_fields import LargeFieldError, adjoin, minimal_root, roots_over
from solvers.n_player.splitting import Branch, OutOfTimeError, factors

Terms = dict[tuple[int, ...], Any]
ZERO, ONE = fmpq(0), fmpq(1)
LONG_RESULTANT = 20_000  # about a second
LARGE_FIELD = 60


def evaluate(poly: Poly, values: Sequence[Num]) -> Num:
    """Value of a polynomial at a point."""
    total: Num = ZERO
    for exponents, coefficient in poly.to_dict().items():
        term: Num = fmpq(coefficient)
        for v, e in enumerate(exponents):
            for _ in range(e):
                term = values[v] * term
        total = total + term
    return total


def restrict_last(poly: Poly, order: Sequence[int], base: Sequence[Num], level: int) -> list[Num]:
    """Coefficients in the level's unknown, the lower unknowns at the base point, by Lazard's evaluation."""
    terms: dict[tuple[int, ...], Num] = {}
    for exponents, coefficient in poly.to_dict().items():
        terms[tuple(exponents[v] for v in order[: level + 1])] = fmpq(coefficient)
    for value in base[:level]:
        reduced = _set_first(terms, value)
        while not reduced:
            terms = {(e[0] - 1, *e[1:]): c * e[0] for e, c in terms.items() if e[0]}
            reduced = _set_first(terms, value)
        terms = reduced
    out: list[Num] = [ZERO] * (1 + max(e[0] for e in terms))
    for e, c in terms.items():
        out[e[0]] = c
    return out


def plain_fibre(poly: Poly, order: Sequence[int], base: Sequence[Num]) -> list[Num]:
    """Coefficients in the last unknown of the order above a base point; empty if all vanish."""
    terms = {tuple(e[v] for v in order): fmpq(c) for e, c in poly.to_dict().items()}
    for value in base:
        terms = _set_first(terms, value)
    out: list[Num] = [ZERO] * (1 + max((e[0] for e in terms), default=-1))
    for e, c in terms.items():
        out[e[0]] = c
    return out


def _set_first(terms: dict[tuple[int, ...], Num], value: Num) -> dict[tuple[int, ...], Num]:
    out: dict[tuple[int, ...], Num] = {}
    powers = [ONE]
    for e, c in terms.items():
        while len(powers) <= e[0]:
            powers.append(powers[-1] * value)
        out[e[1:]] = out.get(e[1:], ZERO) + powers[e[0]] * c
    return {e: c for e, c in out.items() if isinstance(c, Elem) or c != 0}


def enclose(poly: Poly, point: Sequence[arb]) -> arb:
    """Return the enclosure of a polynomial's values on a box."""
    total = arb(0)
    for exponents, coefficient in poly.to_dict().items():
        term = arb(int(coefficient))
        for v, e in enumerate(exponents):
            if e:
                term *= point[v] ** e
        total += term
    return total


@dataclass(frozen=True)
class Leaf:
    """A cell of the decomposition: index path, sample and dimension."""

    path: tuple[int, ...]
    values: tuple[Num, ...]

    @property
    def dimension(self) -> int:
        """Number of levels where the cell lies between two roots."""
        return sum(1 for k in self.path if k % 2 == 0)


@dataclass(frozen=True)
class Cylinders:
    """Projection sets per level, with the conditions to be met."""

    branch: Branch
    order: tuple[int, ...]
    levels: tuple[tuple[Poly, ...], ...]
    deadline: float
    memo: dict[Any, Any] = field(default_factory=dict, compare=False)

    @staticmethod
    def build(branch: Branch, order: tuple[int, ...], deadline: float) -> Cylinders:
        """Project all conditions of the case, the last unknown of the order first."""
        polys = branch.equations + branch.positive + branch.weak + branch.nonzero
        pool = {key: f for p in polys for f, _, key in factors(branch.system, p)[1]}
        equal = {key for p in branch.equations for _, _, key in factors(branch.system, p)[1]}
        levels = []
        for level, v in reversed(list(enumerate(order))):
            here = {k: f for k, f in pool.items() if f.degrees()[v] > 0}
            pool = {k: f for k, f in pool.items() if k not in here}
            only = [k for k in here if k in equal][:1] if level == 1 else []
            for poly in filter(len, _project(here, v, only, deadline)):
                pool |= {key: f for f, _, key in factors(branch.system, poly)[1]}
            levels.append(tuple(here[k] for k in only or here))
        return Cylinders(branch, order, tuple(reversed(levels)), deadline)

    def stack(self, base: Sequence[Num]) -> list[Any]:
        """Roots in the open unit interval above a base point, with the walls 0 and 1."""
        return [ZERO, *(r for r, _ in self._roots(base)), ONE]

    def _roots(self, base: Sequence[Num]) -> list[tuple[Any, bool]]:
        """Roots above a base point, and whether a strict condition forbids the root."""
        level = len(base)
        free: list[Any] = []
        barred: list[Any] = []
        for poly in self.levels[level]:
            found = roots_over(restrict_last(poly, self.order, base, level))
            (barred if str(poly) in self._strict_factors() else free).extend(found)
        inner = [r for r in sort_roots(free + barred) if compare(r, ZERO) > 0 and compare(r, ONE) < 0]
        return [(r, any(compare(r, b) == 0 for b in barred)) for r in inner]

    def _strict_factors(self) -> set[str]:
        if "strict" not in self.memo:
            self.memo["strict"] = {
                key
                for p in self.branch.positive + self.branch.nonzero
                for _, _, key in factors(self.branch.system, p)[1]
            }
        answer: set[str] = self.memo["strict"]
        return answer

    def locate(self, values: Sequence[Num]) -> tuple[int, ...]:
        """Index path of the cell of a point of the open box."""
        path: list[int] = []
        for level, value in enumerate(values):
            stack, own = self.stack(values[:level]), minimal_root(value)
            below = [compare(r, own) for r in stack]
            k = sum(1 for c in below if c < 0)
            path.append(2 * k - 1 if 0 in below else 2 * (k - 1))
        return tuple(path)

    def leaves(self) -> Iterator[Leaf]:
        """All cells on which the conditions hold."""
        yield from self._lift((), ())

    def _lift(self, path: tuple[int, ...], base: tuple[Num, ...]) -> Iterator[Leaf]:
        if monotonic() > self.deadline:
            raise OutOfTimeError
        if len(path) == len(self.order):
            yield Leaf(path, base)
            return
        roots = self._roots(base)
        stack = [ZERO, *(r for r, _ in roots), ONE]
        bound = self._bound(base)
        for k in range(len(stack) - 1):
            if not bound:
                yield from self._enter((*path, 2 * k), (*base, between(stack[k], stack[k + 1])))
            if k < len(roots) and not roots[k][1] and self._plausible(base, roots[k][0]):
                lower, value = timely_adjoined(base, stack[k + 1], self.deadline)
                yield from self._enter((*path, 2 * k + 1), (*lower, value))

    def _bound(self, base: tuple[Num, ...]) -> bool:
        """Whether an equation leaves only roots at this level."""
        level = len(base)
        return any(
            self._main(p) == level and len(plain_fibre(p, self.order[: level + 1], base)) > 0
            for p in self.branch.equations
        )

    def _plausible(self, base: tuple[Num, ...], root: Any) -> bool:
        """Whether enclosures leave it open that a root meets the conditions of its level."""
        bits = 80
        point = [arb(0)] * len(self.branch.system.variables)
        with flint.ctx.workprec(2 * bits):
            for v, x in zip(self.order, base, strict=False):
                point[v] = ball(x, bits)
            point[self.order[len(base)]] = ball(as_number(root), bits)
            level = len(base)
            low = [enclose(p, point) for p in self.branch.positive + self.branch.weak if self._main(p) == level]
            zero = [enclose(p, point) for p in self.branch.equations if self._main(p) == level]
            return not any(x < 0 for x in low) and all(x.contains(0) for x in zero)

    def _main(self, poly: Poly) -> int:
        degrees = poly.degrees()
        return max((k for k, v in enumerate(self.order) if degrees[v] > 0), default=-1)

    def _enter(self, path: tuple[int, ...], base: tuple[Num, ...]) -> Iterator[Leaf]:
        values: list[Num] = [ZERO] * len(self.branch.system.variables)
        for v, x in zip(self.order, base, strict=False):
            values[v] = x
        level = len(base) - 1

        def signs(polys: Sequence[Poly]) -> Iterator[int]:
            return (sign(evaluate(p, values)) for p in polys if self._main(p) == level)

        branch = self.branch
        if (
            all(s == 0 for s in signs(branch.equations))
            and all(s > 0 for s in signs(branch.positive))
            and all(s >= 0 for s in signs(branch.weak))
            and all(s != 0 for s in signs(branch.nonzero))
        ):
            yield from self._lift(path, base)


def orders(branch: Branch) -> list[tuple[int, ...]]:
    """Orders of the free unknowns, lowest level first, the most promising first: high degrees at low levels."""
    polys = branch.equations + branch.positive + branch.weak + branch.nonzero

    def weight(v: int) -> tuple[int, int]:
        return sum(max(0, int(p.degrees()[v])) ** 2 for p in polys), v

    return list(permutations(sorted(branch.free, key=weight, reverse=True)))


def _coefficient(poly: Poly, v: int, power: int) -> Poly:
    return poly.context().from_dict({(*e[:v], 0, *e[v + 1 :]): c for e, c in poly.to_dict().items() if e[v] == power})


def _project(polys: dict[str, Poly], v: int, only: list[str], deadline: float) -> Iterator[Poly]:
    """Lazard's projection, with the walls v = 0 and v = 1; to the zeros of one of the polynomials, if named."""
    for poly in [polys[k] for k in only] or polys.values():
        degree = int(poly.degrees()[v])
        yield _coefficient(poly, v, degree)
        yield _coefficient(poly, v, 0)
        yield sum((_coefficient(poly, v, k) for k in range(1, degree + 1)), _coefficient(poly, v, 0))
        if degree > 1:
            yield timely_resultant(poly, poly.derivative(v), v, deadline)
    for first, second in combinations(polys, 2):
        if not only or only[0] in (first, second):
            yield timely_resultant(polys[first], polys[second], v, deadline)


def timely_resultant(first: Poly, second: Poly, v: int, deadline: float) -> Poly:
    """Eliminate an unknown; refuse what cannot be interrupted and would take longer than the time there is."""
    ours, theirs = ([max(0, int(d)) for d in p.degrees()] for p in (first, second))
    terms = prod(a * theirs[v] + b * ours[v] + 1 for w, (a, b) in enumerate(zip(ours, theirs, strict=True)) if w != v)
    left = deadline - monotonic()
    if left < 0 or terms * (ours[v] + theirs[v]) > LONG_RESULTANT * max(1.0, left) ** 0.5:
        raise OutOfTimeError
    return first.resultant(second, f"v{v}")


def timely_adjoined(base: Sequence[Num], root: Any, deadline: float) -> tuple[list[Num], Num]:
    """Add a coordinate; under a time budget refuse a common field that would take long to find."""
    try:
        return adjoin(base, root, LARGE_FIELD if deadline < float("inf") else None)
    except LargeFieldError:
        raise OutOfTimeError from None
