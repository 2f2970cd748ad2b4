"""Pure equilibria of a game of 200 x 200 x 200 profiles, beside one pass over the payoffs.

    python benchmarks/pure.py

One pass is what nobody can do without: everybody's largest payoff against every profile of the others. Both are timed
in turn, after the equilibria were compared with those that every comparison with the largest payoff gives.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from games.forms import NormalForm
from solvers.pure import pure_equilibria, pure_mask, pure_profiles

SHAPE, ROUNDS = (200, 200, 200), 7


def seconds(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def one_pass(payoffs: np.ndarray) -> list[np.ndarray]:
    return [u.max(axis=i) for i, u in enumerate(payoffs)]


def main() -> None:
    rng = np.random.default_rng(0)
    drawn = {
        "random": rng.standard_normal((3, *SHAPE)),
        "with ties": rng.integers(0, 50, (3, *SHAPE)).astype(float),
    }
    for name, payoffs in drawn.items():
        assert np.array_equal(pure_profiles(payoffs), np.argwhere(pure_mask(payoffs)))
        works = (partial(one_pass, payoffs), partial(pure_equilibria, NormalForm(payoffs, dtype=float)))
        times = [[seconds(work) for work in works] for _ in range(ROUNDS)]
        one, ours = (min(column) for column in zip(*times, strict=True))
        count = len(pure_profiles(payoffs))
        times_as_long = f"one pass {one * 1e3:.1f} ms   ours {ours * 1e3:.1f} ms = x{ours / one:.2f}"
        print(f"{name:10} {count} equilibria   {times_as_long}")


if __name__ == "__main__":
    main()
