"""Finitely many solutions of the equations left in a case: elimination by resultants, then lifting, exact.

Only the equations are projected; inequalities are evaluated at the points found. Most roots of a resultant come from
solutions that are not real or not in the box; enclosures show that before anything is computed in a number field.
Elimination gives up (None) when a resultant or a fibre vanishes identically: then the solutions may form a curve, and
cylinders take over.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

import flint
from flint import arb, fmpq

from solvers.n_player.algebraic import ONE, ZERO, Num, ball, compare, sign, sort_roots
from solvers.n_player.bernstein import Poly
from solvers.n_player.cylinders import LARGE_FIELD, plain_fibre, timely_adjoined, timely_resultant
from solvers.n_player.number_fields import field_in, poly_mod, poly_quotient, roots_over
from solvers.n_player.reduction import coprime
from solvers.n_player.splitting import Branch, OutOfTimeError, factors

BITS = 100
MAX_HALVINGS = 300


def finite_points(branch: Branch, deadline: float) -> tuple[tuple[int, ...], list[tuple[Num, ...]]] | None:
    """Order of the free unknowns and all candidate solutions in the open box; None if not seen to be finite."""
    free = branch.free
    if len(branch.equations) < len(free) or not free:
        return None
    order = sorted(free, key=lambda v: -max(int(p.degrees()[v]) for p in branch.equations))
    levels: list[list[Poly]] = []
    pool = list(branch.equations)
    for v in reversed(order):
        here = [p for p in pool if p.degrees()[v] > 0]
        pool = [p for p in pool if p.degrees()[v] <= 0]
        if not here:
            return None
        for other in here[1:]:
            resultant = timely_resultant(here[0], other, v, deadline)
            if not len(resultant):
                return None
            pool.append(_radical(branch, resultant))
        levels.append(here)
    points: list[tuple[Num, ...]] = [()]
    for k, level in enumerate(reversed(levels)):
        lifted = [_lift(level, order[: k + 1], base, deadline) for base in points]
        if any(x is None for x in lifted):
            return None
        points = [p for some in lifted if some is not None for p in some]
    return tuple(order), points


def _radical(branch: Branch, poly: Poly) -> Poly:
    """Product of the distinct factors that may vanish on the open box."""
    out = branch.system.context.constant(1)
    for factor, _, _ in factors(branch.system, poly)[1]:
        out *= factor
    return out


def _may_meet(fibres: Sequence[Sequence[arb]]) -> bool:
    """Whether enclosures leave it open that all the polynomials vanish together in the open unit interval."""
    work = [(fmpq(1, 2), fmpq(1, 2))]
    for _ in range(MAX_HALVINGS):
        if not work:
            return False
        middle, radius = work.pop()
        with flint.ctx.workprec(2 * BITS):
            x = arb(middle, arb(radius))
            open_still = all(_horner(fibre, x).contains(0) for fibre in fibres)
        if open_still:
            work += [(middle + side * radius / 2, radius / 2) for side in (-1, 1)]
    return True


def _gcd(first: list[Num], second: list[Num], deadline: float) -> list[Num]:
    """Monic greatest common divisor over a field, where coefficients may grow fast."""
    while second:
        if monotonic() > deadline:
            raise OutOfTimeError
        first, second = second, poly_mod(first, second)
    return [c / first[-1] for c in first]


def _off_walls(fibre: list[Num]) -> list[Num]:
    """Divide a polynomial by x and x - 1 as often as it goes."""
    while fibre and sign(fibre[0]) == 0:
        fibre = fibre[1:]
    while fibre and sign(sum(fibre, ZERO)) == 0:
        fibre = poly_quotient(fibre, [-ONE, ONE])
    return fibre


def _horner(fibre: Sequence[arb], x: arb) -> arb:
    total = arb(0)
    for coefficient in reversed(fibre):
        total = total * x + coefficient
    return total


def _lift(
    level: Sequence[Poly], order: Sequence[int], base: tuple[Num, ...], deadline: float
) -> list[tuple[Num, ...]] | None:
    """Return common roots above a base point."""
    if monotonic() > deadline:
        raise OutOfTimeError
    fibres = [plain_fibre(poly, order, base) for poly in level]
    if not _may_meet([[ball(c, BITS) for c in fibre] for fibre in fibres]):
        return []
    field, fibres = field_in(base), [_off_walls(fibre) for fibre in fibres]
    if field is not None and all(fibres) and coprime(fibres, field):
        return []
    if field is not None and field.minpoly.degree() > LARGE_FIELD and deadline < float("inf"):
        raise OutOfTimeError
    common: list[Num] = []
    for fibre in fibres:
        common = _gcd(common, fibre, deadline) if common and fibre else common or fibre
    if not common:
        return None
    if len(common) == 2:
        return [(*base, -common[0] / common[1])]
    out = []
    for root in sort_roots(roots_over(common)):
        if compare(root, ZERO) > 0 and compare(root, ONE) < 0:
            lower, value = timely_adjoined(base, root, deadline)
            out.append((*lower, value))
    return out
