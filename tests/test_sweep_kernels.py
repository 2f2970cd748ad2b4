"""Batched kernels and their rounding bounds against independent oracles."""

from __future__ import annotations

import random
from fractions import Fraction as Q
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sweep_oracle import brute_pure, expected, spe_plays

from games.forms import GameTree, NormalForm, chance, decision, leaf
from games.forms.tree import Chance, Leaf
from solvers.nash import nash
from solvers.statics.kernels import all_2x2, backward_induction, gains_2x2, play_labels, pure_2x2, pure_nash
from solvers.statics.rounding import bound, compile_expressions

quarters = st.integers(-2, 2).map(lambda n: Q(n, 2))
payoffs_2x2 = st.lists(quarters, min_size=8, max_size=8).map(lambda v: np.array(v, dtype=object).reshape(2, 2, 2))


@settings(max_examples=150, deadline=None)
@given(st.lists(payoffs_2x2, min_size=1, max_size=8))
def test_all_2x2_on_random_batches(games):
    batch = np.stack(games, axis=-1)
    for found in (all_2x2(gains_2x2(batch)), all_2x2(gains_2x2(batch.astype(float)))):
        for k, game in enumerate(games):
            pure, mixed, count = expected(NormalForm(game))
            assert (found.pure[:, k].tolist(), found.count[k], bool(found.mixed[k])) == (
                pure,
                count,
                bool(mixed),
            )
            assert not mixed or (found.p[k], found.q[k]) == pytest.approx(tuple(map(float, mixed[0])))
    assert pure_2x2(gains_2x2(batch)).pure.tolist() == all_2x2(gains_2x2(batch)).pure.tolist()
    assert not all_2x2(gains_2x2(batch)).unsure.any()


def test_every_sign_pattern_against_the_exact_solver():
    signs = list(product((-1, 0, 1), repeat=4))
    found = all_2x2(np.array(signs, dtype=float).T)
    assert found.tie.sum() == 81 - 16
    assert sorted(found.count[~found.tie].tolist()) == [1] * 14 + [3] * 2
    assert (found.components <= found.count).all()
    for k, (a, b, c, d) in enumerate(signs):
        solved = nash(NormalForm([[[a, 0], [0, b]], [[c, 0], [0, d]]]))
        assert (found.count[k], found.components[k]) == (len(list(solved)), len(solved))


def test_all_2x2_broadcasts_and_survives_extremes():
    found = all_2x2([np.full((3, 1), 1e-300), np.full(4, 1e300), -np.ones((3, 1)), -np.ones(1)])
    assert found.pure.shape == (4, 3, 4)
    assert found.mixed.all()
    assert (found.count == 1).all()
    assert (found.q == 1).all()
    assert (found.p == 0.5).all()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([(2, 2), (2, 3), (3, 3), (2, 2, 2), (1, 3), (2, 1, 3)]), st.integers(0, 10**6))
def test_pure_nash_of_any_shape(shape, seed):
    drawn = np.random.default_rng(seed).integers(0, 3, (len(shape), *shape, 20))
    found = pure_nash(drawn, shape)
    for k in range(20):
        holds = {profile for profile, own in zip(np.ndindex(*shape), found.pure, strict=True) if own[k]}
        assert holds == brute_pure(NormalForm(drawn[..., k]))


def random_tree(rng, depth, chances, path=()):
    kind = rng.random()
    if depth == 0 or kind < 0.15:
        return leaf(*(rng.randrange(3) for _ in range(2)))
    acts = "abc"[: rng.randint(1, 3) if kind < 0.4 else 2]
    below = {a: random_tree(rng, depth - 1, chances, (*path, a)) for a in acts}
    if chances and kind > 0.8:
        return chance({a: (Q(1, len(below)), node) for a, node in below.items()})
    return decision(rng.choice("AB"), below)


