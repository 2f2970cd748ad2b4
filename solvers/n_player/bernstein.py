"""Polynomials on a box by their Bernstein coefficients, in whole numbers: enclosures, signs, halves.

On the unit box a polynomial lies between the least and the largest of its Bernstein coefficients, and those at the
corners are its values there (Garloff 1985; Lane and Riesenfeld 1981). Halving the box is de Casteljau's algorithm
(Farin 2002, *Curves and Surfaces for CAGD*). Coefficients are kept up to a common positive factor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from math import comb, lcm
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Poly: TypeAlias = Any  # fmpz_mpoly
Table: TypeAlias = NDArray[np.object_]
Ends = tuple[bool, bool]
"""Whether the lower and the upper end of a side lie on a wall."""


@lru_cache(maxsize=64)
def _matrix(degree: int) -> Any:
    """Power basis to Bernstein basis, times a positive integer."""
    scale = lcm(*(comb(degree, i) for i in range(degree + 1)))
    rows = [
        [comb(j, i) * (scale // comb(degree, i)) if i <= j else 0 for i in range(degree + 1)] for j in range(degree + 1)
    ]
    return np.array(rows, dtype=object)


def bernstein(poly: Poly, variables: Sequence[int], degrees: Sequence[int]) -> Table:
    """Return the coefficients over the unit box of the variables, as of these degrees, times a positive integer.

    Of equal degrees the integer is the same. No other variable may occur.
    """
    table = np.zeros([d + 1 for d in degrees], dtype=object)
    for exponents, coefficient in poly.to_dict().items():
        table[tuple(exponents[v] for v in variables)] = int(coefficient)
    for axis, degree in enumerate(degrees):
        if degree == 1:
            head, tail = np.take(table, [0], axis=axis), np.take(table, [1], axis=axis)
            table = np.concatenate([head, head + tail], axis=axis)
        elif degree:
            table = np.moveaxis(np.tensordot(_matrix(degree), table, axes=(1, axis)), 0, axis)
    return table


def positive(table: Table, walls: Sequence[Ends]) -> bool:
    """Whether a polynomial is seen to be positive on the part of a box off the walls."""
    return bool(table.min() >= 0) and all(table[corner] > 0 for corner in corners(table.shape, walls))


def corners(shape: Sequence[int], walls: Sequence[Ends]) -> Iterator[tuple[int, ...]]:
    """Corners of a box off the walls, as indices of coefficients."""
    return product(
        *(
            [k for k, w in zip((0, size - 1), ends, strict=True) if not w]
            for size, ends in zip(shape, walls, strict=True)
        )
    )


def halves(table: Any, axis: int) -> tuple[Table, Table]:
    """Return the coefficients on both halves, times a power of two that the degree along the axis gives."""
    rows = np.moveaxis(table, axis, 0)
    left, right, n = [], [], len(rows)
    for k in range(n):
        left.append(rows[0] * 2 ** (n - 1 - k))
        right.append(rows[-1] * 2 ** (n - 1 - k))
        rows = rows[:-1] + rows[1:]
    return np.moveaxis(np.array(left, dtype=object), 0, axis), np.moveaxis(np.array(right[::-1], dtype=object), 0, axis)
