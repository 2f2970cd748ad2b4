"""All equilibria of two-player games: `nash_set` against lrsnash (exact) and QuantEcon (float).

Run as `python benchmarks/bimatrix.py [quick]`. Every game is solved by all before anything is timed: lrsnash must find
the same number of equilibria (a difference stops the run); what QuantEcon finds is shown beside it, for it may lose
some. Times are medians over games of the best of some repetitions, ours and the peers' in turn, compilation excluded.
`found`: until every equilibrium, subset, component and index is known; `written`: until every probability is a fraction
besides, as lrsnash writes them. Ratios are peer / ours, for either time, above one where ours is faster.

Where equilibria are many and their fractions long, writing them is most of the work: of the 10671 of the dual cyclic
12 x 12 game, fractions of some sixty digits, QuantEcon has its floats in a third of the time that all fractions take,
though in one and a half to two times the time until they are found. The fractions are made when they are asked for.
"""

from __future__ import annotations

import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from solvers.two_player.bimatrix import nash_set

Matrix = list[list[int]]
Game = tuple[Matrix, Matrix]


def random_game(n: int, seed: int, high: int = 100) -> Game:
    rng = random.Random(seed)
    a, b = ([[rng.randint(0, high) for _ in range(n)] for _ in range(n)] for _ in range(2))
    return a, b


def coordination(n: int) -> Game:
    identity = np.eye(n, dtype=int).tolist()
    return identity, identity


def covariant(n: int, seed: int, rho: float = -0.5) -> Game:
    draw = np.random.default_rng(seed).multivariate_normal([0, 0], [[1, rho], [rho, 1]], (n, n))
    return integers(draw[..., 0], 1000), integers(draw[..., 1], 1000)


def dual_cyclic(n: int, scale: int = 10**9) -> Game:
    """The games with many equilibria of von Stengel (1999), on the trigonometric moment curve, rounded."""
    swapped = [p for k in range(0, 2 * n, 2) for p in (k + 1, k)]
    b = dual_cyclic_matrix(n, list(range(2 * n))).T
    a = dual_cyclic_matrix(n, [(p + n) % (2 * n) for p in swapped])
    return integers(a / np.abs(a).max(), scale), integers(b / np.abs(b).max(), scale)


