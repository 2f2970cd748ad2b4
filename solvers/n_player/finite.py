"""Finitely many solutions of the equations left in a case: elimination by resultants, then lifting, exact.

Only the equations are projected; inequalities are evaluated at the points found. Elimination gives up (None) when a
resultant or a fibre vanishes identically: then the solutions may form a curve, and cylinders take over.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic

from solvers.n_player.algebraic import ONE, ZERO, Num, compare, sort_roots
from solvers.n_player.cylinders import plain_fibre, timely_resultant
from solvers.n_player.number_fields import adjoin, poly_gcd, roots_over
from solvers.n_player.splitting import Branch, OutOfTimeError, factors
from solvers.n_player.support_system import Poly


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


def _lift(
    level: Sequence[Poly], order: Sequence[int], base: tuple[Num, ...], deadline: float
) -> list[tuple[Num, ...]] | None:
    """Return common roots above a base point."""
    if monotonic() > deadline:
        raise OutOfTimeError
    common: list[Num] = []
    for poly in level:
        fibre = plain_fibre(poly, order, base)
        common = poly_gcd(common, fibre) if common and fibre else common or fibre
    if not common:
        return None
    if len(common) == 2:
        return [(*base, -common[0] / common[1])]
    out = []
    for root in sort_roots(roots_over(common)):
        if compare(root, ZERO) > 0 and compare(root, ONE) < 0:
            lower, value = adjoin(base, root)
            out.append((*lower, value))
    return out
