"""Sweeps against independent oracles, at random points and on exact ties."""

from __future__ import annotations

import random
from fractions import Fraction as Q

import numpy as np
import pytest
import sympy
from sweep_oracle import TIES, agrees, brute_pure, labels_at, spe_plays

from games.errors import NotCoveredError, ParameterError, UnknownNameError
from games.export_controls import chip_ban, chip_ban_sequential, chip_ban_three, workaround
from games.forms import GameTree, NormalForm, chance, decision, leaf
from games.model import Model
from games.parameters import parameter
from games.text import Text
from solvers.sweep import sweep


# ---------------------------------------------------------------- 2x2 models
def test_random_points_of_a_large_grid():
    found = sweep(chip_ban, k_us="0:3:200", q="0:1:300")
    assert found.shape == (200, 300)
    assert found.count.min() == 1
    assert found.count.max() == 3
    for index in random.Random(7).sample(range(found.size), 150):
        if not found.tie.flat[index]:
            agrees(found, index)


def test_ties_are_flagged_listed_and_resolved():
    found = sweep(chip_ban, **TIES)
    assert found.tie[1].all()
    assert found.tie[:, 1].all()
    assert found.tie.sum() == 13
    assert (found.unsure <= found.tie).all()
    solved = found.resolve_ties()
    assert not solved.unsure.any()
    assert solved.resolved
    assert found.tie.sum() == solved.tie.sum()
    for index in range(found.size):
        agrees(found, index)
        agrees(solved, index)
        exact = solved.exact(np.unravel_index(index, solved.shape))
        assert (len(list(exact)), len(exact)) == (solved.count.flat[index], solved.components.flat[index])
    assert solved.components.max() > 1 or (solved.count > solved.components).any()


def test_near_ties_beyond_floats_are_resolved():
    tiny = Q(1, 10**20)
    found = sweep(chip_ban, q=[Q(1, 6) - tiny, Q(1, 6), Q(1, 6) + tiny], k_us=[Q(1, 2) - tiny, Q(1, 2) + tiny])
    assert found.unsure.all()
    assert len({tuple(own) for own in found.pure.reshape(4, -1).T}) == 1
    solved = found.resolve_ties()
    assert solved.tie[:, 0].tolist() == [False, True, False][: solved.shape[0]]
    assert len({tuple(own) for own in solved.pure.reshape(4, -1).T}) > 1
    for index in range(found.size):
        agrees(solved, index)


def test_identical_ties_are_certain():
    found = sweep(chip_ban, t_us=1, t_cn=1, q="1/2", d="1/2", k_us="1/4:3:4", phi="1/4:1:4")
    assert found.tie.all()
    assert not found.unsure.any()
    assert found.count.max() > 1
    for index in range(found.size):
        agrees(found, index)


def test_bytes_do_not_depend_on_blocks_or_threads():
    def answers(**how):
        found = sweep(chip_ban, k_us="0:3:37", q="0:1:53", phi="0:1:5", **how)
        return [grid.tobytes() for grid in (found.pure, *found.grids.values())]

    first = answers()
    assert len(first) == 8
    assert all(first)
    assert all(answers(threads=t, block=b) == first for t, b in ((1, 1 << 20), (2, 16), (3, 54), (1, 4000)))


def test_one_point_and_one_axis():
    point = sweep(chip_ban)
    assert point.shape == ()
    assert point.size == 1
    agrees(point, 0)
    line = sweep(chip_ban, q="0:1:11", k_us="3/4")
    assert line.shape == (11,)
    assert line.fixed["k_us"] == Q(3, 4)
    for index in range(11):
        agrees(line, index)


def test_order_of_axes_transposes():
    one, other = sweep(chip_ban, k_us="0:3:9", q="0:1:7"), sweep(chip_ban, q="0:1:7", k_us="0:3:9")
    assert (one.where("Open", "Depend") == other.where("Open", "Depend").T).all()
    assert one.where("Open", "Depend").any()
    assert not one.where("Open", "Depend").all()


# ---------------------------------------------------------------- larger games, trees, assumptions
@pytest.mark.parametrize(
    "axes", [{"k_us": "0:3:13", "q": "0:1:13"}, {"s_eu": "0:1:9", "t_eu": "0:1:9", "k_eu": [0, 1]}]
)
def test_three_players(axes):
    found = sweep(chip_ban_three, "pure", **axes)
    solved = found.resolve_ties()
    assert len(found.profiles) == 8
    assert found.count.max() > 1
    for index in range(found.size):
        game = found.game(index)
        brute = {game.labels(profile) for profile in brute_pure(game)}
        assert labels_at(solved, index) == brute
        assert labels_at(found, index) >= brute
        assert found.unsure.flat[index] or labels_at(found, index) == brute
        assert solved.count.flat[index] == len(brute)


