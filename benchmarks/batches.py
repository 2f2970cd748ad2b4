"""A million random games at once: batches beside bare array arithmetic and game-by-game solvers.

First the answers are compared with the exact solver, on games with and without ties, then times are taken (the best
of several) with ratios.
"""

from __future__ import annotations

import resource
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from games.formats.adapters import to_pygambit
from games.forms import NormalForm
from solvers.batch import batch_equilibria
from solvers.nash import nash

GAMES = 10**6
SHAPES = ((2, 2), (2, 3), (2, 6), (3, 3), (4, 4), (2, 2, 2))
CHECKED = {(2, 2): 2000, (2, 3): 1000, (2, 6): 500, (3, 3): 1000, (4, 4): 100, (2, 2, 2): 200}
LOOPED = 200
COMPILED = ("solvers.statics.kernels_two_player_numba", "solvers.statics.kernels_2x2x2_numba")


def drawn(shape: tuple[int, ...], games: int, integers: int = 0) -> np.ndarray:
    """Random payoffs: normal, or integers below a bound, which tie often."""
    rng = np.random.default_rng(sum(shape) + integers)
    size = (len(shape), *shape, games)
    return rng.integers(0, integers, size).astype(float) if integers else rng.standard_normal(size)


def bare(payoffs: np.ndarray) -> tuple[np.ndarray, ...]:
    """All equilibria of 2x2 games without ties, by hand: which pure ones there are, and the mixed one."""
    u, v = payoffs
    a, b, c, d = u[0, 0] - u[1, 0], u[1, 1] - u[0, 1], v[0, 0] - v[0, 1], v[1, 1] - v[1, 0]
    pure = np.stack([(a > 0) & (c > 0), (b < 0) & (c < 0), (a < 0) & (d < 0), (b > 0) & (d > 0)])
    mixed = (a * b > 0) & (c * d > 0)
    return pure, np.where(mixed, d / (c + d), np.nan), np.where(mixed, b / (a + b), np.nan)


def same(listed: list[np.ndarray], exact: list[np.ndarray]) -> bool:
    """Return whether two lists of points are the same set, one to one."""
    if len(listed) != len(exact):
        return False
    gaps = np.abs(np.array(listed)[:, None] - np.array(exact)[None]).max(axis=2) < 1e-6
    return bool((gaps.sum(axis=0) == 1).all() and (gaps.sum(axis=1) == 1).all())


def check(shape: tuple[int, ...]) -> str:
    """Compare number and set of equilibria with the exact solver, tied games after `resolve`."""
    checked = tied = 0
    for integers in (0, 4, 20):
        found = batch_equilibria(drawn(shape, CHECKED[shape], integers))
        resolved = found.resolve()
        for k in range(len(found)):
            exact = [np.array([float(p) for own in point.profile for p in own]) for point in nash(found.game(k))]
            assert same([np.concatenate(profile) for profile in resolved.of(k)], exact), (shape, integers, k)
            assert found.tied[k] or len(exact) % 2 == 1, (shape, integers, k)
        checked, tied = checked + len(found), tied + int(found.tied.sum())
    return f"{checked} games, {tied} of them tied"


def best(work: Callable[[], Any], times: int = 5) -> float:
    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return min(once() for _ in range(times))


def peers(shape: tuple[int, ...]) -> dict[str, Callable[[], Any]]:
    """One call per game, for each peer installed."""
    payoffs = drawn(shape, LOOPED)
    games = [np.ascontiguousarray(payoffs[..., k]) for k in range(LOOPED)]
    exact = [NormalForm(u, dtype=float) for u in games]
    loops: dict[str, Callable[[], Any]] = {"nash(), exact": lambda: [nash(game) for game in exact]}
    two = len(shape) == 2
    try:
        import nashpy

        if two:
            loops["nashpy support enumeration"] = lambda: [list(nashpy.Game(*u).support_enumeration()) for u in games]
    except ImportError:
        print("nashpy is not installed")
    try:
        import pygambit

        made = [to_pygambit(NormalForm(u)) for u in games]
        solver = pygambit.nash.enummixed_solve if two else pygambit.nash.enumpoly_solve
        loops[f"pygambit {solver.__name__}"] = lambda: [
            solver(game, rational=False) if two else solver(game) for game in made
        ]
    except ImportError:
        print("pygambit is not installed")
    try:
        import quantecon.game_theory as qe

        if two:
            built = [qe.NormalFormGame((qe.Player(u[0]), qe.Player(np.ascontiguousarray(u[1].T)))) for u in games]
            loops["quantecon support enumeration"] = lambda: [qe.support_enumeration(game) for game in built]
    except ImportError:
        print("quantecon is not installed")
    return loops


def line(name: str, seconds: float, games: int, ours: float) -> None:
    each = seconds / games
    print(f"  {name:32} {each * 1e9:12.0f} ns a game {1 / each:14,.0f} games/s {each / ours:12.2f} x the batch")


def measure(shape: tuple[int, ...]) -> None:
    payoffs = drawn(shape, GAMES)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours = best(lambda: batch_equilibria(payoffs)) / GAMES
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 2**10
    print(
        f"\n{'x'.join(map(str, shape))}: {GAMES} games, {payoffs.nbytes / 2**20:.0f} MB; {peak:.0f} MB more at the peak"
    )
    line("batch, 2 threads", ours * GAMES, GAMES, ours)
    line("batch, 1 thread", best(lambda: batch_equilibria(payoffs, threads=1), 3), GAMES, ours)
    if shape == (2, 2):
        line("bare numpy, closed form", best(lambda: bare(payoffs)), GAMES, ours)
    for name, loop in peers(shape).items():
        loop()
        line(f"{name}, one by one", best(loop, 2), LOOPED, ours)


def main() -> None:
    """Check, measure, print."""
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    for shape in SHAPES:
        print(f"{'x'.join(map(str, shape))} correct: {check(shape)}, equal the exact solver in number and set")
        few = drawn(shape, 300)
        print(f"  a batch of 300, nothing compiled: {best(lambda: batch_equilibria(few)) * 1e3:.1f} ms")  # noqa: B023
    for module in COMPILED:
        start = time.perf_counter()
        import_module(module)
        print(f"loading {module}: {time.perf_counter() - start:.1f} s")
    for shape in SHAPES:
        measure(shape)


if __name__ == "__main__":
    main()
