"""The path of logit equilibria, compiled: the functions of `solvers.quantal_kernel`, with loops for the derivative."""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

import numpy as np
from numba import njit
from numba.extending import overload, register_jitable

from solvers import quantal_kernel as kernel

__all__ = ["slopes", "trace"]


def _slopes(payoffs, profiles, p):
    n, count = payoffs.shape
    size = p.shape[0]
    out = np.zeros((size, size))
    for r in range(count):
        for i in range(n):
            for j in range(n):
                if i != j:
                    weight = payoffs[i, r]
                    for k in range(n):
                        if k not in (i, j):
                            weight *= p[profiles[r, k]]
                    out[profiles[r, i], profiles[r, j]] += weight
    return out


@overload(kernel.slopes)
def _slopes_compiled(payoffs, profiles, p):
    return _slopes


for _function in (kernel.system, kernel.bordered, kernel.correct, kernel.tangent):
    register_jitable(_function)

slopes, trace = njit(cache=True)(_slopes), njit(cache=True)(kernel.trace)
