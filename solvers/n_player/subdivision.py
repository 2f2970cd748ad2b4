"""Where a support can have equilibria: exclusion by exact corner signs on a product of simplices, by bisection.

On a product of simplices a multi-affine function is a positive combination of its corner values, so it keeps a sign
if they do; where corner values vanish, only on the face they span. The faces of the support's simplex are bisected
after Maubach (1995, all cells of a generation alike, hence one array operation). Halves of small integers are exact in
double precision as long as they fit the mantissa; beyond, a rounding bound is kept. So each exclusion is a proof.
Combining the equations by a rounded inverse Jacobian separates regular roots sooner.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from solvers.n_player.supports import Support, Table, restrict
from solvers.n_player.weights import Bounds, best_weights

Array = NDArray[np.float64]
MANTISSA = 52


@dataclass
class Cover:
    """Cells that may hold solutions: vertex coordinates per mixing player, and corner values of all conditions."""

    shape: tuple[int, ...]
    corners: list[Array]  # per mixing player (cells, vertex, coordinate)
    equations: list[Array]  # (cells, k1 or 1, k2 or 1, ...)
    weak: list[Array]
    bits: int
    tags: list[int]
    top: float  # largest entry
    steps: int = 0
    whole: bool = False  # tables of Python integers, each bisection doubling its scale
    until: float = float("inf")  # when refinement ends

    def scale(self, player: int) -> float:
        """Return what a player's corner coordinates are to be divided by."""
        return float(sum(int(x) for x in self.corners[player][0, 0])) if self.whole else 1.0

    @property
    def tolerance(self) -> float:
        """Bound of the rounding in a table: none while sums of halves fit a double."""
        return 0.0 if self.whole or self.bits <= MANTISSA - 12 else self.top * (self.steps + 8) * 2.0**-50

    @property
    def cells(self) -> int:
        """Number of cells left."""
        return len(self.corners[0])


def cover_of(tables: tuple[Table, ...], support: Support, until: float = float("inf")) -> Cover:
    """Return the whole face as one cell."""
    mixing = [i for i, own in enumerate(support) if len(own) > 1]
    shape = tuple(len(support[i]) for i in mixing)
    equations: list[Array] = []
    weak: list[Array] = []
    for i, own in enumerate(support):
        rows = restrict(tables[i], support, i)
        target = tuple(1 if j == i else len(support[j]) for j in mixing)
        for b in range(len(rows)):
            if b != own[0]:
                gain = (rows[b] - rows[own[0]]).astype(float).reshape((1, *target))
                (equations if b in own else weak).append(gain if b in own else -gain)
    top = max([1.0, *(float(np.abs(t).max()) for t in equations + weak)])
    corners = [np.eye(k)[None] for k in shape]
    bits = int(np.ceil(np.log2(top))) + 1
    return Cover(shape, corners, equations, weak, bits, [k - 1 for k in shape], top, until=until)


def bisect(cover: Cover, player: int) -> None:
    """Halve every cell along one player's simplex."""
    size, tag = cover.shape[player], cover.tags[player]
    first = [*range(tag), size, *range(tag + 1, size)]
    second = [*range(1, tag + 1), size, *range(tag + 1, size)]

    def halves(table: Array, axis: int) -> Array:
        if table.shape[axis] == 1 and size > 1:
            return np.concatenate([table, table])
        middle = np.take(table, [0], axis=axis) + np.take(table, [tag], axis=axis)
        pair = [2 * table, middle] if cover.whole else [table, middle / 2]
        longer = np.concatenate(pair, axis=axis)
        return np.concatenate([np.take(longer, first, axis=axis), np.take(longer, second, axis=axis)])

    cover.corners = [halves(c, 1) if j == player else np.concatenate([c, c]) for j, c in enumerate(cover.corners)]
    cover.equations = [halves(t, player + 1) for t in cover.equations]
    cover.weak = [halves(t, player + 1) for t in cover.weak]
    cover.tags[player] = tag - 1 if tag > 1 else size - 1
    cover.bits += 1
    cover.steps += 1


