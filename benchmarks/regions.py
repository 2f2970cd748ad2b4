"""Regions in symbols: how long all regions of a game take, mixed ones with one square root included.

First the regions are compared with the exact solver at random points, then the time is taken. The target for three
players with two actions and six parameters is ten seconds.
"""

from __future__ import annotations

import random
import time
from fractions import Fraction

import numpy as np

from games.forms import NormalForm
from games.model import Model
from games.parameters import parameter
from games.registry import find
from games.text import Text
from solvers.nash import nash
from solvers.regions import Regions, regions

POINTS = 30


def three_players() -> Model:
    """Each of three gains only if all act alike, or if she alone stays out."""
    parameters = tuple(parameter(f"{letter}{i}", "gain", "收益", 2, 1, 10) for letter in "ab" for i in (1, 2, 3))
    symbols = [p.symbol for p in parameters]
    payoffs = np.zeros((3, 2, 2, 2), dtype=object)
    for i in range(3):
        payoffs[i, 0, 0, 0], payoffs[i, 1, 1, 1] = symbols[i], symbols[3 + i]
    payoffs[0, 0, 1, 1], payoffs[1, 1, 0, 1], payoffs[2, 1, 1, 0] = 1, 2, symbols[0]
    form = NormalForm(payoffs)
    title = Text("three players", "三名参与者")
    return Model("three_players", title, title, parameters, lambda **_: form)


def agrees(found: Regions) -> int:
    """Return at how many random points the regions list as many equilibria as the exact solver; fail elsewhere."""
    rng, same = random.Random(1), 0
    for _ in range(POINTS):
        point = {
            p.name: p.low + (p.high - p.low) * Fraction(rng.randint(1, 9972), 9973) for p in found.model.parameters
        }
        solved = nash(found.model.at(**point))
        if all(component.dimension == 0 for component in solved.components):
            assert len(found.at(**point)) == len(list(solved))
            same += 1
    return same


def main() -> None:
    """Print one line a model: parameters, regions, points compared, seconds."""
    print("model  parameters  regions  mixed  points compared  seconds")
    for model in (three_players(), find("chip_ban"), find("ecosystem_choice_finite")):
        start = time.perf_counter()
        found = regions(model)
        taken = time.perf_counter() - start
        mixed = sum(row.kind == "mixed" for row in found)
        print(model.name, len(model.parameters), len(found), mixed, agrees(found), f"{taken:.2f}", sep="  ")


if __name__ == "__main__":
    main()
