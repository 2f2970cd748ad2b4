"""Where trigger strategies are equilibria, as formulas: against automata and against stochastic games."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from random import Random

import numpy as np
import pytest
import sympy
from region_models import made, random_points

import games
from games.forms import NormalForm
from games.forms.repeated import RepeatedGame
from games.forms.stochastic import StochasticGame
from games.parameters import parameter
from solvers.markov_perfect import markov_perfect
from solvers.regions import regions
from solvers.repetition.automata import grim_trigger, judge
from solvers.thresholds import thresholds

F = Fraction
W = parameter("w", "patience", "耐心", "1/2", "1/10", "9/10")
Q = parameter("q", "detection", "发现概率", "1/2", "1/10", 1)
B = parameter("b", "temptation", "诱惑", 2, -3, 3)


def drawn(rng: Random, shape: tuple[int, ...]) -> NormalForm:
    b, players = B.symbol, len(shape)
    values = [rng.choice([rng.randint(-3, 3), b, b + rng.randint(-2, 2)]) for _ in range(players * prod(shape))]
    return NormalForm(np.array(values, dtype=object).reshape(players, *shape))


def split(row: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the target and the punishment of a row."""
    parts = [label.split(" → ") for label in row.profile]
    return tuple(p[0] for p in parts), tuple(p[-1] for p in parts)


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), pytest.param((2, 2, 2), marks=pytest.mark.slow)])
def test_regions_are_where_the_automaton_is_subgame_perfect(shape: tuple[int, ...]) -> None:
    rng, held = Random(len(shape) + sum(shape)), 0
    model = made(RepeatedGame(drawn(rng, shape), W.symbol), W, B)
    found = regions(model)
    for point in random_points(model, 6):
        game = model.at(**point)
        labels = [game.stage.labels(p) for p in game.stage.profiles()]
        expected = {
            (a, e)
            for a, e in product(labels, repeat=2)
            if judge(grim_trigger(game.stage, a, e), game.stage).holds(game.delta)
        }
        assert {split(row) for row in found if row.contains(point)} == expected
        held += len(expected)
    assert held > 2


def test_imperfect_detection_is_a_stochastic_game() -> None:
    """In the state `on` the target is played; after a deviation the state is `off` with the chance of detection."""
    rng, held = Random(3), 0
    model = made(RepeatedGame(drawn(rng, (2, 2)), W.symbol, Q.symbol), W, Q, B)
    found = regions(model)
    for point in random_points(model, 25):
        game = model.at(**point)
        labels = [game.stage.labels(p) for p in game.stage.profiles()]
        expected = set()
        for a, e in product(labels, repeat=2):
            on = {p: {"on": 1} if p == a else {"on": 1 - game.detection, "off": game.detection} for p in labels}
            moves = {"on": on, "off": {p: {"off": 1} for p in labels}}
            two = StochasticGame({"on": game.stage, "off": game.stage}, moves, game.delta)
            wanted = tuple(
                tuple(tuple(F(int(x == y)) for x in own) for own, y in zip(game.stage.actions, played, strict=True))
                for played in (a, e)
            )
            expected |= (
                {(a, e)} if wanted in {each.profile for each in markov_perfect(two, mixed=False).pure} else set()
            )
        assert {split(row) for row in found if row.contains(point)} == expected
        held += len(expected)
    assert held > 10


def test_the_critical_discount_factor_of_the_chip_trade_is_a_formula() -> None:
    """Snidal's weights w = r / (n - 1), r = k / (1 + k): (T - wS - (1-w)R) / (T - wS - (1-w)P) at full detection."""
    model = games.find("repeated_chip_trade").fix(detect=1)
    listed = regions(model)
    found = thresholds(listed, "delta")
    row = next(row for row in found.rows if row.region.profile == ("Trade → Restrict", "Trade → Restrict"))
    (case,) = row.cases
    T, R, P, S, k, n = (model.symbols[name] for name in ("T", "R", "P", "S", "k", "n"))
    w = k / (1 + k) / (n - 1)
    critical = (T - w * S - (1 - w) * R) / (T - w * S - (1 - w) * P)
    assert case.holds.rel_op in (">=", "<=")
    (side,) = {case.holds.lhs, case.holds.rhs} - {model.symbols["delta"]}
    assert sympy.simplify(side - critical) == 0
    assert "(贸易 → 限制, 贸易 → 限制)" in listed.table("zh").to_text()
