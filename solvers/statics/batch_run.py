"""The running of a batch: chunks of games through a kernel, in threads, into arrays that grow in place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from games.errors import NumberError
from games.forms import numbers
from solvers.statics.bounded import UNDERFLOW
from solvers.statics.kernels_2x2x2 import SUPPORTS, three_player
from solvers.statics.kernels_two_player import equal_supports, two_player
from solvers.statics.rounding import ROUNDOFF
from solvers.statics.supports import Listed, Supports, listed

CHUNK = 1 << 13
"""Games solved at a time: their arrays fit the cache of one core."""

REPAID = 10**7
"""Games times support profiles after which compiled code, several times as fast, has repaid the second that loading
it takes. Less work is done by numpy alone, unless the code is loaded already."""

WHOLE = 2**53
"""Integers up to here are floats."""


def kinds(shape: Sequence[int]) -> tuple[Supports, ...]:
    """Return the support profiles that equilibria of games without ties can have."""
    return SUPPORTS if len(shape) == 3 else equal_supports(*shape)


def run(payoffs: np.ndarray, threads: int) -> Listed:
    """Return the equilibria of all games; the last axis of `payoffs` runs over the games.

    Raises NumberError for a payoff that is no finite number.
    """
    shape, games = payoffs.shape[1:-1], payoffs.shape[-1]
    work = _compiled(len(shape)) if _repays(payoffs) else _interpreted
    collected = _Collected(games, sum(shape))
    cuts = [*range(0, games, CHUNK), games]
    pool = ThreadPoolExecutor(max(threads, 1))
    try:
        for part in pool.map(lambda start, stop: _chunk(payoffs, start, stop, work), cuts, cuts[1:]):
            collected.add(part)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return collected.all()


def _repays(payoffs: np.ndarray) -> bool:
    """Return whether to use compiled code, which takes no errors of the payoffs."""
    if payoffs.dtype.kind not in "biuf":
        return False
    module = _COMPILED[payoffs.ndim - 2]
    return module in sys.modules or payoffs.shape[-1] * len(kinds(payoffs.shape[1:-1])) >= REPAID


_COMPILED = {
    2: "solvers.statics.kernels_two_player_numba",
    3: "solvers.statics.kernels_2x2x2_numba",
}

Work = Callable[[np.ndarray, Any], Listed]


def _compiled(players: int) -> Work:
    if players == 2:
        from solvers.statics.kernels_two_player_numba import list_two_player as found
    else:
        from solvers.statics.kernels_2x2x2_numba import list_three_player as found

    def work(payoffs: np.ndarray, errors: Any) -> Listed:
        answer: Listed = found(payoffs) if errors is None else _interpreted(payoffs, errors)
        return answer

    return work


def _interpreted(payoffs: np.ndarray, errors: Any) -> Listed:
    shape = payoffs.shape[1:-1]
    with np.errstate(all="ignore"):
        answers = two_player(payoffs, shape, errors) if len(shape) == 2 else three_player(payoffs, errors)
        return listed(answers, sum(shape))


def _chunk(payoffs: np.ndarray, start: int, stop: int, work: Work) -> Listed:
    values, errors = _floats(payoffs[..., start:stop])
    if not np.isfinite(values.sum()) and not np.isfinite(values).all():
        game = np.flatnonzero(~np.isfinite(values).all(axis=tuple(range(values.ndim - 1))))[0]
        raise NumberError(f"payoffs must be finite; found nan or infinity in game {start + game}")
    return work(values, errors)


def _floats(payoffs: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Return payoffs as floats, and bounds on what that changed, None where nothing."""
    if payoffs.dtype.kind in "bf" or (payoffs.dtype.kind in "iu" and _whole(payoffs)):
        return np.array(payoffs, dtype=float, order="C"), None
    pairs = np.array([_rounded(value) for value in payoffs.flat], dtype=float).reshape(*payoffs.shape, 2)
    return np.ascontiguousarray(pairs[..., 0]), np.ascontiguousarray(pairs[..., 1])


def _rounded(payoff: Any) -> tuple[float, float]:
    """Return an exact number as a float, with a bound on the error."""
    exact = numbers.exact(payoff)
    try:
        value = float(exact)
    except (OverflowError, TypeError):
        raise NumberError(f"payoff {numbers.clip(str(payoff))}; accepted: numbers up to 1.8e308") from None
    return value, 0.0 if value == exact else ROUNDOFF * abs(value) + UNDERFLOW


def _whole(payoffs: np.ndarray) -> bool:
    return payoffs.size == 0 or (int(payoffs.max()) <= WHOLE and int(payoffs.min()) >= -WHOLE)


class _Collected:
    """Arrays that grow in place as the chunks come in, so that nothing is held twice."""

    def __init__(self, games: int, width: int) -> None:
        self.counts, self.tied = np.zeros(games, dtype=np.int64), np.zeros(games, dtype=bool)
        self.rows, self.chances = np.empty(0, dtype=np.uint16), np.empty((0, width))
        self.games = self.size = 0

    def add(self, part: Listed) -> None:
        """Append the answer of the next chunk."""
        counts, tied, rows, chances = part
        here, self.games = self.games, self.games + len(counts)
        self.counts[here : self.games], self.tied[here : self.games] = counts, tied
        first, self.size = self.size, self.size + len(rows)
        if self.size > len(self.rows):
            self._resize(self.size * len(self.counts) // self.games + len(rows))
        self.rows[first : self.size], self.chances[first : self.size] = rows, chances

    def _resize(self, size: int) -> None:
        self.rows.resize(size, refcheck=False)
        self.chances.resize((size, self.chances.shape[1]), refcheck=False)

    def all(self) -> Listed:
        """Return the answer of all games."""
        self._resize(self.size)
        return self.counts, self.tied, self.rows, self.chances
