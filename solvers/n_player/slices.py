"""Where a limit of a cell can lie whose coordinates are not all determined.

On a facet of a curved cell the free unknowns tend to known numbers, but an unknown v = p/q of the chain may tend to
0/0. By compactness the path into the facet has a limit all the same, and since equilibria form a closed set the limit
is one: on the *slice* of profiles with the coordinates that are known. If the cells that may meet the slice all belong
to one connected group, the cell is connected with that group, whatever the limit is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flint import fmpq

from solvers.n_player.algebraic import Num, approx, sign
from solvers.n_player.cells import Cell, satisfies
from solvers.n_player.cylinders import evaluate
from solvers.n_player.frontier import Limit
from solvers.n_player.splitting import Branch
from solvers.n_player.supports import Support

APART = 1e-6
"""What two decimals, correct to double precision, must differ by to be taken for different numbers."""

Row = tuple[Num, ...] | None


def slice_of(cell: Cell, limit: Limit) -> list[Row] | None:
    """Return each player's mixture at a limit of a curved cell, None where it is not determined."""
    if cell.branch is None or cell.cylinders is None:
        return None
    known = dict(zip(cell.cylinders.order, limit.values, strict=True))
    for v, numerator, denominator in reversed(cell.branch.chain):
        degrees = zip(numerator.degrees(), denominator.degrees(), strict=True)
        if all(w in known for w, both in enumerate(degrees) if max(both) > 0):
            full = [known.get(w, fmpq(0)) for w in range(len(cell.branch.system.variables))]
            bottom = evaluate(denominator, full)
            if sign(bottom):
                known[v] = evaluate(numerator, full) / bottom
    return [_row(cell, known, i) for i in range(len(cell.support))]


def _row(cell: Cell, known: dict[int, Num], player: int) -> Row:
    assert cell.branch is not None
    row: list[Num] = [fmpq(0)] * len(cell.sample[player])
    own = cell.support[player]
    row[own[0]] = fmpq(1)
    for v, (i, k) in enumerate(cell.branch.system.variables):
        if i == player:
            if v not in known:
                return None
            row[own[k]] = known[v]
            row[own[0]] = row[own[0]] - known[v]
    return tuple(row)


def meeting(k: int, limit: Limit, cells: Sequence[Cell], faces: Sequence[Support]) -> Iterator[int]:
    """Yield the cells, and faces numbered after them, that may hold a limit of the k-th cell; all if unknown."""
    rows = slice_of(cells[k], limit)
    if rows is None:
        yield from range(len(cells) + len(faces))
        return
    for j, other in enumerate(cells):
        if j != k and _may_hold(other, cells[k], rows, limit):
            yield j
    for j, face in enumerate(faces):
        used = (set(own) if row is None else _played(row) for own, row in zip(cells[k].support, rows, strict=True))
        if all(
            play & set(own) if row is None else play <= set(own)
            for play, own, row in zip(used, face, rows, strict=True)
        ):
            yield len(cells) + j


def _played(row: tuple[Num, ...]) -> set[int]:
    return {a for a, x in enumerate(row) if sign(x)}


def _may_hold(other: Cell, cell: Cell, rows: Sequence[Row], limit: Limit) -> bool:
    """Whether a cell other than the one whose limit it is may hold a point of the slice."""
    for own, mine, row in zip(other.support, cell.support, rows, strict=True):
        if not (set(own) <= set(mine) if row is None else set(own) == _played(row)):
            return False
    if other.dimension == 0:
        given = [
            (a, x)
            for row, point in zip(rows, other.sample, strict=True)
            for a, x in zip(row or (), point, strict=False)
        ]
        return all(abs(approx(a) - approx(x)) < APART for a, x in given)
    if other.cylinders is not None and other.cylinders is cell.cylinders:
        inside = all(sign(x) > 0 and sign(1 - x) > 0 for x in limit.values)
        return not inside or other.cylinders.locate(limit.values) == other.path
    return other.branch is None or _not_refuted(other, other.branch, rows)


def _not_refuted(other: Cell, branch: Branch, rows: Sequence[Row]) -> bool:
    """Whether the conditions on a cell hold at the point of the slice, where they concern what is known alone."""
    values = []
    for i, k in branch.system.variables:
        row = rows[i]
        if row is None:
            return True
        values.append(row[other.support[i][k]])
    return satisfies(branch, values)
