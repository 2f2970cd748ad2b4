"""Mixed equilibria of games larger than 2x2 over a grid, against the exact solver point by point."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import numpy as np
import pytest
import sympy

from games.forms import NormalForm
from games.model import Model
from games.parameters import parameter
from games.text import Text
from solvers.nash import nash
from solvers.sweep import Listed, sweep


def random_model(shape, seed):
    """Payoffs linear in x and y with small integers, so that a grid of sixths meets ties."""
    x, y = (parameter(name, name, name, "1/2", 0, 1) for name in "xy")

    def build(**_):
        rng = random.Random(seed)
        cells = list(product(range(len(shape)), *map(range, shape)))
        values = [
            sympy.Integer(rng.randint(-5, 5)) + rng.randint(-6, 6) * x.symbol + rng.randint(-3, 3) * y.symbol
            for _ in cells
        ]
        return NormalForm(np.array(values, dtype=object).reshape(len(shape), *shape))

    return Model("test.mixed", Text("Mixed", "混合"), Text("", ""), (x, y), build)


def counted(found, index):
    """How many equilibria each labelled support profile holds at a point."""
    rows = [*zip(found.profiles, found.pure, strict=True), *zip(found.supports, found.by_support, strict=True)]
    return Counter({labels: int(own.flat[index]) for labels, own in rows if own.flat[index]})


def expected(game):
    named = [[[labels[a] for a in own] for own, labels in zip(point.support, game.actions)] for point in nash(game)]
    return Counter(tuple(" + ".join(own) for own in each) for each in named)


@pytest.mark.parametrize(("shape", "seed"), [((2, 3), 5), ((3, 2), 3), ((3, 3), 7), ((2, 5), 7), ((2, 2, 2), 3)])
def test_every_point_of_a_grid(shape, seed):
    model = random_model(shape, seed)
    found = sweep(model, "nash", x="0:1:7", y=["1/3", "7/20", "0.36", "0.9"])
    solved = found.resolve_ties()
    assert not solved.unsure.any()
    assert 0 < found.tie.sum() < found.size
    assert found.by_support[:, ~found.tie].any()
    for index in range(found.size):
        game = found.game(index)
        listed = counted(found, index)
        assert solved.count.flat[index] == len(list(nash(game)))
        if not found.tie.flat[index]:
            assert listed == expected(game)
            assert sum(listed.values()) == found.count.flat[index] == len(nash(game))
        if not solved.tie.flat[index]:
            assert counted(solved, index) == expected(game)
            assert solved.count.flat[index] % 2 == 1


def test_answers_do_not_depend_on_blocks():
    model = random_model((3, 3), 6)
    base = sweep(model, "nash", x="0:1:31", y="0:1:17")
    for how in ({"block": 16, "threads": 1}, {"block": 100, "threads": 3}):
        found = sweep(model, "nash", x="0:1:31", y="0:1:17", **how)
        assert (found.by_support == base.by_support).all()
        assert (found.count == base.count).all()
        assert (found.tie == base.tie).all()


def test_what_people_see(tmp_path):
    found = sweep(random_model((2, 3), 1), "nash", x="0:1:9", y="0:1:5")
    mixed = next(labels for labels, own in zip(found.supports, found.by_support) if own.any())
    assert found.where(*mixed).any()
    assert found.points[", ".join(mixed)] == found.where(*mixed).sum()
    assert " + " in found.table().to_text()
    assert " + " in found.table("zh").to_text()
    assert found.to_xarray()["by_support"].shape == (len(found.supports), 9, 5)
    assert found.to_frame()[", ".join(mixed)].sum() == found.by_support[found.supports.index(mixed)].sum()
    assert found.save(tmp_path / "mixed.csv").read_text().count("\n") == 46


def test_larger_games_are_solved_one_by_one():
    model = random_model((2, 2, 3), 1)
    found = sweep(model, "nash", workers=1, x="0:1:3")
    assert isinstance(found, Listed)
    assert found.count.tolist() == [len(list(nash(found.game(k)))) for k in range(3)]
