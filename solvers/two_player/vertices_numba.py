"""All vertices of a best-response polytope at floating-point speed, certified to be exactly all of them.

Same polytope {z >= 0, C z <= 1}, labels and perturbation as `vertices`: the right-hand sides are read as
1 + e g_r with e an infinitesimal and g_r positive numbers drawn once. Floating point only proposes; what it
proposes is proved, so that the answer is exact and complete or else it is refused (None) and the caller takes
the integer walk.

1. *Walk* (`walk_numba`). From the origin along edges on which a generic linear objective grows, one pivot a vertex,
   bases met being kept in a hash table. Every vertex is reached from the origin on such edges (simplex method).
2. *Feasibility.* For each basis, with C_JI the binding rows and positive coordinates and X the approximate
   inverse, the norm of X C_JI - 1 is bounded from above, rounding included; below one it proves that C_JI is
   regular and bounds the errors of the solution. Slacks and coordinates above their bounds are positive.
3. *Zeros.* The others are integers over det C_JI, hence zero where small enough; the coefficient of e there must
   be positive. Both are proved in `certificate_numba`, or in rational arithmetic where that is open.
4. *Closure.* 2 and 3 make every basis met a vertex of the perturbed polytope, which is simple. Two of them
   that share all labels but one are the two ends of one edge. After the walk, each of the d edges at each
   basis must have led to another basis met (label masks, no numbers involved). The graph of a polytope is
   connected, so a set of vertices closed in this way is the set of all vertices.

The determinant signs follow from the pivots: a pivot element, being the ratio by which the determinant changes,
is positive between two feasible bases.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from solvers.limits import Watch
from solvers.two_player.certificate_numba import SURE
from solvers.two_player.vertices import exact_tableau, kept_rows
from solvers.two_player.walk_numba import MORE
from solvers.two_player.walk_numba import walk as _walk

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Walked", "walk_vertices"]

_ONE = np.uint64(1)
_BITS = 64

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Walked:
    """Bases and vertices of one polytope, the origin excepted; all masks are of type uint64.

    bases, signs: mask and determinant sign of each perturbed vertex; limit: the vertex it tends to; labels: the
    mask of all labels of each vertex; sample: for each vertex one of its bases. closed: whether these are all.
    """

    bases: Array
    signs: Array
    limit: Array
    labels: Array
    sample: Array
    closed: bool = True


def walk_vertices(c: Sequence[Sequence[int]], watch: Watch | None = None, part: int = 0) -> Walked | None:
    """All vertices of {z >= 0, C z <= 1}, or None where double precision cannot prove them.

    C is k x d, of non-negative integers, each column with a positive entry. None also for k + d > 64. `watch` may end
    the walk before its time: what was met till then is proved all the same. It is told how far `part` has come.
    """
    keep, d, watch = kept_rows(c), len(c[0]), watch or Watch()
    if len(c) + d > _BITS or max(map(max, c)).bit_length() > _LARGEST:
        return None
    rows = [c[i] for i in keep]
    for attempt, tie in enumerate(_TIES):
        if (found := _attempt(rows, attempt, tie, watch, part)) is not None:
            masks, zeros, signs, closed = found
            bases, labels = _spread(masks, keep, d), _implied(_spread(zeros, keep, d), zeros, c, keep)
            unique, sample, limit = np.unique(labels, return_index=True, return_inverse=True)
            return Walked(bases, signs, limit, unique, bases[sample], closed)
    return None


_TIES = (1e-10, 1e-14, 1e-7)
_LARGEST, _EXACT = 500, 2.0**53


def _attempt(
    rows: list[Sequence[int]], attempt: int, tie: float, watch: Watch, part: int
) -> tuple[Array, Array, Array, bool] | None:
    """One walk with perturbations of its own; None unless everything is proved. The last says whether it ended."""
    draw = np.random.default_rng(attempt)
    growth = draw.integers(1 << 19, 1 << 20, len(rows))
    scaled, side = _scaled(rows)
    shift = growth * side[0, : len(rows)] / (1 << 20)
    objective = draw.uniform(1, 2, len(rows[0]))
    exact = max(map(max, rows)) < _EXACT
    status, masks, zeros, signs, flagged = _walk(scaled, side, shift, objective, exact, tie, watch, part)
    if status not in (SURE, MORE):
        return None
    settled = np.ones(len(masks), bool)
    for v in flagged:
        settled[v] = not watch.over(part)
        if settled[v]:
            true = _exact_zeros(rows, growth.tolist(), int(masks[v]))
            if true is None:
                return None
            zeros[v] = true
    return masks[settled], zeros[settled], signs[settled], status == SURE and bool(settled.all())


def _scaled(rows: list[Sequence[int]]) -> tuple[Array, Array]:
    """C with rows and columns multiplied by powers of two, and these (rows, columns) side by side."""
    c = np.array([[float(v) for v in row] for row in rows])
    k, d = c.shape
    side = np.ones((2, max(k, d)))
    for _ in range(2):
        side[1, :d] *= (power := _power(c.max(axis=0)))
        c *= power
        side[0, :k] *= (power := _power(c.max(axis=1)))
        c *= power[:, None]
    return c, side


def _power(size: Array) -> Array:
    power: Array = 2.0 ** -np.ceil(np.log2(size))
    return power


def _exact_zeros(rows: list[Sequence[int]], growth: list[int], mask: int) -> int | None:
    """Return the mask of all zeros at a basis, in rational arithmetic; None if the perturbed basis is infeasible."""
    table = exact_tableau(rows, mask, growth)
    if table is None:
        return None
    zeros = mask
    for v, row in zip(table.basic, table.rows, strict=True):
        value, rate = Fraction(row[-1], table.det), Fraction(row[-2], table.det)
        if value < 0 or (value == 0 and rate <= 0):
            return None
        zeros |= 0 if value else 1 << v
    return zeros


def _spread(masks: Array, keep: list[int], d: int) -> Array:
    """Masks over the kept rows as masks over all rows."""
    if keep == list(range(len(keep))):
        return masks
    out = masks & np.uint64((1 << d) - 1)
    for p, row in enumerate(keep):
        out |= (masks >> np.uint64(d + p) & _ONE) << np.uint64(d + row)
    return out


def _implied(labels: Array, zeros: Array, c: Sequence[Sequence[int]], keep: list[int]) -> Array:
    """Labels with those of the rows left out: such a row binds where a row above it does and they agree."""
    d = len(c[0])
    for i in set(range(len(c))).difference(keep):
        p = next(p for p, j in enumerate(keep) if all(h >= v for h, v in zip(c[j], c[i], strict=True)))
        need = np.uint64(1 << d + p | sum(1 << q for q in range(d) if c[keep[p]][q] != c[i][q]))
        labels = labels | ((zeros & need) == need).astype(np.uint64) << np.uint64(d + i)
    return labels
