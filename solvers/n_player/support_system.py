"""The polynomial system of a support: multi-affine in the free probabilities, with exact sign tests on the box.

With support S_i = (a0, a1, ...) of player i the free unknowns are the probabilities of a1, a2, ...; a0 gets the rest.
Expected payoff differences are affine in each player's block. Equilibria with exactly this support solve

    u_i(a_k) - u_i(a0) = 0 (k >= 1),   u_i(a0) - u_i(b) >= 0 (b outside S_i),   all probabilities of S_i > 0.

A polynomial whose Bernstein coefficients on the unit box are all of one sign (and not all zero) keeps that sign on
the open box (`bernstein`): for a multi-affine one the coefficients are the corner values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
from flint import Ordering, fmpz_mpoly_ctx

from solvers.n_player.bernstein import Poly, bernstein
from solvers.n_player.supports import Support, Table, restrict

MAX_BERNSTEIN = 20_000


@dataclass(frozen=True)
class System:
    """Equations, strict and weak inequalities of a support in the free probabilities."""

    support: Support
    variables: tuple[tuple[int, int], ...]  # (player, position in the support)
    context: Any
    equations: tuple[Poly, ...]
    positive: tuple[Poly, ...]
    weak: tuple[Poly, ...]
    memo: dict[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=64)
def context_of(n_variables: int) -> Any:
    """Polynomial ring with the given number of unknowns."""
    return fmpz_mpoly_ctx.get(tuple(f"v{k}" for k in range(max(1, n_variables))), Ordering.degrevlex)


def build_system(tables: tuple[Table, ...], support: Support, equal: Support | None = None) -> System:
    """Return the system of a support; if given, with indifference over the larger sets of actions `equal`."""
    variables = tuple((i, k) for i, own in enumerate(support) for k in range(1, len(own)))
    context = context_of(len(variables))
    equations: list[Poly] = []
    weak: list[Poly] = []
    for i, (own, same) in enumerate(zip(support, equal or support, strict=True)):
        rows = _differences(restrict(tables[i], support, i))
        positions = [variables.index((j, 1)) if len(s) > 1 else 0 for j, s in enumerate(support) if j != i]
        for b in range(len(rows)):
            if b == own[0]:
                continue
            sense = 1 if b in same else -1
            poly = _polynomial(sense * (rows[b] - rows[own[0]]), positions, context, len(variables))
            (equations if b in same else weak).append(poly)
    return System(support, variables, context, tuple(equations), _simplex(support, variables, context), tuple(weak))


def _differences(rows: Table) -> Table:
    """Coefficients of the multi-affine forms: entry 0 of each axis is a0's, the others are differences to it."""
    out = rows.copy()
    for axis in range(1, rows.ndim):
        head = np.take(out, [0], axis=axis)
        rest = np.take(out, range(1, out.shape[axis]), axis=axis) - head
        out = np.concatenate([head, rest], axis=axis)
    return out


def _polynomial(coefficients: Table, positions: list[int], context: Any, n_variables: int) -> Poly:
    terms: dict[tuple[int, ...], int] = {}
    for index in zip(*np.nonzero(coefficients), strict=True):
        exponents = [0] * max(1, n_variables)
        for first, k in zip(positions, index, strict=True):
            if k:
                exponents[first + int(k) - 1] = 1
        terms[tuple(exponents)] = int(coefficients[index])
    return context.from_dict(terms)


def _simplex(support: Support, variables: tuple[tuple[int, int], ...], context: Any) -> tuple[Poly, ...]:
    """Probabilities of the support's actions, each to be positive."""
    gens = context.gens()
    rest = {i: context.constant(1) for i, own in enumerate(support) if len(own) > 1}
    for v, (i, _) in enumerate(variables):
        rest[i] -= gens[v]
    return tuple(gens[: len(variables)]) + tuple(rest.values())


def is_constant(poly: Poly) -> bool:
    """Whether no unknown occurs."""
    return bool(poly.is_constant())


def constant_value(poly: Poly) -> int:
    """Value of a constant polynomial."""
    return int(poly.leading_coefficient()) if len(poly) else 0


def box_sign(poly: Poly) -> int | None:
    """Sign of a polynomial on the open unit box if its Bernstein coefficients settle it, else None."""
    degrees = poly.degrees()
    used = [v for v, d in enumerate(degrees) if d > 0]
    if not used:
        value = constant_value(poly)
        return (value > 0) - (value < 0)
    own = [int(degrees[v]) for v in used]
    if prod(d + 1 for d in own) > MAX_BERNSTEIN:
        return None
    table = bernstein(poly, used, own)
    low, high = table.min(), table.max()
    return 1 if low >= 0 else -1 if high <= 0 else None
