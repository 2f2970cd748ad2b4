"""Cylindrical algebraic decomposition of the free unknowns of a case, exact, on the open unit box.

Projection after Lazard: leading and trailing coefficients, discriminants, pairwise resultants, by irreducible
factors; lifting with Lazard's evaluation where a polynomial vanishes on a whole stack (Lazard 1994; McCallum,
Parusinski and Paunescu 2019, "Validity proof of Lazard's method for CAD construction"). Factors without zeros in the
open box are dropped. Each cell is a cylinder over an interval or a point at every level, hence connected; its index
path (odd: on a root, even: between two) names it, and locating a point recomputes the roots above its coordinates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from time import monotonic
from typing import Any

import flint
from flint import arb, fmpq

from solvers.n_player.algebraic import Elem, Num, Root, approx, as_number, ball, between, compare, sign, sort_roots
from solvers.n_player.number_fields import adjoin, minimal_root, roots_over
from solvers.n_player.splitting import Branch, OutOfTimeError, factors
from solvers.n_player.support_system import Poly

Terms = dict[tuple[int, ...], Any]
ZERO, ONE = fmpq(0), fmpq(1)
LONG_RESULTANT = 150


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


def _enclose(poly: Poly, point: Sequence[arb]) -> arb:
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
class Facet:
    """A limit point of a cell, a point of the cell near it, and the level that moves if only one does."""

    limit: list[Num]
    near: list[Num]
    moving: int | None


@dataclass(frozen=True)
class Cylinders:
    """Projection sets per level, with the conditions to be met."""

    branch: Branch
    order: tuple[int, ...]
    levels: tuple[tuple[Poly, ...], ...]
    deadline: float
    memo: dict[Any, Any] = field(default_factory=dict, compare=False)

    @staticmethod
    def build(branch: Branch, deadline: float) -> Cylinders:
        """Project all conditions of the case."""
        order = _order(branch)
        polys = branch.equations + branch.positive + branch.weak + branch.nonzero
        pool = {key: f for p in polys for f, _, key in factors(branch.system, p)[1]}
        levels = []
        for v in reversed(order):
            here = {k: f for k, f in pool.items() if f.degrees()[v] > 0}
            pool = {k: f for k, f in pool.items() if k not in here}
            for poly in filter(len, _project(list(here.values()), v, branch, deadline)):
                pool |= {key: f for f, _, key in factors(branch.system, poly)[1]}
            levels.append(tuple(here.values()))
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
        path = []
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
                lower, value = adjoin(base, stack[k + 1])
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
            low = [_enclose(p, point) for p in self.branch.positive + self.branch.weak if self._main(p) == level]
            zero = [_enclose(p, point) for p in self.branch.equations if self._main(p) == level]
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

    # -- limits on the frontier -----------------------------------------------------------------------------------

    def facets(self, leaf: Leaf) -> Iterator[Facet | None]:
        """Points on the frontier, one for each facet; None where the roots do not name one."""
        for level, index in enumerate(leaf.path):
            if index % 2:
                continue
            base = list(leaf.values[:level])
            stack = self.stack(base)
            for side in (0, 1):
                yield self._facet(leaf, level, stack[index // 2 + side], 1 - 2 * side)

    def _facet(self, leaf: Leaf, level: int, target: Any, inward: int) -> Facet | None:
        """Follow the cell as one unknown tends to its bound; name the limit by the roots there."""
        base, value = adjoin(leaf.values[:level], target)
        values: list[Num] = [*base, value]
        start = target if not isinstance(target, Root) else _rational_near(target, inward)
        near: list[Num] = [*leaf.values[:level], start + fmpq(inward, 1 << 40)]
        straight = True
        for k in range(level + 1, len(leaf.path)):
            step = self._follow(leaf.path[k], values, near)
            if step is None:
                return None
            values, near, constant = step
            straight = straight and constant
        return Facet(values, near, level if straight else None)

    def _follow(self, index: int, values: list[Num], near: list[Num]) -> tuple[list[Num], list[Num], bool] | None:
        """Choose the next coordinate in the cell near the facet, and its limit on the facet."""
        limit, stack = self.stack(values), self.stack(near)
        if (index + 1) // 2 >= len(stack) - index % 2:
            return None
        low, high = (approx(as_number(r)) for r in (stack[(index + 1) // 2], stack[index // 2 + 1]))
        if index % 2 == 0 and high - low > 1e-4:
            for part in (0.5, 0.37, 0.61):
                inside = fmpq(int((low + part * (high - low)) * 2**20), 2**20)
                if all(compare(r, inside) for r in limit):
                    return [*values, inside], [*near, inside], True
            return None
        middle = (low + high) / 2
        gaps = sorted((abs(approx(as_number(r)) - middle), j) for j, r in enumerate(limit))
        if gaps[0][0] <= 1e-4 and gaps[1][0] < 4 * gaps[0][0] + 1e-9:
            return None
        # a polynomial that vanishes on the whole limit stack names no root there: take the rational in sight
        lower, root = adjoin(values, limit[gaps[0][1]] if gaps[0][0] <= 1e-4 else nearest_rational(middle))
        if index % 2:
            near, follower = adjoin(near, stack[(index + 1) // 2])
        else:
            follower = between(stack[index // 2], stack[index // 2 + 1])
        return [*lower, root], [*near, follower], False


def nearest_rational(value: float) -> fmpq:
    """Return the rational of small denominator next to a decimal; whoever uses it must verify what follows."""
    guess = Fraction(value).limit_denominator(1000)
    return fmpq(guess.numerator, guess.denominator)


def _rational_near(root: Root, inward: int) -> fmpq:
    root.refine(60)
    return root.hi if inward > 0 else root.lo


def _order(branch: Branch) -> tuple[int, ...]:
    """Lowest level first: unknowns of high degree low, so that projection starts with the simple ones."""
    polys = branch.equations + branch.positive + branch.weak + branch.nonzero

    def weight(v: int) -> tuple[int, int]:
        return sum(max(0, int(p.degrees()[v])) ** 2 for p in polys), v

    return tuple(sorted(branch.free, key=weight, reverse=True))


def _coefficient(poly: Poly, v: int, power: int) -> Poly:
    return poly.context().from_dict({(*e[:v], 0, *e[v + 1 :]): c for e, c in poly.to_dict().items() if e[v] == power})


def _project(polys: list[Poly], v: int, branch: Branch, deadline: float) -> Iterator[Poly]:
    """Lazard's projection, with the walls v = 0 and v = 1 among the polynomials."""
    for poly in polys:
        degree = int(poly.degrees()[v])
        yield _coefficient(poly, v, degree)
        yield _coefficient(poly, v, 0)
        yield sum((_coefficient(poly, v, k) for k in range(1, degree + 1)), _coefficient(poly, v, 0))
        if degree > 1:
            yield poly.discriminant(f"v{v}")
    for first, second in combinations(polys, 2):
        yield timely_resultant(first, second, v, deadline)


def timely_resultant(first: Poly, second: Poly, v: int, deadline: float) -> Poly:
    """Eliminate an unknown; under a time budget refuse what cannot be interrupted and would take long."""
    degree = int(first.degrees()[v] * second.total_degree() + second.degrees()[v] * first.total_degree())
    long = degree * sum(1 for d in first.degrees() if d > 0) > LONG_RESULTANT
    if monotonic() > deadline or (long and deadline < float("inf")):
        raise OutOfTimeError
    return first.resultant(second, f"v{v}")
