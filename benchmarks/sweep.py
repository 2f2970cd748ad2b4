"""A million games at once: the sweep of the chip ban beside bare array arithmetic and game-by-game solvers.

First the answers are compared with the exact solver, then times are taken (the best of several) with ratios.
"""

from __future__ import annotations

import random
import resource
import time
import warnings
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from games.export_controls import chip_ban
from games.formats.adapters import to_pygambit
from solvers.nash import nash
from solvers.sweep import Sweep, sweep

POINTS = 1000
AXES = {"k_us": f"0:3:{POINTS}", "q": f"0:1:{POINTS}"}
CHECKED, LOOPED = 1000, 300


def bare(k: np.ndarray, q: np.ndarray) -> tuple[np.ndarray, ...]:
    """All equilibria of the chip ban at its defaults, by hand: t_us = 1, t_cn = 3, d = phi = k_cn = 1/2."""
    a, b = 1 - 2 * k, 2.5 * k - k * (3 * q - 0.5) - 0.5 * (1 + k)
    c, d = np.full_like(q, 0.5 * (1 + 0.5) - 0.25), (3 * q - 0.5) * 1.5
    pure = np.stack([(a >= 0) & (c >= 0), (b <= 0) & (c <= 0), (a <= 0) & (d <= 0), (b >= 0) & (d >= 0)])
    mixed = (a * b > 0) & (c * d > 0)
    with np.errstate(all="ignore"):
        p, own = np.where(mixed, d / (c + d), np.nan), np.where(mixed, b / (a + b), np.nan)
    return (
        pure,
        mixed,
        p,
        own,
        pure.sum(axis=0, dtype=np.int8) + mixed,
        (a == 0) | (b == 0) | (c == 0) | (d == 0),
    )


def bare_on_full_arrays() -> tuple[np.ndarray, ...]:
    """The same with every array as long as the grid, as a loop-free script would have it."""
    k, q = np.meshgrid(np.linspace(0, 3, POINTS), np.linspace(0, 1, POINTS), indexing="ij")
    return bare(k.ravel(), q.ravel())


def bare_on_axes() -> tuple[np.ndarray, ...]:
    """The same, broadcasting: what depends on one axis is computed along it."""
    k, q = np.linspace(0, 3, POINTS)[:, None], np.linspace(0, 1, POINTS)[None]
    return bare(k, q + np.zeros((1, 1)))


def check(found: Sweep) -> None:
    """Compare number and set of equilibria with the exact solver, at random points and at every tie."""
    ties = [int(k) for k in np.flatnonzero(found.tie)]
    for index in random.Random(1).sample(range(found.size), CHECKED) + ties:
        exact = {tuple(float(s[0]) for s in point.profile) for point in nash(found.game(index))}
        pure = {point for point in exact if set(point) <= {0.0, 1.0}}
        listed = {(1.0 - i // 2, 1.0 - i % 2) for i in range(4) if found.pure.reshape(4, -1)[i, index]}
        assert found.count.flat[index] == len(exact), index
        assert listed == pure, index
        inner = [point for point in exact if 0 < point[0] < 1 and 0 < point[1] < 1]
        assert bool(found.mixed.flat[index]) == bool(inner), index
        assert not inner or np.allclose((found.p.flat[index], found.q.flat[index]), inner[0], rtol=1e-9), index
    pure, mixed, p, _q, count, _ = bare_on_axes()
    sure = ~found.tie
    assert (pure == found.pure)[:, sure].all()
    assert (mixed == found.mixed)[sure].all()
    assert (count == found.count)[sure].all()
    assert np.allclose(p, found.p, equal_nan=True)
    print(f"correct: {CHECKED} random points and {len(ties)} ties equal the exact solver in number and set\n")


def best(work: Callable[[], Any], times: int = 7) -> float:
    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return min(once() for _ in range(times))


def peers(found: Sweep) -> dict[str, Callable[[], Any]]:
    """One call per game, for each peer installed."""
    picked = [found.game(k) for k in random.Random(2).sample(range(found.size), LOOPED)]
    games = [game.payoffs.astype(float) for game in picked]
    loops: dict[str, Callable[[], Any]] = {"this project, nash() exactly": lambda: [nash(game) for game in picked]}
    try:
        import nashpy

        loops["nashpy support enumeration"] = lambda: [list(nashpy.Game(*u).support_enumeration()) for u in games]
        loops["nashpy vertex enumeration"] = lambda: [list(nashpy.Game(*u).vertex_enumeration()) for u in games]
    except ImportError:
        print("nashpy is not installed")
    try:
        import pygambit

        made = [to_pygambit(game) for game in picked]
        loops["pygambit enummixed, exact"] = lambda: [pygambit.nash.enummixed_solve(g) for g in made]
    except ImportError:
        print("pygambit is not installed")
    try:
        import quantecon.game_theory as qe

        built = [qe.NormalFormGame((qe.Player(u[0]), qe.Player(np.ascontiguousarray(u[1].T)))) for u in games]
        loops["quantecon support enumeration"] = lambda: [qe.support_enumeration(g) for g in built]
    except ImportError:
        print("quantecon is not installed")
    return loops


def main() -> None:
    """Check, measure, print."""
    warnings.simplefilter("ignore")
    found = sweep(chip_ban, **AXES)
    check(found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    games = POINTS**2
    times = {
        "sweep, 2 threads": best(lambda: sweep(chip_ban, **AXES)),
        "sweep, 1 thread": best(lambda: sweep(chip_ban, threads=1, **AXES)),
        "bare numpy, full arrays": best(bare_on_full_arrays),
        "bare numpy, broadcasting": best(bare_on_axes),
    }
    ours = times["sweep, 2 threads"]
    print(f"{games} games, all equilibria pure and mixed; peak memory {peak:.0f} MB")
    for name, seconds in times.items():
        rate = f"{games / seconds / 1e6:7.1f} million games/s"
        print(f"  {name:32} {seconds * 1e3:8.1f} ms {rate}   {seconds / ours:6.2f} x the sweep")
    small = best(lambda: sweep(chip_ban, k_us="0:3:2", q="0:1:2"))
    print(f"  of the sweep, derivation and compilation take {small * 1e3:.1f} ms whatever the grid")
    print(f"\none call per game, {LOOPED} games:")
    for name, loop in peers(found).items():
        loop()
        each = best(loop, 2) / LOOPED
        print(f"  {name:32} {each * 1e6:8.1f} us a game   {each / (ours / games):10.0f} x the sweep")
    start = time.perf_counter()
    solved = sweep(chip_ban, k_us="0:3:1001", q=[Fraction(1, 6), *np.linspace(0, 1, 999).tolist()]).resolve_ties()
    print(f"\nwith {int(solved.tie.sum())} exact ties resolved: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