@pytest.mark.parametrize(
    ("model", "axes"),
    [
        (chip_ban_sequential, {"k_us": "0:3:7", "q": ["0", "1/6", "1/3", "1"]}),
        (chip_ban_sequential.choose(commitment="CN"), {"k_us": "0:3:7", "q": ["0", "1/6", "1/3", "1"]}),
        (workaround, {"k": "0:3:7", "e": "0:1:6", "F": ["0", "1/2", "19/10"]}),
    ],
)
def test_trees(model, axes):
    found = sweep(model, **axes)
    solved = found.resolve_ties()
    assert found.concept == "spe"
    assert (found.count >= 1).all()
    assert found.tie.any()
    for index in range(found.size):
        plays = spe_plays(found.game(index))
        assert labels_at(solved, index) == plays
        assert labels_at(found, index) >= plays
        assert found.unsure.flat[index] or labels_at(found, index) == plays


def test_chance_probability_on_an_axis():
    w = parameter("w", "odds", "概率", "1/2", 0, 1)

    def build(**_):
        gamble = chance({"good": (w.symbol, leaf(4, 0)), "bad": (1 - w.symbol, leaf(0, 0))})
        return GameTree(decision("A", {"safe": leaf(1, 1), "risky": gamble}), "AB")

    model = Model("test.gamble", Text("Gamble", "赌"), Text("", ""), (w,), build)
    found = sweep(model, w="0:1:9")
    assert found.profiles == (("safe",), ("risky", "good", "bad"))
    assert found.where("safe").tolist() == [True] * 3 + [False] * 6
    assert found.resolve_ties().count.tolist() == [1, 1, 2, 1, 1, 1, 1, 1, 1]


def test_roots_are_estimated_and_resolved():
    x = parameter("x", "x", "x", "1/2", 0, 1)

    def build(**_):
        return NormalForm([[[sympy.sqrt(x.symbol), 0], [Q(1, 2), 1]], [[1, 0], [0, 1]]])

    found = sweep(Model("test.roots", Text("Roots", "根"), Text("", ""), (x,), build), x="0:1:9")
    solved = found.resolve_ties()
    assert found.unsure.tolist() == solved.tie.tolist() == [k == 2 for k in range(9)]
    assert solved.count.tolist() == [1, 1, *[3] * 7]
    assert solved.components.tolist() == [1, 1, 2, *[3] * 6]
    assert found.q[8] == pytest.approx(2 / 3)


def test_assumptions_leave_points_out():
    x, y = parameter("x", "x", "x", "1/2", 0, 1), parameter("y", "y", "y", 1, 0, 1)

    def build(**_):
        return NormalForm([[[x.symbol, 0], [0, y.symbol]], [[1, 0], [0, 1]]])

    model = Model(
        "test.assumes",
        Text("Assumes", "假设"),
        Text("", ""),
        (x, y),
        build,
        assumptions=(x.symbol < y.symbol,),
    )
    found = sweep(model, x="0:1:11", y="0:1:11", block=16)
    assert found.inside.tolist() == [[i < j for j in range(11)] for i in range(11)]
    assert not found.count[~found.inside].any()
    assert found.count[found.inside].all()
    assert np.isnan(found.p[~found.inside]).all()
    with pytest.raises(ParameterError, match="assumes"):
        sweep(model, x="0:1:11", y=0)


# ---------------------------------------------------------------- errors and what people see
@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ({"nope": "0:1:3"}, "nope"),
        ({"q": "0:2:3"}, "range"),
        ({"q": []}, "axis q"),
        ({"q": "0:1:0"}, "axis q"),
        ({"q": ["x"]}, "axis q"),
        ({"q": [[0, 1], [1]]}, "axis q"),
        ({"q": [0, float("nan")]}, "axis q"),
        ({"q": "0:1"}, "axis q"),
        ({"q": 2}, "range"),
        ({"q": "0:1:1000000", "k_us": "0:1:1000000"}, "memory"),
    ],
)
def test_bad_axes(axes, message):
    with pytest.raises(ParameterError, match=message) as caught:
        sweep(chip_ban, **axes)
    assert "\n" not in str(caught.value)


def test_concepts_that_do_not_fit():
    with pytest.raises(UnknownNameError, match="nash"):
        sweep(chip_ban, "best")
    with pytest.raises(NotCoveredError):
        sweep(chip_ban, "spe")
    with pytest.raises(ParameterError, match="commitment"):
        sweep(chip_ban_sequential, commitment="EU")
    with pytest.raises(UnknownNameError, match="Open"):
        sweep(chip_ban).where("Open")
    with pytest.raises(ParameterError, match="shape"):
        sweep(chip_ban, q="0:1:3").exact((3,))


def test_what_people_see():
    found = sweep(chip_ban, k_us="0:3:31", q="0:1:17")
    assert sum(found.points[name] for name in ("Open, Depend", "Restrict, Indigenise")) > 0
    assert found.to_json()["shares"]["Open, Depend"] == found.where("Open", "Depend").mean()
    assert "开放, 依赖" in found.table("zh").to_text()
    assert "k_us" in repr(found)
    assert "<table" in found._repr_html_()
