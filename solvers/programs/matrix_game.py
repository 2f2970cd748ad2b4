"""Matrix games: the value, an optimal pair of strategies, and all optimal strategies, exactly.

In the game with payoff matrix A the row player maximises and the column player minimises x'A y. By the minimax theorem
(von Neumann 1928) max_x min_y x'A y = min_y max_x x'A y, the value v. After a shift that makes A positive, w = y / v
solves the linear program max sum w subject to A w <= 1, w >= 0, and x / v is its dual solution (Dantzig 1951).

The optimal strategies of either player form a polytope (Shapley and Snow 1950). The solutions w are a face of
{w >= 0, A w <= 1}, and every basis reached from an optimal one through variables of reduced cost zero lies on it. A
walk over the lexicographically feasible ones meets every vertex of the face, by the argument of `two_player.vertices`.

Here too is the common reading of a game's payoffs: exact fractions, and the matrix of one player against the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from games.errors import NotCoveredError
from games.forms.normal_form import NormalForm
from solvers.programs.linear import maximise, whole
from solvers.two_player.vertices import Tableau

__all__ = [
    "MatrixValue",
    "affine_dimension",
    "exact_payoffs",
    "matrix_value",
    "minimisers",
    "own_matrix",
    "sorted_mixes",
]

Mix = tuple[Fraction, ...]
Matrix = Sequence[Sequence[Any]]

MAX_BASES = 5000
"""Optimal bases after which the walk stops."""


@dataclass(frozen=True)
class MatrixValue:
    """The value of a matrix game and an optimal pair, `unique` if it is seen to be the only one."""

    value: Fraction
    row: Mix
    column: Mix
    unique: bool


def exact_payoffs(game: NormalForm) -> Any:
    """Return the payoffs as an object array of Fractions; floats are the exact binary numbers they are.

    Raises NotCoveredError for symbolic payoffs.
    """
    if game.kind == "symbolic":
        raise NotCoveredError("symbolic payoffs: give the parameters values with at()")
    exact = np.empty(game.payoffs.size, dtype=object)
    exact[:] = [Fraction(value) for value in game.payoffs.flat]
    return exact.reshape(game.payoffs.shape)


def own_matrix(payoffs: Any, player: int) -> Any:
    """Return one player's payoffs as a matrix: her actions by the profiles of all others, in lexicographic order."""
    return np.moveaxis(payoffs[player], player, 0).reshape(payoffs.shape[player + 1], -1)


def matrix_value(A: Matrix) -> MatrixValue:
    """Return the value and an optimal pair of the matrix game A (rows maximise), a pure one if there is one.

    >>> found = matrix_value([[3, -1], [-2, 1]])
    >>> found.value, found.row, found.unique
    (Fraction(1, 7), (Fraction(3, 7), Fraction(4, 7)), True)
    """
    low = [min(row) for row in A]
    high = [max(column) for column in zip(*A, strict=True)]
    if (value := max(low)) == min(high):
        i, j = low.index(value), high.index(value)
        strict = all(r == i or A[r][j] < value for r in range(len(low)))
        strict = strict and all(s == j or A[i][s] > value for s in range(len(high)))
        return MatrixValue(Fraction(value), _pure(i, len(low)), _pure(j, len(high)), strict)
    positive = [[v - min(low) + 1 for v in row] for row in A]
    ones, goal = [1] * len(low), [1] * len(high)
    found = maximise(goal, positive, ones)
    total = sum(found.point)
    x, y = tuple(v / total for v in found.dual), tuple(v / total for v in found.point)
    value = 1 / total + min(low) - 1
    return MatrixValue(value, x, y, _is_unique(A, value, x, y))


def _pure(chosen: int, count: int) -> Mix:
    return tuple(Fraction(int(a == chosen)) for a in range(count))


def _is_unique(A: Matrix, value: Fraction, x: Mix, y: Mix) -> bool:
    """Whether a basic optimal pair is strictly complementary with supports of one size: then it is the only one."""
    I, J = ([a for a, p in enumerate(mix) if p] for mix in (x, y))
    if len(I) != len(J):
        return False
    rows = [i for i in range(len(x)) if sum(A[i][j] * y[j] for j in J) == value]
    columns = [j for j in range(len(y)) if sum(x[i] * A[i][j] for i in I) == value]
    return (rows, columns) == (I, J)


def minimisers(A: Matrix, limit: int = MAX_BASES) -> tuple[list[Mix], bool]:
    """Return the vertices of the column player's optimal strategies, and whether they are all.

    >>> [[str(p) for p in y] for y in minimisers([[1, 0, 0], [0, 1, 1]])[0]]
    [['1/2', '1/2', '0'], ['1/2', '0', '1/2']]
    """
    integers, _ = whole([v for row in A for v in row])
    shift, n = 1 - min(integers), len(A[0])
    rows = [[*(v + shift for v in integers[i : i + n]), 1] for i in range(0, len(integers), n)]
    table = _optimal(Tableau(rows, [*range(n, n + len(rows))], [*range(n)], 1))
    todo, seen, found = [table], {table.mask()}, set()
    while todo and len(seen) <= limit:
        table = todo.pop()
        z = table.point()
        found.add(tuple(Fraction(v, sum(z)) for v in z))
        for c, cost in enumerate(_costs(table)):
            if not cost:
                r = table.leaving(c)
                new = table.mask() ^ (1 << table.cobasic[c]) ^ (1 << table.basic[r])
                if new not in seen:
                    seen.add(new)
                    todo.append(table.pivot(r, c))
    return sorted_mixes(found), not todo


def _optimal(table: Tableau) -> Tableau:
    """Pivot lexicographically to the maximum of the sum of the coordinates."""
    while min(costs := _costs(table)) < 0:
        c = costs.index(min(costs))
        table = table.pivot(table.leaving(c), c)
    return table


def _costs(table: Tableau) -> list[int]:
    """Return det times the reduced costs of the sum of the coordinates."""
    n = len(table.cobasic)
    own = [row for v, row in zip(table.basic, table.rows, strict=True) if v < n]
    return [sum(row[j] for row in own) - table.det * (v < n) for j, v in enumerate(table.cobasic)]


def sorted_mixes(mixes: Iterable[Mix]) -> list[Mix]:
    """Return mixed strategies in order: small supports first, then first actions, then large weights."""
    return sorted(mixes, key=lambda x: (sum(p != 0 for p in x), [a for a, p in enumerate(x) if p], [-p for p in x]))


def affine_dimension(points: Sequence[Mix]) -> int:
    """Return the affine dimension of points that all have sum 1: one less than their rank.

    >>> affine_dimension([(1, 0), (0, 1), (Fraction(1, 2), Fraction(1, 2))])
    1
    """
    if len(points) <= 2:
        return len(points) - 1
    from flint import fmpz_mat

    return int(fmpz_mat([whole(point)[0] for point in points]).rank()) - 1
