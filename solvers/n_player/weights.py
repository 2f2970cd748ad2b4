"""Weights of a combination of conditions, by a linear program in floating point; what they prove is checked exactly."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvers.n_player.splitting import OutOfTimeError

Bounds = Sequence[tuple[float | None, float | None]]


def best_weights(gain: Sequence[float], matrix: Any, bounds: Bounds, deadline: float) -> NDArray[np.float64] | None:
    """Return the x within bounds with matrix x >= 0 and the largest gain, None if there is none.

    Raises OutOfTimeError.
    """
    from scipy.optimize import linprog

    left = deadline - monotonic()
    if left < 0:
        raise OutOfTimeError
    options = {"time_limit": left} if left < float("inf") else {}
    limits = np.zeros(matrix.shape[0])
    answer = linprog([-g for g in gain], A_ub=-matrix, b_ub=limits, bounds=bounds, options=options)
    if answer.x is None and monotonic() > deadline:
        raise OutOfTimeError
    found: NDArray[np.float64] | None = answer.x
    return found