def _positive(cover: Cover, table: Array) -> NDArray[np.bool_]:
    """Cells on whose part inside the open face the function is surely positive."""
    axes = tuple(range(1, table.ndim))
    if cover.tolerance:
        return np.asarray(table.min(axis=axes) > 2 * len(cover.equations) * cover.tolerance)
    ok: NDArray[np.bool_] = (table.min(axis=axes) >= 0) & (table.max(axis=axes) > 0)
    doubtful = ok & (table.min(axis=axes) == 0)
    if not doubtful.any():
        return ok
    zero, on_wall = table[doubtful] == 0, np.zeros(int(doubtful.sum()), dtype=bool)
    for j, corners in enumerate(cover.corners):
        if table.shape[j + 1] == 1:
            continue
        appears = zero.any(axis=tuple(a for a in axes if a != j + 1))
        flat = corners[doubtful] == 0
        on_wall |= (flat | ~appears[:, :, None]).all(axis=1).any(axis=1)
    ok[doubtful] = on_wall
    return ok


def prune(cover: Cover, combine: bool) -> None:
    """Drop the cells excluded by a sign."""
    dead = np.zeros(cover.cells, dtype=bool)
    for table in cover.equations:
        dead |= _positive(cover, table) | _positive(cover, -table)
    for table in cover.weak:
        dead |= _positive(cover, -table)
    keep(cover, ~dead)
    if combine and cover.cells:
        dead = np.zeros(cover.cells, dtype=bool)
        for table in _combinations(cover):
            dead |= _positive(cover, table) | _positive(cover, -table)
        keep(cover, ~dead)


def keep(cover: Cover, mask: NDArray[np.bool_]) -> None:
    """Drop the cells not in the mask."""
    if not mask.all():
        cover.corners = [c[mask] for c in cover.corners]
        cover.equations = [t[mask] for t in cover.equations]
        cover.weak = [t[mask] for t in cover.weak]


def _combinations(cover: Cover) -> list[Array]:
    """Equations combined by a rounded inverse Jacobian at the cell centres."""
    n = sum(k - 1 for k in cover.shape)
    if len(cover.equations) != n:
        return []
    jacobian = np.stack([_gradient(cover, t) for t in cover.equations], axis=1)
    jacobian += 1e-9 * np.eye(n)
    try:
        inverse = np.linalg.inv(jacobian)
    except np.linalg.LinAlgError:
        return []
    with np.errstate(invalid="ignore", divide="ignore"):  # a singular cell gives no combination
        inverse = np.nan_to_num(inverse / np.abs(inverse).max(axis=2, keepdims=True), posinf=0.0, neginf=0.0)
    rounded = np.round(inverse * 64) / 64
    full = (cover.cells, *cover.shape)
    stack = [np.broadcast_to(t, full) for t in cover.equations]
    whole = (rounded * 64).astype(int).astype(object) if cover.whole else rounded
    ones = [1] * len(cover.shape)
    return [sum(whole[:, i, j].reshape(-1, *ones) * t for j, t in enumerate(stack)) for i in range(n)]


def prune_by_programs(cover: Cover) -> None:
    """Drop cells where some combination of the conditions, found by a linear program, is positive at all corners."""
    dead = np.array([_program_excludes(cover, k) for k in range(cover.cells)], dtype=bool)
    keep(cover, ~dead)


