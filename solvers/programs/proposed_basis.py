"""A linear program solved in floating point, its last basis verified in exact arithmetic.

A basis of the program max c.x, (A I; E 0) (x, s) = (b, d), x, s >= 0 proves optimality if the basic solution is
non-negative and so are the reduced costs c_B B^-1 (A I; E 0) - c (Dantzig 1963). Which columns are basic is a finite
piece of information, so a rounded solution can give it away: those at a positive value are basic, and the rest of the
basis is found among the columns whose reduced cost is (nearly) zero, by elimination modulo a prime. Then x and the dual
vector are recomputed exactly and every sign is checked (Applegate, Cook, Dash and Espinoza 2007, "Exact solutions to
linear programming problems"). A wrong guess fails the check; it cannot lead to a wrong answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

Row = Sequence[int]
Found = tuple[list[Fraction], list[Fraction]]

PRIME = 2**61 - 1
NEARLY_ZERO = 1e-9


def proposed(c: Row, rows: Sequence[Row], rhs: Row, n_inequalities: int) -> Found | None:
    """Return an optimal x and dual vector of max c.x, rows x <= or = rhs (inequalities first), x >= 0, if verified.

    >>> x, y = proposed([1, 1], [[1, 2], [2, 1]], [3, 3], 2)
    >>> [str(v) for v in x + y]
    ['1', '1', '1/3', '1/3']
    """
    if not rows:
        return None
    try:
        values, costs = _rounded(c, rows, rhs, n_inequalities)
    except (OverflowError, ArithmeticError):
        return None
    scale = max(map(abs, values), default=0) or 1
    certain = [j for j, v in enumerate(values) if v > NEARLY_ZERO * scale]
    certain.sort(key=lambda j: -values[j])
    others = sorted(set(range(len(values))).difference(certain), key=costs.__getitem__)
    basis = _independent([*certain, *others], rows, n_inequalities)
    return _verified(basis, c, rows, rhs, n_inequalities)


def _rounded(c: Row, rows: Sequence[Row], rhs: Row, k: int) -> tuple[list[float], list[float]]:
    """Return the values of x and the slacks, and the size of their reduced costs, in floating point."""
    import numpy as np
    from scipy.optimize import linprog

    sizes = [max(map(abs, row), default=0) or 1 for row in rows]
    most = max(map(abs, c)) or 1
    table = np.array([[v / size for v in row] for row, size in zip(rows, sizes, strict=True)])
    level = np.array([v / size for v, size in zip(rhs, sizes, strict=True)])
    upper = {"A_ub": table[:k], "b_ub": level[:k]} if k else {}
    equal = {"A_eq": table[k:], "b_eq": level[k:]} if k < len(rows) else {}
    found: Any = linprog([-v / most for v in c], **upper, **equal, method="highs-ds")
    if found.status != 0:
        raise ArithmeticError(found.message)
    costs = [*found.lower.marginals, *(found.ineqlin.marginals if k else ())]
    return [*found.x, *(found.slack if k else ())], [abs(v) for v in costs]


def _independent(order: Sequence[int], rows: Sequence[Row], k: int) -> list[int]:
    """Return the first columns of (A I; E 0), then of the identity, that span: their places, by elimination mod p."""
    from flint import nmod_mat

    m, n = len(rows), len(rows[0])
    order = [*order, *range(n + k, n + m)]
    table = nmod_mat(m, len(order), [v for i, row in enumerate(rows) for v in _entries(row, i, n, order)], PRIME)
    reduced, rank = table.rref()
    heads, start = [], 0
    for i in range(rank):
        start = next(j for j in range(start, len(order)) if int(reduced[i, j]))
        heads.append(order[start])
        start += 1
    return heads


def _entries(row: Row, i: int, n: int, columns: Sequence[int]) -> list[int]:
    """Return the entries of row i in some columns of (A I; E I): unit columns are numbered from n."""
    return [row[j] if j < n else int(j == n + i) for j in columns]


def _verified(basis: Sequence[int], c: Row, rows: Sequence[Row], rhs: Row, k: int) -> Found | None:
    """Return the basic solution and the dual vector of a basis, None unless both are feasible."""
    from flint import fmpz_mat

    m, n = len(rows), len(c)
    square = fmpz_mat([_entries(row, i, n, basis) for i, row in enumerate(rows)])
    try:
        values, above = square.solve(fmpz_mat([[v] for v in rhs])).numer_denom()
        prices, below = square.transpose().solve(fmpz_mat([[c[j] if j < n else 0] for j in basis])).numer_denom()
    except ZeroDivisionError:
        return None
    x, y = dict(zip(basis, (int(values[i, 0]) for i in range(m)), strict=True)), [int(prices[i, 0]) for i in range(m)]
    priced = prices.transpose() * fmpz_mat([list(row) for row in rows])
    fits = all(v >= 0 if j < n + k else v == 0 for j, v in x.items()) and all(v >= 0 for v in y[:k])
    if not fits or any(int(priced[0, j]) < v * int(below) for j, v in enumerate(c)):
        return None
    return [Fraction(x.get(j, 0), int(above)) for j in range(n)], [Fraction(v, int(below)) for v in y]
