"""The principal logit branch: time beside pygambit, both checked against the equations first.

    python benchmarks/quantal.py

Both follow the branch until it is as good as at its limit. Our path is timed in plain numpy and compiled.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from games.forms import NormalForm
from solvers import quantal, quantal_kernel
from solvers.quantal import principal_branch

SHAPES = ((2, 2), (3, 3), (8, 8), (16, 16), (3, 3, 3), (2, 2, 2, 2))


def logit_error(game: NormalForm, lam: float, profile: list[np.ndarray]) -> float:
    worst = 0.0
    for i, own in enumerate(profile):
        u = np.moveaxis(game.payoffs[i], i, 0)
        for other in (p for k, p in enumerate(profile) if k != i):
            u = np.tensordot(u, other, axes=(1, 0))
        weights = np.exp(lam * (u - u.max()))
        worst = max(worst, float(np.abs(weights / weights.sum() - own).max()))
    return worst


def ours(game: NormalForm) -> np.ndarray:
    branch = principal_branch(game)
    assert branch.residuals.max() < 1e-6
    assert branch.limit is not None
    return np.concatenate(branch.limit.profile)


def check(game: NormalForm) -> None:
    branch = principal_branch(game)
    for lam, p in zip(branch.precisions, branch.probabilities, strict=True):
        if logit_error(game, lam, np.split(p, np.cumsum(game.shape)[:-1])) > 1e-9 * (1 + lam / 1e3):
            raise SystemExit(f"our point at lambda = {lam} is wrong")


def gambit() -> Callable[[Any], np.ndarray] | None:
    try:
        import pygambit
    except ImportError:
        print("pygambit is not installed and is left out.")
        return None

    def solve(game: Any) -> np.ndarray:
        answer = pygambit.nash.logit_solve(game)
        found = answer.equilibrium if hasattr(answer, "equilibrium") else answer.equilibria[0]
        return np.array([p for player in game.players for _, p in found[player]])

    return solve


def median(solve: Callable[[Any], np.ndarray], games: list[Any]) -> float:
    times = []
    for game in games:
        start = time.perf_counter()
        solve(game)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    peer = gambit()
    compiled = quantal._fastest
    for shape in SHAPES:
        games = [NormalForm(np.random.default_rng(s).random((len(shape), *shape)), dtype=float) for s in range(20)]
        quantal._fastest = lambda _: quantal_kernel
        plain = median(ours, games)
        __import__("solvers.quantal_numba")
        quantal._fastest = compiled
        ours(games[0])
        fast = median(ours, games)
        for game in games:
            check(game)
        line = f"{' x '.join(map(str, shape)):14s} numpy {plain * 1e3:7.2f} ms   compiled {fast * 1e3:7.2f} ms"
        if peer:
            import pygambit

            theirs = [getattr(pygambit, "StrategicGame", pygambit.Game).from_arrays(*game.payoffs) for game in games]
            other = median(peer, theirs)
            far = sum(np.abs(peer(t) - ours(g)).max() > 1e-3 for t, g in zip(theirs, games, strict=True))
            line += f"   pygambit {other * 1e3:7.2f} ms = x{other / plain:.1f} and x{other / fast:.1f}"
            line += f"   ({far} of {len(games)} limits differ)"
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
