"""Trees: backward induction from arrays, a sweep of the workaround, signals, and all Nash equilibria beside Gambit.

Run as `python benchmarks/trees.py`. Answers are compared before anything is timed. Backward induction over arrays must
agree with the solver of all equilibria on small random trees. Of every tree solved for Nash equilibria, each extreme
point in realisation plans must be among the extreme equilibria that Gambit enumerates in the reduced normal form, which
may have more (points that are the same in plans, or not extreme there); a difference stops the run.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from fractions import Fraction
from importlib.util import find_spec
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from games.export_controls import capability_signal, workaround
from games.formats.adapters import to_pygambit
from games.forms import GameTree, chance, decision, leaf
from games.forms.array_tree import ArrayTree
from games.forms.tree import Node
from solvers.backward_induction import backward_induction
from solvers.signalling import signalling_equilibria
from solvers.subgame_perfect import pure_subgame_perfect
from solvers.sweep import sweep
from solvers.tree_nash import tree_nash

SIZE = 10**6
SMALL = ("2 types, 2 actions", "2 types, 3 actions", "3 types, 2 actions")
"""What Gambit solves in seconds; the next sizes take it minutes."""


def best(run: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Return the least seconds of several runs, and the last answer."""
    seconds, answer = [], None
    for _ in range(times):
        start = time.perf_counter()
        answer = run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), answer


def complete_tree(branching: int, size: int) -> np.ndarray:
    parent = (np.arange(size) - 1) // branching
    parent[0] = -1
    return parent


def random_parents(size: int, seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed).random(size)
    return np.r_[-1, (draw[1:] * np.arange(1, size)).astype(int)]


def centipede(size: int) -> np.ndarray:
    parent = np.empty(size, dtype=int)
    parent[1::2] = np.arange(0, size - 1, 2)
    parent[2::2] = np.arange(0, size - 2, 2)
    parent[0] = -1
    return parent


