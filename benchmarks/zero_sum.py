"""Zero-sum games in floating point: time beside HiGHS called directly, every answer's gap checked first.

    python benchmarks/zero_sum.py [quick]

Peer: `scipy.optimize.linprog`, interior point and dual simplex, on the program max 1'w, (A + 1) w <= 1, w >= 0, the
smallest there is. Both sides' strategies are judged by the same security levels; a gap above 1e-6 counts as wrong.
Linear algebra runs on one thread unless OPENBLAS_NUM_THREADS says otherwise: HiGHS uses one, and threads that have to
share the cores with other work wait for each other.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy.optimize import linprog

from games.forms import NormalForm
from solvers.zero_sum import zero_sum

Pair = tuple[np.ndarray, np.ndarray]


def gap(A: np.ndarray, pair: Pair) -> float:
    x, y = pair
    return float((A @ y).max() - (x @ A).min())


def prepared_ours(A: np.ndarray) -> Callable[[], Pair]:
    game = NormalForm([A, -A], dtype=float)

    def solve() -> Pair:
        found = zero_sum(game)
        assert gap(A, found.strategies) <= found.gap
        return found.strategies

    return solve


def prepared_highs(A: np.ndarray, method: str) -> Callable[[], Pair]:
    def solve() -> Pair:
        found = linprog(-np.ones(A.shape[1]), A + 1, np.ones(len(A)), method=method)
        return -found.ineqlin.marginals / -found.ineqlin.marginals.sum(), found.x / found.x.sum()

    return solve


def timed(solve: Callable[[], Pair]) -> tuple[float, Pair]:
    start = time.perf_counter()
    found = solve()
    return time.perf_counter() - start, found


def report(name: str, games: list[np.ndarray], methods: tuple[str, ...]) -> None:
    own = [timed(prepared_ours(A)) for A in games]
    middle, worst = (
        statistics.median(t for t, _ in own),
        max(gap(A, pair) for A, (_, pair) in zip(games, own, strict=True)),
    )
    wrong = sum(gap(A, pair) > 1e-6 for A, (_, pair) in zip(games, own, strict=True))
    line = f"{name:22s} ours {middle:8.3f} s, gap {worst:.0e}, {wrong} wrong"
    for method in methods:
        theirs = [timed(prepared_highs(A, method)) for A in games]
        gaps = [gap(A, pair) for A, (_, pair) in zip(games, theirs, strict=True)]
        times = statistics.median(t for t, _ in theirs) / middle
        line += f"   {method} x{times:.1f}, gap {max(gaps):.0e}, {sum(g > 1e-6 for g in gaps)} wrong"
    print(line, flush=True)


def main() -> None:
    quick = "quick" in sys.argv[1:]
    timed(prepared_ours(np.random.default_rng(0).random((70, 70))))  # imports
    for n in (100, 200, 500, 1000)[: 2 if quick else 4]:
        repeats = 3 if n <= 200 else 1
        methods = ("highs-ipm", "highs-ds") if n <= 500 else ("highs-ipm",)
        report(f"random {n} x {n}", [np.random.default_rng(s).random((n, n)) for s in range(repeats)], methods)
        whole = [np.random.default_rng(s).integers(0, 4, (n, n)) / 4 for s in range(repeats)]
        report(f"with ties {n} x {n}", whole, methods)


if __name__ == "__main__":
    main()
