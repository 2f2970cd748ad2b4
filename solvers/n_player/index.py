"""The index of a regular equilibrium of a game with any number of players.

Let S_i be the support of player i at an equilibrium, a_i its first action, and g_ia = u_i(a) - u_i(a_i) for the other
actions a in S_i, functions of the probabilities x_jb of the actions b of S_j other than a_j. The equilibrium is
*regular* if it is quasi-strict (every unused action earns less) and the square matrix D = (d g_ia / d x_jb) is
nonsingular (Harsanyi 1973; van Damme 1991, chapter 2). Its index is the sign of det(-D).

This is the index of a zero of the replicator field, x_ia (u_i(a) - u_i), or of any vector field that points to better
replies: by Poincaré and Hopf the indices of all components of equilibria add up to +1 (Ritzberger 1994). At such a zero
the field's derivative within the support is C D, C the covariance matrices of the mixtures, which are positive
definite; an unused action adds an eigenvalue u_i(b) - u_i < 0. For two players it is the index of Shapley (1974) as in
`two_player.bimatrix`. It equals the degree of the projection from the graph of equilibria (Govindan and Wilson 1997;
Demichelis and Germano 2000).

An equilibrium that is not regular can have any index; if it, or a continuum, is the only such component and all the
others are known, it has what they lack to +1.
"""

from __future__ import annotations

from collections.abc import Sequence

import flint
from flint import arb, arb_mat

from solvers.n_player.algebraic import Implicit, Num, sign
from solvers.n_player.bernstein import Poly
from solvers.n_player.cells import Point, coordinates
from solvers.n_player.certified import RootBox, ball_value
from solvers.n_player.cylinders import evaluate
from solvers.n_player.joins import support_of
from solvers.n_player.support_system import System, build_system
from solvers.n_player.supports import Table

PRECISIONS = (64, 256)
"""Bits at which the signs at a zero known by its certified box are tried."""


def completed(indices: Sequence[int | None]) -> list[int | None]:
    """Return the indices of all components of a game, one unknown among them filled in from their sum.

    >>> completed([1, None, 1]), completed([None, None, 1])
    ([1, -1, 1], [None, None, 1])
    """
    known = [index for index in indices if index is not None]
    if len(known) < len(indices) - 1:
        return [*indices]
    return [1 - sum(known) if index is None else index for index in indices]


def regular_index(tables: tuple[Table, ...], point: Point) -> int | None:
    """Return the index, +1 or -1, of an equilibrium if it is regular, else None.

    `tables` has each player's integer payoffs, own action first. At a zero known by its certified box, None can also
    mean that its enclosure did not tell.
    """
    system = build_system(tables, support_of(point))
    values = coordinates(system, point)
    box = next((x.box for x in values if isinstance(x, Implicit)), None)
    if box is not None:
        return _certified_index(system, box)
    if any(sign(evaluate(gap, values)) <= 0 for gap in system.weak):
        return None
    determinant = sign(_determinant([[evaluate(d, values) for d in row] for row in _jacobian(system)]))
    return _oriented(determinant, len(system.variables)) if determinant else None


def _oriented(determinant: int, size: int) -> int:
    return -determinant if size % 2 else determinant


def _jacobian(system: System) -> list[list[Poly]]:
    return [[poly.derivative(v) for v in range(len(system.variables))] for poly in system.equations]


def _determinant(matrix: list[list[Num]]) -> Num:
    """Return the determinant of a matrix over one number field, by elimination."""
    total: Num = flint.fmpq(1)
    while matrix:
        lead = next((k for k, row in enumerate(matrix) if sign(row[0])), None)
        if lead is None:
            return flint.fmpq(0)
        head, *others = [matrix[lead], *matrix[:lead], *matrix[lead + 1 :]]
        total = total * head[0] * (-1) ** lead
        matrix = [
            [v - row[0] / head[0] * w for v, w in zip(row[1:], head[1:], strict=True)] if sign(row[0]) else row[1:]
            for row in others
        ]
    return total


def enclosed_index(system: System, balls: Sequence[arb]) -> int | None:
    """Return the index of an equilibrium enclosed by balls; None unless they show that it is regular."""
    gaps = [ball_value(gap, balls) for gap in system.weak]
    determinant = arb_mat([[ball_value(d, balls) for d in row] for row in _jacobian(system)]).det()
    if not all(gap > 0 for gap in gaps) or not (determinant > 0 or determinant < 0):
        return None
    return _oriented(1 if determinant > 0 else -1, len(system.variables))


def _certified_index(system: System, box: RootBox) -> int | None:
    for bits in PRECISIONS:
        with flint.ctx.workprec(2 * bits):
            index = enclosed_index(system, box.enclosure(bits))
        if index is not None:
            return index
    return None