def arrays(parent: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return parent, rng.integers(0, 3, len(parent)), rng.integers(0, 10**6, (3, len(parent)))


def random_tree(rng: Random, depth: int) -> Node:
    if depth == 0 or rng.random() < 0.1:
        return leaf(*(rng.randint(0, 3) for _ in range(3)))
    return decision(rng.choice("ABC"), {a: random_tree(rng, depth - 1) for a in "lmr"[: rng.randint(2, 3)]})


def check_backward_induction() -> None:
    rng = Random(1)
    for _ in range(200):
        tree = GameTree(random_tree(rng, 4), "ABC")
        found, all_pure = backward_induction(ArrayTree.from_tree(tree)), pure_subgame_perfect(tree, limit=1)
        if found.unique and (all_pure.count, all_pure.components[0].extreme[0].payoffs) != (1, found.payoffs):
            raise SystemExit(f"backward induction differs on\n{tree}")


def report_backward_induction() -> None:

    makers = {"3 moves each": complete_tree(3, SIZE), "random": random_parents(SIZE, 1), "centipede": centipede(SIZE)}
    for name, parent in makers.items():
        given = arrays(parent)
        building, tree = best(lambda given=given: ArrayTree(*given))
        solving, found = best(lambda given=given: backward_induction(ArrayTree(*given)))
        depth = int(tree.depth.max())
        print(f"backward induction, {name:12s} {tree.size} nodes, depth {depth:6d}: build {building:5.2f} s, ", end="")
        print(f"build and solve {solving:5.2f} s, {int(found.tied.sum())} ties")


def report_sweep() -> None:
    axes = {"k": "0:3:400", "delta": "1/2:99/100:250"}
    sweep(workaround, **axes)
    seconds, found = best(lambda: sweep(workaround, **axes))
    points = found.tie.size
    print(f"sweep of the workaround: {points} points in {seconds * 1e3:.0f} ms, {points / seconds / 1e6:.2f} million/s")


def kuhn_poker(cards: int) -> GameTree:
    deals = {}
    for one, two in permutations(range(cards), 2):
        win = 1 if one > two else -1
        reply = {"fold": leaf(-1, 1), "call": leaf(2 * win, -2 * win)}
        checked = {"check": leaf(win, -win), "bet": decision("1", reply, f"{one} bet at")}
        bet = {"fold": leaf(1, -1), "call": leaf(2 * win, -2 * win)}
        moves = {"check": decision("2", checked, f"{two} checked to"), "bet": decision("2", bet, f"{two} bet at")}
        deals[f"{one}-{two}"] = (Fraction(1, cards * (cards - 1)), decision("1", moves, f"{one}"))
    return GameTree(chance(deals), ("1", "2"))


def bayesian(types: int, actions: int, seed: int) -> GameTree:
    """Both players have a type each and move once; payoffs are random."""
    rng = Random(seed)

    def ends() -> dict[str, Node]:
        return {f"b{b}": leaf(rng.randint(0, 50), rng.randint(0, 50)) for b in range(actions)}

    def deal(one: int, two: int) -> Node:
        moves = {f"a{a}": decision("2", ends(), f"2 of type {two}") for a in range(actions)}
        return decision("1", moves, f"1 of type {one}")

    pairs = [(one, two) for one in range(types) for two in range(types)]
    return GameTree(chance({f"{i}-{j}": (Fraction(1, len(pairs)), deal(i, j)) for i, j in pairs}), ("1", "2"))


def gambit(game: Any) -> set[tuple[Fraction, ...]]:
    """Return the payoffs at the extreme equilibria of the reduced normal form."""
    import pygambit

    found = pygambit.nash.enummixed_solve(game, rational=True).equilibria
    newer = all(hasattr(point, "payoffs") for point in found)
    rows = [dict(p.payoffs).values() if newer else [p.payoff(player) for player in game.players] for p in found]
    return {tuple(Fraction(str(u)) for u in row) for row in rows}


def report_nash() -> None:
    cases = {"Kuhn poker, 3 cards": kuhn_poker(3), "Kuhn poker, 4 cards": kuhn_poker(4)}
    cases |= {f"{k} types, {m} actions": bayesian(k, m, k + m) for k, m in ((2, 2), (2, 3), (3, 2), (3, 3), (4, 2))}
    try:
        import pygambit  # noqa: F401
    except ImportError:
        print("pygambit is not installed and is left out.")
        peer = False
    else:
        peer = True
    for name, tree in cases.items():
        ours, found = best(lambda tree=tree: tree_nash(tree), 1)
        line = f"all Nash equilibria, {name:20s} {len(found)} components, dimensions "
        line += f"{[part.dimension for part in found.components]}, {ours * 1e3:8.1f} ms"
        if peer and name in SMALL:
            game = to_pygambit(tree)
            theirs, payoffs = best(lambda game=game: gambit(game), 1)
            if not {point.payoffs for point in found} <= payoffs:
                raise SystemExit(f"{name}: Gambit finds payoffs {payoffs}")
            line += f", Gambit in the normal form x{theirs / ours:.2f}"
        print(line, flush=True)


def report_signalling() -> None:
    """All perfect Bayesian equilibria with beliefs and refinements, beside Gambit's list of Nash equilibria."""
    for prior in ("1/3", "3/4"):
        tree = capability_signal(pi=prior)
        seconds, found = best(lambda tree=tree: signalling_equilibria(tree))
        line = f"signalling, prior {prior}: {len(found)} components, {seconds * 1e3:.1f} ms"
        if find_spec("pygambit"):
            game = to_pygambit(tree)
            theirs, payoffs = best(lambda game=game: gambit(game), 1)
            if not {point.payoffs for point in found} <= payoffs:
                raise SystemExit(f"signalling, prior {prior}: Gambit finds payoffs {payoffs}")
            line += f", Gambit's Nash equilibria x{theirs / seconds:.2f}"
        print(line)


def main() -> None:
    check_backward_induction()
    report_backward_induction()
    report_sweep()
    report_signalling()
    report_nash()


if __name__ == "__main__":
    main()
