"""One equilibrium of a two-player game: time beside the peers, every answer's regret checked first.

    python benchmarks/lemke_howson.py [quick]

Peers, where installed: QuantEcon (Lemke-Howson with capping 10, compiled), pygambit (`lcp_solve`, one equilibrium).
A peer's answer with a relative regret above 1e-6 counts as wrong.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from games.forms import NormalForm
from solvers.lemke_howson import one_equilibrium

Profile = tuple[np.ndarray, np.ndarray]
Solver = Callable[[np.ndarray], Profile | None]


def regret(payoffs: np.ndarray, profile: Profile | None) -> float:
    if profile is None:
        return np.inf
    x, y = profile
    gains = [(payoffs[0] @ y).max() - x @ payoffs[0] @ y, (x @ payoffs[1]).max() - x @ payoffs[1] @ y]
    return max(gain / np.ptp(u) for gain, u in zip(gains, payoffs, strict=True))


def prepared_ours(payoffs: np.ndarray) -> Callable[[], Profile | None]:
    game = NormalForm(payoffs, dtype=float)

    def solve() -> Profile | None:
        found = one_equilibrium(game)
        assert found.converged == (regret(payoffs, found.point and tuple(map(np.array, found.point.profile))) < 1e-9)
        return tuple(map(np.array, found.point.profile)) if found.converged else None

    return solve


def prepared_quantecon(payoffs: np.ndarray) -> Callable[[], Profile | None]:
    from quantecon.game_theory import NormalFormGame, Player, lemke_howson

    game = NormalFormGame([Player(payoffs[0]), Player(np.ascontiguousarray(payoffs[1].T))])
    return lambda: lemke_howson(game, capping=10)


def prepared_gambit(payoffs: np.ndarray) -> Callable[[], Profile | None]:
    import pygambit

    game = getattr(pygambit, "StrategicGame", pygambit.Game).from_arrays(*payoffs)

    def solve() -> Profile | None:
        found = pygambit.nash.lcp_solve(game, rational=False, stop_after=1).equilibria
        return tuple(np.array([p for _, p in found[0][player]]) for player in game.players) if found else None

    return solve


def covariant(n: int, seed: int) -> np.ndarray:
    first, second = np.random.default_rng(seed).standard_normal((2, n, n))
    return np.array([first, -0.5 * first + 0.75**0.5 * second])


def timed(solve: Callable[[], Profile | None]) -> tuple[float, Profile | None]:
    start = time.perf_counter()
    found = solve()
    return time.perf_counter() - start, found


def report(name: str, games: list[np.ndarray], peers: dict[str, Callable], largest: dict[str, int]) -> None:
    own = [timed(prepared_ours(game)) for game in games]
    wrong = sum(regret(game, found) > 1e-9 for game, (_, found) in zip(games, own, strict=True))
    middle, worst = statistics.median(t for t, _ in own), max(t for t, _ in own)
    line = f"{name:24s} ours {middle * 1e3:9.2f} ms, slowest {worst * 1e3:9.2f} ms, {wrong} wrong"
    for peer, prepare in peers.items():
        if games[0].shape[1] > largest[peer]:
            continue
        theirs = [timed(prepare(game)) for game in games]
        wrong = sum(regret(game, found) > 1e-6 for game, (_, found) in zip(games, theirs, strict=True))
        line += f"   {peer} x{statistics.median(t for t, _ in theirs) / middle:.1f}, {wrong} wrong"
    print(line, flush=True)


def main() -> None:
    quick = "quick" in sys.argv[1:]
    largest = {"QuantEcon": 200 if quick else 1000, "pygambit": 50 if quick else 100}
    peers: dict[str, Callable] = {}
    for name, prepare in (("QuantEcon", prepared_quantecon), ("pygambit", prepared_gambit)):
        try:
            prepare(np.random.default_rng(0).random((2, 4, 4)))()
            peers[name] = prepare
        except ImportError:
            print(f"{name} is not installed and is left out.")
    for game in (np.random.default_rng(5).random((2, 60, 60)), covariant(50, 1)):
        prepared_ours(game)()  # compiles
    for n in (20, 50, 100, 200, 500, 1000)[: 4 if quick else 6]:
        report(f"random {n} x {n}", [np.random.default_rng(s).random((2, n, n)) for s in range(9)], peers, largest)
    # Close to zero-sum: no small supports, long paths. pygambit is left out, taking too long.
    fast = {name: prepare for name, prepare in peers.items() if name != "pygambit"}
    report("covariant -0.5, 50 x 50", [covariant(50, s) for s in range(5)], fast, largest)


if __name__ == "__main__":
    main()