def dual_cyclic_matrix(n: int, labels: list[int]) -> np.ndarray:
    angle = np.arange(2 * n) * np.pi / n
    facets = np.empty((2 * n, n))
    facets[labels] = np.array([f((k + 1) * angle) for k in range(n // 2) for f in (np.cos, np.sin)]).T
    image = facets[n:] @ np.linalg.inv(facets[:n])
    return -image / (1 - image.sum(axis=1))[:, None]


def integers(matrix: np.ndarray, scale: float) -> Matrix:
    return np.rint(np.asarray(matrix) * scale).astype(int).tolist()


def generated(name: str, *args: object, scale: int = 1, **options: object) -> Game:
    """A game of QuantEcon's generators."""
    from quantecon.game_theory import game_generators

    game = getattr(game_generators, name)(*args, **options)
    return integers(game.players[0].payoff_array, scale), integers(game.players[1].payoff_array.T, scale)


def cases(quick: bool) -> Iterator[tuple[str, list[Callable[[], Game]]]]:
    for n, games in ((6, 7), (8, 7), (10, 5), (12, 5), (14, 3), (16, 2))[: 4 if quick else 6]:
        yield f"random 0..100, {n} x {n}", [lambda n=n, s=s: random_game(n, s) for s in range(games)]
    for n in (6, 8):
        yield f"random 0..2, {n} x {n}", [lambda n=n, s=s: random_game(n, s, 2) for s in range(5)]
    yield "random 0..9, 12 x 12", [lambda s=s: random_game(12, s, 9) for s in range(5)]
    yield "random 0..2, 10 x 10", [lambda s=s: random_game(10, s, 2) for s in range(5)]
    yield "dual cyclic 12 x 12", [lambda: dual_cyclic(12)]
    for n in (6, 8, 10, 12) if quick else (6, 8, 10, 12, 14, 16):
        yield f"coordination {n} x {n}", [lambda n=n: coordination(n)]
    yield "covariant, rho -0.5, 12 x 12", [lambda s=s: covariant(12, s) for s in range(5)]
    yield "unit vector 12 x 12", thrice("unit_vector_game", 12, scale=10**4)
    yield "ranking 14 x 14", thrice("ranking_game", 14, scale=10**4)
    yield "tournament 6 x 15", thrice("tournament_game", 6, 2)
    yield "Blotto 10 x 10", thrice("blotto_game", 3, 3, 0.5, scale=10**4)
    yield "sgc 11 x 11", [lambda: generated("sgc_game", 3, scale=10)]


def thrice(name: str, *args: object, scale: int = 1) -> list[Callable[[], Game]]:
    return [lambda s=s: generated(name, *args, scale=scale, random_state=s) for s in (1, 2, 3)]


def ours(a: Matrix, b: Matrix) -> int:
    return len(nash_set(a, b).pairs)


def ours_written(a: Matrix, b: Matrix) -> int:
    found = nash_set(a, b)
    return len(found.pairs) if found.xs and found.ys else 0


def lrsnash(a: Matrix, b: Matrix) -> int:
    blocks = ["\n".join(" ".join(map(str, row)) for row in matrix) for matrix in (a, b)]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(f"{len(a)} {len(a[0])}\n\n{blocks[0]}\n\n{blocks[1]}\n")
        file.flush()
        answer = subprocess.run(["lrsnash", file.name], capture_output=True, text=True, check=True, timeout=300).stdout
    return int(re.search(r"equilibria found:\s*(\d+)", answer)[1])


def quantecon(a: Matrix, b: Matrix) -> int:
    from quantecon.game_theory import NormalFormGame, Player, vertex_enumeration

    game = NormalFormGame([Player(np.array(a, float)), Player(np.array(b, float).T.copy())])
    return len(vertex_enumeration(game))


def peers() -> dict[str, Callable[[Matrix, Matrix], int]]:
    found: dict[str, Callable[[Matrix, Matrix], int]] = {}
    if shutil.which("lrsnash"):
        found["lrsnash"] = lrsnash
    else:
        print("lrsnash is not installed and is left out (Debian package lrslib).")
    try:
        quantecon([[1, 0], [0, 1]], [[1, 0], [0, 1]])
        found["QuantEcon"] = quantecon
    except ImportError:
        print("QuantEcon is not installed and is left out.")
    return found


def best_times(solvers: list[Callable[[Matrix, Matrix], int]], games: list[Game]) -> list[float]:
    """Return for each solver the median over games of its best time."""
    best = [[min(times) for times in zip(*([timed(solve, game) for solve in solvers] for _ in range(3)), strict=True)]
            for game in games]  # fmt: skip
    return [statistics.median(times) for times in zip(*best, strict=True)]


def timed(solve: Callable[[Matrix, Matrix], int], game: Game) -> float:
    start = time.perf_counter()
    solve(*game)
    return time.perf_counter() - start


def count(solve: Callable[[Matrix, Matrix], int], games: list[Game]) -> list[int | None]:
    counts: list[int | None] = []
    for game in games:
        try:
            counts.append(solve(*game))
        except Exception as error:  # a peer may fail on a degenerate game
            print(f"    {solve.__name__} failed: {type(error).__name__}: {str(error)[:80]}")
            counts.append(None)
    return counts


def report(name: str, games: list[Game], others: dict[str, Callable[[Matrix, Matrix], int]]) -> None:
    expected = count(ours, games)
    counts = {peer: count(solve, games) for peer, solve in others.items()}
    if counts.get("lrsnash", expected) != expected:
        raise SystemExit(f"{name}: lrsnash finds {counts['lrsnash']}, ours {expected}")
    able = {peer: solve for peer, solve in others.items() if None not in counts[peer]}
    found, written, *theirs = best_times([ours, ours_written, *able.values()], games)
    line = f"{name:29s} {sum(filter(None, expected)):6d} equilibria"
    line += f"  {found * 1e3:8.2f} ms found {written * 1e3:8.2f} written"
    for peer, seconds in zip(able, theirs, strict=True):
        wrong = sum(g != e for g, e in zip(counts[peer], expected, strict=True))
        line += f"   {peer} x{seconds / found:6.2f} {seconds / written:6.2f}"
        line += f" ({wrong} of {len(games)} miscounted)" if wrong else ""
    print(line, flush=True)


def main() -> None:
    others = peers()
    ours(*random_game(12, 0, 2))  # compiles
    ours(*random_game(12, 0, 9))
    for name, makers in cases("quick" in sys.argv[1:]):
        try:
            games = [make() for make in makers]
        except ImportError:
            print(f"{name}: needs QuantEcon's generators, left out.")
            continue
        report(name, games, others)


if __name__ == "__main__":
    main()