def _program_excludes(cover: Cover, k: int) -> bool:
    """Try for positivity at all corners, then at all corners off one wall of the face that the cell touches."""
    tables = [np.broadcast_to(t[k], cover.shape) for t in cover.equations] + [
        -np.broadcast_to(t[k], cover.shape) for t in cover.weak
    ]
    columns = np.stack([t.ravel() for t in tables], axis=1).astype(float)
    if cover.tolerance:
        return False
    corners = [c[k : k + 1] for c in cover.corners]
    single = Cover(cover.shape, corners, [], [], cover.bits, [], cover.top, whole=cover.whole)
    for on_wall in [~np.any(columns != 0, axis=1), *_walls(single)]:
        weights = _program(columns, on_wall, len(cover.equations), cover.until)
        if weights is not None:
            grid = 2**40 if cover.whole else 512  # whole numbers stay exact with fine weights, doubles with coarse
            combined = sum(round(grid * float(w)) * t for w, t in zip(weights, tables, strict=True))
            if _positive(single, np.asarray(combined)[None])[0]:
                return True
    return False


def _walls(single: Cover) -> list[NDArray[np.bool_]]:
    """For each wall the cell touches, which corners lie on it."""
    out = []
    for j, corners in enumerate(single.corners):
        for coordinate in range(single.shape[j]):
            flat = corners[0, :, coordinate] == 0
            if flat.any():
                line = flat.reshape([-1 if a == j else 1 for a in range(len(single.shape))])
                out.append(np.broadcast_to(line, single.shape).ravel())
    return out


def _program(columns: Array, on_wall: NDArray[np.bool_], n_equations: int, until: float) -> Array | None:
    """Return the weights of a combination non-negative on the wall and positive off it, if any."""
    off = columns[~on_wall]
    if not len(off):
        return None
    rows, n = columns / np.abs(off).max(), columns.shape[1]
    slack = (~on_wall).astype(float)[:, None]
    bounds: Bounds = [(-1, 1)] * n_equations + [(0, 1)] * (n - n_equations) + [(None, 1)]
    best = best_weights([0.0] * n + [1.0], np.hstack([rows, -slack]), bounds, until)
    if best is None or best[-1] <= 0:
        return None
    weights: Array = np.where(np.abs(best[:-1]) < 1e-9, 0.0, best[:-1])
    return weights


def _gradient(cover: Cover, table: Array) -> Array:
    """Differences along the cell's edges from its first vertices, the other players at their centres."""
    parts = []
    for j, size in enumerate(cover.shape):
        if table.shape[j + 1] == 1:
            parts.append(np.zeros((cover.cells, size - 1)))
            continue
        line = table.astype(float).mean(axis=tuple(a for a in range(1, table.ndim) if a != j + 1))
        parts.append(line[:, 1:] - line[:, :1])
    return np.concatenate(parts, axis=1)


def hulls(cover: Cover) -> tuple[Array, Array]:
    """Lower and upper bounds of the free probabilities (those of each support's first action left out)."""
    shares = [c.astype(float) / cover.scale(j) for j, c in enumerate(cover.corners)]
    low = np.concatenate([c.min(axis=1)[:, 1:] for c in shares], axis=1)
    high = np.concatenate([c.max(axis=1)[:, 1:] for c in shares], axis=1)
    return low, high


def refine(cover: Cover, rounds: int, limit: int) -> None:
    """Bisect along every player, rounds times, pruning; stop at the limit of cells, or when the time is over."""
    for step in range(rounds):
        for player, size in enumerate(cover.shape):
            for _ in range(size - 1):
                if not cover.cells or cover.cells > limit or monotonic() > cover.until:
                    return
                bisect(cover, player)
                prune(cover, combine=step > 0 or cover.whole)


def sharpen(cover: Cover) -> None:
    """Go over to Python integers, so that bisection stays exact at any depth; only from exact tables."""
    if cover.tolerance or cover.whole:
        return
    factor = 2.0**cover.steps  # every bisection halves once

    def integers(table: Array) -> Array:
        return np.array([int(x * factor) for x in table.ravel()], dtype=object).reshape(table.shape)

    cover.corners = [integers(c) for c in cover.corners]
    cover.equations = [integers(t) for t in cover.equations]
    cover.weak = [integers(t) for t in cover.weak]
    cover.whole = True