@pytest.mark.parametrize("chances", [False, True])
def test_backward_induction_with_ties(chances):
    rng, several = random.Random(5), 0
    for _ in range(150):
        tree = GameTree(random_tree(rng, 3, chances), "AB")
        leaves = [node.payoffs for _, node in tree.walk() if isinstance(node, Leaf)]
        odds = [w for _, node in tree.walk() if isinstance(node, Chance) for w in node.probabilities]
        if sum(len(s.actions) > 1 for s in tree.information_sets) > 6 or len(play_labels(tree)) > 200:
            continue
        found = backward_induction(tree, [list(own) for own in zip(*leaves, strict=True)], odds)
        plays = {play for play, on in zip(play_labels(tree), found.pure, strict=True) if on}
        assert plays == spe_plays(tree)
        assert plays
        several += len(plays) > 1
        assert found.tie or len(plays) == 1
    assert several > 20


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.integers(-9, 9), *[st.integers(0, 4)] * 3), max_size=6), min_size=1, max_size=3),
    st.integers(0, 10**6),
)
def test_rounding_bounds_hold_for_polynomials(terms, seed):
    x, y, z = sympy.symbols("x y z", real=True)
    listed = [sum((Q(c, 7) * x**i * (x - y) ** j * (z + y) ** k for c, i, j, k in own), 0 * x) for own in terms]
    compiled = compile_expressions(listed, {x: (-2.0, 3.0), y: (0.0, 1.0)}, {z: Q(1, 3)})
    rng = np.random.default_rng(seed)
    points = {"x": rng.uniform(-2, 3, 5), "y": rng.uniform(0, 1, 5)}
    values, errors = compiled.floats(**points)
    for k in range(5):
        exact = compiled.exact(**{name: Q(float(own[k])) for name, own in points.items()})
        for value, error, true in zip(values, errors, exact, strict=True):
            assert abs(Q(float(np.broadcast_to(value, 5)[k])) - true) <= error


def test_rounding_bounds_hold_and_are_small():
    x, y, z = sympy.symbols("x y z", real=True)
    listed = [x * y - z**3 / 7 + Q(1, 3), (x - y) ** 5, x / (1 + y) - z, (x - z) * (y - z) / (2 + x) ** 2]
    axes = {x: (0.0, 3.0), y: (0.0, 1.0)}
    compiled = compile_expressions(listed, axes, {z: Q(1, 3)})
    rng = random.Random(1)
    for _ in range(200):
        point = {"x": Q(rng.randrange(3001), 1000), "y": Q(rng.randrange(1001), 1000)}
        values, errors = compiled.floats(**{name: float(v) for name, v in point.items()})
        for value, error, exact in zip(values, errors, compiled.exact(**point), strict=True):
            assert abs(Q(float(value)) - exact) <= error < 1e-10
    assert bound(x / y, axes) is None
    assert bound(sympy.exp(x), axes) is None


def test_repeated_games_by_the_kernel():
    from games.forms import NormalForm
    from games.forms.repeated import RepeatedGame
    from games.model import Model
    from games.parameters import parameter
    from games.text import Text
    from solvers.repeated import repeated
    from solvers.sweep import Sweep, sweep

    names = ("x", "y", "delta", "seen")
    ends = {"x": (-2, 4), "y": (-2, 4), "delta": (0, Q(19, 20)), "seen": (Q(1, 10), 1)}
    own = tuple(parameter(name, name, name, ends[name][1], *ends[name]) for name in names)

    def build(x, y, delta, seen):
        return RepeatedGame(NormalForm([[[3, x], [4, 1]], [[3, y], [0, 1]]]), delta, seen)

    model = Model("test.repeated", Text("Repeated", "重复"), Text("", ""), own, build)
    grid = {"x": "-2:4:7", "y": ["-1", "1/3", 3, 4], "delta": [0, "1/3", "2/3", "9/10"], "seen": ["1/2", 1]}
    found = sweep(model, **grid)
    assert isinstance(found, Sweep)
    solved = found.resolve_ties()
    assert 0 < found.unsure.sum() < found.size
    assert not solved.unsure.any()
    for index in range(found.size):
        answer = repeated(found.game(index))
        critical = [np.nan if o.critical is None else float(o.critical) for o in answer.outcomes]
        kept = [o in answer.sustained for o in answer.outcomes]
        sure = [solved] if found.unsure.flat[index] else [solved, found]
        for each in sure:
            assert each.pure.reshape(4, -1)[:, index].tolist() == kept
            assert np.allclose(each.critical.reshape(4, -1)[:, index], critical, rtol=1e-9, equal_nan=True)
    assert found.where("1", "1").any()
    assert "1, 1: least delta" in found.to_frame()
    assert found.to_xarray()["critical"].dims == ("profile", *names)
    assert found.table("zh").to_text()


def test_a_kernel_and_the_solver_agree_on_the_repeated_chip_trade():
    from games.registry import find
    from solvers.sweep import sweep

    model, axes = find("repeated_chip_trade"), {"k": ["1/10", "1/2"], "delta": "1/10:9/10:5"}
    fast, exact = sweep(model, **axes).resolve_ties(), sweep(model, exact=True, workers=1, **axes)
    assert fast.inside is not None
    assert fast.inside.all()
    kept = np.isin(exact.wide["sustained"].to_numpy().reshape(10, 4), ["yes"])
    assert np.array_equal(kept, fast.pure.reshape(4, 10).T)
    assert kept.any()
    assert not kept.all()
