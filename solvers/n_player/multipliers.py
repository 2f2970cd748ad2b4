"""Exclusion by combining conditions with polynomial weights, found by a linear program and checked in whole numbers.

On a cell (a product of simplices) let l_c be the products of barycentric coordinates, one factor a player: they are
never negative, and a multi-affine f is the sum of its corner values times the l_c. With f_k = 0 and g_j >= 0 the
conditions of a support, a combination

    sum q_kc l_c f_k - sum w_jc l_c g_j     (weights q of any sign, w >= 0)

is never positive at a solution; it has degree two in each player's barycentric coordinates. If its coefficients are
not negative, and on every face of the cell that meets the open support one of them on that face is positive, the cell
has no solution. This settles what constant weights cannot: cells at a wall where all conditions vanish to first
order (a certificate of Polya's and Handelman's kind; Handelman 1988, "Representing polynomials by positive linear
functions on compact convex polyhedra").

Coefficients that every admissible choice of weights makes zero are kept zero by solving for them exactly.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, combinations, product
from typing import Any

import numpy as np
from flint import fmpz_mat
from numpy.typing import NDArray

from solvers.n_player.subdivision import Array, Cover, keep
from solvers.n_player.weights import Bounds, best_weights

Row = tuple[tuple[int, int], ...]  # per player the two vertices whose coordinates are multiplied
MAX_ENTRIES = 40_000
POSITIVE = 1e-6  # what the program counts as more than zero; the sign itself is then checked exactly
GRID = 1 << 30


def prune_by_multipliers(cover: Cover) -> None:
    """Drop cells where some combination with polynomial weights is positive."""
    keep(cover, ~np.array([excludes(cover, k) for k in range(cover.cells)], dtype=bool))


def excludes(cover: Cover, k: int) -> bool:
    """Whether the k-th cell is proved to hold no solution; False too where the program would be large."""
    if cover.tolerance:
        return False
    columns = _columns(cover, k)
    if sum(map(len, columns)) > MAX_ENTRIES:
        return False
    rows = sorted({row for column in columns for row in column})
    if not rows:
        return False
    place = {row: r for r, row in enumerate(rows)}
    matrix = np.zeros((len(rows), len(columns)), dtype=object)
    for c, column in enumerate(columns):
        for row, value in column.items():
            matrix[place[row], c] = value
    signed = np.eye(len(columns), dtype=object)[_corner_count(cover) * len(cover.equations) :]
    values = _combination(np.vstack([matrix, signed]), len(rows), cover.until)
    return values is not None and _on_every_face(cover, k, [r for r, v in zip(rows, values, strict=False) if v > 0])


def _corner_count(cover: Cover) -> int:
    return int(np.prod(cover.shape))


def _columns(cover: Cover, k: int) -> list[dict[Row, int]]:
    """Coefficients of l_c times each condition, in whole numbers, for every corner c."""
    tables = [_whole(np.broadcast_to(t[k], cover.shape)) for t in cover.equations]
    tables += [-_whole(np.broadcast_to(t[k], cover.shape)) for t in cover.weak]
    corners = list(product(*map(range, cover.shape)))
    out = []
    for table in tables:
        values = [(corner, int(table[corner])) for corner in corners if table[corner]]
        for weight in corners:
            column: dict[Row, int] = defaultdict(int)
            for corner, value in values:
                column[tuple((a, b) if a < b else (b, a) for a, b in zip(weight, corner, strict=True))] += value
            out.append({row: value for row, value in column.items() if value})
    return out


def _whole(table: Array) -> NDArray[np.object_]:
    """Return a positive multiple of a table of halves of integers in coprime whole numbers."""
    scale = max(x.as_integer_ratio()[1] for x in table.ravel())
    entries = np.array([int(x * scale) for x in table.ravel()], dtype=object)
    return (entries // (np.gcd.reduce(entries) or 1)).reshape(table.shape)


def _combination(matrix: NDArray[np.object_], counted: int, until: float) -> list[int] | None:
    """Return values >= 0 of the rows at some weights, as many positive as can be; None if none of the counted is."""
    weights = _program(matrix, counted, until)
    if weights is None:
        return None
    tied = matrix[(matrix.astype(float) / _size(matrix)) @ weights <= POSITIVE]
    exact = _nearest(tied[np.any(tied != 0, axis=1)], weights)
    values = [int(v) for v in matrix @ exact]
    return values if min(values) >= 0 and any(values[:counted]) else None


def _size(matrix: NDArray[np.object_]) -> Array:
    size: Array = np.abs(matrix).max(axis=1, keepdims=True).astype(float)
    return size


def _program(matrix: NDArray[np.object_], counted: int, until: float) -> Array | None:
    """Return weights that make no row negative and, where possible, the counted ones positive."""
    from scipy.sparse import csr_array, eye_array, hstack

    rows, columns = matrix.shape
    scaled = csr_array(matrix.astype(float) / _size(matrix))
    bounds: Bounds = [(-1, 1)] * columns + [(0, 1e-2)] * rows
    best = best_weights([0.0] * columns + [1.0] * rows, hstack([scaled, -eye_array(rows)]), bounds, until)
    if best is None or best[columns : columns + counted].max() <= POSITIVE:
        return None
    return best[:columns]


def _nearest(tied: NDArray[np.object_], weights: Array) -> NDArray[np.object_]:
    """Return whole weights, nearly proportional to the given ones, at which the tied rows are zero."""
    if not len(tied):
        return np.array([round(GRID * float(w)) for w in weights], dtype=object)
    basis = _kernel(tied)
    sizes = np.abs(basis).max(axis=0, initial=1)
    if not basis.size or sizes.max() > 1 << 900:
        return np.zeros(len(weights), dtype=object)
    shares = np.linalg.lstsq((basis / sizes).astype(float), weights, rcond=None)[0]
    scale = np.lcm.reduce(sizes)
    steps = np.array([round(GRID * float(s)) * (scale // w) for s, w in zip(shares, sizes, strict=True)], dtype=object)
    return np.asarray(basis @ steps)


def _kernel(matrix: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return whole coprime columns that span the kernel."""
    kernel, count = fmpz_mat([[int(x) for x in row] for row in matrix]).nullspace()
    size = matrix.shape[1]
    basis = np.array([int(kernel[r, c]) for r in range(size) for c in range(count)], dtype=object).reshape(size, count)
    return basis // np.gcd.reduce(basis, axis=0) if count else basis


def _on_every_face(cover: Cover, k: int, positive: list[Row]) -> bool:
    """Whether each smallest face of the cell that meets the open support carries a positive coefficient."""
    faces = product(*(_inner_faces(corners[k]) for corners in cover.corners))
    return all(
        any(all(set(p) <= face for p, face in zip(row, faces_, strict=True)) for row in positive) for faces_ in faces
    )


def _inner_faces(corners: Any) -> list[set[int]]:
    """Smallest sets of a simplex's vertices that lie on no common wall."""
    n = len(corners)
    found: list[set[int]] = []
    for chosen in chain.from_iterable(combinations(range(n), size) for size in range(1, n + 1)):
        if not any(f <= set(chosen) for f in found) and all(any(corners[v][a] > 0 for v in chosen) for a in range(n)):
            found.append(set(chosen))
    return found
