"""Linear programs, solved exactly and with a certificate.

The program is: maximise c.x subject to A x <= b, E x = d, x >= 0, all numbers rational. Every answer proves itself:

* optimal: a point x and a dual vector y, y >= 0 on the rows of A, with y'(A; E) >= c and y.(b; d) = c.x;
* infeasible: a vector y, y >= 0 on the rows of A, with y'(A; E) >= 0 and y.(b; d) < 0 (Farkas 1902);
* unbounded: a feasible point and a direction r >= 0 with A r <= 0, E r = 0 and c.r > 0.

Method. The two-phase simplex method on a dictionary (Dantzig 1963; Chvátal 1983) of integers over one common positive
denominator, the determinant of the basis: pivots are fraction free (Edmonds 1967, Bareiss 1968), nothing is rounded.
The variable with the largest coefficient enters; while the objective stands still, the smallest subscript enters and
leaves instead (Bland 1977), which rules out cycling. Large programs go to a floating-point solver first, and its last
basis is verified exactly (`proposed_basis`); only if that fails do they come here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any, Literal

import numpy as np

__all__ = ["Optimum", "certified", "maximise", "whole"]

Vector = Sequence[Any]
Matrix = Sequence[Sequence[Any]]
Status = Literal["optimal", "infeasible", "unbounded"]

PROPOSED_AT = 1600
"""Number of coefficients from which a floating-point solver proposes the basis."""


@dataclass(frozen=True)
class Optimum:
    """The answer to a linear program.

    `value` and `point` are None and empty if infeasible. `dual` has one number per row of A, then of E: prices if
    optimal, Farkas's certificate if infeasible, empty if unbounded. `ray` is the direction of an unbounded program.
    """

    status: Status
    value: Fraction | None = None
    point: tuple[Fraction, ...] = ()
    dual: tuple[Fraction, ...] = ()
    ray: tuple[Fraction, ...] = ()


def maximise(c: Vector, A: Matrix = (), b: Vector = (), E: Matrix = (), d: Vector = ()) -> Optimum:
    """Maximise c.x subject to A x <= b, E x = d and x >= 0.

    c has shape n, A and E have shapes k x n and m x n. Raises ValueError when the shapes do not fit.

    >>> found = maximise([3, 2], [[1, 1], [1, 3]], [4, 6])
    >>> found.value, found.point, found.dual
    (Fraction(12, 1), (Fraction(4, 1), Fraction(0, 1)), (Fraction(3, 1), Fraction(0, 1)))
    """
    program = _scaled(c, A, b, E, d)
    if len(program.rows) * len(program.c) >= PROPOSED_AT:
        from solvers.programs.proposed_basis import proposed

        if found := proposed(program.c, program.rows, program.rhs, program.n_inequalities):
            return program.answer("optimal", *found)
    return _simplex(program)


def certified(answer: Optimum, c: Vector, A: Matrix = (), b: Vector = (), E: Matrix = (), d: Vector = ()) -> bool:
    """Return whether an answer to `maximise(c, A, b, E, d)` proves itself, by substitution alone.

    >>> certified(maximise([1], [[2]], [1]), [1], [[2]], [1])
    True
    """
    rows, rhs = [*A, *E], [*b, *d]
    priced = (
        [_dot(answer.dual, column) for column in zip(*rows, strict=True)] if answer.dual else [Fraction(0)] * len(c)
    )
    fair = all(y >= 0 for y in answer.dual[: len(A)])
    if answer.status == "infeasible":
        return fair and all(v >= 0 for v in priced) and _dot(answer.dual, rhs) < 0
    if not _feasible(answer.point, A, b, E, d) or _dot(c, answer.point) != answer.value:
        return False
    if answer.status == "unbounded":
        return _feasible(answer.ray, A, [0] * len(A), E, [0] * len(E)) and _dot(c, answer.ray) > 0
    return fair and all(v >= w for v, w in zip(priced, c, strict=True)) and _dot(answer.dual, rhs) == answer.value


def whole(row: Vector) -> tuple[list[int], Fraction]:
    """Return the smallest integer vector that is a positive multiple of a rational one, and the factor.

    >>> whole([Fraction(1, 2), Fraction(-1, 3)])
    ([3, -2], Fraction(6, 1))
    """
    exact = [Fraction(v) for v in row]
    below = lcm(*(v.denominator for v in exact))
    numerators = [v.numerator * (below // v.denominator) for v in exact]
    above = gcd(*numerators) or 1
    return [v // above for v in numerators], Fraction(below, above)


def _dot(first: Vector, second: Vector) -> Fraction:
    return sum((v * w for v, w in zip(first, second, strict=True) if v), Fraction(0))


def _feasible(x: Vector, A: Matrix, b: Vector, E: Matrix, d: Vector) -> bool:
    below = all(_dot(row, x) <= v for row, v in zip(A, b, strict=True))
    return below and all(_dot(row, x) == v for row, v in zip(E, d, strict=True)) and all(v >= 0 for v in x)


@dataclass(frozen=True)
class _Program:
    """The program in integers: row i is `factors[i]` times the given one, inequalities first; c is c_factor times."""

    c: list[int]
    rows: list[list[int]]
    rhs: list[int]
    n_inequalities: int
    factors: list[Fraction]
    c_factor: Fraction

    def answer(self, status: Status, x: Vector = (), y: Vector = (), ray: Vector = ()) -> Optimum:
        """Return an answer to the integer program as one to the given program."""
        value = None if status == "infeasible" else _dot(self.c, x) / self.c_factor
        below = self.c_factor if status == "optimal" else 1
        dual = tuple(v * f / below for v, f in zip(y, self.factors, strict=True)) if status != "unbounded" else ()
        return Optimum(status, value, tuple(x), dual, tuple(ray))


def _scaled(c: Vector, A: Matrix, b: Vector, E: Matrix, d: Vector) -> _Program:
    if len(A) != len(b) or len(E) != len(d) or any(len(row) != len(c) for row in (*A, *E)) or not len(c):
        raise ValueError("c of length n >= 1, A of shape k x n with b of length k, and likewise E and d are needed")
    scaled = [whole([*row, v]) for row, v in (*zip(A, b, strict=True), *zip(E, d, strict=True))]
    goal, factor = whole(c)
    rows, rhs = [row[:-1] for row, _ in scaled], [row[-1] for row, _ in scaled]
    return _Program(goal, rows, rhs, len(A), [f for _, f in scaled], factor)


@dataclass
class _Dictionary:
    """basic[i] = (rhs - sum_j entry[j] * cobasic[j]) / det, row by row of `table`; each row ends with its rhs.

    Below the rows of the basic variables stand two objectives, the given one and that of phase one. Variables are
    numbered: x from 0, the slacks of the inequalities from n, the artificial variables of all rows from `n_real`.
    """

    table: Any
    basic: list[int]
    cobasic: list[int]
    n_real: int
    det: int = 1

    def pivot(self, r: int, c: int) -> None:
        """Exchange the basic variable of row r and the cobasic variable of column c."""
        row, column = self.table[r].copy(), self.table[:, c].copy()
        head = row[c]
        self.table = (self.table * head - np.outer(column, row)) // self.det
        self.table[:, c] = -column
        row[c] = self.det
        self.table[r] = row
        self.det = head
        if head < 0:
            self.table, self.det = -self.table, -head
        self.basic[r], self.cobasic[c] = self.cobasic[c], self.basic[r]

    def entering(self, goal: int, cautious: bool) -> int:
        """Find a column whose variable improves the objective in row `goal`, -1 at the optimum."""
        costs = self.table[goal]
        better = [j for j, v in enumerate(self.cobasic) if costs[j] < 0 and v < self.n_real]
        if not better:
            return -1
        return min(better, key=self.cobasic.__getitem__ if cautious else costs.__getitem__)

    def leaving(self, c: int) -> int:
        """Find the row that blocks first when column c enters, of several the smallest variable; -1 if none."""
        best, top, base = -1, 0, 1
        for i, v in enumerate(self.basic):
            if (a := self.table[i, c]) > 0:
                gap = self.table[i, -1] * base - top * a if best >= 0 else -1
                if gap < 0 or (gap == 0 and v < self.basic[best]):
                    best, top, base = i, self.table[i, -1], a
        return best

    def optimise(self, goal: int) -> int:
        """Pivot to the optimum of row `goal`; return -1, or the column of a direction without bound."""
        cautious = False
        while (c := self.entering(goal, cautious)) >= 0:
            r = self.leaving(c)
            if r < 0:
                return c
            cautious = self.table[r, -1] == 0
            self.pivot(r, c)
        return -1

    def expel(self) -> None:
        """Exchange artificial variables left in the basis at zero; a row without a partner is redundant."""
        for r, v in enumerate(self.basic):
            if v >= self.n_real:
                real = (j for j, w in enumerate(self.cobasic) if w < self.n_real and self.table[r, j])
                if (c := next(real, -1)) >= 0:
                    self.pivot(r, c)

    def point(self, n: int) -> list[Fraction]:
        """Return the values of the first n variables."""
        x = [Fraction(0)] * n
        for i, v in enumerate(self.basic):
            if v < n:
                x[v] = Fraction(self.table[i, -1], self.det)
        return x

    def ray(self, n: int, c: int) -> list[Fraction]:
        """Return how the first n variables change with the variable of column c."""
        change = {self.cobasic[c]: Fraction(1)}
        change |= {v: Fraction(-self.table[i, c], self.det) for i, v in enumerate(self.basic)}
        return [change.get(v, Fraction(0)) for v in range(n)]

    def costs(self, goal: int) -> dict[int, Fraction]:
        """Return the reduced cost of every cobasic variable; that of a basic one is zero."""
        return {v: Fraction(self.table[goal, j], self.det) for j, v in enumerate(self.cobasic)}


def _start(program: _Program) -> _Dictionary:
    """Return the first dictionary: slacks basic where they may be, artificial variables in the other rows."""
    n, k, m = len(program.c), program.n_inequalities, len(program.rows)
    signs = [-1 if v < 0 else 1 for v in program.rhs]
    turned = [i for i in range(k) if signs[i] < 0]
    rows = [
        [*(s * v for v in row), *(-int(i == j) for j in turned), s * b]
        for i, (s, row, b) in enumerate(zip(signs, program.rows, program.rhs, strict=True))
    ]
    basic = [n + i if i < k and signs[i] > 0 else n + k + i for i in range(m)]
    goal = [*(-v for v in program.c), *(0 for _ in turned), 0]
    unmet = [row for v, row in zip(basic, rows, strict=True) if v >= n + k] or [[0] * len(goal)]
    phase_one = [-sum(column) for column in zip(*unmet, strict=True)]
    table = np.array([*rows, goal, phase_one], dtype=object)
    return _Dictionary(table, basic, [*range(n), *(n + i for i in turned)], n + k)


def _simplex(program: _Program) -> Optimum:
    state, n, m = _start(program), len(program.c), len(program.rows)
    state.optimise(m + 1)
    if state.table[m + 1, -1]:
        return program.answer("infeasible", (), _prices(program, state, m + 1, 1))
    state.expel()
    if (c := state.optimise(m)) >= 0:
        return program.answer("unbounded", state.point(n), (), state.ray(n, c))
    return program.answer("optimal", state.point(n), _prices(program, state, m, 0))


def _prices(program: _Program, state: _Dictionary, goal: int, artificial_cost: int) -> list[Fraction]:
    """Return the dual vector: the reduced cost of a slack, or of the artificial variable of an equation."""
    costs, n, k = state.costs(goal), len(program.c), program.n_inequalities
    prices = [costs.get(n + i, Fraction(0)) for i in range(k)]
    for i, b in enumerate(program.rhs[k:], start=k):
        price = costs.get(n + k + i, Fraction(0)) - artificial_cost
        prices.append(-price if b < 0 else price)
    return prices
